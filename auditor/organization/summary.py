"""What one audit adds to the report of the organization: a few KB an account, however large."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from auditor.model.organization import Status
from auditor.model.report import CheckSummary, Gap, Report, ReportResult
from auditor.model.result import Outcome
from auditor.organization.causes import shared_cause
from auditor.organization.member import Member

SEVERE = ("critical", "high")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCounts:
    """One check in one account."""

    severity: str
    title: str
    fail: int
    unknown: int
    waived: int
    passed: int
    not_applicable: int


class CauseCounts(NamedTuple):
    """What one fix resolves in one account.

    A tuple, because an organization has millions of them: it is made and taken apart three times
    faster than a dataclass.
    """

    cause: str
    checks: Mapping[str, int]  # check -> functions
    severity: str  # the worst
    functions: int
    results: int
    severe: int  # critical and high results that it alone resolves


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCounts:
    """Something that could not be read in one region of one account."""

    operation: str
    iam_action: str
    code: str
    region: str
    message: str
    functions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One account's part of the whole."""

    id: str
    status: Status
    reason: str = ""
    action: str = ""
    captured_at: str = ""
    score: float | None = None
    grade: str = "n/a"
    functions: int = 0
    open: Mapping[str, int] = field(default_factory=lambda: _NOTHING)  # failures by severity
    unknown: int = 0
    waived: int = 0
    checks: Mapping[str, CheckCounts] = field(default_factory=lambda: _NOTHING)
    causes: tuple[CauseCounts, ...] = ()
    gaps: tuple[GapCounts, ...] = ()
    first_seen: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: _NOTHING)
    new: Mapping[str, int] = field(default_factory=lambda: _NOTHING)  # by severity
    fixed: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    compared: bool = False  # whether there was an earlier report to compare with
    calls: tuple[int, int, int] = (0, 0, 0)  # made, throttled, repeated
    tool: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    notes: tuple[str, ...] = ()
    partial: bool = False  # reading was cut short: a resumed run tries again
    digest: str = ""  # SHA-256 of the report's file; empty: there is none


def skipped(member: Member) -> Summary:
    """Return the summary of an account that is not called."""
    return Summary(id=member.id, status=Status.SKIPPED, reason=member.skipped)


def failed(member: Member, status: Status, reason: str, action: str) -> Summary:
    """Return the summary of an account of which nothing was read."""
    return Summary(id=member.id, status=status, reason=reason, action=action)


def of_report(report: Report, member: Member, digest: str = "") -> Summary:
    """Return the summary of an account's report."""
    failures = [r for r in report.results if r.outcome is Outcome.FAIL]
    new, fixed = _changes(report)
    return Summary(
        id=member.id,
        status=Status.AUDITED if report.complete else Status.INCOMPLETE,
        reason="" if report.complete else _why_incomplete(report),
        action="" if report.complete else _what_to_do(report),
        captured_at=report.captured_at.isoformat(),
        score=report.score.value,
        grade=report.score.grade,
        functions=len(report.functions),
        open=dict(report.open),
        unknown=sum(check.unknown for check in report.checks),
        waived=sum(check.waived for check in report.checks),
        checks={check.id: _counts(check) for check in report.checks},
        causes=_causes(failures, report, member),
        gaps=tuple(map(_gap, report.gaps)),
        first_seen=_first_seen(failures),
        new=new,
        fixed=fixed,
        compared=report.comparison is not None,
        calls=(report.calls.total, report.calls.throttled, report.calls.retried),
        tool=_tool(report),
        notes=tuple(report.notes),
        partial=report.partial,
        digest=digest,
    )


def _counts(check: CheckSummary) -> CheckCounts:
    return CheckCounts(
        severity=check.severity.value,
        title=check.title,
        fail=check.fail,
        unknown=check.unknown,
        waived=check.waived,
        passed=check.passed,
        not_applicable=check.not_applicable,
    )


def _gap(gap: Gap) -> GapCounts:
    return GapCounts(
        operation=gap.operation,
        iam_action=gap.iam_action,
        code=gap.code,
        region=gap.region,
        message=gap.message,
        functions=gap.functions,
    )


def with_changes(summary: Summary, report: Report) -> Summary:
    """Return a summary with what its report, compared with another one, says is new and fixed."""
    new, fixed = _changes(report)
    return replace(summary, new=new, fixed=fixed, compared=True)


def by_counts(summary: Summary, before: Mapping[str, int] | None) -> Summary:
    """Return a summary with what is new and fixed by the numbers of open failures alone."""
    if before is None:
        return replace(summary, new={}, fixed={}, compared=False)
    grown = {word: number - before.get(word, 0) for word, number in summary.open.items()}
    return replace(
        summary,
        new={word: number for word, number in grown.items() if number > 0},
        fixed={word: -number for word, number in grown.items() if number < 0},
        compared=True,
    )


def _why_incomplete(report: Report) -> str:
    if report.partial:
        return "reading was cut short"
    if report.gaps:
        gap = min(report.gaps, key=lambda g: (g.operation, g.region, g.message))
        what = gap.iam_action or gap.operation
        more = f" and {len(report.gaps) - 1} more" if len(report.gaps) > 1 else ""
        return f"{what or 'a part'} could not be read{more}" + (
            f" ({gap.code})" if gap.code else ""
        )
    return "some results could not be decided"


def _what_to_do(report: Report) -> str:
    codes = {gap.code for gap in report.gaps}
    if any("AccessDenied" in code or "Unauthorized" in code for code in codes):
        return (
            "give the role the rights that `auditor org role` prints, or name the regions to read"
        )
    return "see the account's own report, which names what is missing, and audit it anew"


def _tool(report: Report) -> dict[str, Any]:
    tool = report.tool
    return {
        "name": tool.name,
        "version": tool.version,
        "score_model": tool.score_model,
        "checks_digest": tool.checks_digest,
        "data": dict(tool.data),
    }


def _first_seen(failures: Iterable[ReportResult]) -> dict[str, dict[str, int]]:
    """Return how many failures of each severity are open since which day."""
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for result in failures:
        days[result.severity.value][_day(result.first_seen)] += 1
    return {severity: dict(sorted(counted.items())) for severity, counted in sorted(days.items())}


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _changes(report: Report) -> tuple[dict[str, int], dict[str, int]]:
    compared = report.comparison.changes if report.comparison is not None else ()
    new = Counter(c.severity.value for c in compared if c.kind in {"new", "expired"})
    fixed = Counter(c.severity.value for c in compared if c.kind == "fixed")
    return dict(sorted(new.items())), dict(sorted(fixed.items()))


def _causes(
    failures: Iterable[ReportResult], report: Report, member: Member
) -> tuple[CauseCounts, ...]:
    grouped: dict[str, list[ReportResult]] = defaultdict(list)
    names = tuple(filter(None, (member.name, report.account.alias or "")))
    for result in failures:
        causes = {finding.cause for finding in result.findings}
        # Fixing one of two causes would leave the result open.
        cause = causes.pop() if len(causes) == 1 else ""
        if cause:
            grouped[shared_cause(cause, report.account.id, names)].append(result)
    return tuple(_cause(cause, found) for cause, found in sorted(grouped.items()))


def _cause(cause: str, found: list[ReportResult]) -> CauseCounts:
    functions: dict[str, set[str]] = defaultdict(set)
    for result in found:
        functions[result.check].add(result.function)
    return CauseCounts(
        cause=cause,
        checks={check: len(named) for check, named in sorted(functions.items())},
        severity=min((r.severity for r in found), key=lambda s: s.rank).value,
        functions=len({r.function for r in found}),
        results=len(found),
        severe=sum(r.severity.value in SEVERE for r in found),
    )
