"""Sizes of container images, by ECR."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any

from auditor.collect.calls import LostError, known
from auditor.collect.faults import Fault
from auditor.collect.scope import Scope
from auditor.model import Fact, Image, Known, Unknown

_URI = re.compile(
    r"(?P<registry>\d{12})\.dkr[.-]ecr[\w-]*\.(?P<region>[\w-]+)\.[\w.-]+/"
    r"(?P<repository>[^:@]+)(?::(?P<tag>[^@]+))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)
_BATCH = 100  # images a call
_INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)


async def images(
    scope: Scope, wanted: Iterable[tuple[str, str | None]]
) -> Mapping[str, Fact[Image | None]]:
    """Return an image for each (URI by digest, URI by tag); Known(None): ECR has no such image."""
    pairs = dict(wanted)
    by_repository: dict[tuple[str, str, str], dict[str, re.Match[str]]] = {}
    found: dict[str, Fact[Image | None]] = {}
    for uri in sorted(pairs):
        match = _URI.fullmatch(uri)
        if match is None:
            found[uri] = Unknown(reason="the image's address is not one of Amazon ECR")
            continue
        key = (match["region"], match["registry"], match["repository"])
        by_repository.setdefault(key, {})[uri] = match
    answers = await asyncio.gather(
        *(_repository(scope, key, uris) for key, uris in by_repository.items())
    )
    for answer in answers:
        found.update(answer)
    return found


async def _repository(
    scope: Scope, key: tuple[str, str, str], uris: Mapping[str, re.Match[str]]
) -> dict[str, Fact[Image | None]]:
    region, registry, name = key
    ids = {
        uri: {"imageDigest": match["digest"]}
        if match["digest"]
        else {"imageTag": match["tag"] or "latest"}
        for uri, match in uris.items()
    }
    listed = list(ids)
    found: dict[str, Fact[Image | None]] = {}
    for start in range(0, len(listed), _BATCH):
        some = {uri: ids[uri] for uri in listed[start : start + _BATCH]}
        found.update(await _batch(scope, region, registry, name, some))
    return found


async def _batch(
    scope: Scope, region: str, registry: str, name: str, ids: Mapping[str, dict[str, str]]
) -> dict[str, Fact[Image | None]]:
    unique = [dict(pair) for pair in sorted({tuple(id.items()) for id in ids.values()})]

    async def ask() -> list[Any]:
        return await scope.calls.all(
            "ecr:DescribeImages",
            region,
            registryId=registry,
            repositoryName=name,
            imageIds=unique,
        )

    try:
        described = await ask()
    except LostError as lost:
        if lost.kind is not Fault.ABSENT or len(unique) == 1:
            gone = lost.kind is Fault.ABSENT
            return dict.fromkeys(ids, Known(None) if gone else lost.unknown)
        # One image of the batch is gone, and ECR does not say which.
        alone = await asyncio.gather(
            *(_batch(scope, region, registry, name, {uri: id}) for uri, id in ids.items())
        )
        return {uri: fact for answer in alone for uri, fact in answer.items()}
    return {uri: _match(uri, id, described, region) for uri, id in ids.items()}


def _match(
    uri: str, id: Mapping[str, str], described: list[Any], region: str
) -> Fact[Image | None]:
    for raw in described:
        same = "imageDigest" in id and raw.get("imageDigest") == id["imageDigest"]
        if same or ("imageTag" in id and id["imageTag"] in (raw.get("imageTags") or ())):
            if raw.get("imageManifestMediaType") in _INDEXES and not raw.get("imageSizeInBytes"):
                return Unknown(reason="ECR tells no size of a multi-architecture image")
            return Known(Image(uri=uri, size=int(raw.get("imageSizeInBytes") or 0)))
    return Unknown(
        reason="ECR's answer does not hold the image",
        operation="ecr:DescribeImages",
        iam_action="ecr:DescribeImages",
        code="IncompleteAnswer",
        region=region,
    )


__all__ = ["images", "known"]
