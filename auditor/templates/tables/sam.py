"""SAM's policy templates and connectors."""

from __future__ import annotations

import gzip
import json
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any


@cache
def _table() -> Mapping[str, Any]:
    packed = pkgutil.get_data(__package__, "sam.json.gz") or b""
    found: Mapping[str, Any] = json.loads(gzip.decompress(packed))
    return found


def policy_template(name: str) -> Mapping[str, Any] | None:
    """Return the policy document of a SAM policy template, with `Ref`s to its parameters."""
    found: Mapping[str, Any] | None = _table()["policy_templates"].get(name)
    return found


def connector(source: str, destination: str) -> Mapping[str, Any] | None:
    """Return what a connector between two types of resource grants."""
    found: Mapping[str, Any] | None = _table()["connectors"].get(source, {}).get(destination)
    return found
