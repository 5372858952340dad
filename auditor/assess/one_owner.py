"""Of a report, the part that one owner has to act on."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from auditor.model import Outcome, Severity
from auditor.model.report import CheckSummary, Comparison, Report, ReportResult, Score, TopFix
from auditor.model.score_model import NO_GRADE
from auditor.model.wording import counted

NO_OWNER = "no-owner"  # the file of the functions without one
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 80  # characters of a file's name; file systems take 255 bytes
# Names that Windows reads as devices, whatever their extension.
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")


def owners_of(report: Report) -> tuple[str, ...]:
    """Return every owner that a function of the report has; "" are the functions without one."""
    return tuple(sorted({function.owner for function in report.functions}))


def file_names(owners: Iterable[str]) -> Mapping[str, str]:
    """Return for each owner a part of a path that is one name: it can't lead out of a folder.

    Owners that would share a name, also where letters differ in case only, get a suffix each.
    """
    plain = {owner: _file_name(owner) for owner in owners}
    shared = Counter(name.lower() for name in plain.values())
    return {
        owner: f"{name}-{_suffix(owner)}" if shared[name.lower()] > 1 and owner else name
        for owner, name in plain.items()
    }


def _file_name(owner: str) -> str:
    if not owner:
        return NO_OWNER
    name = _UNSAFE.sub("-", owner).strip(".-")[:_LONGEST].strip(".-")
    if not name:
        return f"owner-{_suffix(owner)}"
    return f"_{name}" if _DEVICES.match(name) else name


def _suffix(owner: str) -> str:
    return hashlib.sha256(owner.encode(errors="surrogatepass")).hexdigest()[:8]


def report_of(report: Report, owner: str) -> Report:
    """Return the report with the functions of one owner alone.

    Passes are not listed, so `passed` and `not_applicable` of a check, and the share that was
    assessed, stay those of the whole account; the scope says so.
    """
    functions = tuple(f for f in report.functions if f.owner == owner)
    arns = frozenset(f.arn for f in functions)
    results = tuple(r for r in report.results if r.function in arns)
    outcomes = Counter((r.check, r.outcome) for r in results)
    opened = Counter(r.severity for r in results if r.outcome is Outcome.FAIL)
    waivers = frozenset(r.waiver.id for r in results if r.waiver is not None)
    named = f"owner {owner}" if owner else "functions without an owner"
    total = counted(len(report.functions), "function")
    return replace(
        report,
        functions=functions,
        results=results,
        open={severity.value: opened[severity] for severity in Severity},
        score=_score(report, owner),
        checks=tuple(_check(check, outcomes) for check in report.checks),
        top_fixes=tuple(fix for top in report.top_fixes if (fix := _fix(top, results)) is not None),
        next_grade=None,
        waivers=tuple(w for w in report.waivers if w.waiver.id in waivers),
        comparison=_comparison(report.comparison, arns),
        trend=(),
        of_owner=owner,
        scope=(
            *report.scope,
            f"{named}: {len(functions):,} of {total}; passes are counted for the whole account",
        ),
    )


def _score(report: Report, owner: str) -> Score:
    own = report.score.owners.get(owner)
    cap = f"The account as a whole has {report.score.grade}"
    value = None if own is None or report.score.value is None else own.value
    return replace(
        report.score,
        value=value,
        grade=NO_GRADE if own is None or value is None else own.grade,
        cap=cap if report.score.value is None else f"{cap} {report.score.value:.1f}",
        best_case=value,
        best_grade=NO_GRADE if own is None or value is None else own.grade,
        without_waivers=value,
        categories={},
        regions={},
        owners={} if own is None else {owner: own},
    )


def _check(check: CheckSummary, counts: Mapping[tuple[str, Outcome], int]) -> CheckSummary:
    return replace(
        check,
        fail=counts[check.id, Outcome.FAIL],
        unknown=counts[check.id, Outcome.UNKNOWN],
        waived=counts[check.id, Outcome.WAIVED],
    )


def _fix(top: TopFix, results: Iterable[ReportResult]) -> TopFix | None:
    wanted = frozenset(top.results)
    own = [result for result in results if result.id in wanted]
    if not own:
        return None
    whole = len(own) == len(top.results)
    return replace(
        top,
        results=tuple(r.id for r in own),
        functions=len({r.function for r in own}),
        score_after=None,
        gain=top.gain if whole else 0.0,
    )


def _comparison(comparison: Comparison | None, arns: frozenset[str]) -> Comparison | None:
    if comparison is None:
        return None
    return replace(
        comparison,
        score_before=None,
        changes=tuple(c for c in comparison.changes if c.function in arns),
        functions_added=tuple(arn for arn in comparison.functions_added if arn in arns),
        functions_removed=(),
    )
