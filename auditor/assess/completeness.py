"""Whether an account was read to its end, and what is missing if it was not."""

from __future__ import annotations

from dataclasses import replace

from auditor.model import Account, Unknown
from auditor.model.losses import losses
from auditor.model.wording import counted, printable

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
    return tuple(sorted({unknown.operation for _, unknown in losses(account)} - {""}))


def sentence(region: str, reason: str, more: int) -> str:
    """Return what is missing, for the last line: the first loss, and how many more there are."""
    where = f"{region}: " if region else ""
    rest = "" if more <= 0 else f" (and {counted(more, 'more gap')})"
    return f"the account was not read to its end: {where}{printable(reason)}{rest}"
