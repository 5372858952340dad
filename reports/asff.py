"""ASFF: findings for BatchImportFindings of AWS Security Hub CSPM."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from auditor.plugin import (
    Category,
    Change,
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

# Lengths that Security Hub accepts.
TITLE, DESCRIPTION, RECOMMENDATION, FIELD = 256, 1_024, 512, 2_048
URL = 2_048
STATUS = {
    Outcome.FAIL: "FAILED",
    Outcome.WAIVED: "FAILED",
    Outcome.UNKNOWN: "WARNING",
    Outcome.PASS: "PASSED",
    Outcome.NOT_APPLICABLE: "NOT_AVAILABLE",
}
LABELS = {severity: severity.value.upper() for severity in Severity} | {
    Severity.INFO: "INFORMATIONAL"
}
BEST_PRACTICE = "Software and Configuration Checks/AWS Security Best Practices"
TYPES = {
    Category.SECURITY: BEST_PRACTICE,
    Category.NETWORK: f"{BEST_PRACTICE}/Network Reachability",
}
OTHER_TYPE = "Software and Configuration Checks/Industry and Regulatory Standards"


@renderer("asff")
def asff(report: Report) -> Iterator[bytes]:
    """ASFF for AWS Security Hub: a JSON array; import at most 100 findings a call.

    Waived failures and those that are gone since the baseline are archived, since a finding that
    is merely left out of an import stays open in Security Hub.
    """
    before = b"["
    for finding in _findings(report):
        yield before + compact_json(finding)
        before = b","
    yield b"]\n" if before == b"," else b"[]\n"


def _findings(report: Report) -> Iterator[dict[str, Json]]:
    functions = {function.arn: function for function in report.functions}
    checks = {check.id: check for check in report.checks}
    for result in report.results:
        yield _finding(report, result, checks.get(result.check), functions.get(result.function))
    if report.comparison is None:
        return
    listed = {result.id for result in report.results}
    for change in report.comparison.changes:
        if change.id not in listed:
            yield _gone(report, change, checks.get(change.check), report.comparison.baseline_at)


def _finding(
    report: Report,
    result: ReportResult,
    check: CheckSummary | None,
    function: FunctionSummary | None,
) -> dict[str, Json]:
    seen = _moment(min(result.first_seen, report.captured_at))
    waived = result.outcome is Outcome.WAIVED
    return {
        **_frame(report, result.id, result.check, result.function, check),
        "CreatedAt": seen,
        "FirstObservedAt": seen,
        "LastObservedAt": _moment(report.captured_at),
        "Description": digest.messages(result, DESCRIPTION) or result.outcome.value,
        "FindingProviderFields": _provided(result.severity, check),
        "Compliance": {"Status": STATUS[result.outcome]},
        "RecordState": "ARCHIVED" if waived else "ACTIVE",
        "Resources": [_resource(report, result.function, function)],
        "ProductFields": _fields(report, result, "" if function is None else function.owner),
    }


def _gone(
    report: Report, change: Change, check: CheckSummary | None, before: datetime
) -> dict[str, Json]:
    return {
        **_frame(report, change.id, change.check, change.function, check),
        "CreatedAt": _moment(min(before, report.captured_at)),
        "Description": digest.one_line(change.detail or "The finding is fixed.", DESCRIPTION),
        "FindingProviderFields": _provided(change.severity, check),
        "Compliance": {"Status": "PASSED"},
        "RecordState": "ARCHIVED",
        "Resources": [_resource(report, change.function, None)],
    }


def _frame(
    report: Report, id: str, check: str, function: str, summary: CheckSummary | None
) -> dict[str, Json]:
    region = _region(function)
    title = digest.one_line(check if summary is None else summary.title, TITLE)
    frame: dict[str, Json] = {
        "SchemaVersion": "2018-10-08",
        "Id": id,
        "ProductArn": f"arn:{report.account.partition}:securityhub:{region}:{report.account.id}"
        f":product/{report.account.id}/default",
        "GeneratorId": f"{report.tool.name}/{digest.one_line(check, 200)}",
        "AwsAccountId": report.account.id,
        "UpdatedAt": _moment(report.captured_at),
        "Title": title or check,
    }
    if summary is not None and summary.remedy:
        advice: dict[str, Json] = {"Text": digest.one_line(summary.remedy, RECOMMENDATION)}
        if summary.references:
            advice["Url"] = summary.references[0][:URL]
        frame["Remediation"] = {"Recommendation": advice}
    return frame


def _provided(severity: Severity, check: CheckSummary | None) -> dict[str, Json]:
    kind = OTHER_TYPE if check is None else TYPES.get(check.category, OTHER_TYPE)
    return {
        "Severity": {"Label": LABELS[severity], "Original": severity.value},
        "Types": [kind],
    }


def _resource(report: Report, arn: str, function: FunctionSummary | None) -> dict[str, Json]:
    made: dict[str, Json] = {
        "Type": "AwsLambdaFunction",
        "Id": digest.one_line(arn, 512),
        "Partition": report.account.partition,
        "Region": _region(arn),
    }
    if function is not None:
        details: dict[str, Json] = {
            "FunctionName": digest.one_line(function.name, 140) or "unnamed",
            "MemorySize": function.memory,
            "Timeout": function.timeout,
            "PackageType": function.package_type,
            "Architectures": [function.architecture],
        }
        if function.runtime:
            details["Runtime"] = digest.one_line(function.runtime, 80)
        if function.role:
            details["Role"] = digest.one_line(function.role, 512)
        made["Details"] = {"AwsLambdaFunction": details}
    return made


def _fields(report: Report, result: ReportResult, owner: str) -> dict[str, Json]:
    fields = {
        "check": result.check,
        "outcome": result.outcome.value,
        "owner": owner,
        "version": report.tool.version,
        "cause": ", ".join(dict.fromkeys(f.cause for f in result.findings if f.cause)),
        "evidence": _evidence(result),
    }
    if result.waiver is not None:
        fields |= {
            "waiver": result.waiver.id,
            "waiver-owner": result.waiver.owner,
            "waiver-reason": result.waiver.reason,
            "waiver-expires": result.waiver.expires.isoformat(),
        }
    prefix = report.tool.name
    lines = {key: digest.one_line(value, FIELD) for key, value in fields.items()}
    return {f"{prefix}/{key}": line for key, line in lines.items() if line}


def _evidence(result: ReportResult) -> str:
    facts = [dict(finding.evidence) for finding in result.findings if finding.evidence]
    return json.dumps(facts, separators=(",", ":"), sort_keys=True) if facts else ""


def _region(arn: str) -> str:
    return parse_arn(arn).region or "us-east-1"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
