"""Damaged answers, made from botocore's service models: each member dropped, null and retyped."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import botocore.model

from tests.simulator.wire import model

# What each member is replaced with; those of the right type are left out.
OTHERS: tuple[tuple[str, Any], ...] = (
    ("text", "damaged"),
    ("number", 7),
    ("flag", True),
    ("list", ["damaged"]),
    ("structure", {"damaged": "damaged"}),
)
KINDS = {
    "string": "text", "timestamp": "text", "blob": "text", "character": "text",
    "integer": "number", "long": "number", "double": "number", "float": "number",
    "boolean": "flag", "list": "list", "structure": "structure", "map": "structure",
}  # fmt: skip
DROPPED = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One change to one member of an operation's answers."""

    operation: str
    path: tuple[str, ...]  # member names; "[]" is the first item of a list
    how: str  # "dropped", "null", or the type that it becomes
    value: Any = DROPPED

    @property
    def member(self) -> str:
        """Return the member as "Functions[].Role"."""
        return ".".join(self.path).replace(".[]", "[]")

    def __str__(self) -> str:
        return f"{self.operation} {self.member} {self.how}"

    def apply(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return the answer with the damage, if it has the member."""
        damaged = copy.deepcopy(answer)
        _damage(damaged, self.path, self.value)
        return damaged


def _damage(node: Any, path: tuple[str, ...], value: Any) -> None:
    head, *rest = path
    if head == "[]":
        if not isinstance(node, list) or not node:
            return
        if rest:
            _damage(node[0], tuple(rest), value)
        elif value is DROPPED:
            node.clear()
        else:
            node[0] = value
    elif isinstance(node, dict) and head in node:
        if rest:
            _damage(node[head], tuple(rest), value)
        elif value is DROPPED:
            del node[head]
        else:
            node[head] = value


def damages(operation: str, answer: dict[str, Any]) -> Iterator[Damage]:
    """Yield every damage to the members that an operation's answer holds."""
    service, name = operation.split(":")
    shape = model(service).operation_model(name).output_shape
    for path, kind in _members(shape, answer, ()):
        yield Damage(operation=operation, path=path, how="dropped")
        yield Damage(operation=operation, path=path, how="null", value=None)
        for how, value in OTHERS:
            if how != KINDS[kind]:
                yield Damage(operation=operation, path=path, how=how, value=value)


def _members(
    shape: botocore.model.Shape | None, value: Any, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if shape is None:
        return
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, kind in shape.members.items():
            if name in value:
                yield (*path, name), kind.type_name
                yield from _members(kind, value[name], (*path, name))
    elif shape.type_name == "map" and isinstance(value, dict):
        for name in value:
            yield (*path, name), shape.value.type_name
            yield from _members(shape.value, value[name], (*path, name))
    elif shape.type_name == "list" and isinstance(value, list) and value:
        yield (*path, "[]"), shape.member.type_name
        yield from _members(shape.member, value[0], (*path, "[]"))
