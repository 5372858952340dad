"""Everything that the static part leaves out, as columns of numbers over tables of texts.

A text that names its function or role is stored once with placeholders for all functions, so
that tens of thousands of fixes cost as much as one. Placeholders are control characters, which
`visible` has removed from the account's own text before.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from auditor.plugin import (
    Category,
    CheckSummary,
    FunctionSummary,
    Report,
    WaiverUse,
)

from . import text
from .acts import ActFixes
from .columns import FINDING, RESULT, Columns, Numbers, change_kinds
from .functions import dumped, functions_of

_SLICE = 250  # rows that are JSON at a time
_PIECE = 3 << 12  # bytes that are base64 at a time; a multiple of three needs no filling


def payload(report: Report, acts: ActFixes) -> bytearray:
    """Return the report's data as gzip of JSON, equal for equal reports; fill the acts as well."""
    functions, checks = functions_of(report), _checks(report)
    columns = _columns(report, functions, checks, acts)
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    packed = bytearray()
    separator = b"{"
    for name, pieces in _members(report, columns, functions, checks):
        packed += packer.compress(separator + dumped(name).encode() + b":")
        for piece in pieces:
            packed += packer.compress(piece)
        separator = b","
    packed += packer.compress(b"}") + packer.flush()
    packed[9] = 255  # the system that wrote it, which must not matter
    return packed


def _columns(
    report: Report,
    functions: Sequence[FunctionSummary],
    checks: Sequence[CheckSummary],
    acts: ActFixes,
) -> Columns:
    """Return the results as columns.

    Findings are unpacked when they are read, so one reading serves the acts as well.
    """
    numbers = Numbers.of(report, functions, (check.id for check in checks))
    columns = Columns()
    for result in report.results:
        findings = tuple(result.findings)
        columns.add_result(result, findings, numbers)
        acts.add(result.id, findings)
    return columns


def in_base64(packed: bytearray) -> Iterator[str]:
    """Yield data as base64."""
    for start in range(0, len(packed), _PIECE):
        yield base64.b64encode(packed[start : start + _PIECE]).decode("ascii")


def _members(
    report: Report,
    columns: Columns,
    functions: Iterable[FunctionSummary],
    checks: Iterable[CheckSummary],
) -> Iterator[tuple[str, Iterable[bytes]]]:
    numbers = {check.id: number for number, check in enumerate(checks)}
    yield "account", _value(text.visible(report.account.id))
    yield "partition", _value(text.visible(report.account.partition))
    yield "day", _value(report.captured_at.date().isoformat())
    yield "kinds", _list(text.visible(kind) for kind in change_kinds(report))
    yield "checks", _list(_check(check) for check in checks)
    yield "functions", _list(columns.function(f, report, numbers) for f in functions)
    yield "waivers", _list(_waiver(waiver) for waiver in columns.waivers)
    yield "days", _list(text.day(moment) for moment in columns.days)
    yield "ids", _value(columns.ids.decode())
    for number, name in enumerate(RESULT):
        yield name, _list(columns.results[number :: len(RESULT)])
    for number, name in enumerate(FINDING):
        yield name, _list(columns.findings[number :: len(FINDING)])
    yield "fixes", columns.fixes.pieces()
    yield "texts", columns.texts.pieces()


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


def _value(value: str) -> Iterator[bytes]:
    yield dumped(value).encode()


def _list(items: Iterable[object]) -> Iterator[bytes]:
    # In slices, so that the whole text is never in memory.
    remaining = iter(items)
    opening = b"["
    while part := list(islice(remaining, _SLICE)):
        yield opening + dumped(part)[1:-1].encode()
        opening = b","
    yield b"[]" if opening == b"[" else b"]"
