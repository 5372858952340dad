"""What a value of a template resolves to: itself, or one of the three kinds below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from auditor.model import Unknown

# A part of a document as it was read: text, number, boolean, None, list or dict. Functions of
# templates and the marks below are dicts of one key.
Node: TypeAlias = Any
Value: TypeAlias = Any  # text, number, boolean, None, list, dict, or one of this module's kinds


class Symbol(str):
    """A text that names a resource of the template: made up, but the same wherever it is used."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """A value that the file does not tell."""

    unknown: Unknown
    # The text with a name in place of each part that is not known; empty: nothing of it is known.
    # `narrow` has an ordinary name there, `wide` a wildcard: what an IAM policy makes of any value
    # lies between the two.
    narrow: str = ""
    wide: str = ""
    unlike: frozenset[str] = frozenset()  # texts that the value certainly is not


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is certainly secret, whatever it is; only why it is known to be one is kept."""

    detector: str
    reason: str
    name: str  # of the parameter or of the reference


# Nodes that only this program writes: what a Terraform plan leaves open or marks as sensitive.
UNDECIDED, SECRET = "Auditor::Undecided", "Auditor::Secret"


def entry_at(node: Node, *path: str) -> Node:
    """Return what a document holds at a path; None where it holds nothing there."""
    for step in path:
        node = node.get(step) if isinstance(node, dict) else None
    return node


class _NoValue:
    """What `AWS::NoValue` resolves to: the entry is left out."""

    def __repr__(self) -> str:
        return "NO_VALUE"


NO_VALUE = _NoValue()


def undecided(reason: str) -> Undecided:
    """Return a value of which nothing is known."""
    return Undecided(Unknown(reason=reason))


def first_undecided(value: Value) -> Undecided | None:
    """Return the first part of a value that is not decided; a secret counts as not decided."""
    return next(_undecided_in(value), None)


def _undecided_in(value: Value) -> Iterator[Undecided]:
    if isinstance(value, Undecided):
        yield value
    elif isinstance(value, Secret):
        yield undecided(f"{value.name} is a secret, so its value is not read")
    elif isinstance(value, dict):
        for item in value.values():
            yield from _undecided_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _undecided_in(item)


def text(value: Value) -> str:
    """Return a scalar as CloudFormation writes it into a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def joined(parts: list[Value], separator: str = "") -> Value:
    """Return the parts as one text; undecided if one of them is, secret if one of them is."""
    secret = next((part for part in parts if isinstance(part, Secret)), None)
    if secret is not None:
        return secret
    opaque = next((part for part in parts if isinstance(part, Undecided)), None)
    if opaque is not None:
        return Undecided(
            opaque.unknown,
            separator.join(
                p.narrow or "undecided" if isinstance(p, Undecided) else text(p) for p in parts
            ),
            separator.join(p.wide or "*" if isinstance(p, Undecided) else text(p) for p in parts),
        )
    whole = separator.join(text(part) for part in parts)
    return Symbol(whole) if any(isinstance(part, Symbol) for part in parts) else whole


def truth(value: Value) -> bool | Undecided:
    """Return a property that is true or false; CloudFormation takes the texts as well."""
    if isinstance(value, Undecided):
        return value
    return value is True or str(value).lower() == "true"


def number(value: Value) -> int | None:
    """Return a property that is a whole number, or None if it is none."""
    try:
        return int(value) if not isinstance(value, bool) else None
    except (TypeError, ValueError):
        try:
            return int(float(value))
        except (TypeError, ValueError, OverflowError):
            return None
