"""What a .tf file is read into: blocks and expressions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class HclError(Exception):
    """The text is no HCL that is understood."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression.

    kind: value (a number, boolean or null), text (parts: texts and expressions), reference (steps:
    names and indexes), object (pairs of key and value), list, call (a name, then arguments),
    choice (condition, then, otherwise), equal, unequal, more and less (two sides), loop (a `for`:
    its names, what it goes over and makes), other (whatever it is made of).
    """

    kind: str
    parts: tuple[Any, ...] = ()


@dataclass(slots=True)
class HclBlock:
    """A block such as `resource "aws_lambda_function" "orders" { … }`."""

    type: str
    labels: tuple[str, ...] = ()
    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: list[HclBlock] = field(default_factory=list)


def references(node: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  an expression or a part of one
    """Return the references in an expression."""
    if isinstance(node, Expression):
        if node.kind == "reference":
            return [node.parts]
        return [found for part in node.parts for found in references(part)]
    if isinstance(node, tuple):
        return [found for part in node for found in references(part)]
    return []
