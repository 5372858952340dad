"""What a resumed audit may keep of an earlier one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from auditor.collect.aws.options import CollectOptions
from auditor.collect.facts.values import TAG
from auditor.model import Account, Function, Known, Region, Unknown, setting_gaps, with_facts
from auditor.model.errors import UsageError
from auditor.model.fact import NOT_ASKED
from auditor.model.losses import losses

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


def without_fingerprints(earlier: Account, options: CollectOptions) -> Account:
    """Return an earlier audit without the secrets that those of this run must be compared with.

    Fingerprints are made with a key that ends with its run, and findings say in how many functions
    a secret is. So what an unfinished audit saw is seen again: by its list, and by GetFunction
    where tags or the package hold a secret. Layers are searched again. An audit that read
    everything is kept as it is.
    """
    searched = options.package_secrets and not earlier.package_secrets
    if not searched and not earlier.interrupted and not any(losses(earlier)):
        return earlier
    again = partial(_seen_again, searched=searched)
    regions = tuple(
        replace(region, functions=Known(tuple(map(again, region.functions.value))))
        if isinstance(region.functions, Known)
        else region
        for region in (replace(one, layer_contents=NOT_ASKED) for one in earlier.regions)
    )
    return replace(earlier, regions=regions)


def _seen_again(function: Function, *, searched: bool) -> Function:
    """Return a function without what this run must look at again."""
    packed = isinstance(function.package, Known) and function.package.value
    forgotten: dict[str, Any] = {}
    if packed and (searched or packed.secrets):
        forgotten["package"] = NOT_ASKED
    seen = function.secrets.value if isinstance(function.secrets, Known) else ()
    places = {sighting.place for sighting in seen if sighting.fingerprint}
    if places:
        forgotten["secrets"] = Known(tuple(one for one in seen if not one.fingerprint))
    if TAG in places:
        forgotten["details"] = NOT_ASKED
    if places - {TAG}:
        forgotten["environment"] = NOT_ASKED
    return with_facts(function, **forgotten) if forgotten else function


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
