"""Summaries as files, and what tells a whole file from a damaged one."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from auditor.model.errors import UsageError
from auditor.model.organization import Status
from auditor.model.result import Severity
from auditor.organization.summary import CauseCounts, CheckCounts, GapCounts, Summary
from auditor.storage import strict_values
from auditor.storage.unpacking import unpacked

SCHEMA = "auditor/organization-summary/1"
_SEVERITIES = frozenset(severity.value for severity in Severity)
_LATER = frozenset({"partial"})  # members that the first summaries did not have
_REQUIRED = frozenset(field.name for field in fields(Summary)) - _LATER
_CALLS = 3  # made, throttled, repeated
_BEST = 100
# What reading a file of another shape raises, and one that is made to fill the memory.
_DAMAGE = (
    *(ArithmeticError, AttributeError, KeyError, MemoryError, RecursionError, TypeError),
    *(UsageError, ValueError),
)


class DamagedSummaryError(Exception):
    """A file is no summary, or half of one."""


def digest_of(content: bytes) -> str:
    """Return what tells a whole report's file from a damaged one."""
    return hashlib.sha256(content).hexdigest()


def dump(summary: Summary) -> bytes:
    """Return a summary as gzipped JSON; equal summaries give equal bytes."""
    causes = [cause._asdict() for cause in summary.causes]
    document = {"schema": SCHEMA, **_fields(summary), "causes": causes}
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"), default=_plain)
    return gzip.compress(text.encode(), mtime=0)


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401  any dataclass of this module
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, Status):
        return value.value
    return dict(value) if isinstance(value, Mapping) else _fields(value)


def load(content: bytes, account: str) -> Summary:
    """Return the summary that `dump` wrote.

    Raises:
        DamagedSummaryError: it is not whole, or of another account.
    """
    try:
        document = json.loads(
            unpacked(content, account),
            object_pairs_hook=strict_values.unambiguous,
            parse_constant=strict_values.no_number,
            parse_float=strict_values.finite,
            parse_int=strict_values.whole,
        )
        if document.pop("schema") != SCHEMA or document["id"] != account:
            raise DamagedSummaryError("of another account or version")
        return _summary(document)
    except _DAMAGE as error:
        raise DamagedSummaryError(f"{type(error).__name__}: {error}") from error


def _summary(document: dict[str, Any]) -> Summary:
    if not document.keys() >= _REQUIRED:  # a default would stand in for what was lost
        raise DamagedSummaryError("a member is missing")
    whole = replace(
        Summary(**document),
        status=Status(document["status"]),
        checks={check: CheckCounts(**counts) for check, counts in document["checks"].items()},
        causes=tuple(CauseCounts(**counts) for counts in document["causes"]),
        gaps=tuple(GapCounts(**counts) for counts in document["gaps"]),
        calls=tuple(document["calls"]),
        notes=tuple(document["notes"]),
    )
    if not all(_right(whole)):
        raise DamagedSummaryError("a value is of another kind")
    return whole


def _right(summary: Summary) -> Iterator[bool]:
    """Yield whether each value is of its kind: a count that is a text would fail far from here."""
    yield _texts(summary.reason, summary.action, summary.captured_at, summary.grade, summary.digest)
    yield _texts(*summary.notes)
    yield {type(summary.compared), type(summary.partial)} == {bool}
    yield _counts(summary.functions, summary.unknown, summary.waived, *summary.calls)
    yield len(summary.calls) == _CALLS
    score = summary.score
    yield score is None or (type(score) in {int, float} and 0 <= score <= _BEST)
    yield _is_tool(summary.tool)
    for counted in (summary.open, summary.new, summary.fixed):
        yield _counts(*counted.values()) and counted.keys() <= _SEVERITIES
    yield summary.first_seen.keys() <= _SEVERITIES
    for days in summary.first_seen.values():
        yield _counts(*days.values())
    for check in summary.checks.values():
        yield check.severity in _SEVERITIES and _texts(check.title)
        yield _counts(check.fail, check.unknown, check.waived, check.passed, check.not_applicable)
    for cause, checks, severity, *numbers in summary.causes:
        yield severity in _SEVERITIES and _texts(cause) and _counts(*numbers, *checks.values())
    for gap in summary.gaps:
        yield _texts(gap.operation, gap.iam_action, gap.code, gap.region, gap.message)
        yield _counts(gap.functions)


def _is_tool(tool: Mapping[str, Any]) -> bool:
    if not tool:
        return True
    texts = (tool["name"], tool["version"], tool["checks_digest"], *tool["data"].values())
    return _texts(*texts) and _counts(tool["score_model"])


def _texts(*values: object) -> bool:
    return all(type(value) is str for value in values)


def _counts(*values: Any) -> bool:  # noqa: ANN401  whatever a file holds
    return all(type(value) is int and value >= 0 for value in values)
