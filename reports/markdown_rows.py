"""The rows of the Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from auditor.plugin import CheckSummary, FunctionSummary, Report, ReportResult, counted, parse_arn

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


def owner_rows(report: Report) -> Iterator[Raw]:
    """Yield what is open at the functions of each owner, the worst first."""
    for found in digest.open_by_owner(report) if report.of_owner is None else ():
        score = found.score
        yield row(
            prose(found.owner, digest.OWNER),
            f"{found.functions:,}",
            "" if score is None else f"{score.grade} {score.value:.1f}",
            *(f"{number:,}" for _, number in found.open[:4]),
        )


def finding_row(
    result: ReportResult, known: Mapping[str, str], owners: Mapping[str, str], limits: Limits
) -> Raw:
    """Return the row of one failure; with the owner where owners are known."""
    evidence = " · ".join(
        f"{key}: {digest.value_of(value)}"
        for finding in result.findings
        for key, value in finding.evidence.items()
    )
    name = code(digest.name_of(result.function, known), 140)
    message = prose(digest.text_of(result), limits.text)
    place = digest.place_of(result.place)
    where = code(place, limits.text) if place else _region(result.function)
    owner = (prose(owners.get(result.function, ""), digest.OWNER),) if owners else ()
    if not limits.whole:
        return row(name, *owner, where, message)
    return row(name, *owner, where, message, prose(evidence, limits.text))


def _region(arn: str) -> str:
    return parse_arn(arn).region


def fix_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    """Yield what one act resolves, best first."""
    for number, fix in enumerate(report.top_fixes, 1):
        after = "" if report.of_owner is not None else digest.figure(fix.score_after)
        gain = f" (+{fix.gain:.1f})" if fix.gain else ""
        if fix.gain and not after:  # what the account gains; an owner's own score is not its sum
            gain = f"+{fix.gain:.1f} for the account"
        yield row(
            str(number),
            prose(fix.title, limits.text),
            fix.severity.value.upper(),
            digest.resolves(fix),
            f"{after}{gain}",
        )


def changed_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    """Yield what changed since the baseline."""
    if report.comparison is None:
        return
    known = digest.names(report)
    for change in report.comparison.changes:
        yield row(
            change.kind,
            change.severity.value.upper(),
            code(change.check),
            code(digest.name_of(change.function, known), 140),
            prose(change.owner, digest.OWNER),
            prose(digest.message_of(change), limits.text),
            prose(change.detail, limits.text),
        )


def trend_rows(report: Report) -> Iterator[Raw]:
    """Yield past scores, newest first."""
    for point in reversed(report.trend if len(report.trend) > 1 else ()):
        counts = (str(point.open.get(word, 0)) for word in ("critical", "high", "medium", "low"))
        score = digest.figure(point.score)
        yield row(f"{point.captured_at:%Y-%m-%d}", score, prose(point.grade), *counts)


def category_rows(report: Report) -> Iterator[Raw]:
    """Yield the score of each category."""
    for name, score in report.score.categories.items():
        own = [check for check in report.checks if check.category.value == name]
        yield row(
            prose(name, 40),
            f"{score.value:.1f}",
            prose(score.grade),
            *(f"{sum(getattr(c, key) for c in own):,}" for key in ("fail", "unknown", "waived")),
        )


def in_order(check: CheckSummary) -> bool:
    """Tell whether a check found nothing anywhere."""
    return not (check.fail or check.unknown or check.waived)


def check_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    """Yield the checks that found something."""
    for check in report.checks:
        if in_order(check):
            continue
        counts = (check.fail, check.unknown, check.waived, check.not_applicable, check.passed)
        yield row(
            code(check.id),
            prose(check.title, limits.text),
            check.severity.value.upper(),
            *(f"{count:,}" for count in counts),
        )


def function_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    """Yield the functions that lost points, worst first."""
    owned = bool(report.owner_tags)
    for function in report.functions:
        if function.score < 100:  # noqa: PLR2004  the best score
            yield row(
                code(function.name, 140),
                *((prose(digest.owner_of(function), digest.OWNER),) if owned else ()),
                function.region,
                code(function.runtime or "container image", 60),
                f"{function.grade} {function.score}",
                prose(_worst(function), limits.text),
            )


def _worst(function: FunctionSummary) -> str:
    worst = sorted(function.deductions, key=lambda d: (-d.points, d.check))[:3]
    return ", ".join(f"{deduction.check} −{deduction.points}" for deduction in worst)  # noqa: RUF001


def waiver_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    """Yield the waivers, with their age in days."""
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
            counted(max(0, (today - waiver.created).days), "day"),
            str(waiver.expires),
            prose(summary.note, limits.text),
        )


def gap_rows(report: Report, limits: Limits) -> Iterator[Raw]:
    """Yield what could not be read."""
    for gap in report.gaps:
        yield row(
            code(gap.region, 40),
            code(gap.iam_action or gap.operation, 80),
            prose(": ".join(filter(None, (gap.code, gap.message))), limits.text),
            f"{gap.functions:,}",
            prose(", ".join(gap.checks), limits.text),
        )
