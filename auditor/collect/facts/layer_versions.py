"""The newest versions of the account's own layers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from auditor.collect.aws.members import number, structure, text
from auditor.collect.scope import RegionScope


async def layer_versions(scope: RegionScope) -> Mapping[str, int]:
    """Return the newest version of each of the account's own layers, by ARN without version."""
    found = await scope.calls.all("lambda:ListLayers", scope.region)
    newest = {
        text(raw, "LayerArn"): number(structure(raw, "LatestMatchingVersion"), "Version", 1)
        for raw in found
    }
    return MappingProxyType(dict(sorted(newest.items())))
