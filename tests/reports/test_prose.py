"""The report in sentences: made from the data, and never more than it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.assess.one_owner import report_of
from auditor.evaluate.registry import renderers
from auditor.model import Outcome, Severity
from auditor.model.report import Comparison, Report
from tests.reports import samples


def shown(report: Report, form: str) -> str:
    return renderers()[form].render(report).decode()


def markdown(report: Report) -> str:
    return shown(report, "markdown")


def test_the_worst_things_are_named_with_where_owner_and_fix() -> None:
    names = ("a-one", "a-two", "a-three", "a-four")
    failed = [
        samples.result(id=f"{n:016x}", function=samples.arn(name), severity=Severity.CRITICAL)
        for n, name in enumerate(names)
    ]
    made = samples.report(
        functions=tuple(samples.function(name) for name in names), results=tuple(failed)
    )
    text = markdown(made)
    assert "**Critical: Failed asynchronous events are lost** at a-one, a-two, a-three" in text
    assert "and 1 more function" in text
    assert "Owner: orders." in text
    assert "Fix: Add a dead-letter queue" in text


def test_what_was_not_assessed_names_the_right_that_is_missing() -> None:
    assert "1 verdict is unknown (3.0 % of all), since lambda:GetPolicy is missing." in markdown(
        samples.report()
    )


def test_nothing_is_called_assessed_while_the_audit_is_incomplete() -> None:
    partial = replace(samples.empty(), complete=False, partial=True)
    assert "Every check that ran" not in markdown(partial)
    assert "Collecting was interrupted." in markdown(partial)


def test_owners_that_were_not_asked_for_are_not_called_absent() -> None:
    text = markdown(replace(samples.report(), owner_tags=()))
    assert "Owners are not known: --owner-tag KEY" in text.replace("\\", "")
    assert "no owner" not in text


def test_what_could_not_be_compared_is_not_said_to_be_unchanged() -> None:
    other = Comparison(
        baseline_at=samples.report().captured_at, comparable=False, note="another account",
        score_before=None, changes=(), functions_added=(), functions_removed=(),
    )  # fmt: skip
    text = markdown(samples.report(comparison=other))
    assert "not compared, since another account." in text
    assert "nothing changed" not in text


def test_nothing_severe_is_not_said_to_be_absent_where_it_is_unknown() -> None:
    made = samples.report()
    unknown = tuple(
        replace(result, severity=Severity.HIGH, outcome=Outcome.UNKNOWN, findings=())
        for result in made.results[:2]
    )
    assert "No owner has a critical or high finding open." in markdown(replace(made, results=()))
    said = "No critical or high finding is known to be open; 2 critical and high verdicts are"
    assert said in markdown(replace(made, results=unknown))


@pytest.mark.parametrize("form", ["markdown", "markdown-comment", "html", "terminal"])
def test_a_part_of_an_account_is_never_shown_as_the_whole(form: str) -> None:
    made = samples.report(scope=("function orders-*",))
    assert "This is a part of the account: function orders-" in shown(made, form)
    assert "This is a part" not in shown(samples.report(), form)


@pytest.mark.parametrize("form", ["markdown", "html", "terminal"])
def test_the_report_of_one_owner_is_headed_by_the_owner(form: str) -> None:
    made = report_of(samples.report(), "payments")
    assert "payments in 111122223333" in shown(made, form)
    assert "findings belong to" not in shown(made, form)


def test_of_what_is_not_deployed_the_list_advises_and_names_no_command() -> None:
    text = shown(samples.report(origin="template"), "list")
    assert "fix: Add a dead-letter queue" in text
    assert "fix: aws" not in text
