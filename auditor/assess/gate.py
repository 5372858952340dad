"""Whether an audit passes, as an exit code and the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import Outcome, Severity
from auditor.model.report import Report

PASSED, FAILED, INCOMPLETE = 0, 1, 3
GRAVE = frozenset({Severity.CRITICAL, Severity.HIGH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the user demands of the account."""

    fail_on: Severity | None = Severity.HIGH  # None: nothing fails it
    fail_under: float | None = None
    fail_on_new: bool = False  # only what the baseline did not have
    allow_unknown: float = 0.0  # per cent of the critical and high verdicts


def judge(report: Report, gate: Gate) -> tuple[int, str]:
    """Return the exit code and why; a failed gate wins over an incomplete audit."""
    failed = _severity(report, gate) or _score(report, gate)
    if failed:
        return FAILED, f"exit 1: {failed}"
    incomplete = _incomplete(report, gate)
    if incomplete:
        return INCOMPLETE, f"exit 3: {incomplete}"
    return PASSED, "exit 0: the gate passed"


def _severity(report: Report, gate: Gate) -> str:
    if gate.fail_on is None:
        return ""
    new = None
    if gate.fail_on_new and report.comparison is not None and report.comparison.comparable:
        new = {c.id for c in report.comparison.changes if c.kind in {"new", "expired"}}
    bad = [
        result
        for result in report.results
        if result.outcome is Outcome.FAIL
        and result.severity.rank <= gate.fail_on.rank
        and (new is None or result.id in new)
    ]
    if not bad:
        return ""
    what = "new finding" if new is not None else "open finding"
    plural = "" if len(bad) == 1 else "s"
    return f"{len(bad)} {what}{plural} of severity {gate.fail_on.value} or worse (--fail-on)"


def _score(report: Report, gate: Gate) -> str:
    value = report.score.value
    if gate.fail_under is None or value is None or value >= gate.fail_under:
        return ""
    return f"the score {value:.1f} is under {gate.fail_under:g} (--fail-under)"


def _incomplete(report: Report, gate: Gate) -> str:
    if report.partial:
        return "collecting was interrupted; the report is partial"
    if report.score.value is None and report.score.best_case is not None:
        return report.score.cap
    crashed = [result for result in report.results if result.crashed]
    if crashed:
        return f"{crashed[0].reason}; please report it"
    grave = {check.id for check in report.checks if check.severity in GRAVE}
    counted = [c for c in report.checks if c.id in grave]
    unknown = sum(check.unknown for check in counted)
    applicable = unknown + sum(c.passed + c.fail + c.waived for c in counted)
    if unknown and 100 * unknown > gate.allow_unknown * applicable:
        share = 100 * unknown / applicable
        verdicts = "verdict is" if unknown == 1 else "verdicts are"
        return (
            f"{unknown} critical or high {verdicts} unknown ({share:.1f} %,"
            f" --allow-unknown {gate.allow_unknown:g})"
        )
    if report.score.value is None and report.gaps and not report.functions:
        return "no function could be listed"
    return ""
