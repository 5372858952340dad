"""What a resumed audit may keep of an earlier one."""

from __future__ import annotations

from dataclasses import replace

from auditor.collect.aws.options import CollectOptions
from auditor.model import Account, Known, Region, Unknown, setting_gaps
from auditor.model.errors import UsageError
from auditor.model.fact import NOT_ASKED

_LISTING = "lambda:ListFunctions"


def check_account(earlier: Account | None, account: str) -> None:
    """Refuse to mix two accounts.

    Raises:
        UsageError: the credentials belong to another account than the earlier audit.
    """
    if earlier is not None and account and earlier.id not in {"", account}:
        raise UsageError(
            f"the snapshot is of account {earlier.id}, the credentials are of {account};"
            " use the credentials of the first audit, or begin a new one"
        )


def earlier_region(earlier: Account | None, name: str, options: CollectOptions) -> Region | None:
    """Return what an earlier audit knew of a region; without its list, unless that is whole.

    The facts of single functions are kept even if the list is asked for again.
    """
    region = next((r for r in earlier.regions if r.name == name), None) if earlier else None
    if earlier is None or region is None:
        return None
    cut = any(gap.operation == _LISTING and gap.region == name for gap in earlier.gaps)
    if cut or earlier.scope != options.filters() or not _list_is_whole(region):
        return replace(region, functions=NOT_ASKED)
    return region


def _list_is_whole(region: Region) -> bool:
    """Return whether listing the region's functions again would tell nothing new."""
    return isinstance(region.functions, Known) and not any(
        setting_gaps(function) or isinstance(function.environment, Unknown)
        for function in region.functions.value
    )
