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
    Outcome,
    Report,
    Severity,
)

from .. import digest, prose, subject  # noqa: TID252  what every format says, in one place
from . import acts, charts, findings, frameworks, rows
from .pictures import Pictures, pictures

WORST = 25
_UNDECIDED = 60  # rows; a report in which nothing could be read has one per check and reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An entry of the navigation."""

    id: str
    title: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlView:
    """All that the templates print."""

    report: Report
    title: str
    in_doubt: Mapping[str, int]  # unknown results by severity
    heading: str  # in place of the account: templates, or an owner; else empty
    header: str
    scale: charts.Scale
    distribution: tuple[charts.Bin, ...]
    trend: charts.Trend | None
    bridge: rows.Bridge | None
    fixes: tuple[acts.FixRow, ...]
    categories: tuple[tuple[str, float, str, int], ...]  # name, score, grade, open results
    regions: tuple[tuple[str, float, str, int], ...]  # name, score, grade, functions
    checks: tuple[CheckSummary, ...]  # with anything open or waived
    passed: tuple[CheckSummary, ...]
    worst: tuple[rows.WorstRow, ...]
    groups: tuple[findings.FindingGroup, ...]
    failed: int
    unknowns: tuple[findings.UnknownGroup, ...]
    told: prose.Story
    pictures: Pictures
    owners: tuple[digest.OwnerRow, ...]  # empty: owners are not known
    frameworks: tuple[frameworks.FrameworkRow, ...]
    waivers: tuple[rows.WaiverRow, ...]

    @property
    def narrowed(self) -> str:
        """Return what filters left out."""
        return subject.narrowed(self.report)

    @property
    def next_grade(self) -> str:
        """Return the way to a better grade as a sentence, or an empty string."""
        return digest.next_grade(self.report)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return the open findings by severity."""
        return tuple((s.value, self.report.open.get(s.value, 0)) for s in Severity)

    @property
    def listed(self) -> int:
        """Return how many failures the page lists."""
        return sum(len(group.items) for group in self.groups)

    @property
    def full(self) -> int:
        """Return how many of them come with evidence and fixes."""
        return min(findings.FULL, self.failed)

    @property
    def undecided(self) -> tuple[findings.UnknownGroup, ...]:
        """Return the rows of unknown results that the page shows."""
        return self.unknowns[:_UNDECIDED]

    @property
    def undecided_more(self) -> int:
        """Return how many rows it does not show."""
        return max(len(self.unknowns) - _UNDECIDED, 0)

    @property
    def unknown(self) -> int:
        """Return how many results are unknown."""
        return sum(row.count for row in self.unknowns)

    @property
    def waived(self) -> int:
        """Return how many failures are waived."""
        return sum(r.outcome is Outcome.WAIVED for r in self.report.results)

    @property
    def points(self) -> Mapping[str, int]:
        """Return what a finding costs, if the score was made by the rules of this version."""
        known = self.report.tool.score_model == MODEL
        return {s.value: n for s, n in POINTS.items()} if known else {}

    @property
    def story(self) -> tuple[rows.StoryRow, ...]:
        """Return the worst things in words."""
        return tuple(rows.story_rows(self.told))

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the entries of the navigation, in the order of the page."""
        counts: tuple[tuple[str, str, int | None], ...] = (
            ("summary", "Summary", None),
            ("in-short", "In short", None),
            ("top-fixes", "Top fixes", len(self.fixes)),
            ("trend", "Trend", None),
            ("pictures", "In pictures", None),
            ("categories", "Categories", len(self.report.score.categories)),
            ("checks", "Checks", len(self.checks)),
            ("functions", "Functions", len(self.report.functions)),
            ("findings", "Findings", self.failed),
            ("waivers", "Waivers", len(self.report.waivers)),
            ("not-assessed", "Not assessed", self.unknown),
            ("disabled", "Disabled checks", len(self.report.disabled)),
            ("method", "Method", None),
            ("passed", "Passed checks", len(self.passed) if self.report.functions else 0),
        )
        return tuple(Section(id=id_, title=title, count=count) for id_, title, count in counts)


def view(report: Report, fixes: acts.ActFixes) -> HtmlView:
    """Return the page's data, with the fixes that were gathered of the report's results."""
    functions = findings.by_arn(report)
    failed = findings.results_by_outcome(report, Outcome.FAIL)
    noted, passed = _checks(report)
    told = prose.story(report)
    return HtmlView(
        report=report,
        title=_title(report),
        in_doubt=digest.unknown_by_severity(report),
        heading=subject.heading(report),
        header=_header(report),
        scale=charts.scale(report.score),
        distribution=charts.distribution(report.functions),
        trend=charts.trend(report.trend),
        bridge=rows.bridge(report, functions),
        fixes=tuple(acts.fix_rows(report, fixes)),
        categories=tuple(_categories(report)),
        regions=tuple(_regions(report)),
        checks=noted,
        passed=passed,
        worst=tuple(map(rows.worst_row, report.functions[:WORST])),
        groups=findings.groups(report, failed, functions, {w.result.id for w in told.worst}),
        failed=len(failed),
        unknowns=findings.undecided(report, functions),
        told=told,
        pictures=pictures(report, failed),
        owners=digest.open_by_owner(report),
        frameworks=tuple(frameworks.frameworks(report)),
        waivers=tuple(rows.waiver_rows(report)),
    )


def _checks(report: Report) -> tuple[tuple[CheckSummary, ...], tuple[CheckSummary, ...]]:
    """Return the checks with anything open or waived, and the others; the worst first."""
    worst_first = sorted(report.checks, key=lambda c: (c.severity.rank, c.id))
    noted = tuple(c for c in worst_first if c.fail or c.unknown or c.waived)
    return noted, tuple(c for c in worst_first if c not in set(noted))


def _subject(report: Report) -> str:
    """Return what the page is of, for titles: the number alone is what people look for."""
    return subject.account(report) if subject.heading(report) else report.account.id


def _title(report: Report) -> str:
    value = "" if report.score.value is None else f" {report.score.value:.1f}"
    moment = report.captured_at.date().isoformat()
    return f"{report.score.grade}{value} - {_subject(report)} - {moment} - {report.tool.name}"


def _header(report: Report) -> str:
    value = "" if report.score.value is None else f" {report.score.value:.1f}"
    moment = report.captured_at.date().isoformat()
    return f"Lambda audit - {_subject(report)} - {moment} - grade {report.score.grade}{value}"


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
