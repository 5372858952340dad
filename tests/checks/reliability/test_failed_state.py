from __future__ import annotations

from typing import Any

from auditor.model import FunctionDetails, Known, Outcome, Severity, Unknown

CHECK = "failed-state"


def details(**differences: Any) -> Known[FunctionDetails]:
    return Known(FunctionDetails(tags=Known({}), **differences))


def test_a_failed_function_fails_with_the_reason_code(run: Any, function: Any) -> None:
    failed = details(state="Failed", state_reason_code="ImageAccessDenied")
    result = run(CHECK, function(details=failed))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)
    assert "ImageAccessDenied" in result.findings[0].message
    assert "repository policy" in result.findings[0].message


def test_a_failed_update_fails(run: Any, function: Any) -> None:
    stale = details(
        state="Active",
        last_update_status="Failed",
        last_update_status_reason_code="SubnetOutOfIPAddresses",
    )
    (finding,) = run(CHECK, function(details=stale)).findings
    assert finding.evidence["field"] == "LastUpdateStatus"
    assert "still runs" in finding.message


def test_a_reason_code_of_tomorrow_is_shown_as_it_is(run: Any, function: Any) -> None:
    failed = details(state="Failed", state_reason_code="Moonshine")
    assert "Moonshine" in run(CHECK, function(details=failed)).findings[0].message
    silent = run(CHECK, function(details=details(state="Failed")))
    assert "no reason code" in silent.findings[0].message


def test_active_pending_and_inactive_pass(run: Any, function: Any) -> None:
    outcomes = {
        run(CHECK, function(details=details(state=state))).outcome
        for state in ("Active", "Pending", "Inactive", None)
    }
    assert outcomes == {Outcome.PASS}


def test_unread_details_are_unknown(run: Any, function: Any) -> None:
    hidden = function(details=Unknown(reason="denied", iam_action="lambda:GetFunction"))
    assert run(CHECK, hidden).outcome is Outcome.UNKNOWN
