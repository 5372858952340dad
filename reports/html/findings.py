"""The findings of the static part: grouped by check, the first in full, the rest in brief."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from auditor.plugin import (
    CheckSummary,
    Finding,
    Fix,
    FixKind,
    FunctionSummary,
    Outcome,
    Report,
    ReportResult,
)

from .. import digest  # noqa: TID252  what every format says, in one place
from . import text
from .functions import functions_of

LISTED = 500  # the rest is in the report's JSON and, with JavaScript, in the list
FULL = 28  # with evidence and fixes; a page of more than 5,000 elements becomes slow
_NAMED = 8  # functions by name where a group has many
_OPENINGS = {
    FixKind.FIX: "Fix with {}",
    FixKind.INVESTIGATE: "Investigate first with {}",
    FixKind.DECIDE: "Decide first, then {}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One finding with what proves it and what fixes it."""

    message: str
    evidence: tuple[tuple[str, str], ...]
    fixes: tuple[tuple[str, str], ...]  # the tool and the text to paste
    ask: str  # what the fixes ask for and which they are; empty: there are none
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One result of the list."""

    anchor: str
    function: str  # its address
    name: str
    region: str
    full: bool
    first_seen: str
    owner: str  # empty: owners are not known
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """The listed results of one check and severity."""

    severity: str
    check: CheckSummary
    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownGroup:
    """Results that share a check and the reason why they are unknown."""

    severity: str
    check: str
    title: str
    reason: str
    count: int
    named: tuple[tuple[str, str], ...]  # address and name of the first functions
    more: int


def fixes(fix: Fix) -> tuple[tuple[str, str], ...]:
    """Return the remedies that there are, by tool."""
    tools = (("AWS CLI", fix.cli), ("SAM", fix.sam), ("Terraform", fix.terraform))
    return tuple((tool, words) for tool, words in tools if words)


def ask(fix: Fix) -> str:
    """Return such as "Fix with AWS CLI, SAM or Terraform"; empty without a command or template."""
    tools = [tool for tool, _ in fixes(fix)]
    if not tools:
        return ""
    *most, last = tools
    named = f"{', '.join(most)} or {last}" if most else last
    return _OPENINGS[fix.kind].format(named)


def detail(finding: Finding) -> Detail:
    """Return a finding as the page shows it."""
    return Detail(
        message=finding.message,
        evidence=(
            *_place(finding),
            *((text.label(k), text.value(v)) for k, v in finding.evidence.items()),
        ),
        fixes=fixes(finding.fix),
        ask=ask(finding.fix),
        confidence=finding.confidence.value,
    )


def _place(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.place is not None:
        note = f" ({finding.place.note})" if finding.place.note else ""
        yield "Place", f"{finding.place.file}:{finding.place.line}{note}"


def results_by_outcome(report: Report, outcome: Outcome) -> list[ReportResult]:
    """Return the results of one outcome, in the report's order."""
    return [result for result in report.results if result.outcome is outcome]


def groups(
    report: Report,
    failed: Sequence[ReportResult],
    functions: Mapping[str, FunctionSummary],
    named: Container[str],
) -> tuple[FindingGroup, ...]:
    """Return the first failures, the worst first, grouped by severity and check.

    The results whose ids are in `named` are always among them, and in full.
    """
    owners = digest.owners(report)
    checks = {check.id: check for check in report.checks}
    totals = Counter((result.severity, result.check) for result in failed)
    ordered = sorted(failed, key=lambda r: (r.severity.rank, r.check))
    listed = _first(ordered, named, LISTED)
    full = {result.id for result in _first(listed, named, FULL)}

    def made() -> Iterator[FindingGroup]:
        for (severity, check), members in groupby(listed, key=lambda r: (r.severity, r.check)):
            if check in checks:
                yield FindingGroup(
                    severity=severity.value,
                    check=checks[check],
                    items=tuple(_items(members, functions, owners, full)),
                    total=totals[severity, check],
                )

    return tuple(made())


def _first(ordered: Sequence[ReportResult], named: Container[str], most: int) -> list[ReportResult]:
    """Return the first results, and those that are named in place of the last of them."""
    room = most - sum(result.id in named for result in ordered)
    others = (result.id for result in ordered if result.id not in named)
    kept = set(islice(others, room))
    return [result for result in ordered if result.id in named or result.id in kept]


def _items(
    members: Iterable[ReportResult],
    functions: Mapping[str, FunctionSummary],
    owners: Mapping[str, str],
    full: Container[str],
) -> Iterator[Item]:
    for result in members:
        function = functions[result.function]
        yield Item(
            anchor=text.finding_anchor(result.check, result.id),
            function=text.function_anchor(function.region, function.name),
            name=function.name,
            region=function.region,
            full=result.id in full,
            first_seen=text.day(result.first_seen),
            owner=owners.get(result.function, ""),
            details=tuple(map(detail, result.findings)),
        )


def undecided(report: Report, functions: Mapping[str, FunctionSummary]) -> tuple[UnknownGroup, ...]:
    """Return the unknown results, those of one check and reason together."""
    titles = {check.id: check.title for check in report.checks}
    gathered: dict[tuple[int, str, str], list[ReportResult]] = {}
    for result in results_by_outcome(report, Outcome.UNKNOWN):
        key = (result.severity.rank, result.check, result.reason)
        gathered.setdefault(key, []).append(result)
    return tuple(
        UnknownGroup(
            severity=members[0].severity.value,
            check=check,
            title=titles.get(check, check),
            reason=reason,
            count=len(members),
            named=tuple(_named(members[:_NAMED], functions)),
            more=max(len(members) - _NAMED, 0),
        )
        for (_, check, reason), members in sorted(gathered.items(), key=lambda pair: pair[0])
    )


def by_arn(report: Report) -> dict[str, FunctionSummary]:
    """Return the functions by ARN, with a stub for each that only a result names."""
    return {function.arn: function for function in functions_of(report)}


def _named(
    members: Iterable[ReportResult], functions: Mapping[str, FunctionSummary]
) -> Iterator[tuple[str, str]]:
    for result in members:
        function = functions[result.function]
        yield text.function_anchor(function.region, function.name), function.name
