"""Functions whose names depend on open parameters: the same ones under two names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from auditor.model import Account, Function, Known

_Key = tuple[str, int, str, int]  # file, line, logical id, and which of several it is


def renamed(alternative: Account, reported: Account) -> Mapping[str, str]:
    """Return the ARNs in an alternative that differ from those in the account as it is reported.

    A function is the same where the same lines declare it.
    """
    known = {key: arn for arn, key in _keys(reported)}
    return {
        arn: known[key] for arn, key in _keys(alternative) if key in known and known[key] != arn
    }


def with_all(reported: Account, alternatives: Iterable[Account]) -> Account:
    """Return the account with the functions that an alternative alone has, as a loop makes them."""
    known = {key for _, key in _keys(reported)}
    more: list[Function] = []
    places = dict(reported.places)
    for account in alternatives:
        functions = {function.arn: function for function in account.functions()}
        for arn, key in _keys(account):
            if key not in known:
                known.add(key)
                more.append(functions[arn])
                places[arn] = account.places.get(arn, {})
    if not more:
        return reported
    (region,) = reported.regions
    listed = Known((*reported.functions(), *more))
    return replace(reported, regions=(replace(region, functions=listed),), places=places)


def _keys(account: Account) -> Iterator[tuple[str, _Key]]:
    seen: Counter[tuple[str, int, str]] = Counter()
    for function in account.functions():
        place = account.places.get(function.arn, {}).get("")
        where = (place.file, place.line) if place is not None else ("", 0)
        key = (*where, function.logical_id or "")
        yield function.arn, (*key, seen[key])
        seen[key] += 1
