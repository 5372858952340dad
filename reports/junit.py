"""JUnit XML: a suite per check, a case per function, for Jenkins, GitLab and Azure Pipelines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from xml.sax.saxutils import escape

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

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
MESSAGE = 1_000  # characters of an attribute
# In an attribute, where a parser would read line breaks and tabs as spaces.
QUOTED = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
ROOT, SUITE, CASE, VERDICT = ("\n" + level * "  " for level in range(4))  # before an element


@renderer("junit", extensions=[".xml"])
def junit(report: Report) -> Iterator[bytes]:
    """JUnit XML: a failed check fails its case, an unknown one is an error, the rest is skipped."""
    by_check: dict[str, list[ReportResult]] = {check.id: [] for check in report.checks}
    for result in report.results:
        by_check.setdefault(result.check, []).append(result)
    checks = {check.id: check for check in report.checks}
    known = {function.arn: function for function in report.functions}
    total: Counter[str] = Counter()
    for id, results in by_check.items():  # noqa: A001  `id` is the word for it
        total.update(_counts(results, checks.get(id)))
    words = {
        "name": f"{report.tool.name} {report.account.id}",
        **{key: str(total[key]) for key in ("tests", "failures", "errors")},
    }
    suites = (
        _suite(id, results, report, check=checks.get(id), known=known)
        for id, results in sorted(by_check.items())  # noqa: A001
    )
    yield DECLARATION.encode()
    for piece in _element(ROOT, "testsuites", words, chain.from_iterable(suites)):
        yield piece.encode()
    yield b"\n"


def _element(
    indent: str, name: str, attributes: Mapping[str, str], inside: Iterable[str]
) -> Iterator[str]:
    """Yield the text of an element with what is inside it, which is never held as a whole."""
    start, begun = _leaf(indent, name, attributes), False
    for child in inside:
        if not begun:
            yield f"{start.removesuffix(' />')}>"
        begun = True
        yield child
    yield f"{indent}</{name}>" if begun else start


def _leaf(indent: str, name: str, attributes: Mapping[str, str], text: str = "") -> str:
    """Return the text of an element without others inside it."""
    words = "".join(f' {key}="{escape(value, QUOTED)}"' for key, value in attributes.items())
    end = f">{escape(text)}</{name}>" if text else " />"
    return f"{indent}<{name}{words}{end}"


def _suite(
    id: str,
    results: Sequence[ReportResult],
    report: Report,
    *,
    check: CheckSummary | None,
    known: Mapping[str, FunctionSummary],
) -> Iterator[str]:
    words = {
        "name": one_line(id),
        **{key: str(number) for key, number in _counts(results, check).items()},
        "timestamp": report.captured_at.strftime("%Y-%m-%dT%H:%M:%S"),
    }
    return _element(SUITE, "testsuite", words, _children(id, results, check=check, known=known))


def _children(
    id: str,
    results: Sequence[ReportResult],
    *,
    check: CheckSummary | None,
    known: Mapping[str, FunctionSummary],
) -> Iterator[str]:
    facts = {} if check is None else {"title": check.title, "remedy": check.remedy}
    yield from _properties({**facts, **_owners(results, known)})
    for result in results:
        yield _case(result, known.get(result.function))
    passed = _unlisted_passes({result.outcome for result in results}, check)
    if passed:
        # Passes are not listed one by one; without any case some servers call the file empty.
        name = f"every other function that it applies to ({passed})"
        yield _leaf(CASE, "testcase", {"classname": one_line(id), "name": name})


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


def _properties(named: Mapping[str, str]) -> Iterator[str]:
    if named:
        words = ({"name": name, "value": _text(value)} for name, value in named.items())
        yield from _element(
            CASE, "properties", {}, (_leaf(VERDICT, "property", each) for each in words)
        )


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


def _case(result: ReportResult, function: FunctionSummary | None) -> str:
    region = parse_arn(result.function).region
    name = name_of(result.function, {}) if function is None else function.name
    words = {
        "classname": one_line(result.check),
        "name": one_line(f"{region}/{name}", MESSAGE),
    }
    return "".join(_element(CASE, "testcase", words, _verdict(result)))


def _verdict(result: ReportResult) -> Iterator[str]:
    message = one_line(text_of(result), MESSAGE)
    if result.outcome is Outcome.FAIL:
        words = {"message": message, "type": result.severity.value}
        yield _leaf(VERDICT, "failure", words, _details(result))
    elif result.outcome is Outcome.UNKNOWN:
        words = {"message": message, "type": "unknown"}
        yield _leaf(VERDICT, "error", words, _details(result))
    elif result.outcome is Outcome.WAIVED:
        yield _leaf(VERDICT, "skipped", {"message": _signed(result, message)})
    elif result.outcome is Outcome.NOT_APPLICABLE:
        yield _leaf(VERDICT, "skipped", {"message": f"not applicable: {message}"})


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
