"""JUnit XML: a suite per check, a case per function, for Jenkins, GitLab and Azure Pipelines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
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
def junit(report: Report) -> Iterator[bytes]:
    """JUnit XML: a failed check fails its case, an unknown one is an error, the rest is skipped."""
    root = ET.Element("testsuites", name=f"{report.tool.name} {report.account.id}")
    by_check: dict[str, list[ReportResult]] = {check.id: [] for check in report.checks}
    for result in report.results:
        by_check.setdefault(result.check, []).append(result)
    checks = {check.id: check for check in report.checks}
    known = {function.arn: function for function in report.functions}
    total: Counter[str] = Counter()
    for id, results in by_check.items():  # noqa: A001  `id` is the word for it
        total.update(_counts(results, checks.get(id)))
    for key in ("tests", "failures", "errors"):
        root.set(key, str(total[key]))
    if not by_check:
        yield f"{DECLARATION}{_text_of(root)}\n".encode()
        return
    yield f"{DECLARATION}{_text_of(root)}".removesuffix(" />").encode() + b">"
    for id, results in sorted(by_check.items()):  # noqa: A001
        suite = _suite(id, results, check=checks.get(id), known=known)
        suite.set("timestamp", report.captured_at.strftime("%Y-%m-%dT%H:%M:%S"))
        ET.indent(suite, level=1)
        yield f"\n  {_text_of(suite)}".encode()
    yield b"\n</testsuites>\n"


def _text_of(element: ET.Element) -> str:
    return ET.tostring(element, encoding="unicode")


def _suite(
    id: str,
    results: Sequence[ReportResult],
    *,
    check: CheckSummary | None,
    known: Mapping[str, FunctionSummary],
) -> ET.Element:
    suite = ET.Element("testsuite", name=one_line(id))
    facts = {} if check is None else {"title": check.title, "remedy": check.remedy}
    _properties(suite, {**facts, **_owners(results, known)})
    listed = {result.outcome for result in results}
    for result in results:
        _case(suite, result, known.get(result.function))
    passed = _unlisted_passes(listed, check)
    if passed:
        # Passes are not listed one by one; without any case some servers call the file empty.
        name = f"every other function that it applies to ({passed})"
        ET.SubElement(suite, "testcase", classname=one_line(id), name=name)
    for key, number in _counts(results, check).items():
        suite.set(key, str(number))
    return suite


def _counts(results: Sequence[ReportResult], check: CheckSummary | None) -> dict[str, int]:
    """Return the counts of a suite; all passes that are not listed are one case."""
    outcomes = Counter(result.outcome for result in results)
    return {
        "tests": len(results) + bool(_unlisted_passes(outcomes, check)),
        "failures": outcomes[Outcome.FAIL],
        "errors": outcomes[Outcome.UNKNOWN],
        "skipped": outcomes[Outcome.WAIVED] + outcomes[Outcome.NOT_APPLICABLE],
    }


def _unlisted_passes(listed: Container[Outcome], check: CheckSummary | None) -> int:
    return 0 if check is None or Outcome.PASS in listed else check.passed


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
