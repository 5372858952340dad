"""Sizes of container images, by ECR."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.fact_barrier import ODD, LostError, await_fact, odd_answer
from auditor.collect.aws.members import (
    number,
    structure_if_any,
    structures,
    text,
    text_or_none,
    texts_if_any,
)
from auditor.collect.facts.function_reader import Read
from auditor.collect.facts.values import account_json
from auditor.collect.scope import RegionScope
from auditor.model import Fact, Function, Image, Known, Loss, Need, Unknown, setting

_URI = re.compile(
    r"(?P<registry>\d{12})\.dkr[.-]ecr[\w-]*\.(?P<region>[\w-]+)\.[\w.-]+/"
    r"(?P<repository>[^:@]+)(?::(?P<tag>[^@]+))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)
_BATCH = 100  # images a call
_INCOMPLETE = "IncompleteAnswer"
OPERATION = "ecr:DescribeImages"
MANIFEST = "ecr:BatchGetImage"
_ARCHITECTURES = MappingProxyType({"x86_64": "amd64", "arm64": "arm64"})  # Lambda's word, OCI's
_INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)


async def with_images(scope: RegionScope, found: Sequence[Read]) -> list[Read]:
    """Return the functions with the sizes of their images, if those are wanted."""
    if Need.IMAGES not in scope.needs:
        return list(found)
    sizes = await await_fact(_sizes(scope, found), OPERATION, scope.region)
    return [read.with_facts(image=_image(read, sizes)) for read in found]


async def _sizes(scope: RegionScope, found: Sequence[Read]) -> dict[str, Fact[Image | None]]:
    """Return images by the URI that Lambda resolved, or by the tag it was resolved from."""
    wanted = {read.image_uri: read for read in found if read.wants_image}
    built = {uri: _architecture(read.function) for uri, read in wanted.items()}
    sizes = dict(await images(scope, ((uri, None) for uri in wanted), built))
    missing = {
        read.image_tag: built[uri]
        for uri, read in wanted.items()
        if read.image_tag and isinstance(fact := sizes[uri], Unknown) and fact.code == _INCOMPLETE
    }
    if missing:
        tagged = await images(scope, ((uri, None) for uri in missing), missing)
        for uri, read in wanted.items():
            if isinstance(sizes[uri], Unknown) and read.image_tag:
                sizes[uri] = tagged.get(read.image_tag, sizes[uri])
    return sizes


def _architecture(function: Function) -> str:
    """Return the architecture of a function; empty, which stands for the largest image: unknown."""
    found = setting(function, "architecture")
    return found.value if isinstance(found, Known) else ""


def _image(read: Read, sizes: Fact[dict[str, Fact[Image | None]]]) -> Fact[Image | None]:
    function = read.function
    if isinstance(function.image, Known):
        return function.image
    kind = setting(function, "package_type")
    if isinstance(kind, Unknown):
        return kind
    if kind.value != "Image":
        return Known(None)
    if isinstance(function.details, Unknown):
        return function.details
    if isinstance(sizes, Unknown):
        return sizes
    return sizes.value.get(read.image_uri) or Unknown(reason="Lambda names no image")


async def images(
    scope: RegionScope,
    wanted: Iterable[tuple[str, str | None]],
    architectures: Mapping[str, str] = MappingProxyType({}),
) -> Mapping[str, Fact[Image | None]]:
    """Return an image for each (URI by digest, URI by tag); Known(None): ECR has no such image.

    A URI may stand for a manifest list: then the image of its architecture in `architectures`
    (x86_64 or arm64, as Lambda says) counts, or the largest one where none is given.
    """
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
    sizes = {uri: size for answer in answers for uri, size in answer.items()}
    found.update(await _resolve(scope, sizes, architectures))
    return found


@dataclass(frozen=True, slots=True)
class _Index:
    """A manifest list, which has no size of its own."""

    digest: str


_Size: TypeAlias = Fact[Image | None] | _Index
_Repository: TypeAlias = tuple[str, str, str]  # region, registry, name


async def _repository(
    scope: RegionScope, key: _Repository, uris: Mapping[str, re.Match[str]]
) -> dict[str, _Size]:
    ids = {
        uri: {"imageDigest": match["digest"]}
        if match["digest"]
        else {"imageTag": match["tag"] or "latest"}
        for uri, match in uris.items()
    }
    listed = list(ids)
    found: dict[str, _Size] = {}
    for start in range(0, len(listed), _BATCH):
        some = {uri: ids[uri] for uri in listed[start : start + _BATCH]}
        found.update(await _batch(scope, key, some))
    return found


async def _batch(
    scope: RegionScope, key: _Repository, ids: Mapping[str, dict[str, str]]
) -> dict[str, _Size]:
    region, registry, name = key
    unique = [dict(pair) for pair in sorted({tuple(wanted.items()) for wanted in ids.values()})]
    try:
        described = await scope.calls.all(
            OPERATION, region, registryId=registry, repositoryName=name, imageIds=unique
        )
        return {uri: _match(uri, wanted, described, region) for uri, wanted in ids.items()}
    except LostError as lost:
        if lost.kind is not Fault.ABSENT or len(unique) == 1:
            gone = lost.kind is Fault.ABSENT
            return dict.fromkeys(ids, Known(None) if gone else lost.unknown)
    except ODD as odd:
        return dict.fromkeys(ids, odd_answer(odd, OPERATION, region))
    # One image of the batch is gone, and ECR does not say which.
    alone = await asyncio.gather(
        *(_batch(scope, key, {uri: wanted}) for uri, wanted in ids.items())
    )
    return {uri: fact for answer in alone for uri, fact in answer.items()}


def _match(uri: str, wanted: Mapping[str, str], described: list[Any], region: str) -> _Size:
    for raw in described:
        digest, tags = text(raw, "imageDigest"), texts_if_any(raw, "imageTags")
        if digest == wanted.get("imageDigest") or wanted.get("imageTag") in tags:
            if text_or_none(raw, "imageManifestMediaType") in _INDEXES:
                return _Index(digest)
            return Known(Image(uri=uri, size=number(raw, "imageSizeInBytes")))
    return _lost("ECR's answer does not hold the image", OPERATION, region)


def _lost(reason: str, operation: str, region: str) -> Unknown:
    return Unknown(
        reason=reason,
        operation=operation,
        code=_INCOMPLETE,
        region=region,
        loss=Loss.UNEXPECTED,
    )


async def _resolve(
    scope: RegionScope, sizes: Mapping[str, _Size], architectures: Mapping[str, str]
) -> dict[str, Fact[Image | None]]:
    """Replace manifest lists by the image that Lambda runs."""

    async def resolve(uri: str, size: _Size) -> tuple[str, Fact[Image | None]]:
        if not isinstance(size, _Index):
            return uri, size
        try:
            return uri, await _of_architecture(scope, uri, size.digest, architectures.get(uri))
        except LostError as lost:
            return uri, lost.unknown
        except ODD as odd:
            return uri, odd_answer(odd, MANIFEST, scope.region)

    return dict(await asyncio.gather(*(resolve(uri, size) for uri, size in sizes.items())))


async def _of_architecture(
    scope: RegionScope, uri: str, digest: str, architecture: str | None
) -> Fact[Image | None]:
    match = _URI.fullmatch(uri)
    if match is None:  # it was matched before
        raise ValueError(uri)
    key = (match["region"], match["registry"], match["repository"])
    answer = await scope.calls.get(
        MANIFEST,
        key[0],
        registryId=key[1],
        repositoryName=key[2],
        imageIds=[{"imageDigest": digest}],
        acceptedMediaTypes=list(_INDEXES),
    )
    found = structures(answer, "images")
    manifest = account_json(text(found[0] if found else {}, "imageManifest"))
    wanted = _ARCHITECTURES.get(architecture or "")
    children = {
        text(child, "digest"): {"imageDigest": text(child, "digest")}
        for child in structures(manifest, "manifests")
        if _runs(structure_if_any(child, "platform"), wanted)
    }
    if not children:
        return _lost("the manifest list holds no image for the architecture", MANIFEST, key[0])
    return _largest(uri, list((await _batch(scope, key, children)).values()))


def _largest(uri: str, described: Sequence[Fact[Image | None] | _Index]) -> Fact[Image | None]:
    for size in described:
        if isinstance(size, Unknown):
            return size
    sizes = [size.value.size for size in described if isinstance(size, Known) and size.value]
    return Known(Image(uri=uri, size=max(sizes)) if sizes else None)


def _runs(platform: Mapping[str, Any], wanted: str | None) -> bool:
    architecture = platform.get("architecture")
    if platform.get("os") != "linux":  # attestations say unknown/unknown
        return False
    return architecture == wanted if wanted else architecture in _ARCHITECTURES.values()
