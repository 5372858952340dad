from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Known, Outcome, Unknown

MISFIT = "memory-misfit"


def test_a_fit_passes(run: Any, function: Any) -> None:
    assert run(MISFIT, function(rightsizing=Known("Optimized"))).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ("MemoryOverprovisioned", "more than it needs"),
        ("OverProvisioned", "more than it needs"),
        ("MemoryUnderprovisioned", "too little"),
        ("NotOptimized", "not what it needs"),
    ],
)
def test_a_misfit_fails_and_says_what_fits(run: Any, function: Any, found: str, words: str) -> None:
    sized = function(memory=1024, rightsizing=Known(found), recommended_memory=256)
    finding = run(MISFIT, sized).findings[0]
    assert finding.message == (
        f"The memory of 1024 MB is {words}; Compute Optimizer recommends 256 MB."
    )
    assert finding.fix.cli.endswith("--memory-size 256")


def test_without_a_number_there_is_no_fix_to_paste(run: Any, function: Any) -> None:
    finding = run(MISFIT, function(rightsizing=Known("NotOptimized"))).findings[0]
    assert finding.fix.cli == ""


@pytest.mark.parametrize("found", [None, "Unavailable", "InsufficientData"])
def test_without_a_recommendation_it_is_not_judged(
    run: Any, function: Any, found: str | None
) -> None:
    assert run(MISFIT, function(rightsizing=Known(found))).outcome is Outcome.NOT_APPLICABLE


def test_denied_recommendations_are_unknown(run: Any, function: Any) -> None:
    assert run(MISFIT, function(rightsizing=Unknown(reason="denied"))).outcome is Outcome.UNKNOWN
