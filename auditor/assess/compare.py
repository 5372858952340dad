"""What became of each result since an earlier report, and the trend over several.

What was not looked at in both reports is never called fixed or new: a check that ran in one of
them only, a region that could not be listed, functions outside a filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from auditor.assess.changes import LISTED, ComparedScope, changes, listed
from auditor.model import Finding
from auditor.model.arn import parse_arn
from auditor.model.errors import UsageError
from auditor.model.report import Comparison, Report, ReportResult, TrendPoint

LIST_FUNCTIONS = "lambda:ListFunctions"


def compare(old: Report, new: Report) -> Comparison:
    """Return what changed from `old`, the baseline, to `new`."""
    notes = tuple(_differences(old, new))
    if old.account.id != new.account.id:
        return Comparison(
            baseline_at=old.captured_at,
            comparable=False,
            note=f"account {old.account.id} is not {new.account.id}: nothing was compared",
            score_before=None,
            changes=(),
            functions_added=(),
            functions_removed=(),
        )
    scope = _scope(old, new)
    return Comparison(
        baseline_at=old.captured_at,
        comparable=not notes,
        note="; ".join((*notes, *_remarks(old, new))),
        score_before=old.score.value,
        changes=changes(old, new, scope),
        functions_added=tuple(sorted(scope.added)),
        functions_removed=tuple(sorted(scope.removed)),
    )


def with_baseline(old: Report, new: Report) -> Report:
    """Return `new` with its comparison, its first-seen dates and the trend up to it."""
    compared = replace(new, comparison=compare(old, new), results=_first_seen(old, new))
    if old.account.id != new.account.id:
        return compared
    return replace(compared, trend=_trend([old, new], new.tool.score_model))


def baseline_of(report: Report) -> Report:
    """Return of a report what a later one is compared with: for large ones a small part of it."""
    return replace(
        report,
        functions=tuple(
            replace(f, tags={}, sources=(), role_reach=(), package=(), deductions=())
            for f in report.functions
        ),
        results=tuple(
            replace(r, findings=tuple(Finding(message=f.message) for f in r.findings))
            for r in listed(report).values()
        ),
        top_fixes=(),
        next_grade=None,
        gap_policy="",
        comparison=None,
    )


def with_trend(reports: Sequence[Report]) -> Report:
    """Return the newest of the reports with the trend through all of them.

    Scores of another score model are left out: a line through both would be a lie.

    Raises:
        UsageError: the reports are of several accounts.
    """
    newest = max(reports, key=lambda report: report.captured_at)
    accounts = sorted({report.account.id for report in reports})
    if len(accounts) > 1:
        raise UsageError(
            f"the reports are of the accounts {', '.join(accounts)}; give those of one account"
        )
    return replace(newest, trend=_trend(reports, newest.tool.score_model))


def _trend(reports: Iterable[Report], model: int) -> tuple[TrendPoint, ...]:
    comparable = [report for report in reports if report.tool.score_model == model]
    points = {point.captured_at: point for report in comparable for point in report.trend}
    points |= {report.captured_at: _point(report) for report in comparable}
    return tuple(points[moment] for moment in sorted(points))


def _point(report: Report) -> TrendPoint:
    return TrendPoint(
        captured_at=report.captured_at,
        score=report.score.value,
        grade=report.score.grade,
        open=report.open,
    )


def _differences(old: Report, new: Report) -> Iterator[str]:
    """Yield why the two scores can't be compared."""
    if old.tool.score_model != new.tool.score_model:
        yield f"score model {old.tool.score_model} became {new.tool.score_model}"
    before, after = _checks(old), _checks(new)
    if after - before:
        yield f"checks that the baseline did not run: {_names(after - before)}"
    if before - after:
        yield f"checks that only the baseline ran: {_names(before - after)}"
    if before == after and old.tool.checks_digest != new.tool.checks_digest:
        yield "options or severities of the checks differ"
    if old.scope != new.scope:
        yield f"filters differ: {_filters(old)} became {_filters(new)}"
    for report, other, whose in ((old, new, "the baseline"), (new, old, "this report")):
        regions = frozenset(report.regions) - frozenset(other.regions)
        if regions:
            yield f"regions of {whose} alone: {_names(regions)}"


def _remarks(old: Report, new: Report) -> Iterator[str]:
    """Yield what a reader must know although the scores can be compared."""
    if old.captured_at > new.captured_at:
        yield "the baseline is newer than this report"
    for report, whose in ((old, "the baseline"), (new, "this report")):
        if report.partial:
            yield f"{whose} is partial: its collection was interrupted"
        unlisted = _unlisted(report)
        if unlisted:
            yield f"{whose} could not list functions in {_names(unlisted)}"


def _names(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _filters(report: Report) -> str:
    return ", ".join(report.scope) or "none"


def _checks(report: Report) -> frozenset[str]:
    return frozenset(check.id for check in report.checks)


def _unlisted(report: Report) -> frozenset[str]:
    return frozenset(gap.region for gap in report.gaps if gap.operation == LIST_FUNCTIONS)


def _scope(old: Report, new: Report) -> ComparedScope:
    before = frozenset(function.arn for function in old.functions)
    after = frozenset(function.arn for function in new.functions)
    return ComparedScope(
        checks=_checks(old) & _checks(new),
        before=before,
        after=after,
        added=_absent(after - before, old, new),
        removed=_absent(before - after, new, old),
    )


def _absent(functions: frozenset[str], there: Report, here: Report) -> frozenset[str]:
    """Return those functions of `here` that `there` would have listed, had they existed."""
    if there.partial or there.scope != here.scope:
        return frozenset()
    seen = frozenset(there.regions) - _unlisted(there)
    return frozenset(arn for arn in functions if parse_arn(arn).region in seen)


def _first_seen(old: Report, new: Report) -> tuple[ReportResult, ...]:
    if old.account.id != new.account.id:
        return new.results
    before = listed(old)
    return tuple(
        replace(result, first_seen=min(result.first_seen, before[result.id].first_seen))
        if result.outcome in LISTED and result.id in before
        else result
        for result in new.results
    )
