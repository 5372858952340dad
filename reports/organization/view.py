"""What the templates of the organization's report print, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.plugin import (
    AccountRow,
    Organization,
    OrganizationCheck,
    RunPoint,
    Severity,
    Status,
    TrendPoint,
    Unit,
    counted,
)

from ..html import charts
from .heat import HeatRow, columns, heat
from .words import score_words, status_words

WORST = 50
FIXES = 25
GAPS = 50
NAMED = 200  # ids of accounts listed for one reason
_GRADES = ("A", "B", "C", "D", "F")
_OTHERS = ("n/a", "not audited")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeShare:
    """One grade in the bar of a unit."""

    grade: str
    kind: str  # of the style sheet
    count: int
    x: float  # per cent
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """One unit with the bar of its accounts' grades."""

    unit: Unit
    name: str
    parts: tuple[GradeShare, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationView:
    """The page."""

    title: str
    status: str
    score: str
    grade: str
    counts: tuple[tuple[str, int], ...]
    sections: tuple[tuple[str, str, int | None], ...]  # id, title, number
    units: tuple[UnitView, ...]
    columns: tuple[OrganizationCheck, ...]
    heat: tuple[HeatRow, ...]
    worst: tuple[AccountRow, ...]
    checks: tuple[OrganizationCheck, ...]
    trend: charts.Trend | None
    bands: tuple[tuple[int, int, str], ...]
    skipped: int
    in_scope: int


def view(organization: Organization) -> OrganizationView:
    """Return the page of an organization."""
    checks = tuple(c for c in organization.checks if c.fail or c.unknown)
    made = heat(organization)
    return OrganizationView(
        title=f"Lambda audit of {counted(organization.counts['planned'], 'account')}",
        status=status_words(organization),
        score=score_words(organization),
        grade=organization.score.grade[0].lower(),
        counts=tuple((s.value, organization.open.get(s.value, 0)) for s in Severity),
        sections=_sections(organization, len(checks)),
        units=tuple(map(_unit, organization.units)),
        columns=columns(organization),
        heat=made,
        worst=_worst(organization.accounts),
        checks=tuple(sorted(checks, key=lambda c: (c.severity.rank, -c.accounts, c.id))),
        trend=charts.trend(_points(organization)),
        bands=charts.scale_bands(),
        skipped=organization.counts[Status.SKIPPED.value],
        in_scope=organization.score.in_scope,
    )


def _sections(organization: Organization, checks: int) -> tuple[tuple[str, str, int | None], ...]:
    missing = sum(len(row.accounts) for row in organization.not_audited)
    return (
        ("not-audited", "Not audited", missing),
        ("fixes", "One fix, many accounts", len(organization.fixes)),
        ("changes", "Changes", None),
        ("units", "Units", len(organization.units)),
        ("checks", "Checks", checks),
        ("heat", "Heat map", None),
        ("accounts", "Accounts", organization.counts["planned"]),
        ("gaps", "What could not be read", len(organization.gaps)),
        ("method", "Method", None),
    )


def _unit(unit: Unit) -> UnitView:
    parts: list[GradeShare] = []
    x = 0.0
    for grade in (*_GRADES, *_OTHERS):
        count = unit.grades.get(grade, 0)
        if count:
            width = round(100 * count / unit.accounts, 3)
            kind = f"grade-{grade.lower()}" if grade in _GRADES else "grade-n"
            parts.append(
                GradeShare(grade=grade, kind=kind, count=count, x=round(x, 3), width=width)
            )
            x += width
    words = ", ".join(f"{part.count:,} {part.grade}" for part in parts)
    name = unit.name or unit.path or "No unit"
    return UnitView(unit=unit, name=name, parts=tuple(parts), words=words)


def _worst(accounts: Iterable[AccountRow]) -> tuple[AccountRow, ...]:
    def order(row: AccountRow) -> tuple[int, int, int, float, str]:
        score = 101.0 if row.score is None else row.score
        return -row.open.get("critical", 0), -row.open.get("high", 0), 0, score, row.id

    open_ = (row for row in accounts if any(row.open.values()) and row.status is not Status.SKIPPED)
    return tuple(sorted(open_, key=order)[:WORST])


def _points(organization: Organization) -> tuple[TrendPoint, ...]:
    now = RunPoint(
        run=organization.run,
        captured_at=organization.captured_at,
        value=organization.score.value,
        clean=organization.score.clean,
        in_scope=organization.score.in_scope,
        open=organization.open,
    )
    return tuple(
        TrendPoint(
            captured_at=point.captured_at,
            score=point.value,
            grade=f"{point.clean:,} of {point.in_scope:,}",
            open=point.open,
        )
        for point in (*organization.trend, now)
    )
