"""The engine turns whatever a check does into a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from auditor.evaluate.engine import evaluate, judge
from auditor.evaluate.registry import Check, Evaluate, check
from auditor.model import (
    Account,
    Category,
    Finding,
    Function,
    NotApplicableError,
    Outcome,
    Region,
    Severity,
    Unknown,
)
from auditor.model.audit import Audit

DENIED = Unknown(reason="denied", operation="lambda:GetPolicy", iam_action="lambda:GetPolicy")


def declared(evaluate: Evaluate) -> Check:
    return check("some-check", severity=Severity.MEDIUM, category=Category.SECURITY)(evaluate)


@pytest.fixture
def audit(
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> Audit:
    return Audit(account(region(function())))


def test_no_finding_is_a_pass(function: Callable[..., Function], audit: Audit) -> None:
    assert judge(declared(lambda *_: ()), function(), audit).outcome is Outcome.PASS


def test_a_missing_fact_is_unknown_and_never_a_pass(
    function: Callable[..., Function], audit: Audit
) -> None:
    def reads(_: Function, __: Audit) -> Iterator[Finding]:
        yield Finding(message=str(DENIED.get()))

    result = judge(declared(reads), function(), audit)
    assert (result.outcome, result.reason, result.missing) == (Outcome.UNKNOWN, "denied", DENIED)


def test_a_proven_failure_survives_a_missing_fact(
    function: Callable[..., Function], audit: Audit
) -> None:
    def two_steps(_: Function, __: Audit) -> Iterator[Finding]:
        yield Finding(message="proven")
        DENIED.get()

    result = judge(declared(two_steps), function(), audit)
    assert (result.outcome, result.reason) == (Outcome.FAIL, "denied")


def test_what_does_not_apply_says_why(function: Callable[..., Function], audit: Audit) -> None:
    def elsewhere(_: Function, __: Audit) -> Iterator[Finding]:
        yield from ()
        raise NotApplicableError("no queue")

    result = judge(declared(elsewhere), function(), audit)
    assert (result.outcome, result.reason) == (Outcome.NOT_APPLICABLE, "no queue")


def test_a_crash_is_unknown_and_names_the_check_but_quotes_nothing(
    function: Callable[..., Function], audit: Audit
) -> None:
    def broken(_: Function, __: Audit) -> Iterator[Finding]:
        yield from ()
        raise KeyError("what the account holds")

    result = judge(declared(broken), function(), audit)
    assert (result.outcome, result.crashed) == (Outcome.UNKNOWN, True)
    assert result.reason == "the check some-check crashed (KeyError)"


def test_evidence_lowers_the_severity_and_never_raises_it(
    function: Callable[..., Function], audit: Audit
) -> None:
    def graded(severity: Severity) -> Evaluate:
        return lambda *_: [Finding(message="m", severity=severity)]

    low = judge(declared(graded(Severity.LOW)), function(), audit)
    critical = judge(declared(graded(Severity.CRITICAL)), function(), audit)
    assert (low.severity, critical.severity) == (Severity.LOW, Severity.MEDIUM)


def test_what_many_functions_share_is_derived_once(audit: Audit) -> None:
    seen: list[str] = []

    def derive(_: Audit, key: str) -> int:
        seen.append(key)
        return len(seen)

    assert [audit.once(derive, "role"), audit.once(derive, "role")] == [1, 1]
    assert seen == ["role"]


def test_every_check_has_a_result_for_every_function(
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    two = (function(), function(arn="arn:aws:lambda:eu-west-1:1:function:b", name="b"))
    passing = declared(lambda *_: ())
    results = evaluate(Audit(account(region(*two))), [passing])
    assert sorted(r.function for r in results) == sorted(f.arn for f in two)
