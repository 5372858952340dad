"""Members of answers that an older SDK leaves out of what it returns, taken from the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

# By operation: its list, and members of an item that botocore knows since 1.41 or later. Without
# them a function with such a setting would be judged as one without it.
NEWER: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(
    {
        "ListFunctions": (
            "Functions",
            frozenset(
                {"CapacityProviderConfig", "DurableConfig", "RuntimeConfig", "TenancyConfig"}
            ),
        )
    }
)


def add_newer_members(
    parsed_response: Any = None,  # noqa: ANN401  what botocore read, or None
    response_dict: Mapping[str, Any] | None = None,
    **_: object,
) -> None:
    """Add to an answer what it says and the SDK does not know."""
    operation = (response_dict or {}).get("context", {}).get("operation_name", "")
    if response_dict is None or operation not in NEWER or not isinstance(parsed_response, dict):
        return
    key, names = NEWER[operation]
    items = parsed_response.get(key)
    body = response_dict.get("body")
    # Most SDKs know all of them, and most accounts have none.
    if not items or not isinstance(body, bytes) or not any(n.encode() in body for n in names):
        return
    for item, raw in zip(items, json.loads(body)[key], strict=True):
        for name in names & raw.keys() - item.keys():
            item[name] = raw[name]
