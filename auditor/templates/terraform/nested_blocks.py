"""The blocks inside a block of a .tf file, those that a `dynamic` block writes included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from auditor.templates.terraform.hcl_tree import Expression, HclBlock
from auditor.templates.values import SECRET, UNDECIDED, Node

_NODES = frozenset({UNDECIDED, SECRET, "Ref"})
NO_ITEMS: Mapping[str, Any] = MappingProxyType({})

Evaluate = Callable[[Expression, Mapping[str, Any]], Any]  # with the items of the blocks around


@dataclass(frozen=True, slots=True)
class Written:
    """An expression, the rest of the path to it, and what the iterators around it stand for."""

    expression: Expression
    rest: tuple[str | int, ...] = ()
    items: Mapping[str, Any] = field(default_factory=lambda: NO_ITEMS)


def written_at(block: HclBlock, path: tuple[str | int, ...], evaluate: Evaluate) -> Written | None:
    """Return the expression at a path of names and positions; None where there is none.

    The caller knows that the blocks on the path exist, where the files leave that open.
    """
    items = NO_ITEMS
    for number, step in enumerate(path):
        if not isinstance(step, str):
            continue
        if step in block.attributes:
            return Written(block.attributes[step], path[number + 1 :], items)
        inside = blocks_named(block, step, items, evaluate) or _contents(block, step, items)
        at = path[number + 1] if number + 1 < len(path) else 0
        if not isinstance(at, int) or not inside:
            return None
        block, items = inside[min(at, len(inside) - 1)]
    return None


def _contents(
    block: HclBlock, name: str, items: Mapping[str, Any]
) -> list[tuple[HclBlock, Mapping[str, Any]]]:
    """Return what is in the dynamic blocks of a name, whatever their iterators stand for."""
    dynamic = (one for one in block.blocks if one.type == "dynamic" and one.labels == (name,))
    return [(inner, items) for one in dynamic for inner in one.blocks if inner.type == "content"]


def blocks_named(
    block: HclBlock, name: str, items: Mapping[str, Any], evaluate: Evaluate
) -> list[tuple[HclBlock, Mapping[str, Any]]] | None:
    """Return the blocks of a name, each with its iterators' items; None: not known how many."""
    found: list[tuple[HclBlock, Mapping[str, Any]]] = []
    for inner in block.blocks:
        if inner.type == name:
            found.append((inner, items))
        elif inner.type == "dynamic" and inner.labels == (name,):
            over = inner.attributes.get("for_each")
            rows = rows_of(evaluate(over, items)) if over is not None else None
            if rows is None:
                return None
            iterator = inner.attributes.get("iterator")
            called = str(iterator.parts[0]) if iterator and iterator.parts else name
            found.extend(
                (content, MappingProxyType({**items, called: row}))
                for row in rows
                for content in inner.blocks
                if content.type == "content"
            )
    return found


def rows_of(over: Node) -> list[dict[str, Any]] | None:
    """Return key and value of what `for_each` goes over; None where it is not known."""
    if isinstance(over, list):
        return [{"key": key, "value": value} for key, value in enumerate(over)]
    if isinstance(over, dict) and not any(key in _NODES or key[:4] == "Fn::" for key in over):
        return [{"key": key, "value": value} for key, value in sorted(over.items())]
    return None
