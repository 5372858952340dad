"""SARIF 2.1.0 as GitHub code scanning accepts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote

from auditor.plugin import (
    Category,
    CheckSummary,
    Outcome,
    Place,
    Report,
    ReportResult,
    Severity,
    counted,
    parse_arn,
    renderer,
)

from . import digest
from .compact_json import compact_json
from .html.text import visible

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
HOMEPAGE = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-security.html"
# GitHub refuses a file with more, and shows ten of the tags.
RESULTS = 25_000
TAGS = 10
MESSAGE = 1_000
EVIDENCE = 500  # characters of one value
LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# GitHub turns these into its own words: above 9.0 critical, 7.0 high, 4.0 medium, 0.1 low.
SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}
KINDS = {
    Outcome.FAIL: "fail",
    Outcome.WAIVED: "fail",
    Outcome.UNKNOWN: "open",
    Outcome.PASS: "pass",
    Outcome.NOT_APPLICABLE: "notApplicable",
}
SIGNED_OR_OPEN = frozenset({Outcome.FAIL, Outcome.WAIVED})


@renderer("sarif", extensions=[".sarif"])
def sarif(report: Report) -> Iterator[bytes]:
    """SARIF 2.1.0 for GitHub code scanning: failures, and waived ones as suppressed."""
    yield from _document(report, [r for r in report.results if r.outcome in SIGNED_OR_OPEN])


@renderer("sarif-all")
def sarif_all(report: Report) -> Iterator[bytes]:
    """SARIF 2.1.0 with every result that the report lists, unknown ones among them."""
    yield from _document(report, report.results)


def _document(report: Report, results: Sequence[ReportResult]) -> Iterator[bytes]:
    """Yield the document, one result after the other: together they would fill the memory."""
    kept = sorted(results[:RESULTS], key=lambda r: (r.severity.rank, r.check, r.function))
    rules = {check.id: number for number, check in enumerate(report.checks)}
    known = digest.names(report)
    owners = {function.arn: function.owner for function in report.functions if function.owner}
    changed = _baseline(report)
    run: dict[str, Json] = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": f"{report.tool.name}/{report.account.id}/"},
        "columnKind": "utf16CodeUnits",
        "invocations": [_invocation(report, len(results) - len(kept))],
        "results": [],
        "properties": {
            "account": report.account.id,
            "regions": list(report.regions),
            "score": report.score.value,
            "grade": report.score.grade,
        },
    }
    document = compact_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})
    # Inside of a text, the quotation marks would be escaped.
    before, results_follow, after = document.partition(b'"results":[')
    yield before + results_follow
    separator = b""
    for result in kept:
        found = _result(report, result, rules, known, changed)
        yield separator + compact_json(_owned(found, owners.get(result.function)))
        separator = b","
    yield after + b"\n"


def _driver(report: Report) -> Json:
    return {
        "name": report.tool.name,
        "version": report.tool.version,
        "informationUri": HOMEPAGE,
        "rules": [_rule(check) for check in report.checks],
    }


def _rule(check: CheckSummary) -> Json:
    properties: dict[str, Json] = {"tags": _tags(check), "precision": "high"}
    if check.severity in SECURITY_SEVERITY:
        properties["security-severity"] = SECURITY_SEVERITY[check.severity]
    title, rationale, remedy, risk = (
        _plain(text, MESSAGE) for text in (check.title, check.rationale, check.remedy, check.risk)
    )
    advice = (f"Fix: {remedy}" if remedy else "", f"Risk of the fix: {risk}" if risk else "")
    rule: dict[str, Json] = {
        "id": digest.one_line(check.id),
        "shortDescription": {"text": title or check.id},
        "fullDescription": {"text": rationale or title or check.id},
        "help": {"text": " ".join(filter(None, (rationale, *advice)))},
        "defaultConfiguration": {"level": LEVELS[check.severity]},
        "properties": properties,
    }
    if "-" in check.id:  # SARIF wants a name to be more than the id in other letters
        words = digest.one_line(check.id).split("-")
        rule["name"] = "".join(word.capitalize() for word in words)
    if not rationale and not remedy:
        rule["help"] = {"text": title or check.id}
    if check.references:
        rule["helpUri"] = check.references[0]
    return rule


def _tags(check: CheckSummary) -> Json:
    security = check.category in {Category.SECURITY, Category.NETWORK}
    words = [*(["security"] if security else []), check.category.value, "lambda"]
    words.extend(digest.one_line(name, 80) for name in check.frameworks)
    return list(dict.fromkeys(words))[:TAGS]


def _invocation(report: Report, left_out: int) -> Json:
    notes: list[Json] = []
    if left_out:
        text = f"{left_out} results are left out: at most {RESULTS} fit; see report.json."
        notes.append({"level": "warning", "message": {"text": text}})
    for gap in report.gaps:
        said = ": ".join(filter(None, (gap.region, gap.operation, gap.code, gap.message)))
        checks = ", ".join(gap.checks)
        text = f"{said}. Undecided at {counted(gap.functions, 'function')}: {checks}"
        notes.append({"level": "error", "message": {"text": _plain(text, MESSAGE)}})
    if report.partial:
        text = "Collecting was interrupted; the report is partial."
        notes.append({"level": "error", "message": {"text": text}})
    return {
        "executionSuccessful": report.complete,
        "endTimeUtc": f"{report.captured_at:%Y-%m-%dT%H:%M:%S.000Z}",
        "toolExecutionNotifications": notes,
    }


def _baseline(report: Report) -> Mapping[str, str] | None:
    """Return the baseline state of the results that changed; None: there is no baseline."""
    if report.comparison is None:
        return None
    states = {"new": "new", "changed": "updated", "expired": "updated", "waived": "updated"}
    return {
        change.id: states[change.kind]
        for change in report.comparison.changes
        if change.kind in states
    }


def _result(
    report: Report,
    result: ReportResult,
    rules: Mapping[str, int],
    known: Mapping[str, str],
    changed: Mapping[str, str] | None,
) -> dict[str, Json]:
    name = digest.name_of(result.function, known)
    said = _plain(digest.text_of(result), MESSAGE) or result.outcome.value
    found = result.outcome in SIGNED_OR_OPEN
    made: dict[str, Json] = {
        "ruleId": digest.one_line(result.check),
        "kind": KINDS[result.outcome],
        "level": LEVELS[result.severity] if found else "none",
        "message": {"text": f"{_plain(name, 140)}: {said}"},
        "locations": [_location(report, result, name)],
        # GitHub knows an alert again by the first; it computes one from the source otherwise.
        "partialFingerprints": {
            "primaryLocationLineHash": f"{result.id}:1",
            "auditorResult/v1": result.id,
        },
        "properties": _properties(result),
    }
    if result.check in rules:
        made["ruleIndex"] = rules[result.check]
    if result.outcome is Outcome.WAIVED:
        made["suppressions"] = [_suppression(result)]
    if changed is not None:
        made["baselineState"] = changed.get(result.id, "unchanged")
    return made


def _owned(made: dict[str, Json], owner: str | None) -> dict[str, Json]:
    """Return a result with its owner: as a property, and as a tag by which viewers group."""
    if not owner:
        return made
    name = digest.one_line(owner, EVIDENCE)
    properties = made["properties"]
    kept = properties if isinstance(properties, Mapping) else {}
    return {**made, "properties": {**kept, "owner": name, "tags": [f"owner:{name}"]}}


def _location(report: Report, result: ReportResult, name: str) -> Json:
    if result.place is not None:
        return _in_file(result.place, result, name)
    region = parse_arn(result.function).region
    # A function has no file, and GitHub refuses a whole upload for one result without any.
    parts = ("aws", report.account.id, region or "global", "lambda", visible(name) or "unnamed")
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": "/".join(quote(part, safe="") for part in parts)},
            "region": {"startLine": 1},
        },
        "logicalLocations": _logical(result, name),
    }


def _in_file(place: Place, result: ReportResult, name: str) -> Json:
    """Return the location of a finding about a template: the line that says it."""
    made: dict[str, Json] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.file.replace("\\", "/"), safe="/")},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": max(place.line, place.end_line),
            },
        },
        "logicalLocations": _logical(result, name),
    }
    if place.note:
        made["message"] = {"text": _plain(place.note, 140)}
    return made


def _logical(result: ReportResult, name: str) -> Json:
    return [
        {
            "name": digest.one_line(name, 140),
            "fullyQualifiedName": digest.one_line(result.function, 400),
            "kind": "function",
        }
    ]


def _suppression(result: ReportResult) -> Json:
    made: dict[str, Json] = {"kind": "external", "status": "accepted"}
    waiver = result.waiver
    if waiver is not None:
        said = f"{waiver.id}: {waiver.reason} ({waiver.owner}, until {waiver.expires})"
        made["justification"] = _plain(said, MESSAGE)
    return made


def _properties(result: ReportResult) -> Json:
    made: dict[str, Json] = {
        "severity": result.severity.value,
        "firstSeen": result.first_seen.isoformat().replace("+00:00", "Z"),
    }
    evidence = [dict(_evidence(finding.evidence.items())) for finding in result.findings]
    if any(evidence):
        made["evidence"] = evidence
    if result.findings and result.findings[0].fix.cli:
        made["fix"] = visible(result.findings[0].fix.cli[:MESSAGE])
    return made


def _evidence(items: Iterable[tuple[str, object]]) -> Iterator[tuple[str, Json]]:
    for key, value in items:
        word = digest.one_line(key, 80)
        if isinstance(value, tuple):
            yield word, [digest.one_line(str(part), EVIDENCE) for part in value]
        elif isinstance(value, str):
            yield word, digest.one_line(value, EVIDENCE)
        else:
            yield word, value if isinstance(value, bool | int | float) else None


def _plain(text: str, limit: int) -> str:
    """Return a text in which SARIF finds neither a link nor a placeholder."""
    line = digest.one_line(text, limit)
    return line.replace("](", "] (").replace("{", "(").replace("}", ")")
