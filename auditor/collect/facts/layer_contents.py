"""The files of layers, searched for secrets as those of packages are: each layer version once.

A layer's package lies behind the presigned URL of GetLayerVersion, as a function's behind that of
GetFunction. https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from auditor.collect.aws.fact_barrier import await_fact
from auditor.collect.aws.members import structure, text
from auditor.collect.facts.packages import LAYER, LIMITS, Wanted, read_package
from auditor.collect.facts.values import REDACTED
from auditor.collect.scope import RegionScope
from auditor.model import Fact, PackageContents, Sighting, UnavailableError, Unknown
from auditor.model.arn import layer_and_version, parse_arn

_OPERATION = "lambda:GetLayerVersion"
_PLACE = "layer file"


async def layer_contents(
    scope: RegionScope, names: Iterable[str]
) -> Mapping[str, Fact[PackageContents | None]]:
    """Return what each layer version holds, by its ARN; None: the version was deleted."""

    async def read(arn: str) -> tuple[str, Fact[PackageContents | None]]:
        return arn, await await_fact(_contents(scope, arn), _OPERATION, scope.region)

    return MappingProxyType(dict(await asyncio.gather(*map(read, sorted(names)))))


async def _contents(scope: RegionScope, arn: str) -> PackageContents | None:
    """Return the contents of one layer version.

    Raises:
        LostError: the call was lost.
        OddAnswerError: the answer is damaged.
        UnavailableError: the package could not be read.
    """
    if REDACTED in arn:
        raise UnavailableError(Unknown(reason="its name holds a secret, which is not kept"))
    layer, version = layer_and_version(arn)
    named = parse_arn(layer)
    # Lambda takes 140 characters here, so an ARN only where it must be one.
    asked = named.name if named.account == scope.account else layer
    answer = await scope.calls.one(
        _OPERATION, scope.region, absent=True, LayerName=asked, VersionNumber=int(version)
    )
    if answer is None:
        return None
    url = text(structure(answer, "Content"), "Location")
    limits = LIMITS
    if scope.options.package_bytes is not None:
        limits = replace(limits, read_bytes=scope.options.package_bytes)
    wanted = Wanted(scan=scope.classifier.scan_text)
    found = await scope.calls.run(partial(read_package, url, limits, wanted, source=LAYER))
    if isinstance(found, Unknown):
        raise UnavailableError(replace(found, region=scope.region))
    placed = partial(_in_layer, f"{named.name}:{version}")
    return replace(found.value, secrets=tuple(map(placed, found.value.secrets)))


def _in_layer(layer: str, seen: Sighting) -> Sighting:
    return replace(seen, place=_PLACE, name=f"{seen.name} in layer {layer}")
