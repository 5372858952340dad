"""What the Markdown template prints: rows that are cut to size, and counts of what was cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.model import Finding, Outcome
from auditor.model.report import CheckSummary, FunctionSummary, Report, ReportResult

from . import digest
from .escaping import Raw, code, prose, row


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of each part a document takes."""

    findings: int
    per_check: int
    others: int  # rows of every other table
    text: int  # characters of one value
    fixes: int
    whole: bool  # with every section and with fixes to paste

    def smaller(self, part: int) -> Limits:
        """Return limits for documents in which even these do not fit."""
        return replace(
            self,
            others=self.others // part,
            fixes=self.fixes // part,
            text=max(40, self.text // part),
        )


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
class Group:
    """The failures of one check."""

    severity: str
    check: str
    title: str
    failed: str  # "3 of 412 functions"
    rationale: str
    remedy: str
    references: tuple[Raw, ...]
    table: Table
    example: str  # the function whose names the snippets hold
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
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
    since: str
    changes: str
    changed: Table
    trend: Table
    categories: Table
    checks: Table
    in_order: tuple[str, ...]  # checks that passed everywhere
    functions: Table
    failed: Counter[str]  # failures of each check
    waivers: Table
    gaps: Table
    method: tuple[str, ...]
    marker: Raw
    groups: tuple[Group, ...] = ()
    left_out: str = ""


def rows(report: Report, limits: Limits) -> tuple[FindingRow, ...]:
    """Return the failures that may be shown, worst first."""
    known, shown = digest.names(report), Counter[str]()
    found: list[FindingRow] = []
    for result in report.results:
        if result.outcome is not Outcome.FAIL or shown[result.check] == limits.per_check:
            continue
        if len(found) == limits.findings:
            break
        shown[result.check] += 1
        found.append(FindingRow(result=result, line=_finding_row(result, known, limits)))
    return tuple(found)


def with_findings(view: View, shown: Sequence[FindingRow]) -> View:
    """Return the document with these findings in it."""
    left_out = view.failed.total() - len(shown)
    return replace(
        view,
        groups=tuple(_groups(view, shown)),
        left_out=digest.plural(left_out, "finding") if left_out else "",
    )


def view(report: Report, limits: Limits) -> View:
    """Return the document without its findings."""
    comparison = report.comparison
    score = report.score
    value = "" if score.value is None else f" {score.value:.1f}/100"
    return View(
        report=report,
        whole=limits.whole,
        verdict=f"{score.grade}{value}",
        account=digest.account(report),
        open=tuple((f"{n:,}", severity.value) for severity, n in digest.open_by_severity(report)),
        affected=f"{digest.affected(report):,} of"
        f" {digest.plural(len(report.functions), 'function')}",
        beside=" · ".join(digest.beside_score(report)),
        incomplete=digest.incomplete(report),
        missing=digest.missing_actions(report),
        fixes=_table(_fix_rows(report, limits), limits.fixes),
        since="" if comparison is None else f"{comparison.baseline_at:%Y-%m-%d}",
        changes=digest.counted(digest.changes(report)) or "nothing changed",
        changed=_table(_changed_rows(report, limits), limits.others),
        trend=_table(_trend_rows(report), limits.others),
        categories=_table(_category_rows(report), limits.others),
        checks=_table(_check_rows(report, limits), limits.others),
        in_order=tuple(c.id for c in report.checks if _in_order(c))[: limits.others],
        functions=_table(_function_rows(report, limits), limits.others),
        failed=Counter(r.check for r in report.results if r.outcome is Outcome.FAIL),
        waivers=_table(_waiver_rows(report, limits), limits.others),
        gaps=_table(_gap_rows(report, limits), limits.others),
        method=tuple(_method(report)) if limits.others else (),
        marker=_marker(report),
    )


def _table(lines: Iterable[Raw], limit: int) -> Table:
    every = tuple(lines)
    return Table(rows=every[:limit], left_out=max(0, len(every) - limit))


def _finding_row(result: ReportResult, known: Mapping[str, str], limits: Limits) -> Raw:
    evidence = " · ".join(
        f"{key}: {digest.value_of(value)}"
        for finding in result.findings
        for key, value in finding.evidence.items()
    )
    name = code(digest.name_of(result.function, known), 140)
    message = prose(digest.text_of(result), limits.text)
    if not limits.whole:
        return row(name, _region(result.function), message)
    return row(name, _region(result.function), message, prose(evidence, limits.text))


def _region(arn: str) -> str:
    return [*arn.split(":"), "", "", "", ""][3]


def _fix_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    for number, fix in enumerate(report.top_fixes, 1):
        after = digest.figure(fix.score_after)
        gain = f" (+{fix.gain:.1f})" if fix.gain else ""
        yield row(
            str(number),
            prose(fix.title, limits.text),
            fix.severity.value.upper(),
            digest.mends(fix),
            f"{after}{gain}",
        )


def _changed_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    if report.comparison is None:
        return
    known = digest.names(report)
    for change in report.comparison.changes:
        yield row(
            change.kind,
            change.severity.value.upper(),
            code(change.check),
            code(digest.name_of(change.function, known), 140),
            prose(change.detail, limits.text),
        )


def _trend_rows(report: Report) -> Iterator[Raw]:
    for point in reversed(report.trend if len(report.trend) > 1 else ()):
        counts = (str(point.open.get(word, 0)) for word in ("critical", "high", "medium", "low"))
        score = digest.figure(point.score)
        yield row(f"{point.captured_at:%Y-%m-%d}", score, prose(point.grade), *counts)


def _category_rows(report: Report) -> Iterator[Raw]:
    for name, score in report.score.categories.items():
        own = [check for check in report.checks if check.category.value == name]
        yield row(
            prose(name, 40),
            f"{score.value:.1f}",
            prose(score.grade),
            *(f"{sum(getattr(c, key) for c in own):,}" for key in ("fail", "unknown", "waived")),
        )


def _in_order(check: CheckSummary) -> bool:
    return not (check.fail or check.unknown or check.waived)


def _check_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    for check in report.checks:
        if _in_order(check):
            continue
        counts = (check.fail, check.unknown, check.waived, check.not_applicable, check.passed)
        yield row(
            code(check.id),
            prose(check.title, limits.text),
            check.severity.value.upper(),
            *(f"{count:,}" for count in counts),
        )


def _function_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    for function in report.functions:
        if function.score < 100:  # noqa: PLR2004  the best score
            yield row(
                code(function.name, 140),
                function.region,
                code(function.runtime or "container image", 60),
                f"{function.grade} {function.score}",
                prose(_worst(function), limits.text),
            )


def _worst(function: FunctionSummary) -> str:
    worst = sorted(function.deductions, key=lambda d: (-d.points, d.check))[:3]
    return ", ".join(f"{deduction.check} −{deduction.points}" for deduction in worst)  # noqa: RUF001


def _groups(view: View, shown: Sequence[FindingRow]) -> Iterator[Group]:
    report, failed = view.report, view.failed
    checks = {check.id: check for check in report.checks}
    grouped: dict[str, list[FindingRow]] = {}
    for found in shown:
        grouped.setdefault(found.result.check, []).append(found)
    known = digest.names(report) if view.whole else {}
    total = digest.plural(len(report.functions), "function")
    for id_, own in grouped.items():
        first, check = own[0].result, checks.get(id_)
        yield Group(
            severity=first.severity.value.upper(),
            check=id_,
            title=id_ if check is None else check.title,
            failed=f"{failed[id_]:,} of {total}",
            rationale="" if check is None else check.rationale,
            remedy="" if check is None else check.remedy,
            references=() if check is None else tuple(_links(check)),
            table=Table(rows=tuple(f.line for f in own), left_out=failed[id_] - len(own)),
            example=digest.name_of(first.function, known),
            snippets=tuple(_snippets(first.findings)) if view.whole else (),
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


def _waiver_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    today = report.captured_at.date()
    for summary in report.waivers:
        waiver = summary.waiver
        yield row(
            code(waiver.id, 80),
            summary.state,
            str(summary.results),
            prose(f"{waiver.kind.replace('_', ' ')}: {waiver.reason}", limits.text),
            code(waiver.owner, 80),
            code(waiver.ticket or "", 80),
            digest.plural(max(0, (today - waiver.created).days), "day"),
            str(waiver.expires),
            prose(summary.note, limits.text),
        )


def _gap_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    for gap in report.gaps:
        yield row(
            code(gap.region, 40),
            code(gap.iam_action or gap.operation, 80),
            prose(": ".join(filter(None, (gap.code, gap.message))), limits.text),
            f"{gap.functions:,}",
            prose(", ".join(gap.checks), limits.text),
        )


def _method(report: Report) -> Iterator[str]:
    tool, calls = report.tool, report.calls
    yield (
        f"{tool.name} {tool.version}, score model {tool.score_model}, check set"
        f" {tool.checks_digest[:19]}."
    )
    yield (
        f"{len(report.regions)} regions ({', '.join(report.regions)});"
        f" {digest.plural(calls.total, 'API call')}, {calls.throttled:,} throttled,"
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
