"""What the Markdown template prints: rows that are cut to size, and counts of what was cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.plugin import CheckSummary, Finding, Outcome, Report, ReportResult, counted

from . import digest, subject
from . import markdown_rows as cells
from .escaping import Raw, prose
from .markdown_rows import Limits
from .prose import Story, changes_in_words, story


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One failure, ready to print."""

    result: ReportResult
    line: Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of a table, and how many there was no place for."""

    rows: tuple[Raw, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A fix to paste."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFailures:
    """The failures of one check."""

    severity: str
    check: str
    title: str
    failed: str  # "3 of 412 functions"
    rationale: str
    remedy: str
    risk: str
    references: tuple[Raw, ...]
    table: Table
    example: str  # the function whose names the snippets hold
    snippets: tuple[Snippet, ...]
    ask: str  # what they are: Fix, Investigate or Decide


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownView:
    """The whole document."""

    report: Report
    whole: bool
    verdict: str
    account: str
    open: tuple[tuple[str, str], ...]
    affected: str
    beside: str
    incomplete: str
    missing: tuple[str, ...]
    fixes: Table
    next_grade: str
    since: str
    changes: str
    changed: Table
    trend: Table
    categories: Table
    owners: Table
    story: Story
    checks: Table
    in_order: tuple[str, ...]  # checks that passed everywhere
    functions: Table
    failed: Counter[str]  # failures of each check
    waivers: Table
    gaps: Table
    method: tuple[str, ...]
    marker: Raw
    groups: tuple[CheckFailures, ...] = ()
    left_out: str = ""

    @property
    def narrowed(self) -> str:
        """Return what filters left out."""
        return subject.narrowed(self.report)


def rows(report: Report, limits: Limits) -> tuple[FindingRow, ...]:
    """Return the failures that may be shown, worst first."""
    known, shown = digest.names(report), Counter[str]()
    owners = digest.owners(report)
    found: list[FindingRow] = []
    for result in report.results:
        if result.outcome is not Outcome.FAIL or shown[result.check] == limits.per_check:
            continue
        if len(found) == limits.findings:
            break
        shown[result.check] += 1
        found.append(
            FindingRow(result=result, line=cells.finding_row(result, known, owners, limits))
        )
    return tuple(found)


def with_findings(view: MarkdownView, shown: Sequence[FindingRow]) -> MarkdownView:
    """Return the document with these findings in it."""
    left_out = view.failed.total() - len(shown)
    return replace(
        view,
        groups=tuple(_groups(view, shown)),
        left_out=counted(left_out, "finding") if left_out else "",
    )


def _in_order(report: Report) -> tuple[str, ...]:
    """Return the checks that passed wherever they apply."""
    return tuple(c.id for c in report.checks if c.passed and cells.in_order(c))


def view(report: Report, limits: Limits) -> MarkdownView:
    """Return the document without its findings."""
    comparison = report.comparison
    return MarkdownView(
        report=report,
        whole=limits.whole,
        verdict=_verdict(report),
        account=subject.account(report),
        open=tuple((f"{n:,}", severity.value) for severity, n in digest.open_by_severity(report)),
        affected=f"{digest.affected(report):,} of {counted(len(report.functions), 'function')}",
        beside=" · ".join(digest.beside_score(report)),
        incomplete=digest.incomplete(report),
        missing=digest.missing_actions(report),
        fixes=_table(cells.fix_rows(report, limits), limits.fixes),
        next_grade=digest.next_grade(report),
        since="" if comparison is None else f"{comparison.baseline_at:%Y-%m-%d}",
        changes=changes_in_words(report),
        changed=_table(cells.changed_rows(report, limits), limits.others),
        trend=_table(cells.trend_rows(report), limits.others),
        categories=_table(cells.category_rows(report), limits.others),
        owners=_table(cells.owner_rows(report), limits.others),
        story=story(report),
        checks=_table(cells.check_rows(report, limits), limits.others),
        in_order=_in_order(report)[: limits.others],
        functions=_table(cells.function_rows(report, limits), limits.others),
        failed=Counter(r.check for r in report.results if r.outcome is Outcome.FAIL),
        waivers=_table(cells.waiver_rows(report, limits), limits.others),
        gaps=_table(cells.gap_rows(report, limits), limits.others),
        method=tuple(_method(report)) if limits.others else (),
        marker=_marker(report),
    )


def _verdict(report: Report) -> str:
    value = "" if report.score.value is None else f" {report.score.value:.1f}/100"
    return f"{report.score.grade}{value}"


def _table(lines: Iterable[Raw], limit: int) -> Table:
    every = tuple(lines)
    return Table(rows=every[:limit], left_out=max(0, len(every) - limit))


def _groups(view: MarkdownView, shown: Sequence[FindingRow]) -> Iterator[CheckFailures]:
    report, failed = view.report, view.failed
    checks = {check.id: check for check in report.checks}
    grouped: dict[str, list[FindingRow]] = {}
    for found in shown:
        grouped.setdefault(found.result.check, []).append(found)
    known = digest.names(report) if view.whole else {}
    total = counted(len(report.functions), "function")
    for id_, own in grouped.items():
        first, check = own[0].result, checks.get(id_)
        yield CheckFailures(
            severity=first.severity.value.upper(),
            check=id_,
            title=id_ if check is None else check.title,
            failed=f"{failed[id_]:,} of {total}",
            rationale="" if check is None else check.rationale,
            remedy="" if check is None else check.remedy,
            risk="" if check is None or not view.whole else check.risk,
            references=() if check is None else tuple(_links(check)),
            table=Table(rows=tuple(f.line for f in own), left_out=failed[id_] - len(own)),
            example=digest.name_of(first.function, known),
            snippets=tuple(_snippets(first.findings)) if view.whole else (),
            ask=first.findings[0].fix.kind.value.capitalize() if first.findings else "Fix",
        )


def _links(check: CheckSummary) -> Iterator[Raw]:
    for reference in check.references:
        # Addresses come from the checks, plugins among them: nothing may end the link early.
        if reference.startswith("https://") and not set(reference) & set(" <>()\\\"'`|\n"):
            page = reference.partition("#")[0].rstrip("/").rpartition("/")[2]
            yield Raw(f"[{prose(page.removesuffix('.html')).text}]({reference})")


def _snippets(findings: Sequence[Finding]) -> Iterator[Snippet]:
    for finding in findings[:1]:
        for text, language in (
            (finding.fix.cli, "sh"),
            (finding.fix.sam, "yaml"),
            (finding.fix.terraform, "hcl"),
        ):
            if text:
                yield Snippet(text=text, language=language)


def _method(report: Report) -> Iterator[str]:
    tool, calls = report.tool, report.calls
    yield (
        f"{tool.name} {tool.version}, score model {tool.score_model}, check set"
        f" {tool.checks_digest[:19]}."
    )
    yield (
        f"{len(report.regions)} regions ({', '.join(report.regions)});"
        f" {counted(calls.total, 'API call')}, {calls.throttled:,} throttled,"
        f" {calls.retried:,} retried."
    )
    if report.scope:
        yield f"Filters: {', '.join(report.scope)}."
    yield from report.overrides
    yield from report.notes


def _marker(report: Report) -> Raw:
    """Return the hidden line by which a bot finds its own comment again."""
    where = ",".join(report.regions)
    text = f"{report.tool.name}:{report.account.id}:{where}"
    return Raw(
        f"<!-- {''.join(c for c in text if c.isalnum() or c in ':,.-').replace('--', '-')} -->"
    )
