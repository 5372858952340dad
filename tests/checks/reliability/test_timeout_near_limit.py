from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Known, Metrics, Outcome, Unknown

NEAR = "timeout-near-limit"


def longest(milliseconds: float | None) -> Known[Metrics]:
    return Known(Metrics(window_days=30, invocations=10, duration_maximum=milliseconds))


@pytest.mark.parametrize(
    ("milliseconds", "outcome"),
    [(100.0, Outcome.PASS), (27_000.0, Outcome.PASS), (27_001.0, Outcome.FAIL)],
)
def test_nine_tenths_of_the_timeout_are_near(
    run: Any, function: Any, milliseconds: float, outcome: Outcome
) -> None:
    assert run(NEAR, function(timeout=30, metrics=longest(milliseconds))).outcome is outcome


def test_what_was_ended_is_said(run: Any, function: Any) -> None:
    finding = run(NEAR, function(timeout=30, metrics=longest(30_000.0))).findings[0]
    assert finding.message == "Invocations reach the timeout of 30 s."
    assert finding.fix.cli.endswith("--timeout 60")
    most = run(NEAR, function(timeout=900, metrics=longest(900_000.0))).findings[0]
    assert most.fix.cli == ""


def test_a_function_that_did_not_run_is_not_judged(run: Any, function: Any) -> None:
    assert run(NEAR, function(metrics=longest(None))).outcome is Outcome.NOT_APPLICABLE


def test_metrics_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    unread = function(metrics=Unknown(reason="cloudwatch:GetMetricData was denied"))
    assert run(NEAR, unread).outcome is Outcome.UNKNOWN
