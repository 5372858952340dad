"""Rows of the page: functions, waivers and changes, ready to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.plugin import (
    Change,
    Comparison,
    FunctionSummary,
    Report,
    WaiverSummary,
    counted,
    function_name,
)

from .. import digest, prose  # noqa: TID252  what every format says, in one place
from . import text

_CHANGES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstRow:
    """One of the functions with the lowest scores."""

    function: FunctionSummary
    owner: str  # for people
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
    message: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """One of the worst things in words, and where its evidence is."""

    told: prose.Worst
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """The way from the last audit's score to this one's."""

    comparison: Comparison
    before: str
    change: str
    kinds: tuple[tuple[str, int], ...]
    rows: tuple[ChangeRow, ...]
    more: int


def story_rows(told: prose.Story) -> Iterator[StoryRow]:
    """Yield the worst things in words, each with the address of its evidence."""
    for worst in told.worst:
        anchor = text.finding_anchor(worst.result.check, worst.result.id)
        yield StoryRow(told=worst, anchor=anchor)


def worst_row(function: FunctionSummary) -> WorstRow:
    """Return a function with its largest deductions."""
    shown = 4
    largest = sorted(function.deductions, key=lambda d: (-d.points, d.check))
    return WorstRow(
        function=function,
        owner=digest.owner_of(function),
        anchor=text.function_anchor(function.region, function.name),
        deductions=tuple((d.check, d.points) for d in largest[:shown]),
        more=max(len(largest) - shown, 0),
    )


def waiver_rows(report: Report) -> Iterator[WaiverRow]:
    """Yield the waivers, the one that ends first in front."""
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


def _change_row(change: Change, names: Mapping[str, str]) -> ChangeRow:
    return ChangeRow(
        kind=change.kind,
        severity=change.severity.value,
        check=change.check,
        name=names.get(change.function, function_name(change.function) or change.function),
        anchor=text.finding_anchor(change.check, change.id),
        detail=change.detail,
        message=digest.message_of(change),
        owner=change.owner,
    )


def bridge(report: Report, functions: Mapping[str, FunctionSummary]) -> Bridge | None:
    """Return what changed since the baseline, or None without one."""
    comparison = report.comparison
    if comparison is None:
        return None
    before, now = comparison.score_before, report.score.value
    order = ("new", "expired", "changed", "unknown", "fixed", "waived")
    kinds = Counter(change.kind for change in comparison.changes)
    names = {arn: function.name for arn, function in functions.items()}
    changes = sorted(
        (c for c in comparison.changes if c.kind != "fixed"),
        key=lambda c: (c.severity.rank, order.index(c.kind) if c.kind in order else 99, c.check),
    )
    return Bridge(
        comparison=comparison,
        before=text.score(before),
        change="" if before is None or now is None else text.signed(now - before),
        kinds=tuple((kind, kinds[kind]) for kind in order),
        rows=tuple(_change_row(change, names) for change in changes[:_CHANGES]),
        more=max(len(changes) - _CHANGES, 0),
    )
