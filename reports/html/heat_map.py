"""The heat map: which check fails at whose functions, or in which region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.plugin import POINTS, CheckSummary, Report, ReportResult

from .. import digest  # noqa: TID252  what every format says, in one place

ROWS, COLUMNS = 12, 8
SHADES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckHeat:
    """A check, and its failures at each owner or in each region."""

    check: CheckSummary
    cells: tuple[tuple[int, int], ...]  # count and shade, 0 to SHADES


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """Failures by check and owner or region."""

    by: str  # "owner" or "region"
    columns: tuple[str, ...]
    rows: tuple[CheckHeat, ...]
    more: int  # checks that are not drawn


def heat(report: Report, failed: Sequence[ReportResult]) -> Heat | None:
    """Return the failures by check and owner, or region; None where that says nothing new."""
    owners = digest.owners(report)
    regions = {function.arn: function.region for function in report.functions}
    by, names = ("owner", owners) if owners else ("region", regions)
    counts = Counter((r.check, names[r.function]) for r in failed if r.function in names)
    totals = Counter[str]()
    weights = {check.id: POINTS[check.severity] ** 2 + 1 for check in report.checks}
    for (check, name), number in counts.items():
        totals[name] += number * weights.get(check, 1)
    columns = tuple(sorted(totals, key=lambda name: (-totals[name], name))[:COLUMNS])
    failing = [check for check in report.checks if check.fail]
    if not failing or len(columns) < 2:  # noqa: PLR2004  one column says nothing new
        return None
    worst = sorted(failing, key=lambda c: (c.severity.rank, -c.fail, c.id))
    rows = tuple(_row(check, columns, counts) for check in worst[:ROWS])
    return Heat(by=by, columns=columns, rows=rows, more=max(len(worst) - ROWS, 0))


def _row(
    check: CheckSummary, columns: tuple[str, ...], counts: Counter[tuple[str, str]]
) -> CheckHeat:
    largest = max(counts.values())
    numbers = [counts[check.id, name] for name in columns]
    return CheckHeat(
        check=check, cells=tuple((number, -(-number * SHADES // largest)) for number in numbers)
    )
