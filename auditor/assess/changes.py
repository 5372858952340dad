"""What became of each result between two reports, one change a result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.model import Finding, Outcome
from auditor.model.report import Change, Report, ReportResult

NEW, FIXED, CHANGED, WAIVED, EXPIRED, UNKNOWN = (
    *("new", "fixed", "changed"),
    *("waived", "expired", "unknown"),
)
KINDS = (NEW, EXPIRED, CHANGED, UNKNOWN, WAIVED, FIXED)  # the order in which people want them
LISTED = frozenset({Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED})
SHOWN = 3  # messages quoted in the detail of a change
# Ages, shares and sizes differ from day to day without anything having changed.
VOLATILE = re.compile(
    r"(?<![\w.])[\d.,]+(?=\s?(?:%|per cent|days?|hours?|minutes?|seconds?|ms|s|[KMG]i?B|bytes|MB"
    r"|times|invocations?|errors?|throttles?|events?)(?!\w))"
)
# Names that are made anew with every run or replacement: UUIDs, network interfaces, fingerprints.
RANDOM = re.compile(
    r"(?i)(?<![\w-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|eni-[0-9a-f]{8,17}"
    r"|(?=[0-9a-f]*\d)(?=[0-9]*[a-f])(?:[0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{32,64}))(?![\w-])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedScope:
    """What both reports looked at, and the functions that came and went there."""

    checks: frozenset[str]
    before: frozenset[str]  # functions
    after: frozenset[str]
    added: frozenset[str]
    removed: frozenset[str]


def changes(old: Report, new: Report, scope: ComparedScope) -> tuple[Change, ...]:
    """Return what changed from `old` to `new`, worst first."""
    return tuple(sorted(_changes(old, new, scope), key=_order))


def listed(report: Report) -> dict[str, ReportResult]:
    """Return the failed, unknown and waived results by id."""
    return {result.id: result for result in report.results if result.outcome in LISTED}


def _changes(old: Report, new: Report, scope: ComparedScope) -> Iterator[Change]:
    before, after = listed(old), listed(new)
    owners = {f.arn: f.owner for report in (old, new) for f in report.functions if f.owner}
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        subject = now or was
        if subject is None or subject.check not in scope.checks:
            continue
        found = _came(was, now, scope) if now is not None else _went(was, scope)
        if found is not None:
            kind, detail = found
            yield Change(
                kind=kind,
                id=key,
                check=subject.check,
                function=subject.function,
                severity=subject.severity,
                detail=detail,
                message=_told(subject),
                owner=owners.get(subject.function, ""),
                worse=kind == CHANGED and _worse(was, now),
            )


def _came(
    was: ReportResult | None, now: ReportResult, scope: ComparedScope
) -> tuple[str, str] | None:
    """Return the kind and detail of a result that is listed now."""
    if was is not None:
        return _moved(was, now)
    if now.function not in scope.before and now.function not in scope.added:
        return None  # the baseline did not look there
    kinds = {Outcome.FAIL: NEW, Outcome.WAIVED: WAIVED, Outcome.UNKNOWN: UNKNOWN}
    details = (
        "the function is new" if now.function in scope.added else "",
        now.reason if now.outcome is Outcome.UNKNOWN else "",
    )
    return kinds[now.outcome], "; ".join(filter(None, details))


def _moved(was: ReportResult, now: ReportResult) -> tuple[str, str] | None:
    """Return the kind and detail of a result that both reports list."""
    if was.outcome is now.outcome:
        detail = "; ".join(_alterations(was, now))
        return (CHANGED, detail) if detail else None
    if now.outcome is Outcome.UNKNOWN:
        return UNKNOWN, f"was {_word(was)}: {now.reason}"
    if now.outcome is Outcome.WAIVED:
        return WAIVED, f"was {_word(was)}"
    if was.outcome is Outcome.UNKNOWN:
        return NEW, "was unknown"
    waiver = "" if was.waiver is None else f" {was.waiver.id}"
    return EXPIRED, now.reason or f"the waiver{waiver} is gone"


def _went(was: ReportResult | None, scope: ComparedScope) -> tuple[str, str] | None:
    """Return the kind and detail of a result that is listed no more."""
    if was is None:
        return None
    if was.function in scope.removed:
        return (FIXED, "the function is gone") if was.outcome is not Outcome.UNKNOWN else None
    if was.function not in scope.after:
        return None  # this report did not look there
    if was.outcome is Outcome.UNKNOWN:
        return CHANGED, "was unknown, and is in order"
    return FIXED, "was waived" if was.outcome is Outcome.WAIVED else ""


def _word(result: ReportResult) -> str:
    return {"fail": "open"}.get(result.outcome.value, result.outcome.value)


def _alterations(was: ReportResult, now: ReportResult) -> Iterator[str]:
    if was.severity is not now.severity:
        yield f"{was.severity.value} became {now.severity.value}"
    if was.waiver is not None and now.waiver is not None and was.waiver.id != now.waiver.id:
        yield f"the waiver {was.waiver.id} became {now.waiver.id}"
    before, after = _messages(was.findings), _messages(now.findings)
    more = [text for plain, text in after.items() if plain not in before]
    less = [text for plain, text in before.items() if plain not in after]
    yield from _quoted("it now says", more)
    yield from _quoted("it no longer says", less)


def _worse(was: ReportResult | None, now: ReportResult | None) -> bool:
    """Return whether a failure that both reports list says more, or is more severe."""
    if was is None or now is None or now.outcome is not Outcome.FAIL:
        return False
    more = _messages(now.findings).keys() - _messages(was.findings).keys()
    return bool(more) or now.severity.rank < was.severity.rank


def _told(result: ReportResult) -> str:
    """Return what a result says, for a reader of the change alone."""
    said = " ".join(finding.message for finding in result.findings[:SHOWN])
    more = len(result.findings) - SHOWN
    return f"{said} and {more} more" if more > 0 else said


def _messages(findings: Iterable[Finding]) -> Mapping[str, str]:
    return {_lasting(finding.message): finding.message for finding in findings}


def _lasting(message: str) -> str:
    """Return a message without what differs from day to day: measures, and names made by chance."""
    return VOLATILE.sub("#", RANDOM.sub("#", message))


def _quoted(word: str, messages: Sequence[str]) -> Iterator[str]:
    if messages:
        more = len(messages) - SHOWN
        rest = f" and {more} more" if more > 0 else ""
        yield f"{word}: {' · '.join(messages[:SHOWN])}{rest}"


def _order(change: Change) -> tuple[int, int, str, str]:
    return change.severity.rank, KINDS.index(change.kind), change.check, change.function
