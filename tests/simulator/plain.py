"""Accounts as plain data, to be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from auditor.model import PartialFunction, Unknown, stated


def unknowns(value: object) -> set[str]:
    """Return the operations of every Unknown in a fact, an account or anything between."""
    return {unknown.operation for unknown in _unknown(value)}


def missing_rights(value: object) -> set[str]:
    """Return the IAM actions of every Unknown in a fact, an account or anything between."""
    return {unknown.iam_action for unknown in _unknown(value)}


def _unknown(value: object) -> Iterator[Unknown]:
    if isinstance(value, Unknown):
        if "not collected" not in value.reason:
            yield value
        return
    parts: Iterable[object] = ()
    if isinstance(value, Mapping):
        parts = value.values()
    elif isinstance(value, (tuple, list)):
        parts = value
    elif isinstance(value, PartialFunction):
        parts = stated(value).values()
    else:
        parts = (getattr(value, n) for n in getattr(type(value), "__dataclass_fields__", ()))
    for part in parts:
        yield from _unknown(part)


def facts(value: object) -> object:
    """Return an account as plain data, without what differs between two runs of the same."""
    if isinstance(value, Mapping):
        return {key: facts(item) for key, item in sorted(value.items())}
    if isinstance(value, (tuple, list)):
        return [facts(item) for item in value]
    if isinstance(value, PartialFunction):
        return ("PartialFunction", facts(stated(value)))
    names = getattr(type(value), "__dataclass_fields__", None)
    if names is None:
        return value
    kept = set(names) - {"captured_at", "calls", "fingerprint", "asked"}
    return (type(value).__name__, {name: facts(getattr(value, name)) for name in sorted(kept)})
