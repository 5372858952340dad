"""Reading properties into plain fields, with a note of those that are not decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from auditor.model import Unknown
from auditor.templates.values import Secret, Undecided, Value, first_undecided, number, text, truth

T = TypeVar("T")


class Fields:
    """The properties of one resource on their way to a model class."""

    def __init__(self) -> None:
        self.undecided: dict[str, Unknown] = {}

    def take(self, name: str, value: Value, make: Callable[[Any], T], default: T) -> T:
        """Return what `make` makes of a value; the default where it is absent or not decided."""
        opaque = first_undecided(value)
        if opaque is not None:
            self.undecided[name] = opaque.unknown
            return default
        return default if value is None else make(value)

    def whole_number(self, name: str, value: Value, default: int) -> int:
        """Return a whole number; one that is not a number is not decided."""

        def make(given: Value) -> int:
            found = number(given)
            if found is None:
                self.undecided[name] = Unknown(reason=f"{text(given)[:60]!r} is not a number")
                return default
            return found

        return self.take(name, value, make, default)

    def flag(self, name: str, value: Value, *, default: bool = False) -> bool:
        """Return a property that is true or false."""
        return self.take(name, value, lambda given: truth(given) is True, default)


def entry(value: Value, *path: str) -> Value:
    """Return what a value holds at a path; None where it holds nothing there."""
    for step in path:
        if isinstance(value, Undecided | Secret):
            return value
        value = value.get(step) if isinstance(value, dict) else None
    return value


def entries(value: Value) -> list[Value]:
    """Return a list property; a single value is a list of one, and nothing an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
