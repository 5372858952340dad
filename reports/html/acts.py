"""The acts that resolve most, and the commands of what each of them resolves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from auditor.plugin import CheckSummary, Finding, Fix, FixKind, Report, TopFix

from . import findings, text

ACTS = 10
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


class _DifferentFixes:
    """Fixes, each once: the first ones, and how many there are."""

    __slots__ = ("_seen", "first")

    def __init__(self) -> None:
        self.first: list[Fix] = []
        self._seen: set[int] = set()  # hashes: the fixes themselves can be tens of MB

    def add(self, fix: Fix) -> None:
        key = hash(fix)
        if key not in self._seen:
            self._seen.add(key)
            if len(self.first) < _COMMANDS:
                self.first.append(fix)

    @property
    def left(self) -> int:
        """Return how many there are besides the first ones."""
        return len(self._seen) - len(self.first)


class ActFixes:
    """The fixes of exactly the findings that each act resolves, gathered result by result."""

    __slots__ = ("_by_result", "fixes")

    def __init__(self, report: Report) -> None:
        chosen = report.top_fixes[:ACTS]
        self.fixes = tuple(_DifferentFixes() for _ in chosen)
        self._by_result: dict[str, tuple[_DifferentFixes, ...]] = {}
        for act, fixes in zip(chosen, self.fixes, strict=True):
            for result in act.results:
                self._by_result[result] = (*self._by_result.get(result, ()), fixes)

    def add(self, result: str, found: Sequence[Finding]) -> None:
        """Add the findings of a result, given by its id, to the acts that resolve it."""
        for fixes in self._by_result.get(result, ()):
            for finding in found:
                fixes.add(finding.fix)


def fix_rows(report: Report, gathered: ActFixes) -> Iterator[FixRow]:
    """Yield the acts that resolve most, best first.

    Args:
        report: the report.
        gathered: the fixes of all its results.
    """
    checks = {check.id: check for check in report.checks}
    chosen = report.top_fixes[:ACTS]
    told: set[str] = set()
    largest = max((fix.gain for fix in chosen), default=0) or 1
    for fix, different in zip(chosen, gathered.fixes, strict=True):
        shown = _joined(different.first, fix.kind)
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
            left=different.left,
            again=fix.check in told,
        )
        told.add(fix.check)


def _joined(fixes: Sequence[Fix], kind: FixKind) -> Fix:
    """Return several fixes as one, with each different command or template once."""

    def joined(texts: Iterable[str], between: str) -> str:
        return between.join(dict.fromkeys(text for text in texts if text))

    return Fix(
        cli=joined((fix.cli for fix in fixes), "\n"),
        sam=joined((fix.sam for fix in fixes), "\n---\n"),
        terraform=joined((fix.terraform for fix in fixes), "\n\n"),
        kind=kind,
    )
