"""Everything that the static part leaves out, as columns of numbers over a table of texts.

A text that names its function or role is stored once with placeholders for all functions, so
that tens of thousands of fixes cost as much as one. Placeholders are control characters, which
`visible` has removed from the account's own text before.
"""

from __future__ import annotations

import base64
import json
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from auditor.model import Category, Confidence, Outcome, Severity
from auditor.model.report import CheckSummary, Report, ReportResult
from auditor.model.result import Finding, WaiverUse

from . import text
from .functions import Names, functions_of, record

FIELD = "\x1f"  # between the parts of a record

_OUTCOMES = {outcome: number for number, outcome in enumerate(Outcome)}
_SEVERITIES = {severity: number for number, severity in enumerate(Severity)}
_CONFIDENCES = {confidence: number for number, confidence in enumerate(Confidence)}
_RESULT = ("function", "check", "outcome", "severity", "seen", "waiver", "reason", "change", "count")
_FINDING = ("message", "confidence", "own", "cause", "fix", "evidence")


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
    days: dict[datetime, int] = field(default_factory=dict)
    waivers: dict[WaiverUse, int] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    numbers: dict[str, array[int]] = field(
        default_factory=lambda: {name: array("I") for name in _RESULT + _FINDING}
    )

    def add_result(
        self, result: ReportResult, *, function: int, check: int, change: int, names: Names
    ) -> None:
        waiver = result.waiver
        row = (
            function,
            check,
            _OUTCOMES[result.outcome],
            _SEVERITIES[result.severity],
            self.days.setdefault(result.first_seen, len(self.days)),
            self.waivers.setdefault(waiver, len(self.waivers) + 1) if waiver else 0,
            self.texts.add(names.template(result.reason)),
            change,
            len(result.findings),
        )
        for name, number in zip(_RESULT, row, strict=True):
            self.numbers[name].append(number)
        self.ids.append(result.id[:12].ljust(12, "0"))
        for finding in result.findings:
            self._add_finding(finding, names)

    def _add_finding(self, finding: Finding, names: Names) -> None:
        texts, template = self.texts, names.template
        fix = (template(finding.fix.cli), template(finding.fix.sam), template(finding.fix.terraform))
        evidence = FIELD.join(
            f"{text.label(key)}{FIELD}{text.value(value)}"
            for key, value in finding.evidence.items()
        )
        row = (
            texts.add(template(finding.message)),
            _CONFIDENCES[finding.confidence],
            _SEVERITIES[finding.severity] + 1 if finding.severity else 0,
            texts.add(template(finding.cause)),
            self.fixes.add(FIELD.join(fix) if any(fix) else ""),
            texts.add(names.fill(evidence)),
        )
        for name, number in zip(_FINDING, row, strict=True):
            self.numbers[name].append(number)


def _columns(report: Report, kinds: tuple[str, ...]) -> _Columns:
    columns = _Columns()
    functions = {f.arn: n for n, f in enumerate(functions_of(report))}
    names = [Names.of(function) for function in functions_of(report)]
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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _members(report: Report) -> Iterator[tuple[str, str]]:
    changes = report.comparison.changes if report.comparison else ()
    kinds = tuple(sorted({change.kind for change in changes}))
    columns = _columns(report, kinds)
    yield "account", _json(text.visible(report.account.id))
    yield "partition", _json(text.visible(report.account.partition))
    yield "day", _json(report.captured_at.date().isoformat())
    yield "kinds", _json([text.visible(kind) for kind in kinds])
    yield "checks", _json([_check(check) for check in _checks(report)])
    yield "functions", _json([record(function) for function in functions_of(report)])
    yield "waivers", _json([_waiver(waiver) for waiver in columns.waivers])
    yield "days", _json([text.day(moment) for moment in columns.days])
    yield "ids", _json("".join(columns.ids))
    for name, numbers in columns.numbers.items():
        yield name, _json(numbers.tolist())
    yield "fixes", _json(list(columns.fixes.index))
    yield "texts", _json(list(columns.texts.index))


def payload(report: Report) -> str:
    """Return the report's data as base64 of gzip of JSON, equal for equal reports."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    packed = bytearray()
    separator = "{"
    for name, value in _members(report):
        packed += packer.compress(f'{separator}"{name}":{value}'.encode())
        separator = ","
    packed += packer.compress(b"}") + packer.flush()
    packed[9] = 255  # the system that wrote it, which must not matter
    return base64.b64encode(packed).decode("ascii")
