"""A verdict that is reached before all facts are read is the verdict of the whole account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.assess.pipeline import Inputs, judged_ahead, report
from auditor.evaluate.ahead import JudgedAhead
from auditor.evaluate.engine import Early, evaluate, judge
from auditor.evaluate.plan import Plan
from auditor.evaluate.registry import Check, check
from auditor.model import (
    Account,
    Category,
    Finding,
    Function,
    Known,
    Outcome,
    Region,
    Result,
    Severity,
    with_facts,
)
from auditor.model.audit import Audit, Derived
from auditor.model.provisional import Pending, PendingError, Provisional
from tests.collect.lab import Lab, lab
from tests.simulator.crowded import crowded

OF_FUNCTIONS = [f.name for f in fields(Function) if f.name not in {"arn", "name", "region"}]
OF_REGIONS = [f.name for f in fields(Region) if f.name not in {"name", "functions"}]
OF_ACCOUNTS = [f.name for f in fields(Account) if f.name != "regions"]
INVENTORY = {"web_functions", "microvm_images"}  # as `functions`: known once all is listed


@dataclass(frozen=True, kw_only=True, repr=False)
class Read:
    """An account that was read, and every verdict on it."""

    lab: Lab
    account: Account
    results: dict[tuple[str, str], Result]

    @property
    def plan(self) -> Plan:
        return self.lab.plan


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    with lab(crowded()) as place:
        account = place.read()
        results = evaluate(Audit(account, place.plan.options), place.plan.checks)
        by_place = {(result.check, result.function): result for result in results}
        yield Read(lab=place, account=account, results=by_place)


def blanked(account: Account, names: frozenset[str], pending: Any) -> Account:
    """Return the account with these fields pending, wherever they are."""

    def of(own: list[str]) -> dict[str, Any]:
        return {name: pending for name in own if name in names}

    def region(one: Region) -> Region:
        functions = tuple(with_facts(f, **of(OF_FUNCTIONS)) for f in one.functions.get())
        kept = {k: v for k, v in of(OF_REGIONS).items() if k not in INVENTORY}
        return replace(one, functions=Known(functions), **kept)

    regions = tuple(map(region, account.regions))
    return replace(account, regions=regions, **of(OF_ACCOUNTS))


@settings(max_examples=25)
@given(data=st.data())
def test_whatever_is_still_pending_a_verdict_is_the_final_one(read: Read, data: Any) -> None:
    some = sorted({*OF_FUNCTIONS, *OF_REGIONS, *OF_ACCOUNTS})
    names = data.draw(st.frozensets(st.sampled_from(some), max_size=12))
    early = blanked(read.account, names, Pending())
    audit = Audit(early, read.plan.options)
    for function in early.functions():
        for chosen in read.plan.checks:
            try:
                result = judge(chosen, function, audit, PendingError)
            except PendingError:
                continue
            assert result == read.results[chosen.id, function.arn]


def held(ahead: JudgedAhead, account: Account) -> tuple[Mapping[str, Sequence[Early]], Derived]:
    found = ahead.holding_in(account)
    assert found is not None
    return found


def provisional(account: Account, names: frozenset[str] = frozenset()) -> Provisional:
    pending = Pending()
    early = blanked(account, names, pending)
    return Provisional(account=early, read=early.functions(), pending=pending)


def test_the_report_is_the_same_with_and_without_verdicts_reached_early(read: Read) -> None:
    inputs = Inputs(plan=read.plan, all_results=True)
    ahead = judged_ahead(inputs)
    ahead.judge(lambda: provisional(read.account, frozenset({"details", "queues", "gaps"})))
    judged, derived = held(ahead, read.account)
    assert len(judged) == len(read.account.functions())
    assert derived
    made = report(read.account, replace(inputs, ahead=ahead))
    assert made == report(read.account, inputs)
    assert not ahead.misled()


def test_no_early_verdict_counts_once_a_fact_turns_out_otherwise(read: Read) -> None:
    ahead = JudgedAhead(read.plan, listed=frozenset(Outcome))
    ahead.judge(lambda: provisional(read.account))
    assert ahead.holding_in(replace(read.account, id="444455556666")) is None


def test_an_account_that_turns_out_otherwise_is_judged_one_time(read: Read) -> None:
    judged: list[str] = []

    def counts(function: Function, _: Audit) -> Iterator[Finding]:
        judged.append(function.arn)
        yield Finding(message=f"{function.timeout}")

    inputs = Inputs(plan=plan_of(read, declared(counts)))
    ahead = judged_ahead(inputs)
    early = replace(read.account, id="444455556666")
    ahead.judge(lambda: provisional(early, frozenset({"timeout"})))
    judged.clear()
    report(read.account, replace(inputs, ahead=ahead))
    assert len(judged) == len(read.account.functions())


def test_nothing_is_judged_any_more_when_it_is_over(read: Read) -> None:
    ahead = JudgedAhead(read.plan, listed=frozenset(Outcome))
    ahead.holding_in(read.account)
    asked: list[str] = []
    ahead.judge(lambda: asked.append("what was read"))
    assert asked == []
    assert ahead.holding_in(read.account) is None


def plan_of(read: Read, chosen: Check) -> Plan:
    return replace(read.plan, checks=(chosen,), options={chosen.id: {}})


def declared(evaluate: Any) -> Check:
    return check("some-check", severity=Severity.LOW, category=Category.SECURITY)(evaluate)


def test_a_check_that_swallows_the_refusal_is_not_believed(read: Read) -> None:
    def swallows(function: Function, _: Audit) -> Iterator[Finding]:
        try:
            yield Finding(message=f"{function.timeout}")
        except Exception:  # noqa: BLE001  as plugins do
            yield Finding(message="no time-out.")

    ahead = JudgedAhead(plan_of(read, declared(swallows)), listed=frozenset(Outcome))
    ahead.judge(lambda: provisional(read.account, frozenset({"timeout"})))
    judged, _ = held(ahead, read.account)
    assert {early for row in judged.values() for early in row} == {None}


def test_what_was_derived_from_a_refusal_is_forgotten_though_the_check_was_refused_later(
    read: Read,
) -> None:
    def longest(audit: Audit, _: str) -> int:
        try:
            return max(function.timeout for function in audit.functions())
        except Exception:  # noqa: BLE001  as plugins do
            return 0

    def tells(function: Function, audit: Audit) -> Iterator[Finding]:
        found = audit.once(longest, "")
        if function.arn == read.account.functions()[0].arn:
            function.details.get()
        yield Finding(message=f"The longest is {found}.")

    inputs = Inputs(plan=plan_of(read, declared(tells)), all_results=True)
    ahead = judged_ahead(inputs)
    ahead.judge(lambda: provisional(read.account, frozenset({"timeout", "details"})))
    assert report(read.account, replace(inputs, ahead=ahead)) == report(read.account, inputs)


def test_what_was_derived_early_of_pending_facts_does_not_spoil_the_report(read: Read) -> None:
    def everyone(audit: Audit, _: str) -> tuple[Function, ...]:
        return audit.functions()

    def longest(_: Function, audit: Audit) -> Iterator[Finding]:
        found = audit.once(everyone, "")
        yield Finding(message=f"The longest is {max(f.timeout for f in found)}.")

    plan = plan_of(read, declared(longest))
    inputs = Inputs(plan=plan, all_results=True)
    ahead = judged_ahead(inputs)
    ahead.judge(lambda: provisional(read.account, frozenset({"timeout"})))
    made = report(read.account, replace(inputs, ahead=ahead))
    assert ahead.misled()
    assert made == report(read.account, inputs)
