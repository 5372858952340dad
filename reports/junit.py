"""JUnit XML: a suite per check, a case per function, for Jenkins, GitLab and Azure Pipelines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from auditor.plugin import (
    CheckSummary,
    FunctionSummary,
    Outcome,
    Report,
    ReportResult,
    parse_arn,
    renderer,
)

from .digest import name_of, one_line, text_of, value_of
from .html.text import visible

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
MESSAGE = 1_000  # characters of an attribute


@renderer("junit", extensions=[".xml"])
def junit(report: Report) -> bytes:
    """JUnit XML: a failed check fails its case, an unknown one is an error, the rest is skipped."""
    root = ET.Element("testsuites", name=f"{report.tool.name} {report.account.id}")
    by_check: dict[str, list[ReportResult]] = {check.id: [] for check in report.checks}
    for result in report.results:
        by_check.setdefault(result.check, []).append(result)
    checks = {check.id: check for check in report.checks}
    known = {function.arn: function for function in report.functions}
    suites = [
        _suite(root, id, results, check=checks.get(id), known=known)
        for id, results in sorted(by_check.items())  # noqa: A001  `id` is the word for it
    ]
    for suite in suites:
        suite.set("timestamp", report.captured_at.strftime("%Y-%m-%dT%H:%M:%S"))
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in suites)))
    ET.indent(root)
    return f"{DECLARATION}{ET.tostring(root, encoding='unicode')}\n".encode()


def _suite(
    root: ET.Element,
    id: str,
    results: Sequence[ReportResult],
    *,
    check: CheckSummary | None,
    known: Mapping[str, FunctionSummary],
) -> ET.Element:
    suite = ET.SubElement(root, "testsuite", name=one_line(id))
    facts = {} if check is None else {"title": check.title, "remedy": check.remedy}
    _properties(suite, {**facts, **_owners(results, known)})
    listed = {result.outcome for result in results}
    for result in results:
        _case(suite, result, known.get(result.function))
    passed = 0 if check is None or Outcome.PASS in listed else check.passed
    if passed:
        # Passes are not listed one by one; without any case some servers call the file empty.
        name = f"every other function that it applies to ({passed})"
        ET.SubElement(suite, "testcase", classname=one_line(id), name=name)
    counted = {
        "failures": sum(r.outcome is Outcome.FAIL for r in results),
        "errors": sum(r.outcome is Outcome.UNKNOWN for r in results),
        "skipped": sum(r.outcome in {Outcome.WAIVED, Outcome.NOT_APPLICABLE} for r in results),
    }
    suite.set("tests", str(len(results) + bool(passed)))
    for key, number in counted.items():
        suite.set(key, str(number))
    return suite


def _properties(suite: ET.Element, named: Mapping[str, str]) -> None:
    if named:
        properties = ET.SubElement(suite, "properties")
        for name, value in named.items():
            ET.SubElement(properties, "property", name=name, value=_text(value))


def _owners(
    results: Sequence[ReportResult], known: Mapping[str, FunctionSummary]
) -> dict[str, str]:
    """Return whose functions these are; the schema allows properties of a suite alone."""
    found = (known[result.function] for result in results if result.function in known)
    return {
        one_line(f"owner of {parse_arn(one.arn).region}/{one.name}", MESSAGE): one.owner
        for one in found
        if one.owner
    }


def _case(suite: ET.Element, result: ReportResult, function: FunctionSummary | None) -> None:
    region = parse_arn(result.function).region
    name = name_of(result.function, {}) if function is None else function.name
    case = ET.SubElement(
        suite,
        "testcase",
        classname=one_line(result.check),
        name=one_line(f"{region}/{name}", MESSAGE),
    )
    message = one_line(text_of(result), MESSAGE)
    if result.outcome is Outcome.FAIL:
        failure = ET.SubElement(case, "failure", message=message, type=result.severity.value)
        failure.text = _details(result)
    elif result.outcome is Outcome.UNKNOWN:
        error = ET.SubElement(case, "error", message=message, type="unknown")
        error.text = _details(result)
    elif result.outcome is Outcome.WAIVED:
        ET.SubElement(case, "skipped", message=_signed(result, message))
    elif result.outcome is Outcome.NOT_APPLICABLE:
        ET.SubElement(case, "skipped", message=f"not applicable: {message}")


def _signed(result: ReportResult, message: str) -> str:
    waiver = result.waiver
    if waiver is None:
        return f"waived: {message}"
    signed = one_line(f"{waiver.id}, {waiver.owner}: {waiver.reason}", MESSAGE)
    return f"waived until {waiver.expires} ({signed}): {message}"


def _details(result: ReportResult) -> str:
    lines = [f"id: {result.id}", f"function: {result.function}"]
    for finding in result.findings:
        lines.append(f"{result.severity.value}: {finding.message}")
        lines.extend(f"  {key}: {value_of(value)}" for key, value in finding.evidence.items())
        if finding.fix.cli:
            lines.append(f"fix:\n{finding.fix.cli}")
    if result.reason:
        lines.append(result.reason)
    return _text("\n".join(lines))


def _text(text: str) -> str:
    """Return a text without what XML 1.0 can't hold: that is shown as what it is."""
    return visible(text.replace("\r", "\n"))
