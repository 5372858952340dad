"""The page's data, ready to print: the templates loop and compute nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.plugin import (
    MODEL,
    POINTS,
    Category,
    CheckSummary,
    Comparison,
    FixKind,
    FunctionSummary,
    Outcome,
    Report,
    Severity,
    TopFix,
    WaiverSummary,
    counted,
    function_name,
)

from .. import digest  # noqa: TID252  what every format says, in one place
from . import charts, findings, text

FIXES = 10
WORST = 25
_CHANGES = 12
_UNDECIDED = 60  # rows; a report in which nothing could be read has one per check and reason
_GAPS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An entry of the navigation."""

    id: str
    title: str
    count: int | None


_COMMANDS = 12  # different fixes shown in one card
ASKS = {
    FixKind.FIX: "How to fix",
    FixKind.INVESTIGATE: "Investigate first",
    FixKind.DECIDE: "Decide first",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FixRow:
    """One of the acts that resolve most."""

    fix: TopFix
    title: str
    gain: str
    width: float  # percent of the largest gain
    after: str
    check: CheckSummary | None
    snippets: tuple[tuple[str, str], ...]
    ask: str  # what the commands are for
    left: int  # findings whose commands are not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstRow:
    """One of the functions with the lowest scores."""

    function: FunctionSummary
    anchor: str
    deductions: tuple[tuple[str, int], ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRow:
    """A waiver with its age and what it covers."""

    summary: WaiverSummary
    age: str
    left: str
    soon: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """What became of one result since the baseline."""

    kind: str
    severity: str
    check: str
    name: str
    anchor: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """The way from the last audit's score to this one's."""

    comparison: Comparison
    before: str
    change: str
    kinds: tuple[tuple[str, int], ...]
    rows: tuple[ChangeRow, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlView:
    """All that the templates print."""

    report: Report
    title: str
    header: str
    counts: tuple[tuple[str, int], ...]
    scale: charts.Scale
    distribution: tuple[charts.Bin, ...]
    trend: charts.Trend | None
    bridge: Bridge | None
    fixes: tuple[FixRow, ...]
    next_grade: str
    categories: tuple[tuple[str, float, str, int], ...]  # name, score, grade, open results
    regions: tuple[tuple[str, float, str, int], ...]  # name, score, grade, functions
    checks: tuple[CheckSummary, ...]  # with anything open or waived
    passed: tuple[CheckSummary, ...]
    worst: tuple[WorstRow, ...]
    groups: tuple[findings.FindingGroup, ...]
    failed: int
    listed: int
    full: int  # of the listed, with evidence and fixes
    undecided: tuple[findings.UnknownGroup, ...]
    undecided_more: int
    unknown: int
    waived: int
    waivers: tuple[WaiverRow, ...]
    points: Mapping[str, int]
    sections: tuple[Section, ...]


def view(report: Report) -> HtmlView:
    """Return the page's data."""
    failed = findings.results_by_outcome(report, Outcome.FAIL)
    unknown = findings.undecided(report)
    groups = findings.groups(report, failed)
    worst_first = sorted(report.checks, key=lambda c: (c.severity.rank, c.id))
    noted = tuple(c for c in worst_first if c.fail or c.unknown or c.waived)
    fixes = tuple(_fixes(report))
    waivers = tuple(_waivers(report))
    passed = tuple(c for c in worst_first if c not in set(noted))
    unknown_count = sum(row.count for row in unknown)
    return HtmlView(
        report=report,
        title=_title(report),
        header=_header(report),
        counts=tuple((s.value, report.open.get(s.value, 0)) for s in Severity),
        scale=charts.scale(report.score),
        distribution=charts.distribution(report.functions),
        trend=charts.trend(report.trend),
        bridge=_bridge(report),
        fixes=fixes,
        next_grade=digest.next_grade(report),
        categories=tuple(_categories(report)),
        regions=tuple(_regions(report)),
        checks=noted,
        passed=passed,
        worst=tuple(map(_worst, report.functions[:WORST])),
        groups=groups,
        failed=len(failed),
        listed=sum(len(group.items) for group in groups),
        full=min(findings.FULL, len(failed)),
        undecided=unknown[:_UNDECIDED],
        undecided_more=max(len(unknown) - _UNDECIDED, 0),
        unknown=unknown_count,
        waived=sum(r.outcome is Outcome.WAIVED for r in report.results),
        waivers=waivers,
        points={s.value: n for s, n in POINTS.items()} if report.tool.score_model == MODEL else {},
        sections=_sections(
            report,
            fixes=len(fixes),
            checks=len(noted),
            passed=len(passed),
            failed=len(failed),
            unknown=unknown_count,
        ),
    )


def _sections(
    report: Report, *, fixes: int, checks: int, passed: int, failed: int, unknown: int
) -> tuple[Section, ...]:
    """Return the entries of the navigation, in the order of the page."""
    counts: tuple[tuple[str, str, int | None], ...] = (
        ("summary", "Summary", None),
        ("top-fixes", "Top fixes", fixes),
        ("trend", "Trend", None),
        ("categories", "Categories", len(report.score.categories)),
        ("checks", "Checks", checks),
        ("functions", "Functions", len(report.functions)),
        ("findings", "Findings", failed),
        ("waivers", "Waivers", len(report.waivers)),
        ("not-assessed", "Not assessed", unknown),
        ("disabled", "Disabled checks", len(report.disabled)),
        ("method", "Method", None),
        ("passed", "Passed checks", passed),
    )
    return tuple(Section(id=id_, title=title, count=count) for id_, title, count in counts)


def _title(report: Report) -> str:
    value = "" if report.score.value is None else f" {report.score.value:.1f}"
    moment = report.captured_at.date().isoformat()
    return f"{report.score.grade}{value} - {report.account.id} - {moment} - {report.tool.name}"


def _header(report: Report) -> str:
    value = "" if report.score.value is None else f" {report.score.value:.1f}"
    moment = report.captured_at.date().isoformat()
    return f"Lambda audit - {report.account.id} - {moment} - grade {report.score.grade}{value}"


def _fixes(report: Report) -> Iterator[FixRow]:
    checks = {check.id: check for check in report.checks}
    chosen = report.top_fixes[:FIXES]
    largest = max((fix.gain for fix in chosen), default=0) or 1
    for fix in chosen:
        shown, left = digest.fix_of(report, fix, _COMMANDS)
        yield FixRow(
            fix=fix,
            title=fix.title,
            gain=text.signed(fix.gain),
            width=round(max(fix.gain, 0) * 100 / largest, 1),
            after=text.score(fix.score_after),
            check=checks.get(fix.check),
            ask=ASKS[fix.kind],
            snippets=findings.fixes(shown),
            left=left,
        )


def _categories(report: Report) -> Iterator[tuple[str, float, str, int]]:
    opened = Counter[str]()
    for check in report.checks:
        opened[check.category.value] += check.fail + check.unknown
    order = [category.value for category in Category]
    known = sorted(
        report.score.categories.items(), key=lambda p: order.index(p[0]) if p[0] in order else 99
    )
    for name, score in known:
        yield name, score.value, score.grade, opened[name]


def _regions(report: Report) -> Iterator[tuple[str, float, str, int]]:
    functions = Counter(function.region for function in report.functions)
    for name, score in sorted(report.score.regions.items()):
        yield name, score.value, score.grade, functions[name]


def _worst(function: FunctionSummary) -> WorstRow:
    shown = 4
    largest = sorted(function.deductions, key=lambda d: (-d.points, d.check))
    return WorstRow(
        function=function,
        anchor=text.function_anchor(function.region, function.name),
        deductions=tuple((d.check, d.points) for d in largest[:shown]),
        more=max(len(largest) - shown, 0),
    )


def _waivers(report: Report) -> Iterator[WaiverRow]:
    today = report.captured_at.date()
    soon = 30  # days
    for summary in sorted(report.waivers, key=lambda w: (w.waiver.expires, w.waiver.id)):
        left = (summary.waiver.expires - today).days
        yield WaiverRow(
            summary=summary,
            age=counted((today - summary.waiver.created).days, "day"),
            left=f"in {counted(left, 'day')}" if left >= 0 else f"{counted(-left, 'day')} ago",
            soon=left < soon,
        )


def _bridge(report: Report) -> Bridge | None:
    comparison = report.comparison
    if comparison is None:
        return None
    before, now = comparison.score_before, report.score.value
    order = ("new", "expired", "changed", "unknown", "fixed", "waived")
    kinds = Counter(change.kind for change in comparison.changes)
    names = {arn: function.name for arn, function in findings.by_arn(report).items()}
    changes = sorted(
        (c for c in comparison.changes if c.kind != "fixed"),
        key=lambda c: (c.severity.rank, order.index(c.kind) if c.kind in order else 99, c.check),
    )
    return Bridge(
        comparison=comparison,
        before=text.score(before),
        change="" if before is None or now is None else text.signed(now - before),
        kinds=tuple((kind, kinds[kind]) for kind in order),
        rows=tuple(
            ChangeRow(
                kind=change.kind,
                severity=change.severity.value,
                check=change.check,
                name=names.get(change.function, function_name(change.function) or change.function),
                anchor=text.finding_anchor(change.check, change.id),
                detail=change.detail,
            )
            for change in changes[:_CHANGES]
        ),
        more=max(len(changes) - _CHANGES, 0),
    )
