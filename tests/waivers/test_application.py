"""Which failures a waiver covers, and what is said of those it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest

from auditor.assess import waivers
from auditor.assess.waivers.entry import Match, Waiver, WaiverKind, Waivers
from auditor.model import (
    Category,
    Function,
    FunctionDetails,
    Known,
    Outcome,
    Result,
    Severity,
    Unknown,
)
from auditor.model.report import WaiverSummary

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
WAIVER = Waiver(
    id="w1",
    checks=("missing-dlq",),
    match=Match(function=ARN),
    kind=WaiverKind.ACCEPTED_RISK,
    reason="replayed from the source",
    owner="orders@example.com",
    ticket="SEC-1",
    created=date(2026, 11, 1),
    expires=date(2027, 1, 15),
)


def result(**differences: Any) -> Result:
    base = Result(
        check="missing-dlq",
        category=Category.RELIABILITY,
        function=ARN,
        outcome=Outcome.FAIL,
        severity=Severity.HIGH,
    )
    return base._replace(**differences)


Applied = Callable[..., tuple[Result, WaiverSummary]]


@pytest.fixture
def applied(function: Callable[..., Function]) -> Applied:
    def build(
        waiver: Mapping[str, Any] | None = None,
        result_: Mapping[str, Any] | None = None,
        function_: Mapping[str, Any] | None = None,
    ) -> tuple[Result, WaiverSummary]:
        results, summaries = waivers.apply(
            [result(**(result_ or {}))],
            Waivers(name="w.yaml", entries=(replace(WAIVER, **(waiver or {})),)),
            [function(**(function_ or {}))],
            AT,
        )
        return results[0], summaries[0]

    return build


def test_a_failure_that_a_waiver_covers_is_waived(applied: Applied) -> None:
    found, summary = applied()
    assert found.outcome is Outcome.WAIVED
    assert found.waiver == WAIVER.use()
    assert (summary.state, summary.results, summary.note) == ("active", 1, "")


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.NOT_APPLICABLE])
def test_what_is_not_open_is_left_and_the_waiver_is_stale(
    applied: Applied, outcome: Outcome
) -> None:
    found, summary = applied(result_={"outcome": outcome})
    assert found.outcome is outcome
    assert summary.state == "stale"


def test_what_is_unknown_cannot_be_waived(applied: Applied) -> None:
    found, summary = applied(result_={"outcome": Outcome.UNKNOWN, "reason": "denied"})
    assert (found.outcome, found.reason) == (Outcome.UNKNOWN, "denied")
    assert summary.state == "active"
    assert summary.note == "1 verdict is unknown, which can't be waived."


@pytest.mark.parametrize(
    ("waiver", "state", "reason"),
    [
        ({"expires": date(2026, 11, 19)}, "expired", "it expired on 2026-11-19"),
        ({"ticket": None}, "invalid", "a waiver of a high finding needs a ticket"),
        ({"expires": date(2027, 1, 31)}, "invalid", "more than 90 days ahead for a high finding"),
        ({"expires": date(2027, 11, 2)}, "invalid", "more than 365 days ahead"),
        ({"reason": "because"}, "invalid", "shorter than 15 characters"),
        (
            {"created": date(2027, 1, 20), "expires": date(2027, 1, 15)},
            "invalid",
            "before it was created",
        ),
        (
            {"created": date(2030, 1, 1), "expires": date(2030, 3, 1)},
            "invalid",
            "more than 365 days ahead",
        ),
    ],
)
def test_a_waiver_that_does_not_hold_leaves_the_finding_open_and_says_so(
    applied: Applied, waiver: dict[str, Any], state: str, reason: str
) -> None:
    found, summary = applied(waiver)
    assert found.outcome is Outcome.FAIL
    assert found.waiver is None
    assert reason in found.reason
    assert "w1" in found.reason
    assert (summary.state, summary.results) == (state, 0)
    assert "1 finding stays open" in summary.note


def test_a_waiver_holds_through_its_last_day_in_utc(applied: Applied) -> None:
    assert applied({"expires": AT.date()})[0].outcome is Outcome.WAIVED


@pytest.mark.parametrize("severity", [Severity.MEDIUM, Severity.LOW, Severity.INFO])
def test_a_lesser_finding_needs_no_ticket_and_may_wait_a_year(
    applied: Applied, severity: Severity
) -> None:
    found, _ = applied({"ticket": None, "expires": date(2027, 11, 1)}, {"severity": severity})
    assert found.outcome is Outcome.WAIVED


def test_what_was_said_before_is_kept_with_why_a_waiver_does_not_hold(applied: Applied) -> None:
    found, _ = applied({"ticket": None}, {"reason": "one fact was denied"})
    assert found.reason.startswith("one fact was denied The waiver w1 does not hold: ")


@pytest.mark.parametrize(
    ("glob", "covered"),
    [
        (ARN, True),
        ("arn:aws:lambda:*:111122223333:function:*", True),
        ("arn:aws:lambda:eu-west-?:111122223333:function:orders", True),
        ("*", True),
        ("*:function:order", False),
        ("orders", False),
        (ARN.upper(), False),
        (f"{ARN}:*", False),
        ("arn:aws:lambda:eu-west-[1]:*", False),
        ("arn.aws.lambda.*", False),
    ],
)
def test_globs_are_anchored(applied: Applied, *, glob: str, covered: bool) -> None:
    found, _ = applied({"match": Match(function=glob)})
    assert (found.outcome is Outcome.WAIVED) is covered


def test_a_glob_of_many_stars_is_matched(applied: Applied) -> None:
    found, _ = applied({"match": Match(function="*" * 5000 + "z")})
    assert found.outcome is not Outcome.WAIVED


def tagged(**tags: str) -> dict[str, Any]:
    return {"details": Known(FunctionDetails(tags=Known(MappingProxyType(tags))))}


@pytest.mark.parametrize(
    ("tags", "covered"),
    [
        ({"env": "dev", "team": "orders"}, True),
        ({"env": "dev-2", "team": "orders"}, False),
        ({"team": "orders"}, False),
        ({"Env": "dev", "team": "orders"}, False),
    ],
)
def test_every_tag_must_match(applied: Applied, *, tags: dict[str, str], covered: bool) -> None:
    match = Match(tags=MappingProxyType({"env": "dev", "team": "ord*"}))
    found, _ = applied({"match": match}, function_=tagged(**tags))
    assert (found.outcome is Outcome.WAIVED) is covered


def test_function_and_tags_must_both_match(applied: Applied) -> None:
    match = Match(function="*:billing", tags=MappingProxyType({"env": "dev"}))
    assert applied({"match": match}, function_=tagged(env="dev"))[0].outcome is Outcome.FAIL


@pytest.mark.parametrize(
    "details",
    [Unknown(reason="denied"), Known(FunctionDetails(tags=Unknown(reason="denied")))],
)
def test_unknown_tags_never_match(applied: Applied, details: Any) -> None:
    match = Match(tags=MappingProxyType({"env": "*"}))
    found, _ = applied({"match": match}, function_={"details": details})
    assert found.outcome is Outcome.FAIL


def test_a_waiver_of_another_check_is_stale(applied: Applied) -> None:
    found, summary = applied({"checks": ("admin-role",)})
    assert found.outcome is Outcome.FAIL
    assert (summary.state, summary.results) == ("stale", 0)


def test_a_pattern_that_is_no_arn_is_told(applied: Applied) -> None:
    _, summary = applied({"match": Match(function="orders-*")})
    assert "is no ARN" in summary.note


def test_one_that_holds_wins_over_one_that_does_not(function: Callable[..., Function]) -> None:
    old = replace(WAIVER, id="w0", expires=date(2026, 11, 2))
    found, summaries = waivers.apply(
        [result()], Waivers(name="w", entries=(old, WAIVER)), [function()], AT
    )
    assert (found[0].outcome, found[0].reason) == (Outcome.WAIVED, "")
    assert [s.state for s in summaries] == ["expired", "active"]


def test_a_waiver_may_hold_for_one_finding_and_not_for_another(
    function: Callable[..., Function],
) -> None:
    both = replace(WAIVER, ticket=None, checks=("missing-dlq", "slow"))
    found, (summary,) = waivers.apply(
        [result(), result(check="slow", severity=Severity.LOW)],
        Waivers(name="w", entries=(both,)),
        [function()],
        AT,
    )
    assert [r.outcome for r in found] == [Outcome.FAIL, Outcome.WAIVED]
    assert (summary.state, summary.results) == ("active", 1)
    assert "needs a ticket" in summary.note
