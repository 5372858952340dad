"""The JSON of what a report has most of, written out by hand: half the time of what is generated.

It is what the generated code makes of the same values, which a test compares.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import cattrs

from auditor.model import Finding
from auditor.model.report import ReportResult
from auditor.model.result import Place
from auditor.storage import strict_values

_Json: TypeAlias = dict[str, Any]


def add(converter: cattrs.Converter) -> None:
    """Teach a converter to write results and their findings."""
    waiver = converter.unstructure

    def result(value: ReportResult) -> _Json:
        made: _Json = {
            "id": value.id,
            "check": value.check,
            "function": value.function,
            "outcome": value.outcome.value,
            "severity": value.severity.value,
            "findings": [_finding(finding) for finding in value.findings],
            "reason": value.reason,
            "waiver": None if value.waiver is None else waiver(value.waiver),
            "first_seen": strict_values.as_text(value.first_seen),
        }
        if value.crashed:
            made["crashed"] = value.crashed
        if value.place is not None:
            made["place"] = _place(value.place)
        if value.remarks:
            made["remarks"] = value.remarks
        return made

    converter.register_unstructure_hook(ReportResult, result)
    converter.register_unstructure_hook(Finding, _finding)


def _finding(value: Finding) -> _Json:
    fix = value.fix
    made: _Json = {
        "message": value.message,
        "evidence": dict(value.evidence),
        "fix": {
            "cli": fix.cli,
            "sam": fix.sam,
            "terraform": fix.terraform,
            "kind": fix.kind.value,
        },
        "confidence": value.confidence.value,
        "severity": None if value.severity is None else value.severity.value,
        "cause": value.cause,
    }
    if value.place is not None:
        made["place"] = _place(value.place)
    return made


def _place(value: Place) -> _Json:
    return {
        "file": value.file,
        "line": value.line,
        "end_line": value.end_line,
        "column": value.column,
        "note": value.note,
    }
