"""Whether an account was read to its end, and what is missing if it was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from auditor.model import Account, Known, UnavailableError, Unknown
from auditor.model.wording import counted

# Without these, there may be functions that no result speaks of.
LISTINGS = frozenset({"lambda:ListFunctions", "ec2:DescribeRegions"})


def unread(account: Account) -> tuple[Unknown, ...]:
    """Return what was lost of the account as a whole, regions that could not be listed first."""
    regions = (
        replace(region.functions, region=region.name)
        for region in account.regions
        if isinstance(region.functions, Unknown)
    )
    return tuple(dict.fromkeys((*regions, *account.gaps)))


def lost_operations(account: Account) -> tuple[str, ...]:
    """Return the operations whose calls were lost for a fact of a region, function or role."""
    return tuple(sorted({unknown.operation for unknown in _unknowns(account, 0)} - {""}))


_DEEPEST = 16  # levels of the model: account, region, function, details, tags …


def _unknowns(value: object, depth: int) -> Iterator[Unknown]:
    if isinstance(value, Unknown):
        yield value
    elif depth <= _DEEPEST:
        try:
            for item in _inside(value):
                yield from _unknowns(item, depth + 1)
        except UnavailableError as missing:  # a setting that the answer lacked
            yield missing.unknown


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, Known):
        yield value.value
    elif isinstance(value, tuple):
        yield from value
    elif isinstance(value, Mapping):
        yield from value.values()
    elif is_dataclass(value):
        yield from (getattr(value, field.name) for field in fields(value))


def sentence(region: str, reason: str, more: int) -> str:
    """Return what is missing, for the last line: the first loss, and how many more there are."""
    where = f"{region}: " if region else ""
    rest = "" if more <= 0 else f" (and {counted(more, 'more gap')})"
    plain = "".join(c if c.isprintable() else "?" for c in reason)
    return f"the account was not read to its end: {where}{plain}{rest}"
