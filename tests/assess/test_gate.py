"""Whether an audit passes: decided by data, whatever the account is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.assess.compare import with_baseline
from auditor.assess.gate import INCOMPLETE, Gate, judge
from auditor.model import Outcome, Severity
from auditor.model.report import Gap, Report, ReportResult
from auditor.storage.codec import report_from_json, report_to_json
from tests.reports import samples

HOSTILE = "lambda:GetPolicy on crashed-orders was denied: the check crashed"
TOLERANT = Gate(fail_on=None, allow_unknown=100.0)


def unknown(*, crashed: bool) -> Report:
    result = samples.result(
        check="untagged-function",
        severity=Severity.LOW,
        outcome=Outcome.UNKNOWN,
        reason=HOSTILE,
        findings=(),
    )
    return samples.report(results=(replace(result, crashed=crashed),))


def test_a_reason_that_speaks_of_a_crash_is_not_one() -> None:
    assert judge(unknown(crashed=False), TOLERANT)[0] != INCOMPLETE


def test_a_crashed_check_makes_the_audit_incomplete() -> None:
    code, sentence = judge(unknown(crashed=True), TOLERANT)
    assert code == INCOMPLETE
    assert "please report it" in sentence


def test_json_says_of_a_crash_only_where_there_is_one() -> None:
    for crashed in (True, False):
        written = report_to_json(unknown(crashed=crashed))
        assert (b'"crashed"' in written) == crashed
        assert report_from_json(written, "x").results[0].crashed is crashed


ONLY_NEW = Gate(fail_on_new=True, allow_unknown=100.0)
OLD = samples.report(results=(samples.result(),), gaps=())
BLIND = Gap(
    region="eu-west-1", operation="lambda:ListFunctions", iam_action="lambda:ListFunctions",
    code="AccessDeniedException", message="denied", functions=0, checks=(),
)  # fmt: skip


def judged_against(baseline: Report, *results: ReportResult) -> str:
    report = with_baseline(baseline, samples.report(results=results, gaps=()))
    return judge(report, ONLY_NEW, baseline)[1]


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        ((samples.result(),), "exit 0: the gate passed"),
        ((samples.result(findings=(samples.finding(message="in other words"),)),), "exit 0"),
        ((samples.result(id="0123456789abcdef"),), "exit 1: 1 new finding"),
        ((samples.result(findings=(samples.finding(),) * 9),), "exit 1: 1 new finding"),
        ((samples.result(severity=Severity.CRITICAL),), "exit 1: 1 new finding"),
    ],
)
def test_only_what_the_baseline_did_not_have_fails_the_gate(
    results: tuple[ReportResult, ...], sentence: str
) -> None:
    assert judged_against(OLD, *results).startswith(sentence)


@pytest.mark.parametrize(
    "blind",
    [
        samples.report(results=(), functions=(), gaps=(BLIND,), complete=False),
        samples.report(results=(), functions=(), gaps=(), partial=True, complete=False),
        samples.report(results=(samples.result(outcome=Outcome.UNKNOWN, findings=()),), gaps=()),
        samples.report(results=(samples.result(outcome=Outcome.WAIVED),), gaps=()),
    ],
)
def test_where_the_baseline_saw_no_failure_every_failure_is_new(blind: Report) -> None:
    assert judged_against(blind, samples.result()).startswith("exit 1: 1 new finding")
