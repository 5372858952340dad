"""The figures of score model 1: points, bands and grades. `auditor.assess.score` applies them."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model.result import Severity

MODEL = 1

POINTS: Mapping[Severity, int] = {
    Severity.CRITICAL: 40,
    Severity.HIGH: 15,
    Severity.MEDIUM: 5,
    Severity.LOW: 1,
    Severity.INFO: 0,
}
# 100 is kept for "nothing is open", so an open info finding shares the band of low.
BANDS: Mapping[Severity | None, tuple[int, int]] = {
    None: (100, 100),
    Severity.INFO: (90, 99),
    Severity.LOW: (90, 99),
    Severity.MEDIUM: (80, 89),
    Severity.HIGH: (50, 79),
    Severity.CRITICAL: (0, 49),
}
WAIVED_BAND = (80, 89)  # the best band while a high or critical failure is waived
GRADES = ((90, "A"), (80, "B"), (65, "C"), (50, "D"), (0, "F"))
NO_GRADE = "n/a"


def grade(value: float) -> str:
    """Return the letter of a score between 0 and 100."""
    return next(letter for lowest, letter in GRADES if value >= lowest)
