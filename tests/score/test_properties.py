"""Score model 1 by its properties: whatever the account, these hold."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.assess.score import ScoredScope, by_function, score
from auditor.model import Category, Outcome, Result, Severity

MANY = settings(max_examples=150, deadline=None)
OPEN = {Outcome.FAIL, Outcome.UNKNOWN}
GRAVE = {Severity.CRITICAL, Severity.HIGH}


@st.composite
def accounts(draw: st.DrawFn) -> tuple[list[Result], dict[str, str]]:
    count = draw(st.integers(1, 6))
    functions = {f"arn:aws:lambda:eu-west-1:1:function:f{i}": "eu-west-1" for i in range(count)}
    results = [
        Result(
            check=f"check-{number}",
            category=draw(st.sampled_from(Category)),
            function=function,
            outcome=draw(st.sampled_from(Outcome)),
            severity=draw(st.sampled_from(Severity)),
        )
        for function in functions
        for number in range(draw(st.integers(0, 4)))
    ]
    return results, functions


def value(results: Sequence[Result], functions: dict[str, str]) -> float:
    found = score(results, functions).value
    assert found is not None
    return found


def each_changed(
    results: Sequence[Result], before: set[Outcome], after: Outcome
) -> list[list[Result]]:
    return [
        [*results[:i], result._replace(outcome=after), *results[i + 1 :]]
        for i, result in enumerate(results)
        if result.outcome in before
    ]


@MANY
@given(accounts())
def test_fixing_a_finding_never_lowers_the_score(
    account: tuple[list[Result], dict[str, str]],
) -> None:
    results, functions = account
    for fixed in each_changed(results, {Outcome.FAIL}, Outcome.PASS):
        assert value(fixed, functions) >= value(results, functions)


@MANY
@given(accounts())
def test_denying_access_never_raises_the_score(
    account: tuple[list[Result], dict[str, str]],
) -> None:
    results, functions = account
    decided = {Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE}
    for denied in each_changed(results, decided, Outcome.UNKNOWN):
        assert value(denied, functions) <= value(results, functions)


@MANY
@given(accounts())
def test_denying_a_region_leaves_no_score(account: tuple[list[Result], dict[str, str]]) -> None:
    results, functions = account
    found = score(results, functions, ["us-east-1"])
    assert (found.value, found.grade) == (None, "n/a")
    assert "us-east-1 could not be listed" in found.cap


@MANY
@given(accounts())
def test_removing_a_waiver_never_raises_the_score(
    account: tuple[list[Result], dict[str, str]],
) -> None:
    results, functions = account
    for bare in each_changed(results, {Outcome.WAIVED}, Outcome.FAIL):
        assert value(bare, functions) <= value(results, functions)


@MANY
@given(accounts())
def test_an_open_critical_is_always_under_50(account: tuple[list[Result], dict[str, str]]) -> None:
    results, functions = account
    if any(r.outcome in OPEN and r.severity is Severity.CRITICAL for r in results):
        assert value(results, functions) < 50


@MANY
@given(accounts())
def test_an_open_high_without_a_critical_is_between_50_and_79(
    account: tuple[list[Result], dict[str, str]],
) -> None:
    results, functions = account
    worst = min((r.severity.rank for r in results if r.outcome in OPEN), default=None)
    if worst == Severity.HIGH.rank:
        assert 50 <= value(results, functions) <= 79


@MANY
@given(accounts())
def test_nothing_above_low_open_is_always_90_or_more(
    account: tuple[list[Result], dict[str, str]],
) -> None:
    results, functions = account
    harmless = [
        r
        for r in results
        if not (r.outcome in OPEN and r.severity.rank < Severity.LOW.rank)
        and not (r.outcome is Outcome.WAIVED and r.severity in GRAVE)
    ]
    assert value(harmless, functions) >= 90


@MANY
@given(accounts())
def test_100_means_that_nothing_is_open(account: tuple[list[Result], dict[str, str]]) -> None:
    results, functions = account
    nothing_open = not any(r.outcome in OPEN for r in results)
    no_grave_waiver = not any(r.outcome is Outcome.WAIVED and r.severity in GRAVE for r in results)
    assert (value(results, functions) == 100) is (nothing_open and no_grave_waiver)


@MANY
@given(accounts())
def test_a_waived_high_or_critical_keeps_the_score_under_90(
    account: tuple[list[Result], dict[str, str]],
) -> None:
    results, functions = account
    if any(r.outcome is Outcome.WAIVED and r.severity in GRAVE for r in results):
        assert value(results, functions) < 90


@MANY
@given(accounts())
def test_best_case_is_never_worse_and_the_score_without_waivers_never_better(
    account: tuple[list[Result], dict[str, str]],
) -> None:
    results, functions = account
    found = score(results, functions)
    assert found.best_case is not None
    assert found.without_waivers is not None
    assert found.without_waivers <= value(results, functions) <= found.best_case


@MANY
@given(accounts(), st.randoms())
def test_order_changes_nothing(
    account: tuple[list[Result], dict[str, str]], random: Random
) -> None:
    results, functions = account
    shuffled = list(results)
    random.shuffle(shuffled)
    assert score(shuffled, functions) == score(results, functions)


@MANY
@given(accounts())
def test_a_flawless_function_more_never_lowers_the_score(
    account: tuple[list[Result], dict[str, str]],
) -> None:
    results, functions = account
    more = {**functions, "arn:aws:lambda:eu-west-1:1:function:new": "eu-west-1"}
    assert value(results, more) >= value(results, functions)


@MANY
@given(accounts())
def test_scoring_without_a_result_equals_scoring_it_fixed(
    account: tuple[list[Result], dict[str, str]],
) -> None:
    results, functions = account
    scope = ScoredScope(by_function(results, functions))
    for fixed in each_changed(results, {Outcome.FAIL}, Outcome.PASS):
        (gone,) = [r for r, f in zip(results, fixed, strict=True) if r is not f]
        assert scope.value_without([gone]) == value(fixed, functions)
