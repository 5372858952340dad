"""The Globals section: what it adds to each function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.templates.intrinsic_functions import function_of
from auditor.templates.values import Node

Written = dict[str, tuple[Any, tuple[str, ...], str]]
NOTE = "from Globals"


def merged(everywhere: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resource's properties with those of Globals: maps merge, lists join."""
    result = dict(everywhere)
    for key, value in own.items():
        result[key] = _both(result[key], value) if key in result else value
    return result


def _both(everywhere: Node, own: Node) -> Node:
    if isinstance(everywhere, dict) and isinstance(own, dict):
        if function_of(everywhere) or function_of(own):
            return own
        return merged(everywhere, own)
    if isinstance(everywhere, list) and isinstance(own, list):
        return [*everywhere, *own]
    return own


def section(document: Mapping[str, Any], kind: str) -> Node:
    """Return the globals of one kind of resource, such as Function; empty where there are none."""
    found = document.get("Globals")
    found = found.get(kind) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def applied(everywhere: Mapping[str, Any], ignored: object) -> Mapping[str, Any]:
    """Return the globals that a resource does not ignore by `IgnoreGlobals`."""
    if ignored == "*":
        return {}
    if isinstance(ignored, list):
        return {key: value for key, value in everywhere.items() if key not in ignored}
    return everywhere


def places(everywhere: Node, own: Mapping[str, Any]) -> Written:
    """Return where inherited properties are written, by their dotted path.

    One level down is enough for what findings name: `Environment.Variables.NAME` and lists.
    """
    found: Written = {}

    def visit(there: Node, here: Node, path: tuple[str, ...]) -> None:
        for key, value in there.items():
            if not isinstance(here, dict) or key not in here:
                found[".".join((*path, key))] = (everywhere, (*path, key), NOTE)
            elif isinstance(value, dict) and isinstance(here[key], dict):
                visit(value, here[key], (*path, key))

    visit(everywhere, own, ())
    return found
