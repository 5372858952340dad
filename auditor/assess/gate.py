"""Whether an audit passes, as an exit code and the sentence that says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.assess.completeness import LISTINGS, lost_operations, sentence, unread
from auditor.model import Account, Loss, Outcome, Severity
from auditor.model.report import Gap, Report, ReportResult
from auditor.model.wording import counted

PASSED, FAILED, INCOMPLETE = 0, 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the user demands of the account."""

    fail_on: Severity | None = Severity.HIGH  # None: nothing fails it
    fail_under: float | None = None
    fail_on_new: bool = False  # only what the baseline did not have
    # Per cent of the critical and high verdicts, of `fail_on`'s, and of those that lost a call.
    allow_unknown: float = 0.0
    regions: tuple[str, ...] = ()  # that were asked for: one without any function is a mistake


def judge(report: Report, gate: Gate, baseline: Report | None = None) -> tuple[int, str]:
    """Return the exit code and why; a failed gate wins over an incomplete audit.

    Args:
        report: what was found.
        gate: what is demanded.
        baseline: the report that it was compared with.
    """
    failed = _severity(report, gate, baseline) or _score(report, gate)
    if failed:
        return FAILED, f"exit 1: {failed}"
    incomplete = _incomplete(report, gate)
    if incomplete:
        return INCOMPLETE, f"exit 3: {incomplete}"
    unknown = sum(check.unknown for check in report.checks)
    left = f"; {counted(unknown, 'verdict is', 'verdicts are')} unknown" if unknown else ""
    return PASSED, f"exit 0: the gate passed{left}"


def judge_collecting(account: Account, path: Path, regions: Sequence[str]) -> tuple[int, str]:
    """Return the exit code and why of a snapshot.

    Args:
        account: what was read.
        path: the snapshot's file.
        regions: the regions that were asked for; empty: every enabled one.
    """
    if account.interrupted:
        expired = any(gap.loss is Loss.EXPIRED for gap in account.gaps)
        why = "the credentials expired; get new ones and" if expired else "interrupted;"
        return INCOMPLETE, f"exit 3: {why} go on with: auditor collect --resume -o {path}"
    lost = unread(account)
    if lost:
        said = sentence(lost[0].region, lost[0].reason, len(lost) - 1)
        return INCOMPLETE, f"exit 3: {said}; what was read is in {path}"
    filters = (*account.scope, *(f"region {name}" for name in regions))
    number = len(account.functions())
    if filters and not number:
        return INCOMPLETE, f"exit 3: {_nothing_matches(filters)}"
    functions = counted(number, "function is", "functions are")
    operations = lost_operations(account)
    if operations:
        return INCOMPLETE, f"exit 3: {functions} in {path}, but lost: {', '.join(operations)}"
    return PASSED, f"exit 0: {functions} in {path}"


def _severity(report: Report, gate: Gate, baseline: Report | None) -> str:
    if gate.fail_on is None:
        return ""
    bad = [
        result
        for result in report.results
        if result.outcome is Outcome.FAIL and result.severity.rank <= gate.fail_on.rank
    ]
    compared = gate.fail_on_new and report.comparison is not None and report.comparison.comparable
    if compared and baseline is not None:
        before = {r.id: r for r in baseline.results if r.outcome is Outcome.FAIL}
        bad = [result for result in bad if _is_new(result, before.get(result.id))]
    if not bad:
        return ""
    found = counted(len(bad), "new finding" if compared else "open finding")
    return f"{found} of severity {gate.fail_on.value} or worse (--fail-on)"


def _is_new(result: ReportResult, before: ReportResult | None) -> bool:
    """Return whether a failure is not in the baseline, whatever the baseline looked at.

    One more finding of a check that failed before is new; other words for the same ones are not.
    """
    return (
        before is None
        or result.severity.rank < before.severity.rank
        or len(result.findings) > len(before.findings)
    )


def _score(report: Report, gate: Gate) -> str:
    value = report.score.value
    if gate.fail_under is None or value is None or value >= gate.fail_under:
        return ""
    return f"the score {value:.1f} is under {gate.fail_under:g} (--fail-under)"


def _incomplete(report: Report, gate: Gate) -> str:
    return (
        _interrupted(report)
        or _unread(report)
        or _crashed(report)
        or _undecided(report, gate)
        or _unmatched(report, gate)
    )


def unlisted(report: Report) -> str:
    """Return why there may be functions that the report does not speak of; empty: there are none.

    Such a report must not become the one that others are compared with.
    """
    if report.score.value is None and report.gaps and not report.functions:
        return f"no function could be listed ({report.score.cap})"
    lost = [gap for gap in report.gaps if gap.operation in LISTINGS]
    if not lost:
        return _interrupted(report)
    return sentence(lost[0].region, lost[0].message, len(lost) - 1)


def _interrupted(report: Report) -> str:
    if not report.partial:
        return ""
    expired = any(gap.kind == Loss.EXPIRED.value for gap in report.gaps)
    why = "the credentials expired during collecting" if expired else "collecting was interrupted"
    return f"{why}; the report is partial"


def _unread(report: Report) -> str:
    """Return what was lost for functions that no verdict speaks of: no share of verdicts allows it.

    A gap without a check is a loss that turned no verdict into unknown.
    """
    if report.score.value is None and report.score.best_case is not None:
        return report.score.cap
    lost = [gap for gap in report.gaps if gap.operation in LISTINGS or not gap.checks]
    if not lost:
        return ""
    first = min(lost, key=lambda gap: (gap.operation not in LISTINGS, gap.region, gap.operation))
    return sentence(first.region, first.message, len(lost) - 1)


def _crashed(report: Report) -> str:
    crashed = [result for result in report.results if result.crashed]
    return f"{crashed[0].reason}; please report it" if crashed else ""


def _undecided(report: Report, gate: Gate) -> str:
    """Return whether too many verdicts are unknown of those that the gate looks at.

    A lost call counts whatever the severity of what it left unknown: an account that was not read
    to its end does not pass. What facts that were read leave undecided counts from high on.
    """
    below = gate.fail_on.rank if gate.fail_on else -1
    gaps = [gap for gap in report.gaps if _is_loss(gap)]
    lost = {check for gap in gaps for check in gap.checks}
    checks = [
        check
        for check in report.checks
        if check.severity.grave or check.severity.rank <= below or check.id in lost
    ]
    unknown = sum(check.unknown for check in checks)
    applicable = unknown + sum(c.passed + c.fail + c.waived for c in checks)
    if not unknown or 100 * unknown <= gate.allow_unknown * applicable:
        return ""
    found = {check.severity for check in checks if check.unknown}
    which = " or ".join(severity.value for severity in Severity if severity in found)
    verdicts = counted(unknown, f"{which} verdict is", f"{which} verdicts are")
    operations = sorted({gap.operation for gap in gaps if gap.operation})
    because = f"; lost: {', '.join(operations)}" if operations else ""
    return (
        f"{verdicts} unknown ({100 * unknown / applicable:.1f} %,"
        f" --allow-unknown {gate.allow_unknown:g}){because}"
    )


def _is_loss(gap: Gap) -> bool:
    """Return whether a call was lost; reports of earlier versions name its code, and no kind."""
    return bool(gap.kind or (gap.operation and gap.code))


def _unmatched(report: Report, gate: Gate) -> str:
    """Return the filters if no function matches them: a misspelt one must not pass."""
    filters = (*report.scope, *(f"region {name}" for name in gate.regions))
    if report.functions or not filters:
        return ""
    return _nothing_matches(filters)


def _nothing_matches(filters: Sequence[str]) -> str:
    return f"no function matches --{', --'.join(filters)}; check the spelling"
