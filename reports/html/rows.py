"""Rows of the page: acts, functions, waivers and changes, ready to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.plugin import (
    Change,
    CheckSummary,
    Comparison,
    Fix,
    FixKind,
    FunctionSummary,
    Report,
    ReportResult,
    TopFix,
    WaiverSummary,
    counted,
    function_name,
)

from .. import digest, prose  # noqa: TID252  what every format says, in one place
from . import findings, text

FIXES = 10
_CHANGES = 12
_COMMANDS = 12  # different fixes shown in one card
HINTS = {
    FixKind.FIX: "",
    FixKind.INVESTIGATE: "These commands only read: they show what has to change.",
    FixKind.DECIDE: "These commands are right only after a decision: read the risk first.",
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
    ask: str  # what the commands are for and which they are
    hint: str  # what to know before they run; empty: nothing
    left: int  # findings whose commands are not shown
    again: bool  # the same check came before: on paper its words are not repeated


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


def fix_rows(report: Report) -> Iterator[FixRow]:
    """Yield the acts that resolve most, best first."""
    checks = {check.id: check for check in report.checks}
    chosen = report.top_fixes[:FIXES]
    told: set[str] = set()
    largest = max((fix.gain for fix in chosen), default=0) or 1
    for fix, results in zip(chosen, _resolved(report, chosen), strict=True):
        shown, left = _fix_of(results, fix, _COMMANDS)
        yield FixRow(
            fix=fix,
            title=fix.title,
            gain=text.signed(fix.gain),
            width=round(max(fix.gain, 0) * 100 / largest, 1),
            after=text.score(fix.score_after),
            check=checks.get(fix.check),
            ask=findings.ask(shown) or "Advice",
            hint=HINTS[fix.kind] if findings.fixes(shown) else "",
            snippets=findings.fixes(shown),
            left=left,
            again=fix.check in told,
        )
        told.add(fix.check)


def _resolved(report: Report, fixes: Sequence[TopFix]) -> list[list[ReportResult]]:
    """Return for each act the results that it resolves, in their order."""
    acts: dict[str, list[int]] = {}
    for number, fix in enumerate(fixes):
        for name in fix.results:
            acts.setdefault(name, []).append(number)
    found: list[list[ReportResult]] = [[] for _ in fixes]
    for result in report.results:
        for number in acts.get(result.id, ()):
            found[number].append(result)
    return found


def _fix_of(results: Iterable[ReportResult], top: TopFix, limit: int) -> tuple[Fix, int]:
    """Return the commands of exactly the results that an act resolves, in their order.

    The number is how many findings are left out beyond `limit` different ones.
    """
    different = tuple(dict.fromkeys(f.fix for result in results for f in result.findings))
    shown = different[:limit]

    def joined(texts: Iterable[str], between: str) -> str:
        return between.join(dict.fromkeys(text for text in texts if text))

    fix = Fix(
        cli=joined((fix.cli for fix in shown), "\n"),
        sam=joined((fix.sam for fix in shown), "\n---\n"),
        terraform=joined((fix.terraform for fix in shown), "\n\n"),
        kind=top.kind,
    )
    return fix, len(different) - len(shown)


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


def bridge(report: Report) -> Bridge | None:
    """Return what changed since the baseline, or None without one."""
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
        rows=tuple(_change_row(change, names) for change in changes[:_CHANGES]),
        more=max(len(changes) - _CHANGES, 0),
    )
