"""CSV: one row per result, for auditors and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence

from auditor.plugin import CheckSummary, Report, ReportResult, parse_arn, renderer

from .digest import name_of, names, one_line, text_of

# A column is never removed and never moves; new ones are added at the end.
COLUMNS = (
    *("id", "account", "region", "function", "function_arn", "check", "title", "category"),
    *("severity", "outcome", "confidence", "message", "reason", "evidence", "cause", "remedy"),
    *("reference", "first_seen", "captured_at"),
    *("waiver", "waiver_owner", "waiver_reason", "waiver_expires"),
    "owner",
)
# Spreadsheets read these, and their full-width forms, as the beginning of a formula.
FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
BOM = b"\xef\xbb\xbf"


@renderer("csv", extensions=[".csv"])
def plain(report: Report) -> Iterator[bytes]:
    """CSV (RFC 4180, UTF-8): one row per result; formulas are neutralised."""
    yield _line(COLUMNS)
    checks = {check.id: check for check in report.checks}
    known = names(report)
    owners = {function.arn: function.owner for function in report.functions}
    for result in report.results:
        row = _row(report, result, checks.get(result.check), known)
        row["owner"] = owners.get(result.function, "")
        yield _line([cell(row[column]) for column in COLUMNS])


@renderer("csv-excel")
def excel(report: Report) -> Iterator[bytes]:
    """The same with a byte order mark, without which Excel takes UTF-8 for something else."""
    yield BOM
    yield plain.render(report)


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()


def cell(text: str) -> str:
    """Return a cell that is one line of visible text and no formula."""
    line = one_line(text)
    return f"'{line}" if text[:1] in FORMULA or line[:1] in FORMULA else line


def _row(
    report: Report, result: ReportResult, check: CheckSummary | None, known: Mapping[str, str]
) -> dict[str, str]:
    waiver = result.waiver
    return {
        "id": result.id,
        "account": report.account.id,
        "region": parse_arn(result.function).region,
        "function": name_of(result.function, known),
        "function_arn": result.function,
        "check": result.check,
        "title": "" if check is None else check.title,
        "category": "" if check is None else check.category.value,
        "severity": result.severity.value,
        "outcome": result.outcome.value,
        "confidence": _each([finding.confidence.value for finding in result.findings]),
        "message": " · ".join(finding.message for finding in result.findings) or text_of(result),
        "reason": result.reason,
        "evidence": _evidence(result),
        "cause": _each([finding.cause for finding in result.findings]),
        "remedy": "" if check is None else check.remedy,
        "reference": "" if check is None or not check.references else check.references[0],
        "first_seen": moment(report, result),
        "captured_at": report.captured_at.isoformat().replace("+00:00", "Z"),
        "waiver": "" if waiver is None else waiver.id,
        "waiver_owner": "" if waiver is None else waiver.owner,
        "waiver_reason": "" if waiver is None else waiver.reason,
        "waiver_expires": "" if waiver is None else waiver.expires.isoformat(),
    }


def moment(report: Report, result: ReportResult) -> str:
    """Return when a result was first seen: never after the audit itself."""
    return min(result.first_seen, report.captured_at).isoformat().replace("+00:00", "Z")


def _each(words: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, words)))


def _evidence(result: ReportResult) -> str:
    facts = [dict(finding.evidence) for finding in result.findings if finding.evidence]
    if not facts:
        return ""
    # Escaped to ASCII, so that no invisible character hides in the JSON.
    return json.dumps(facts if len(facts) > 1 else facts[0], separators=(",", ":"), sort_keys=True)
