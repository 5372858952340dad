"""Everything that the static part leaves out, as columns of numbers over a table of texts.

A text that names its function or role is stored once with placeholders for all functions, so
that tens of thousands of fixes cost as much as one. Placeholders are control characters, which
`visible` has removed from the account's own text before.
"""

from __future__ import annotations

import base64
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeAlias

from auditor.plugin import (
    Category,
    CheckSummary,
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
from .functions import NAME, RepeatedTexts, canonical, dumped, functions_of, page

FIELD = "\x7f"  # between the parts of a record; `visible` removes it, and JSON need not escape it
_SLICE = 20_000
_Row: TypeAlias = tuple[str | int, ...]

_OUTCOMES = {outcome: number for number, outcome in enumerate(Outcome)}
_SEVERITIES = {severity: number for number, severity in enumerate(Severity)}
_CONFIDENCES = {confidence: number for number, confidence in enumerate(Confidence)}
_KINDS = {kind: number for number, kind in enumerate(FixKind)}
_RESULT = (
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
_FINDING = ("message", "confidence", "own", "cause", "fix", "keys", "evidence")


@dataclass(slots=True)
class _Table:
    """Values in the order of their first appearance, each once; number 0 is the empty text."""

    index: dict[str, int] = field(default_factory=lambda: {"": 0})

    def add(self, value: str) -> int:
        return self.index.setdefault(value, len(self.index))


@dataclass(slots=True)
class _Columns:
    """The results and their findings, a column for each property."""

    texts: _Table = field(default_factory=_Table)
    fixes: _Table = field(default_factory=_Table)
    keys: dict[tuple[str, ...], int] = field(default_factory=dict)
    days: dict[datetime, int] = field(default_factory=dict)
    waivers: dict[WaiverUse, int] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    results: array[int] = field(default_factory=lambda: array("I"))
    findings: array[int] = field(default_factory=lambda: array("I"))

    def add_result(
        self, result: ReportResult, *, function: int, check: int, change: int, names: RepeatedTexts
    ) -> None:
        waiver = result.waiver
        self.results.extend(
            (
                function,
                check,
                _OUTCOMES[result.outcome],
                _SEVERITIES[result.severity],
                self.days.setdefault(result.first_seen, len(self.days)),
                self.waivers.setdefault(waiver, len(self.waivers) + 1) if waiver else 0,
                self.texts.add(names.template(result.reason)) if result.reason else 0,
                change,
                len(result.findings),
            )
        )
        self.ids.append(result.id[:12].ljust(12, "0"))
        for finding in result.findings:
            self._add_finding(finding, names)

    def _add_finding(self, finding: Finding, names: RepeatedTexts) -> None:
        fix, evidence = finding.fix, finding.evidence
        parts = [finding.message, finding.cause, fix.cli, fix.sam, fix.terraform]
        parts.extend(map(text.value, evidence.values()))
        message, cause, *rest = names.templates(parts)
        self.findings.extend(
            (
                self.texts.add(message),
                _CONFIDENCES[finding.confidence],
                _SEVERITIES[finding.severity] + 1 if finding.severity else 0,
                self.texts.add(cause) if cause else 0,
                self.fixes.add(FIELD.join((*rest[:3], str(_KINDS[fix.kind])))),
                self._keys(tuple(finding.evidence)),
                self.texts.add(FIELD.join(rest[3:])) if rest[3:] else 0,
            )
        )

    def _keys(self, keys: tuple[str, ...]) -> int:
        if keys not in self.keys:
            self.keys[keys] = self.texts.add(FIELD.join(text.label(text.visible(k)) for k in keys))
        return self.keys[keys]

    def function(self, about: FunctionSummary, report: Report, checks: Mapping[str, int]) -> _Row:
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


def _columns(report: Report, kinds: tuple[str, ...]) -> _Columns:
    columns = _Columns()
    functions = {f.arn: n for n, f in enumerate(functions_of(report))}
    names = [RepeatedTexts.of(function) for function in functions_of(report)]
    checks = {check.id: number for number, check in enumerate(_checks(report))}
    changes = report.comparison.changes if report.comparison else ()
    changed = {change.id: kinds.index(change.kind) + 1 for change in changes}
    for result in report.results:
        number = functions[result.function]
        columns.add_result(
            result,
            function=number,
            check=checks[result.check],
            change=changed.get(result.id, 0),
            names=names[number],
        )
    return columns


def _checks(report: Report) -> tuple[CheckSummary, ...]:
    # A check of which there are results but no summary still gets its row.
    known = {check.id for check in report.checks}
    strays = {r.check: r for r in report.results if r.check not in known}
    return report.checks + tuple(
        CheckSummary(
            id=stray.check,
            title=stray.check,
            category=Category.UPKEEP,
            severity=stray.severity,
            passed=0,
            fail=0,
            unknown=0,
            waived=0,
            not_applicable=0,
        )
        for stray in strays.values()
    )


def _check(check: CheckSummary) -> list[object]:
    words = (check.id, check.title, check.category.value, check.severity.value)
    more = (check.rationale, check.remedy, check.risk)
    lists = (check.references, check.frameworks, check.operations)
    return [*map(text.visible, words + more), *([text.visible(i) for i in part] for part in lists)]


def _waiver(waiver: WaiverUse) -> list[str]:
    parts = (waiver.id, waiver.kind, waiver.reason, waiver.owner, waiver.ticket or "")
    return [*map(text.visible, parts), text.day(waiver.created), text.day(waiver.expires)]


def _list(items: Iterable[object]) -> Iterator[str]:
    # In slices, so that the whole text is never in memory.
    remaining = iter(items)
    opening = "["
    while part := list(islice(remaining, _SLICE)):
        yield opening + dumped(part)[1:-1]
        opening = ","
    yield "[]" if opening == "[" else "]"


def _members(report: Report) -> Iterator[tuple[str, Iterable[str]]]:
    changes = report.comparison.changes if report.comparison else ()
    kinds = tuple(sorted({change.kind for change in changes}))
    columns = _columns(report, kinds)
    checks = {check.id: number for number, check in enumerate(_checks(report))}
    yield "account", [dumped(text.visible(report.account.id))]
    yield "partition", [dumped(text.visible(report.account.partition))]
    yield "day", [dumped(report.captured_at.date().isoformat())]
    yield "kinds", _list(text.visible(kind) for kind in kinds)
    yield "checks", _list(_check(check) for check in _checks(report))
    yield "functions", _list(columns.function(f, report, checks) for f in functions_of(report))
    yield "waivers", _list(_waiver(waiver) for waiver in columns.waivers)
    yield "days", _list(text.day(moment) for moment in columns.days)
    yield "ids", [dumped("".join(columns.ids).encode("ascii", "replace").decode())]
    for number, name in enumerate(_RESULT):
        yield name, _list(columns.results[number :: len(_RESULT)])
    for number, name in enumerate(_FINDING):
        yield name, _list(columns.findings[number :: len(_FINDING)])
    yield "fixes", _list(columns.fixes.index)
    yield "texts", _list(columns.texts.index)


def payload(report: Report) -> str:
    """Return the report's data as base64 of gzip of JSON, equal for equal reports."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    packed = bytearray()
    separator = "{"
    for name, pieces in _members(report):
        packed += packer.compress(f'{separator}"{name}":'.encode())
        for piece in pieces:
            packed += packer.compress(piece.encode())
        separator = ","
    packed += packer.compress(b"}") + packer.flush()
    packed[9] = 255  # the system that wrote it, which must not matter
    return base64.b64encode(packed).decode("ascii")
