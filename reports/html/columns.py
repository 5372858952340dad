"""Results and findings as columns of numbers over tables of texts, for the page's script."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from auditor.plugin import (
    Confidence,
    Finding,
    FixKind,
    FunctionSummary,
    Outcome,
    Report,
    ReportResult,
    Severity,
    WaiverUse,
)

from .. import digest  # noqa: TID252  what every format says, in one place
from . import text
from .functions import NAME, RepeatedTexts, canonical, page
from .text_table import TextTable

FIELD = "\x7f"  # between the parts of a record; `visible` removes it, and JSON need not escape it
RESULT = (
    "function",
    "check",
    "outcome",
    "severity",
    "seen",
    "waiver",
    "reason",
    "change",
    "count",
)
FINDING = ("message", "confidence", "own", "cause", "fix", "keys", "evidence")
_ID = 12  # characters of a result's id
_Row: TypeAlias = tuple[str | int, ...]

_OUTCOMES = {outcome: number for number, outcome in enumerate(Outcome)}
_SEVERITIES = {severity: number for number, severity in enumerate(Severity)}
_CONFIDENCES = {confidence: number for number, confidence in enumerate(Confidence)}
_KINDS = {kind: str(number) for number, kind in enumerate(FixKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers by which results name functions, checks and changes."""

    functions: Mapping[str, int]  # by ARN
    names: Sequence[RepeatedTexts]  # by a function's number
    checks: Mapping[str, int]
    changes: Mapping[str, int]  # of a result's id; 0: it did not change

    @classmethod
    def of(
        cls, report: Report, functions: Sequence[FunctionSummary], checks: Iterable[str]
    ) -> Numbers:
        """Return the numbers for a report, with what only its results name."""
        kinds = change_kinds(report)
        changes = report.comparison.changes if report.comparison else ()
        return cls(
            functions={function.arn: number for number, function in enumerate(functions)},
            names=tuple(map(RepeatedTexts.of, functions)),
            checks={check: number for number, check in enumerate(checks)},
            changes={change.id: kinds.index(change.kind) + 1 for change in changes},
        )


def change_kinds(report: Report) -> tuple[str, ...]:
    """Return the kinds of changes since the baseline, by number."""
    changes = report.comparison.changes if report.comparison else ()
    return tuple(sorted({change.kind for change in changes}))


@dataclass(slots=True)
class Columns:
    """The results and their findings, a column for each property."""

    texts: TextTable = field(default_factory=TextTable)
    fixes: TextTable = field(default_factory=TextTable)
    keys: dict[tuple[str, ...], int] = field(default_factory=dict)
    days: dict[datetime, int] = field(default_factory=dict)
    waivers: dict[WaiverUse, int] = field(default_factory=dict)
    ids: bytearray = field(default_factory=bytearray)
    results: array[int] = field(default_factory=lambda: array("I"))
    findings: array[int] = field(default_factory=lambda: array("I"))

    def add_result(
        self, result: ReportResult, findings: Sequence[Finding], numbers: Numbers
    ) -> None:
        """Add a result with its findings."""
        waiver, function = result.waiver, numbers.functions[result.function]
        names = numbers.names[function]
        self.results.extend(
            (
                function,
                numbers.checks[result.check],
                _OUTCOMES[result.outcome],
                _SEVERITIES[result.severity],
                self.days.setdefault(result.first_seen, len(self.days)),
                self.waivers.setdefault(waiver, len(self.waivers) + 1) if waiver else 0,
                self.texts.add(names.template(result.reason)) if result.reason else 0,
                numbers.changes.get(result.id, 0),
                len(findings),
            )
        )
        self.ids += result.id[:_ID].ljust(_ID, "0").encode("ascii", "replace")
        for finding in findings:
            self._add_finding(finding, names)

    def _add_finding(self, finding: Finding, names: RepeatedTexts) -> None:
        fix, evidence = finding.fix, finding.evidence
        words = (finding.message, finding.cause, fix.cli, fix.sam, fix.terraform)
        shown = [v if isinstance(v, str) else text.value(v) for v in evidence.values()]
        parts = [*words, *shown]
        message, cause, cli, sam, terraform, *values = names.templates(parts)
        self.findings.extend(
            (
                self.texts.add(message),
                _CONFIDENCES[finding.confidence],
                _SEVERITIES[finding.severity] + 1 if finding.severity else 0,
                self.texts.add(cause),
                self.fixes.add(FIELD.join((cli, sam, terraform, _KINDS[fix.kind]))),
                self._keys(tuple(evidence)),
                self.texts.add(FIELD.join(values)),
            )
        )

    def _keys(self, keys: tuple[str, ...]) -> int:
        if keys not in self.keys:
            self.keys[keys] = self.texts.add(FIELD.join(text.label(text.visible(k)) for k in keys))
        return self.keys[keys]

    def function(self, about: FunctionSummary, report: Report, checks: Mapping[str, int]) -> _Row:
        """Return a function as the script reads it, with its texts by number."""
        add, names = self.texts.add, RepeatedTexts.of(about)
        name, role = text.visible(about.name), text.visible(about.role)
        tags = (text.visible(part) for pair in about.tags.items() for part in pair)
        lost = ((checks.get(d.check), d.points) for d in about.deductions)
        return (
            name,
            "" if canonical(about, report) else text.visible(about.arn),
            add(text.visible(about.region)),
            add(text.visible(about.runtime or "")),
            about.score,
            add(text.visible(about.grade)),
            about.code_size,
            add(role.replace(name, NAME) if name else role),
            add(FIELD.join(tags)),
            add(names.fill(page(about))),
            add(" ".join(f"{check}:{points}" for check, points in lost if check is not None)),
            add(digest.owner_of(about) if report.owner_tags else ""),
        )
