"""A function some of whose settings are unknown: a damaged list entry, an unresolved template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

from auditor.model.fact import Fact, Known, UnavailableError, Unknown
from auditor.model.function import Function


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PartialFunction(Function):
    """A function that refuses to tell the settings in `unknown`.

    Checks read settings as plain attributes. Here, reading one that is unknown raises
    `UnavailableError`, so the verdict is unknown and no default takes the setting's place. Arn,
    name and region are always known.
    """

    unknown: Mapping[str, Unknown]  # by field name

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401  any field's type
        """Return a field, or refuse.

        Raises:
            UnavailableError: the setting is unknown.
        """
        value = object.__getattribute__(self, name)
        missing = object.__getattribute__(self, "unknown").get(name)
        if missing is not None:
            raise UnavailableError(missing)
        return value

    def __eq__(self, other: object) -> bool:
        """Compare the known settings and the reasons for the unknown ones."""
        return isinstance(other, PartialFunction) and stated(self) == stated(other)

    def __hash__(self) -> int:
        """Hash the name: mappings among the facts have no hash."""
        return hash(self.arn)

    def __repr__(self) -> str:
        """Show what is known."""
        return f"PartialFunction({stated(self)!r})"


# The settings that a function cannot be made without; unknown ones hold an empty text.
REQUIRED = tuple(f.name for f in fields(Function) if f.default is MISSING)


def partial_function(known: Mapping[str, Any], unknown: Mapping[str, Unknown]) -> Function:
    """Return a function of the settings in `known`; a plain one if nothing is unknown."""
    if not unknown:
        return Function(**known)
    placeholders = {name: "" for name in REQUIRED if name in unknown}
    return PartialFunction(**{**placeholders, **known}, unknown=unknown)


def stated(function: Function) -> dict[str, Any]:
    """Return the fields that are known, and `unknown` if the function is partial."""
    unknown = setting_gaps(function)
    return {
        f.name: object.__getattribute__(function, f.name)
        for f in fields(function)
        if f.name not in unknown
    }


def setting_gaps(function: Function) -> Mapping[str, Unknown]:
    """Return why settings are unknown, by field name; empty for most functions."""
    return function.unknown if isinstance(function, PartialFunction) else {}


def setting(function: Function, name: str) -> Fact[Any]:
    """Return a setting as a fact."""
    missing = setting_gaps(function).get(name)
    return Known(object.__getattribute__(function, name)) if missing is None else missing


def with_facts(function: Function, **facts: Any) -> Function:  # noqa: ANN401  any field's type
    """Return the function with these fields replaced; a setting among them becomes known."""
    unknown = setting_gaps(function)
    if not unknown:
        return replace(function, **facts)
    left = {name: why for name, why in unknown.items() if name not in facts}
    known = {**stated(function), **facts}
    del known["unknown"]
    return partial_function(known, left)
