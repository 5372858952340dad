"""Summaries as files, and what tells a whole file from a damaged one."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from auditor.model.organization import Status
from auditor.organization.summary import CauseCounts, CheckCounts, GapCounts, Summary

SCHEMA = "auditor/organization-summary/1"


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
        document = json.loads(gzip.decompress(content))
        if document.pop("schema") != SCHEMA or document["id"] != account:
            raise DamagedSummaryError("of another account or version")
        return _summary(document)
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedSummaryError(f"{type(error).__name__}: {error}") from error


def _summary(document: dict[str, Any]) -> Summary:
    made = Summary(**document)
    return replace(
        made,
        status=Status(made.status),
        checks={check: CheckCounts(**counts) for check, counts in document["checks"].items()},
        causes=tuple(CauseCounts(**counts) for counts in document["causes"]),
        gaps=tuple(GapCounts(**counts) for counts in document["gaps"]),
        calls=tuple(document["calls"]),
        notes=tuple(document["notes"]),
    )
