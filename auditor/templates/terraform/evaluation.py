"""What operators and functions of Terraform make of values that may not be known."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from types import MappingProxyType
from typing import Any

from auditor.templates.terraform.hcl_tree import Expression
from auditor.templates.terraform.json_texts import is_plain, joined
from auditor.templates.values import SECRET, UNDECIDED, Node

_NO_RESOURCES = frozenset({"local", "var", "each", "count", "module", "path", "terraform", "self"})


def not_evaluated(reason: str) -> dict[str, Any]:
    """Return the node of a value that the files do not tell."""
    return {UNDECIDED: [f"{reason} (in the .tf files)", "", ""]}


def compared(kind: str, left: Node, right: Node) -> Node:
    """Return whether two values are equal, unequal, or the first is more or less."""
    if kind in {"more", "less"}:
        if all(type(side) is int for side in (left, right)):
            return left > right if kind == "more" else left < right
    elif is_plain(left) and is_plain(right):
        return (left == right) is (kind == "equal")
    elif (left is None or right is None) and _is_told(left) and _is_told(right):
        return kind == "unequal"  # an attribute of a resource is not null
    return not_evaluated("a comparison is not evaluated")


def _is_told(value: Node) -> bool:
    """Return whether a value is known, or names a resource; a secret may be null."""
    return not isinstance(value, dict) or (UNDECIDED not in value and SECRET not in value)


def _flattened(values: list[list[Any]]) -> Node:
    """Return the items of lists in a list; one that is not known may be a list of any length."""
    if not all(map(_is_told, values[0])):
        return not_evaluated("an item of a list is not known")
    return [one for item in values[0] for one in (item if isinstance(item, list) else [item])]


def _compacted(values: list[list[Any]]) -> Node:
    """Return the items that are neither null nor empty."""
    if not all(map(_is_told, values[0])):
        return not_evaluated("an item of a list is not known")
    return [item for item in values[0] if item is not None and item != ""]


# What functions make of lists, by name.
LISTS: Mapping[str, Callable[[list[list[Any]]], Any]] = MappingProxyType(
    {
        "coalescelist": lambda values: next(filter(None, values), []),
        "compact": _compacted,
        "concat": lambda values: [item for value in values for item in value],
        "flatten": _flattened,
    }
)


def formatted(pattern: str, values: list[Any]) -> Node:
    """Return what `format` makes of a pattern and values."""
    pieces = re.split(r"%[sdv]", pattern)
    if len(pieces) != len(values) + 1:
        return not_evaluated("the function format is not evaluated")
    parts = [
        part for piece, value in zip(pieces, [*values, ""], strict=True) for part in (piece, value)
    ]
    return joined([part for part in parts if part != ""])


def as_splat(name: str, over: tuple[Any, ...], made: Expression) -> tuple[Any, ...] | None:
    """Return `TYPE.NAME[*].ATTRIBUTE` for `[for NAME in TYPE.NAME : NAME.ATTRIBUTE]`."""
    size = 3 if over[0] == "data" else 2
    whole = len(over) == size and over[0] not in _NO_RESOURCES
    if not whole or made.kind != "reference" or made.parts[0] != name:
        return None
    return (*over, "*", made.parts[1]) if len(made.parts) == 2 else None  # noqa: PLR2004


def named_items(names: tuple[str, ...], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the names of a `for` stand for: an item alone, or its key as well."""
    return dict(zip(reversed(names), (row["value"], row["key"]), strict=False))


def below(value: Node, path: list[Any]) -> Node:
    """Return what lies at a path of names and indexes in a value."""
    for step in path:
        if isinstance(value, dict) and (UNDECIDED in value or SECRET in value):
            return value
        at: Any = int(step) if isinstance(value, list) and str(step).isdecimal() else step
        if not isinstance(at, str | int) or at not in _keys(value):
            return not_evaluated(f"{step if isinstance(step, str) else 'an item'} is not known")
        value = value[at]
    return value


def _keys(value: Node) -> Container[Any]:
    if isinstance(value, list):
        return range(len(value))
    return value if isinstance(value, dict) else ()
