"""The summary that people get, and when: if something became worse, or always."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.assess.changes import EXPIRED, NEW, UNKNOWN
from auditor.model.arn import function_name
from auditor.model.report import Report

_SUBJECT = 100  # characters that SNS accepts, of ASCII
_LISTED = 20  # changes in the text
_WORSE = (NEW, EXPIRED, UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An e-mail's subject and text."""

    subject: str
    text: str


def worse(report: Report) -> tuple[str, ...]:
    """Return what became worse since the baseline; the first audit of an account counts."""
    return tuple(_worse(report))


def _worse(report: Report) -> Iterator[str]:
    comparison = report.comparison
    if comparison is None:
        yield "this is the first audit that can be compared with"
        return
    drop = score_drop(report)
    if drop > 0:
        yield f"the score fell by {drop:.1f}"
    counted = Counter(change.kind for change in comparison.changes)
    words = {NEW: "new", EXPIRED: "no longer waived", UNKNOWN: "no longer known"}
    for kind in _WORSE:
        if counted[kind]:
            yield f"{counted[kind]} {words[kind]}"
    worse = sum(change.worse for change in comparison.changes)
    if worse:
        yield f"{worse} changed"


def score_drop(report: Report) -> float:
    """Return by how much the score fell; 0 where the two can't be compared."""
    comparison = report.comparison
    if comparison is None or not comparison.comparable or comparison.score_before is None:
        return 0.0
    if report.score.value is None:
        return 0.0
    return max(0.0, round(comparison.score_before - report.score.value, 1))


def message(report: Report, where: str) -> Message:
    """Return the summary; `where` is the folder of the reports."""
    value = "no score" if report.score.value is None else f"{report.score.value:.1f}"
    before = report.comparison.score_before if report.comparison else None
    was = "" if before is None else f" (was {before:.1f})"
    head = f"Lambda audit of {report.account.id}: {report.score.grade} {value}{was}"
    reasons = worse(report)
    subject = f"{head}; {', '.join(reasons)}" if reasons else f"{head}; nothing became worse"
    lines = [
        head,
        _plain(report.score.cap),
        *_open(report),
        *_gaps(report),
        "",
        *_changes(report),
        "",
        f"Reports: {where}/report.html",
    ]
    return Message(subject=_ascii(subject), text="\n".join(lines) + "\n")


def _open(report: Report) -> Iterator[str]:
    counted = ", ".join(f"{number} {name}" for name, number in report.open.items() if number)
    yield f"Open: {counted or 'nothing'}"


def _gaps(report: Report) -> Iterator[str]:
    unknown = sum(check.unknown for check in report.checks)
    if not report.complete:
        yield f"Incomplete: {unknown} verdicts are unknown; the report lists the rights it lacks."


def _changes(report: Report) -> Iterator[str]:
    comparison = report.comparison
    if comparison is None:
        yield "Nothing to compare with yet."
        return
    yield f"Since {comparison.baseline_at:%Y-%m-%d %H:%M} UTC:"
    if comparison.note:
        yield f"  {_plain(comparison.note)}"
    for change in comparison.changes[:_LISTED]:
        name = function_name(change.function) or change.function
        yield f"  {change.kind} {change.severity.value} {change.check}: {_plain(name)}"
    left = len(comparison.changes) - _LISTED
    if left > 0:
        yield f"  and {left} more"
    if not comparison.changes:
        yield "  no change"


def _plain(text: str) -> str:
    """Return a text of the account's without what could break a line or hide something."""
    return "".join(c if c.isprintable() else " " for c in text)


def _ascii(text: str) -> str:
    plain = _plain(text).encode("ascii", "replace").decode()
    return plain if len(plain) <= _SUBJECT else f"{plain[: _SUBJECT - 3]}..."
