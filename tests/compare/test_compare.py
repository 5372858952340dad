"""What changed since a baseline, and what must not be called a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from auditor.assess import compare
from auditor.model import Finding, Outcome, Severity
from auditor.model.errors import UsageError
from auditor.model.report import AccountIdentity, Change, Report, ReportResult
from auditor.storage import codec
from tests.reports import samples
from tests.reports.samples import arn

LATER = samples.AT + timedelta(days=7)


def one(*results: ReportResult, **differences: Any) -> Report:
    return samples.report(results=results, gaps=(), **differences)


def changes(old: Report, new: Report) -> list[Change]:
    return list(compare.compare(old, new).changes)


def kinds(old: Report, new: Report) -> list[tuple[str, str]]:
    return [(change.kind, change.detail) for change in changes(old, new)]


FAIL = samples.result()
UNKNOWN = samples.result(outcome=Outcome.UNKNOWN, findings=(), reason="denied")
WAIVED = samples.result(outcome=Outcome.WAIVED, waiver=samples.WAIVER)
PASS = samples.result(outcome=Outcome.PASS, findings=())


@pytest.mark.parametrize(
    ("before", "after", "kind", "detail"),
    [
        ([], [FAIL], "new", ""),
        ([PASS], [FAIL], "new", ""),
        ([UNKNOWN], [FAIL], "new", "was unknown"),
        ([], [WAIVED], "waived", ""),
        ([FAIL], [WAIVED], "waived", "was open"),
        ([UNKNOWN], [WAIVED], "waived", "was unknown"),
        ([], [UNKNOWN], "unknown", "denied"),
        ([FAIL], [UNKNOWN], "unknown", "was open: denied"),
        ([WAIVED], [UNKNOWN], "unknown", "was waived: denied"),
        ([FAIL], [], "fixed", ""),
        ([FAIL], [PASS], "fixed", ""),
        ([WAIVED], [], "fixed", "was waived"),
        ([UNKNOWN], [], "changed", "was unknown, and is in order"),
        ([WAIVED], [FAIL], "expired", "the waiver billing-admin is gone"),
        ([WAIVED], [replace(FAIL, reason="it expired")], "expired", "it expired"),
        ([FAIL], [replace(FAIL, severity=Severity.LOW)], "changed", "high became low"),
    ],
)
def test_each_kind_of_change(
    before: list[ReportResult], after: list[ReportResult], kind: str, detail: str
) -> None:
    assert kinds(one(*before), one(*after)) == [(kind, detail)]
    assert kinds(compare.baseline_of(one(*before)), one(*after)) == [(kind, detail)]


def test_the_part_that_is_kept_of_a_report_compares_as_the_whole() -> None:
    old = samples.report()
    later = replace(
        old, captured_at=LATER, results=tuple(replace(r, first_seen=LATER) for r in old.results)
    )
    changed = replace(old.results[0], findings=(Finding(message="another one"),))
    for new in (later, replace(later, results=(changed,)), replace(later, functions=())):
        kept = compare.baseline_of(old)
        assert compare.with_baseline(kept, new) == compare.with_baseline(old, new)
        assert len(codec.report_to_json(kept)) < len(codec.report_to_json(old))


@pytest.mark.parametrize("same", [FAIL, UNKNOWN, WAIVED, PASS])
def test_a_report_does_not_differ_from_itself(same: ReportResult) -> None:
    found = compare.compare(one(same), one(same))
    assert found.changes == ()
    assert (found.comparable, found.note) == (True, "")
    assert found.functions_added == found.functions_removed == ()


def messages(*texts: str) -> ReportResult:
    return samples.result(findings=tuple(Finding(message=text) for text in texts))


def test_another_finding_of_the_same_check_is_a_change() -> None:
    (change,) = changes(one(messages("a", "b")), one(messages("b", "c")))
    assert (change.kind, change.detail) == ("changed", "it now says: c; it no longer says: a")


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        (messages("a"), messages("a", "b"), True),
        (messages("a", "b now: became"), messages("a"), False),
        (replace(FAIL, severity=Severity.LOW), FAIL, True),
        (FAIL, replace(FAIL, severity=Severity.LOW), False),
    ],
)
def test_a_change_is_worse_where_an_open_finding_says_more_or_is_more_severe(
    before: ReportResult, after: ReportResult, *, worse: bool
) -> None:
    (change,) = changes(one(before), one(after))
    assert change.worse is worse


def test_figures_that_vary_from_day_to_day_are_no_change() -> None:
    old = one(messages("unused for 91 days", "peaks at 71.5 % of 128 MB"))
    new = one(messages("unused for 98 days", "peaks at 70 % of 256 MB"))
    assert changes(old, new) == []


def test_other_figures_are_a_change() -> None:
    assert len(changes(one(messages("port 22 is open")), one(messages("port 23 is open")))) == 1


def test_a_new_function_is_added_and_its_findings_are_new() -> None:
    new = samples.result(id="1" * 16, function=arn("fresh"))
    old_report = one(FAIL)
    found = compare.compare(
        old_report,
        one(FAIL, new, functions=(*old_report.functions, samples.function("fresh"))),
    )
    assert found.functions_added == (arn("fresh"),)
    assert [(c.kind, c.detail) for c in found.changes] == [("new", "the function is new")]


def test_a_deleted_function_is_removed_and_its_findings_are_fixed() -> None:
    found = compare.compare(one(FAIL), one(functions=()))
    assert arn("orders") in found.functions_removed
    assert [(c.kind, c.detail) for c in found.changes] == [("fixed", "the function is gone")]


@pytest.mark.parametrize(
    ("differences", "note"),
    [
        ({"partial": True}, "this report is partial"),
        ({"scope": ("function billing*",)}, "filters differ: none became function billing*"),
        ({"regions": ("us-east-1",)}, "regions of the baseline alone: eu-west-1"),
    ],
)
def test_a_function_that_was_not_looked_for_is_not_removed(
    differences: dict[str, Any], note: str
) -> None:
    found = compare.compare(one(FAIL), one(functions=(), **differences))
    assert found.functions_removed == ()
    assert found.changes == ()
    assert note in found.note


def test_a_function_in_a_region_that_could_not_be_listed_is_not_removed() -> None:
    gap = replace(samples.report().gaps[0], operation="lambda:ListFunctions")
    new = replace(one(functions=()), gaps=(gap,))
    found = compare.compare(one(FAIL), new)
    assert (found.functions_removed, found.changes) == ((), ())
    assert "could not list functions in eu-west-1" in found.note


def test_findings_where_the_baseline_did_not_look_are_not_new() -> None:
    assert changes(one(functions=(), scope=("function x",)), one(FAIL)) == []


def test_a_check_that_only_one_report_ran_is_noted_and_never_new_or_fixed() -> None:
    without = tuple(c for c in samples.report().checks if c.id != "missing-dlq")
    for old, new in ((one(checks=without), one(FAIL)), (one(FAIL), one(checks=without))):
        found = compare.compare(old, new)
        assert found.changes == ()
        assert not found.comparable
        assert "missing-dlq" in found.note


@pytest.mark.parametrize(
    ("tool", "note"),
    [
        ({"score_model": 2}, "score model 2 became 1"),
        ({"checks_digest": "sha256:11"}, "options or severities of the checks differ"),
    ],
)
def test_other_models_and_options_are_noted(tool: dict[str, Any], note: str) -> None:
    old = one(FAIL, tool=replace(samples.report().tool, **tool))
    found = compare.compare(old, one(FAIL))
    assert (found.comparable, found.note) == (False, note)


def test_another_account_is_not_compared_at_all() -> None:
    other = AccountIdentity(id="999900001111", alias=None, partition="aws")
    found = compare.compare(one(account=other), one(FAIL))
    assert (found.comparable, found.changes, found.score_before) == (False, (), None)
    assert "999900001111" in found.note


def test_changes_come_worst_first() -> None:
    low = samples.result(id="1" * 16, severity=Severity.LOW)
    gone = samples.result(id="2" * 16)
    found = changes(one(gone), one(low, FAIL))
    assert [(c.severity.value, c.kind) for c in found] == [
        ("high", "new"),
        ("high", "fixed"),
        ("low", "new"),
    ]


def test_first_seen_dates_are_carried_over() -> None:
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    old = one(replace(FAIL, first_seen=seen))
    new = one(replace(WAIVED, first_seen=LATER), captured_at=LATER)
    assert compare.with_baseline(old, new).results[0].first_seen == seen


def test_what_passed_in_between_is_seen_for_the_first_time_again() -> None:
    new = one(replace(FAIL, first_seen=LATER), captured_at=LATER)
    assert compare.with_baseline(one(PASS), new).results[0].first_seen == LATER


def test_the_trend_goes_through_all_reports_once_in_order() -> None:
    newest = one(FAIL, captured_at=LATER, trend=())
    found = compare.with_trend([one(FAIL), newest, one(FAIL)])
    days = [point.captured_at.date().isoformat() for point in found.trend]
    assert days == ["2026-10-20", "2026-11-20", "2026-11-27"]


def test_the_trend_leaves_out_other_score_models() -> None:
    old = one(tool=replace(samples.report().tool, score_model=2))
    found = compare.with_trend([one(captured_at=LATER, trend=()), old])
    assert [point.captured_at for point in found.trend] == [LATER]


def test_the_trend_of_another_account_is_refused() -> None:
    other = AccountIdentity(id="999900001111", alias=None, partition="aws")
    with pytest.raises(UsageError, match="999900001111"):
        compare.with_trend([one(), one(account=other)])


def test_a_baseline_of_another_account_gives_no_trend() -> None:
    other = AccountIdentity(id="999900001111", alias=None, partition="aws")
    found = compare.with_baseline(one(account=other), one(FAIL, trend=()))
    assert found.trend == ()
    assert found.comparison is not None
    assert not found.comparison.comparable
