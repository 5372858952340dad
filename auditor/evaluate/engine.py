"""Runs the checks: facts in, results out."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evaluate.registry import Check
from auditor.model import (
    Finding,
    Function,
    NotApplicableError,
    Outcome,
    Result,
    Severity,
    UnavailableError,
    Unknown,
)
from auditor.model.audit import Audit


def judge(check: Check, function: Function, audit: Audit) -> Result:
    """Apply one check to one function; whatever happens, there is a result."""
    findings: list[Finding] = []
    outcome, reason, missing, crashed = Outcome.PASS, "", None, False
    try:
        # One by one, so that a failure already proven survives what goes wrong after it.
        for finding in check.evaluate(function, audit):
            findings.append(finding)  # noqa: PERF402
    except UnavailableError as unavailable:
        outcome, missing = Outcome.UNKNOWN, unavailable.unknown
        reason = missing.reason
    except NotApplicableError as elsewhere:
        outcome, reason = Outcome.NOT_APPLICABLE, str(elsewhere)
    except Exception as crash:  # noqa: BLE001  the one barrier: a broken check must not end the audit
        outcome, crashed = Outcome.UNKNOWN, True
        # The class alone: a message could quote what the account holds.
        reason = f"the check {check.id} crashed ({type(crash).__name__})"
    return Result(
        check=check.id,
        category=check.category,
        function=function.arn,
        outcome=Outcome.FAIL if findings else outcome,
        severity=_severity(check, findings, missing) if findings or missing else check.severity,
        findings=tuple(findings),
        reason=reason,
        missing=missing,
        crashed=crashed,
    )


def _severity(check: Check, findings: list[Finding], missing: Unknown | None) -> Severity:
    if check.severity_is_fixed:
        return check.severity
    most = check.worst or check.severity
    if not findings:
        # What a denied or lost call hides may be the worst: an unknown must not be the better.
        return most if missing and missing.operation else check.severity
    found = min((f.severity or check.severity for f in findings), key=lambda s: s.rank)
    return max(found, most, key=lambda s: s.rank)


def evaluate(audit: Audit, chosen: Iterable[Check]) -> tuple[Result, ...]:
    """Return one result per check and function, by severity, check and function."""
    functions = sorted(audit.functions(), key=lambda f: f.arn)
    # Results come in the order of check and function, so only their severities need sorting.
    by_severity: dict[Severity, list[Result]] = {severity: [] for severity in Severity}
    for check in sorted(chosen, key=lambda c: c.id):
        for function in functions:
            result = judge(check, function, audit)
            by_severity[result.severity].append(result)
    return tuple(result for results in by_severity.values() for result in results)
