"""The sentence at the top of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from auditor.model.organization import AccountRow, CleanShare, Status

_WORDS = (
    (Status.UNREACHABLE, "could not be reached"),
    (Status.INCOMPLETE, "could be read only in part"),
    (Status.LOST, "brought no result"),
)


def headline(accounts: Iterable[AccountRow], clean: CleanShare, today: date) -> str:
    """Return how many accounts are clean, what is worst, and what is not known."""
    rows = [row for row in accounts if row.status is not Status.SKIPPED]
    if not rows:
        return "No account is in scope."
    noun, verb = ("account", "has") if len(rows) == 1 else ("accounts", "have")
    verb = "has" if clean.clean == 1 else verb
    first = f"{clean.clean:,} of {len(rows):,} {noun} {verb} nothing critical or high open."
    rest = [text for text in (_critical(rows, today), _missing(rows)) if text]
    return " ".join([first, *rest])


def _critical(rows: list[AccountRow], today: date) -> str:
    bad = [row for row in rows if row.open.get("critical", 0)]
    if not bad:
        return ""
    verb = "has" if len(bad) == 1 else "have"
    days = [(today - date.fromisoformat(row.oldest)).days for row in bad if row.oldest]
    age = max(days, default=0)
    since = f"; the oldest is open for {age:,} days" if age > 1 else ""
    return f"{len(bad):,} {verb} a critical finding{since}."


def _missing(rows: list[AccountRow]) -> str:
    counted = Counter(row.status for row in rows)
    parts = [f"{counted[status]:,} {words}" for status, words in _WORDS if counted[status]]
    if not parts:
        return ""
    return f"{', '.join(parts)}."
