from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Confidence, Known, Metrics, Outcome, Severity, Unknown

RATE = "high-error-rate"


def counted(errors: float | None, invocations: float | None) -> Known[Metrics]:
    return Known(Metrics(window_days=30, invocations=invocations, errors=errors))


@pytest.mark.parametrize(
    ("errors", "outcome"), [(None, Outcome.PASS), (10.0, Outcome.PASS), (11.0, Outcome.FAIL)]
)
def test_more_than_one_percent_fails(
    run: Any, function: Any, errors: float | None, outcome: Outcome
) -> None:
    result = run(RATE, function(metrics=counted(errors, 1000.0)))
    assert result.outcome is outcome
    assert result.severity is Severity.MEDIUM


def test_more_than_a_tenth_is_high(run: Any, function: Any) -> None:
    result = run(RATE, function(metrics=counted(101.0, 1000.0)))
    assert result.severity is Severity.HIGH
    assert result.findings[0].message == "101 of 1000 invocations failed (10.1 %) in 30 days."


def test_few_invocations_prove_less(run: Any, function: Any) -> None:
    result = run(RATE, function(metrics=counted(1.0, 20.0)))
    assert result.findings[0].confidence is Confidence.MEDIUM


@pytest.mark.parametrize("invocations", [None, 0.0])
def test_a_function_that_did_not_run_is_not_judged(
    run: Any, function: Any, invocations: float | None
) -> None:
    idle = function(metrics=counted(None, invocations))
    assert run(RATE, idle).outcome is Outcome.NOT_APPLICABLE


def test_metrics_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    assert run(RATE, function(metrics=Unknown(reason="denied"))).outcome is Outcome.UNKNOWN
