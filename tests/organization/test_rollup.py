"""What many summaries add up to: every account has a row, and nothing is made better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.model.organization import Organization, Status
from auditor.organization.member import Member
from auditor.organization.rollup import RolledUp, roll_up
from auditor.organization.summary import CauseCounts, CheckCounts, GapCounts, Summary
from auditor.organization.summary_file import dump, load

NOW = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)
SEVERITIES = ("critical", "high", "medium", "low", "info")
NONE = dict.fromkeys(SEVERITIES, 0)


def members(*numbers: int, **differences: Any) -> tuple[Member, ...]:
    return tuple(Member(id=f"{n:012d}", name=f"n{n}", **differences) for n in numbers)


def summary(number: int, **differences: Any) -> Summary:
    flawless = Summary(
        id=f"{number:012d}", status=Status.AUDITED, score=100.0, grade="A", functions=3,
        open=NONE, captured_at="2026-11-30T06:31:00+00:00", calls=(10, 0, 0),
    )  # fmt: skip
    return replace(flawless, **differences)


def opened(**numbers: int) -> dict[str, int]:
    return {**NONE, **numbers}


def rolled(planned: tuple[Member, ...], *summaries: Summary, **more: Any) -> Organization:
    whole = RolledUp(run="20261130T063000Z", captured_at=NOW, members=planned, **more)
    return roll_up(whole, summaries)


def test_an_account_without_a_summary_is_lost_and_never_clean() -> None:
    organization = rolled(members(1, 2), summary(1))
    assert organization.counts == {
        "planned": 2, "audited": 1, "incomplete": 0, "unreachable": 0, "skipped": 0, "lost": 1,
    }  # fmt: skip
    assert (organization.score.value, organization.score.best_case) == (50.0, 100.0)
    assert not organization.complete
    assert "--resume" in organization.accounts[1].action


def test_nothing_but_a_complete_audit_is_clean() -> None:
    ways = [Status.INCOMPLETE, Status.UNREACHABLE, Status.LOST]
    found = rolled(members(1, 2, 3), *(summary(n, status=s) for n, s in enumerate(ways, 1)))
    assert (found.score.value, found.score.grade, found.score.best_case) == (0.0, "F", 100.0)


def test_an_incomplete_account_with_something_severe_is_not_clean_at_best() -> None:
    bad = summary(1, status=Status.INCOMPLETE, open=opened(high=1))
    assert rolled(members(1, 2), bad, summary(2)).score.best_case == 50.0


def test_an_open_critical_bounds_the_grade_and_so_does_an_account_that_was_not_audited() -> None:
    many = members(*range(1, 101))
    good = [summary(n) for n in range(2, 101)]
    assert rolled(many, summary(1), *good).score.grade == "A"
    critical = rolled(many, summary(1, open=opened(critical=1)), *good).score
    assert (critical.value, critical.grade) == (99.0, "B")
    lost = rolled(many, *good).score
    assert (lost.value, lost.grade) == (99.0, "B")
    assert "not audited" in lost.cap


def test_skipped_accounts_have_a_row_and_are_not_in_the_denominator() -> None:
    planned = (*members(1), *members(2, skipped="the account is SUSPENDED"))
    organization = rolled(planned, summary(1), summary(2, open=opened(critical=9)))
    assert organization.counts["skipped"] == 1
    assert (organization.score.clean, organization.score.in_scope) == (1, 1)
    assert organization.open["critical"] == 0
    assert organization.complete


def test_no_account_in_scope_has_no_score() -> None:
    organization = rolled(members(1, skipped="left out"))
    assert (organization.score.value, organization.score.grade) == (None, "n/a")


def test_a_summary_of_an_account_outside_the_plan_is_not_counted() -> None:
    organization = rolled(members(1), summary(1), summary(2, open=opened(critical=1)))
    assert [row.id for row in organization.accounts] == ["000000000001"]
    assert organization.open["critical"] == 0


def test_reasons_are_folded_over_accounts() -> None:
    gone = [
        summary(n, status=Status.UNREACHABLE, reason="no role", action="deploy it") for n in (1, 2)
    ]
    organization = rolled(members(1, 2, 3), *gone)
    assert [(len(row.accounts), row.status, row.action) for row in organization.not_audited] == [
        (2, Status.UNREACHABLE, "deploy it"),
        (1, Status.LOST, organization.accounts[2].action),
    ]


def test_gaps_are_folded_over_accounts_and_regions() -> None:
    def gap(region: str) -> GapCounts:
        return GapCounts(
            operation="lambda:ListFunctions", iam_action="lambda:ListFunctions",
            code="AccessDeniedException", region=region, message="denied", functions=0,
        )  # fmt: skip

    found = [
        summary(n, status=Status.INCOMPLETE, gaps=(gap("eu-south-1"), gap("af-south-1")))
        for n in (1, 2, 3)
    ]
    (folded,) = rolled(members(1, 2, 3), *found).gaps
    assert (folded.accounts, folded.regions) == (3, ("af-south-1", "eu-south-1"))


def cause(name: str, severe: int = 1, check: str = "wildcard-action") -> CauseCounts:
    return CauseCounts(
        cause=name, checks={check: 2}, severity="high", functions=2, results=2, severe=severe
    )


def test_a_cause_of_several_accounts_is_one_fix_with_the_accounts_that_become_clean() -> None:
    found = [summary(n, open=opened(high=1), causes=(cause("role/deploy"),)) for n in (1, 2)]
    rest = summary(3, open=opened(high=5), causes=(cause("role/deploy"),))
    (fix,) = rolled(members(1, 2, 3), *found, rest).fixes
    assert (fix.cause, fix.accounts, fix.functions, fix.become_clean) == ("role/deploy", 3, 6, 2)
    (row,) = rolled(members(1, 2, 3), *found, rest).causes
    assert (row.check, row.cause, row.accounts) == ("wildcard-action", "role/deploy", 3)


def test_an_account_that_is_not_audited_does_not_become_clean_by_a_fix() -> None:
    found = summary(1, status=Status.INCOMPLETE, open=opened(high=1), causes=(cause("role/x"),))
    other = summary(2, open=opened(high=1), causes=(cause("role/x"),))
    (fix,) = rolled(members(1, 2), found, other).fixes
    assert fix.become_clean == 1


def test_causes_that_differ_in_one_word_from_account_to_account_are_one() -> None:
    teams = ("red", "green", "blue")
    found = [
        summary(n, open=opened(high=1), causes=(cause(f"role/{team}-deploy-role"),))
        for n, team in enumerate(teams, 1)
    ]
    (row,) = rolled(members(1, 2, 3), *found).causes
    assert (row.cause, row.accounts) == ("role/*-deploy-role", 3)


def test_several_causes_of_one_account_are_not_taken_for_a_template() -> None:
    causes = tuple(cause(f"role/{team}-deploy-role") for team in ("red", "green", "blue"))
    assert len(rolled(members(1), summary(1, causes=causes)).causes) == 3


def test_an_account_that_left_or_was_lost_has_fixed_nothing() -> None:
    before = rolled(members(1, 2, 3), *(summary(n, open=opened(critical=2)) for n in (1, 2, 3)))
    now = rolled(members(1, 2, 4), summary(1), summary(4), before=before)
    changes = now.changes
    assert changes is not None
    assert (changes.joined, changes.left, changes.lost) == (
        ("000000000004",), ("000000000003",), ("000000000002",),
    )  # fmt: skip
    assert changes.fixed == 0


def test_findings_past_their_deadline_are_counted() -> None:
    late = summary(
        1,
        open=opened(critical=3, high=1),
        first_seen={"critical": {"2026-11-01": 2, "2026-11-29": 1}, "high": {"2026-11-10": 1}},
    )
    organization = rolled(members(1), late)
    assert [(row.severity, row.results, row.accounts) for row in organization.overdue] == [
        ("critical", 2, 1),
        ("high", 0, 0),
    ]
    assert "open for 29 days" in organization.headline


def test_the_headline_says_what_is_clean_and_what_is_not_known() -> None:
    text = rolled(members(1, 2, 3), summary(1), summary(2, open=opened(critical=1))).headline
    assert text.startswith("1 of 3 accounts has nothing critical or high open.")
    assert "1 brought no result." in text


CAUSES = ("role/a-x-y", "role/b-x-y", "role/c-x-y", "layer:l:1", "secret:1")


def some(random: Random, words: Sequence[str]) -> list[str]:
    return sorted(random.sample(words, random.randint(0, len(words))))


def checks(random: Random) -> dict[str, CheckCounts]:
    return {
        check: CheckCounts(
            severity=random.choice(SEVERITIES), title=random.choice("AB"),
            fail=random.randint(0, 3), unknown=random.randint(0, 3), waived=random.randint(0, 2),
            passed=random.randint(0, 3), not_applicable=random.randint(0, 3),
        )
        for check in some(random, "abc")
    }  # fmt: skip


def causes(random: Random) -> tuple[CauseCounts, ...]:
    return tuple(
        CauseCounts(
            cause=name, checks={check: random.randint(1, 3) for check in some(random, "ab") or "a"},
            severity=random.choice(SEVERITIES), functions=random.randint(1, 3),
            results=random.randint(1, 5), severe=random.randint(0, 3),
        )
        for name in some(random, CAUSES)
    )  # fmt: skip


def made(seed: int) -> list[Summary]:
    """Return the summaries of up to seven accounts: one number, so that drawing costs nothing."""
    random = Random(seed)  # noqa: S311  no secret is made of it
    return [
        Summary(
            id=f"{number:012d}",
            status=random.choice([Status.AUDITED, Status.INCOMPLETE, Status.UNREACHABLE]),
            open={word: random.randint(0, 3) for word in SEVERITIES},
            checks=checks(random), causes=causes(random),
            new={word: random.randint(0, 3) for word in some(random, SEVERITIES)},
            reason=random.choice(["", "x"]), grade=random.choice(["A", "F", "n/a"]),
            functions=random.randint(0, 9),
        )
        for number in range(1, 8)
        if random.random() < 0.8
    ]  # fmt: skip


seeds = st.integers(0, 2**32)
# Time is not asserted: a busy machine may take as long as it likes.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)


@patient
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_accounts_never_changes_the_report(seed: int, random: Any) -> None:
    found = made(seed)
    planned = members(*range(1, 8))
    shuffled = list(found)
    random.shuffle(shuffled)
    assert rolled(planned, *found) == rolled(planned, *shuffled)


@patient
@given(seeds)
def test_every_planned_account_has_one_row_and_the_counts_add_up(seed: int) -> None:
    found = made(seed)
    organization = rolled(members(*range(1, 8)), *found)
    assert len(organization.accounts) == organization.counts["planned"] == 7
    assert sum(organization.counts[status.value] for status in Status) == 7
    clean = {row.id for row in organization.accounts if row.clean}
    assert clean <= {s.id for s in found if s.status is Status.AUDITED}
    assert organization.score.value is not None
    assert organization.score.value <= (organization.score.best_case or 0.0)


@patient
@given(seeds)
def test_checks_and_open_findings_are_the_sums_of_the_accounts(seed: int) -> None:
    found = made(seed)
    organization = rolled(members(*range(1, 8)), *found)
    for check in organization.checks:
        assert check.fail == sum(s.checks[check.id].fail for s in found if check.id in s.checks)
    for word in SEVERITIES:
        assert organization.open[word] == sum(s.open[word] for s in found)
    assert sum(c.functions for c in organization.causes) == sum(
        number for s in found for c in s.causes for number in c.checks.values()
    )


@patient
@given(seeds)
def test_a_summary_survives_its_file(seed: int) -> None:
    found = made(seed)
    for one in found:
        assert load(dump(one), one.id) == one
