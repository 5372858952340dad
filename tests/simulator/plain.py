"""Accounts as plain data, to be compared."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model import Unknown


def unknowns(value: object) -> set[str]:
    """Return the operations of every Unknown in a fact, an account or anything between."""
    if isinstance(value, Unknown):
        return {value.operation} if "not collected" not in value.reason else set()
    if isinstance(value, Mapping):
        return set().union(*(unknowns(item) for item in value.values()))
    if isinstance(value, (tuple, list)):
        return set().union(*map(unknowns, value))
    names = getattr(type(value), "__dataclass_fields__", {})
    return set().union(*(unknowns(getattr(value, name)) for name in names))


def facts(value: object) -> object:
    """Return an account as plain data, without what differs between two runs of the same."""
    if isinstance(value, Mapping):
        return {key: facts(item) for key, item in sorted(value.items())}
    if isinstance(value, (tuple, list)):
        return [facts(item) for item in value]
    names = getattr(type(value), "__dataclass_fields__", None)
    if names is None:
        return value
    kept = set(names) - {"captured_at", "calls", "fingerprint"}
    return (type(value).__name__, {name: facts(getattr(value, name)) for name in sorted(kept)})
