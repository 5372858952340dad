"""The accounts by organizational unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import ceil

from auditor.model.organization import AccountRow, Status, Unit
from auditor.organization.score import SEVERITIES

NOT_AUDITED = "not audited"
GRADES = ("A", "B", "C", "D", "F", "n/a", NOT_AUDITED)
_PERCENTILE = 0.05


def units(accounts: Iterable[AccountRow], names: Mapping[str, str]) -> tuple[Unit, ...]:
    """Return each unit that holds accounts in scope, with their grades; by path."""
    by_path: dict[str, list[AccountRow]] = defaultdict(list)
    for row in accounts:
        if row.status is not Status.SKIPPED:
            by_path[row.path].append(row)
    return tuple(_unit(path, rows, names) for path, rows in sorted(by_path.items()))


def _unit(path: str, rows: list[AccountRow], names: Mapping[str, str]) -> Unit:
    counted = Counter(letter(row) for row in rows)
    scores = sorted(row.score for row in rows if row.score is not None)
    opened = dict.fromkeys(SEVERITIES, 0)
    for row in rows:
        for word, number in row.open.items():
            opened[word] += number
    return Unit(
        path=path,
        name=_name(path, names),
        accounts=len(rows),
        clean=sum(row.clean for row in rows),
        grades={grade: counted[grade] for grade in GRADES if counted[grade]},
        worst=scores[0] if scores else None,
        percentile_5=scores[max(0, ceil(_PERCENTILE * len(scores)) - 1)] if scores else None,
        open=opened,
    )


def letter(row: AccountRow) -> str:
    """Return the grade of an account without its doubt, or that it was not audited."""
    if row.status is not Status.AUDITED:
        return NOT_AUDITED
    return row.grade.rstrip("?")


def _name(path: str, names: Mapping[str, str]) -> str:
    """Return the units of a path by their names, the root left out."""
    parts = [part for part in path.split("/") if part.startswith("ou-")]
    return " / ".join(names.get(part, part) for part in parts)
