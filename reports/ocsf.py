"""OCSF 1.5: Compliance Findings (class 2003) for Security Lake and SIEMs, one a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeAlias

from auditor.plugin import (
    CheckSummary,
    FunctionSummary,
    Outcome,
    Report,
    ReportResult,
    Severity,
    parse_arn,
    renderer,
)

from . import digest
from .compact_json import compact_json

Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int | float | bool | None"

VERSION = "1.5.0"
MESSAGE = 4_000
SEVERITIES = {
    Severity.INFO: (1, "Informational"),
    Severity.LOW: (2, "Low"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.HIGH: (4, "High"),
    Severity.CRITICAL: (5, "Critical"),
}
# Whether the control holds; "Warning" is OCSF's word for an assessment that lacks information.
COMPLIANCE = {
    Outcome.PASS: (1, "Pass"),
    Outcome.UNKNOWN: (2, "Warning"),
    Outcome.FAIL: (3, "Fail"),
    Outcome.WAIVED: (3, "Fail"),
    Outcome.NOT_APPLICABLE: (99, "Not applicable"),
}
# Where the finding is in its life.
NEW, SUPPRESSED, RESOLVED = (1, "New"), (3, "Suppressed"), (4, "Resolved")
STATUS = {
    Outcome.PASS: RESOLVED,
    Outcome.UNKNOWN: NEW,
    Outcome.FAIL: NEW,
    Outcome.WAIVED: SUPPRESSED,
    Outcome.NOT_APPLICABLE: RESOLVED,
}
CREATE, UPDATE = (1, "Create"), (2, "Update")
CLASS = 2003
_CLASS: Mapping[str, Json] = {
    "category_name": "Findings",
    "category_uid": 2,
    "class_name": "Compliance Finding",
    "class_uid": CLASS,
}
CONFIDENCE = {"low": (1, "Low"), "medium": (2, "Medium"), "high": (3, "High")}


@renderer("ocsf", extensions=[".ocsf"])
def ocsf(report: Report) -> Iterator[bytes]:
    """OCSF 1.5 Compliance Findings, one JSON object a line, for Security Lake and SIEMs."""
    functions = {function.arn: function for function in report.functions}
    checks = {check.id: check for check in report.checks}
    for r in report.results:
        yield _line(_event(report, r, checks.get(r.check), functions.get(r.function)))


def _event(
    report: Report,
    result: ReportResult,
    check: CheckSummary | None,
    function: FunctionSummary | None,
) -> dict[str, Json]:
    event: dict[str, Json] = {
        **_classification(report, result),
        "message": digest.messages(result, MESSAGE) or result.outcome.value,
        "metadata": _metadata(report, result),
        "cloud": _cloud(report, result.function),
        "compliance": _compliance(result, check),
        "finding_info": _finding_info(report, result, check),
        "resources": [_resource(report, result.function, function)],
        "unmapped": _unmapped(result),
    }
    if result.findings:
        confidence = CONFIDENCE[result.findings[0].confidence.value]
        event |= {"confidence_id": confidence[0], "confidence": confidence[1]}
    if result.reason or result.waiver is not None:
        event["status_detail"] = digest.one_line(_status_detail(result), MESSAGE)
    if check is not None and check.remedy:
        event["remediation"] = _remediation(check)
    return event


def _classification(report: Report, result: ReportResult) -> dict[str, Json]:
    activity = UPDATE if result.first_seen < report.captured_at else CREATE
    status, severity = STATUS[result.outcome], SEVERITIES[result.severity]
    return {
        "activity_id": activity[0],
        "activity_name": activity[1],
        **_CLASS,
        "type_uid": CLASS * 100 + activity[0],
        "type_name": f"Compliance Finding: {activity[1]}",
        "time": _epoch(report.captured_at),
        "severity_id": severity[0],
        "severity": severity[1],
        "status_id": status[0],
        "status": status[1],
    }


def _remediation(check: CheckSummary) -> Json:
    references: list[Json] = list(check.references)
    return {"desc": digest.one_line(check.remedy, MESSAGE), "references": references}


def _metadata(report: Report, result: ReportResult) -> Json:
    return {
        "event_code": digest.one_line(result.check, 200),
        "product": {
            "name": report.tool.name,
            "uid": report.tool.name,
            "vendor_name": report.tool.name,
            "version": report.tool.version,
        },
        "profiles": ["cloud"],
        "version": VERSION,
    }


def _cloud(report: Report, arn: str) -> Json:
    account: dict[str, Json] = {
        "uid": report.account.id,
        "type": "AWS Account",
        "type_id": 10,
    }
    if report.account.alias:
        account["name"] = digest.one_line(report.account.alias, 80)
    return {"provider": "AWS", "account": account, "region": _region(arn)}


def _compliance(result: ReportResult, check: CheckSummary | None) -> Json:
    status = COMPLIANCE[result.outcome]
    made: dict[str, Json] = {
        "control": digest.one_line(result.check, 200),
        "status_id": status[0],
        "status": status[1],
        "standards": ["lambda-auditor"],
    }
    if check is not None and check.frameworks:
        made["requirements"] = [digest.one_line(name, 200) for name in check.frameworks]
    return made


def _finding_info(report: Report, result: ReportResult, check: CheckSummary | None) -> Json:
    seen = _epoch(min(result.first_seen, report.captured_at))
    title = result.check if check is None else check.title
    made: dict[str, Json] = {
        "uid": result.id,
        "title": digest.one_line(title, 400) or "untitled",
        "created_time": seen,
        "first_seen_time": seen,
        "last_seen_time": _epoch(report.captured_at),
        "types": [check.category.value if check is not None else "check"],
    }
    if check is not None and check.rationale:
        made["desc"] = digest.one_line(check.rationale, MESSAGE)
    return made


def _resource(report: Report, arn: str, function: FunctionSummary | None) -> Json:
    made: dict[str, Json] = {
        "uid": digest.one_line(arn, 512),
        "type": "AwsLambdaFunction",
        "cloud_partition": report.account.partition,
        "region": _region(arn),
    }
    if function is not None:
        made["name"] = digest.one_line(function.name, 140)
        labels = [("owner", function.owner)] if function.owner else []
        made["labels"] = [
            digest.one_line(f"{key}:{value}", 400)
            for key, value in (*labels, *sorted(function.tags.items()))
        ]
    return made


def _status_detail(result: ReportResult) -> str:
    waiver = result.waiver
    if waiver is None:
        return result.reason
    return f"{waiver.id}: {waiver.reason} ({waiver.owner}, until {waiver.expires})"


def _unmapped(result: ReportResult) -> Json:
    evidence: list[Json] = [
        {
            digest.one_line(key, 80): [digest.one_line(v, MESSAGE) for v in value]
            if isinstance(value, tuple)
            else digest.one_line(value, MESSAGE)
            if isinstance(value, str)
            else value
            for key, value in finding.evidence.items()
        }
        for finding in result.findings
    ]
    return {"outcome": result.outcome.value, "evidence": evidence}


def _region(arn: str) -> str:
    return parse_arn(arn).region


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _line(event: Mapping[str, Json]) -> bytes:
    return compact_json(event) + b"\n"
