"""What a deployment changes, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model.report import Change, Report
from auditor.model.wording import printable

_SHOWN = 5  # findings of each kind that are named


def planned_change(report: Report) -> str:
    """Return the scores, what is new and where, and what is fixed.

    For example: 78.0 → 71.2; new: admin-role at template.yaml:41; fixed: missing-dlq of orders.
    """
    comparison = report.comparison
    if comparison is None:
        return ""
    before, after = (_score(score) for score in (comparison.score_before, report.score.value))
    parts = [f"{before} → {after}"]
    names = {function.arn: function.name for function in report.functions}
    for word, changes in (("new", "new"), ("fixed", "fixed")):
        found = [change for change in comparison.changes if change.kind == changes]
        if found:
            parts.append(f"{word}: {_listed(_told(found, report, names, word), len(found))}")
    if len(parts) == 1:
        parts.append("nothing new, nothing fixed")
    return printable("; ".join(parts))


def _score(value: float | None) -> str:
    return "no score" if value is None else f"{value:.1f}"


def _listed(rows: Iterable[str], count: int) -> str:
    shown = list(dict.fromkeys(rows))[:_SHOWN]
    more = f" and {count - len(shown)} more" if count > len(shown) else ""
    return f"{', '.join(shown)}{more}"


def _told(
    changes: Iterable[Change], report: Report, names: dict[str, str], word: str
) -> Iterator[str]:
    places = {
        (result.function, result.check): finding.place
        for result in report.results
        for finding in reversed(result.findings)
        if finding.place is not None
    }
    for change in changes:
        place = places.get((change.function, change.check)) if word == "new" else None
        name = names.get(change.function, change.function.rsplit(":", 1)[-1])
        yield f"{change.check} {f'at {place.file}:{place.line}' if place else f'of {name}'}"
