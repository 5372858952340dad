"""The score of an organization: the share of clean accounts, and what bounds its grade.

Model 1 over all functions of all accounts would give F always: with a thousand accounts, one of
them has a critical finding. A mean would hide that one. So nothing is averaged.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor

from auditor.model.organization import AccountRow, CleanShare, Status
from auditor.model.result import Severity
from auditor.model.score_model import NO_GRADE, grade

SEVERITIES = tuple(severity.value for severity in Severity)
_CRITICAL_AT_BEST = _UNAUDITED_AT_BEST = "B"


def clean_share(in_scope: Iterable[AccountRow]) -> CleanShare:
    """Return the share of clean accounts among those in scope.

    Clean is an account that was read completely and has nothing critical or high open. The best
    case counts those that were not read, or not completely, as clean where nothing was found.
    """
    rows = tuple(in_scope)
    clean = sum(row.clean for row in rows)
    if not rows:
        return CleanShare(
            value=None, grade=NO_GRADE, best_case=None, clean=0, in_scope=0,
            cap="no account is in scope",
        )  # fmt: skip
    best = sum(row.clean or (row.status is not Status.AUDITED and not row.severe) for row in rows)
    value = _share(clean, len(rows))
    letter, cap = _bounded(grade(value), rows)
    return CleanShare(
        value=value,
        grade=letter,
        best_case=_share(best, len(rows)),
        clean=clean,
        in_scope=len(rows),
        cap=cap,
    )


def _share(clean: int, accounts: int) -> float:
    """Return per cent, floored to 0.1."""
    return floor(Fraction(1000 * clean, accounts)) / 10


def _bounded(letter: str, rows: tuple[AccountRow, ...]) -> tuple[str, str]:
    """Return the letter that what is open or was not audited allows at best, and why."""
    critical = sum(row.open.get("critical", 0) > 0 for row in rows)
    missing = sum(row.status is not Status.AUDITED for row in rows)
    if letter != "A":
        return letter, ""
    if critical:
        accounts = "1 account has" if critical == 1 else f"{critical} accounts have"
        return _CRITICAL_AT_BEST, f"{accounts} a critical finding open: at best B"
    if missing:
        accounts = "1 account was" if missing == 1 else f"{missing} accounts were"
        return _UNAUDITED_AT_BEST, f"{accounts} not audited completely: at best B"
    return letter, ""
