"""What is still being read can't be mistaken for a fact, however it is looked at."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from auditor.model import Account, Function, Known, Region, Unknown
from auditor.model.fact import NOT_ASKED
from auditor.model.provisional import Pending, PendingError, agrees, looks

LOOKS: dict[str, Callable[[Any], object]] = {
    "an attribute": lambda it: it.value,
    "its class": lambda it: it.__class__,
    "isinstance": lambda it: isinstance(it, Known),
    "isinstance of another": lambda it: isinstance(it, Unknown),
    "equality": lambda it: it == NOT_ASKED,
    "equality from the other side": lambda it: NOT_ASKED == it,  # noqa: SIM300  the order counts
    "equality with a known fact": lambda it: Known(()) == it,
    "membership": lambda it: it in {1, 2},
    "being searched": lambda it: 1 in it,
    "truth": bool,
    "length": len,
    "iteration": list,
    "an item": lambda it: it[0],
    "order": lambda it: it < 1,
    "text": lambda it: f"{it}",
    "representation": repr,
    "being called": lambda it: it(),
    "a sum": lambda it: 1 + it,
    "a key": lambda it: {it: 1},
    "a copy": copy.copy,
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_look_is_refused_and_counted(look: Callable[[Any], object]) -> None:
    pending = Pending()
    with pytest.raises(PendingError):
        look(pending)
    assert looks(pending) == 1


def matches(value: object) -> bool:
    match value:
        case Known(value=_):
            return True
    return False


def test_a_pattern_match_is_refused() -> None:
    with pytest.raises(PendingError):
        matches(Pending())


def test_records_that_hold_it_can_be_made_and_handed_on(
    function: Callable[..., Function],
) -> None:
    pending = Pending()
    one = replace(function(details=pending), timeout=3)
    assert object.__getattribute__(one, "details") is pending
    assert looks(pending) == 0


def test_an_account_agrees_with_what_was_told_of_it_early(
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    pending = Pending()
    early = account(region(function(details=pending), queues=pending), gaps=pending)
    assert agrees(early, account(region(function())))
    assert looks(pending) == 0


@pytest.mark.parametrize("change", ["function", "region", "account", "vanished"])
def test_one_fact_that_turns_out_otherwise_is_noticed(
    change: str,
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    early = account(region(function()))
    whole = {
        "function": account(region(function(timeout=31))),
        "region": account(region(function(), subnets=NOT_ASKED)),
        "account": account(region(function()), roles=NOT_ASKED),
        "vanished": account(region()),
    }[change]
    assert not agrees(early, whole)
