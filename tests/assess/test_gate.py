"""Whether an audit passes: decided by data, whatever the account is called."""

from __future__ import annotations

from dataclasses import replace

from auditor.assess.gate import INCOMPLETE, Gate, judge
from auditor.model import Outcome, Severity
from auditor.model.report import Report
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
