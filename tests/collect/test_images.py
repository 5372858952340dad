from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, cast

from botocore.exceptions import ClientError

from auditor.collect.aws.calls import Calls
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.options import UNPACED, CollectOptions
from auditor.collect.facts.images import images
from auditor.collect.scope import RegionScope
from auditor.model import Fact, Image, Known, Need, Unknown

INDEX = "application/vnd.oci.image.index.v1+json"
HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
A, B, C = (f"sha256:{letter * 64}" for letter in "abc")


class Ecr:
    """A registry of images by digest; answers as ECR does."""

    def __init__(self, sizes: Mapping[str, int], indexes: Mapping[str, Any] | None = None) -> None:
        self.sizes = sizes
        self.indexes = indexes or {}
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.code = "ImageNotFoundException"

    def refreshable(self) -> bool:
        return False

    def call(self, operation: Any, _: str, parameters: Mapping[str, Any]) -> Any:
        self.asked.append((operation.name, parameters))
        if operation.name == "BatchGetImage":
            manifest = self.indexes[parameters["imageIds"][0]["imageDigest"]]
            return {"images": [{"imageManifest": json.dumps(manifest)}]}
        return {"imageDetails": [self._detail(wanted) for wanted in parameters["imageIds"]]}

    def _detail(self, wanted: Mapping[str, str]) -> dict[str, Any]:
        digest = wanted.get("imageDigest") or A
        if digest in self.indexes:
            return {"imageDigest": digest, "imageManifestMediaType": INDEX}
        if digest not in self.sizes:
            raise ClientError(
                cast("Any", {"Error": {"Code": self.code, "Message": ""}}), "DescribeImages"
            )
        return {
            "imageDigest": digest,
            "imageTags": ["live"],
            "imageSizeInBytes": self.sizes[digest],
        }


def sizes(ecr: Ecr, *uris: str, **architectures: str) -> Mapping[str, Fact[Image | None]]:
    async def work() -> Mapping[str, Fact[Image | None]]:
        options = CollectOptions(quota_share=UNPACED)
        calls = Calls(cast("Clients", ecr), options)
        scope = RegionScope(
            calls=calls,
            needs=frozenset({Need.IMAGES}),
            options=options,
            classifier=cast("Any", None),
            account="111122223333",
            partition="aws",
            region="eu-west-1",
        )
        chosen = dict.fromkeys(uris, architectures["all"]) if architectures else {}
        try:
            return await images(scope, [(uri, None) for uri in uris], chosen)
        finally:
            calls.close()

    return asyncio.run(work())


def test_images_of_a_repository_are_asked_for_in_one_call() -> None:
    ecr = Ecr({A: 5, B: 6})
    first, second = f"{HOST}/team/app@{A}", f"{HOST}/team/app:live@{B}"
    found = sizes(ecr, first, second, first)
    assert found[first] == Known(Image(uri=first, size=5))
    assert found[second] == Known(Image(uri=second, size=6))
    assert [name for name, _ in ecr.asked] == ["DescribeImages"]
    assert ecr.asked[0][1]["repositoryName"] == "team/app"


def test_an_image_may_be_named_by_tag() -> None:
    uri = f"{HOST}/app:live"
    assert sizes(Ecr({A: 7}), uri)[uri] == Known(Image(uri=uri, size=7))


def test_an_image_that_is_gone_is_none_and_hides_no_other() -> None:
    here, gone = f"{HOST}/app@{A}", f"{HOST}/app@{B}"
    found = sizes(Ecr({A: 5}), here, gone)
    assert found[here] == Known(Image(uri=here, size=5))
    assert found[gone] == Known(None)


def test_a_denied_call_is_unknown() -> None:
    ecr = Ecr({})
    ecr.code = "AccessDeniedException"
    uri = f"{HOST}/app@{A}"
    lost = sizes(ecr, uri)[uri]
    assert isinstance(lost, Unknown)
    assert lost.iam_action == "ecr:DescribeImages"


def test_another_registry_is_unknown() -> None:
    uri = "docker.io/library/python:3.13"
    assert isinstance(sizes(Ecr({}), uri)[uri], Unknown)


def index(**digests: str) -> dict[str, Any]:
    children = [
        {"digest": digest, "platform": {"architecture": name, "os": "linux"}}
        for name, digest in digests.items()
    ]
    attestation = {"digest": "x", "platform": {"architecture": "unknown", "os": "unknown"}}
    return {"manifests": [*children, attestation]}


def test_of_a_manifest_list_the_functions_architecture_counts() -> None:
    ecr = Ecr({A: 5, B: 9}, {C: index(amd64=A, arm64=B)})
    uri = f"{HOST}/app@{C}"
    assert sizes(ecr, uri, all="x86_64")[uri] == Known(Image(uri=uri, size=5))
    assert sizes(ecr, uri, all="arm64")[uri] == Known(Image(uri=uri, size=9))
    assert sizes(ecr, uri)[uri] == Known(Image(uri=uri, size=9))


def test_a_manifest_list_without_the_architecture_is_unknown() -> None:
    uri = f"{HOST}/app@{C}"
    found = sizes(Ecr({A: 5}, {C: index(amd64=A)}), uri, all="arm64")
    assert isinstance(found[uri], Unknown)


def test_a_manifest_that_makes_no_sense_is_unknown() -> None:
    uri = f"{HOST}/app@{C}"
    found = sizes(Ecr({}, {C: ["no", "manifest"]}), uri)[uri]
    assert isinstance(found, Unknown)
    assert found.code == "UnexpectedAnswer"
