"""Conditions: true, false, or undecided with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.templates.values import Secret, Undecided, Value, text, undecided

Truth = bool | Undecided
Evaluate = Callable[[Any], Truth]


def equals(left: Value, right: Value) -> Truth:
    """Return whether two values are equal as CloudFormation compares them: as text."""
    for side, other in ((left, right), (right, left)):
        if isinstance(side, Undecided):
            known = not isinstance(other, Undecided | Secret | dict | list)
            return False if known and text(other) in side.unlike else side
        if isinstance(side, Secret):
            return undecided(f"the condition depends on {side.name}, whose value is not read")
    if isinstance(left, list | dict) or isinstance(right, list | dict):
        return bool(left == right)
    return text(left) == text(right)


def negation(operand: Truth) -> Truth:
    """Return the opposite."""
    return operand if isinstance(operand, Undecided) else not operand


def conjunction(operands: list[Truth]) -> Truth:
    """Return whether all are true; one that is false decides."""
    if any(operand is False for operand in operands):
        return False
    return next((operand for operand in operands if isinstance(operand, Undecided)), True)


def disjunction(operands: list[Truth]) -> Truth:
    """Return whether any is true; one that is true decides."""
    if any(operand is True for operand in operands):
        return True
    return next((operand for operand in operands if isinstance(operand, Undecided)), False)


def compared_literals(conditions: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the texts that each parameter is compared with, by the parameter's name."""
    found: dict[str, set[str]] = {}
    stack: list[object] = list(conditions.values())
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            sides = node.get("Fn::Equals")
            if isinstance(sides, list) and len(sides) == 2:  # noqa: PLR2004  left and right
                for this, other in (sides, sides[::-1]):
                    if isinstance(this, dict) and isinstance(this.get("Ref"), str):
                        literals = found.setdefault(this["Ref"], set())
                        if not isinstance(other, dict | list):
                            literals.add(text(other))
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return found
