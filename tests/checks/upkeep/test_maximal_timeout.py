from __future__ import annotations

from typing import Any

from auditor.model import Confidence, Known, Metrics, Outcome, Severity

MAXIMAL = "maximal-timeout"


def p99(milliseconds: float | None) -> Known[Metrics]:
    return Known(Metrics(window_days=30, invocations=10, duration_p99=milliseconds))


def test_a_shorter_timeout_passes(run: Any, function: Any) -> None:
    assert run(MAXIMAL, function(timeout=899)).outcome is Outcome.PASS


def test_the_longest_timeout_fails(run: Any, function: Any) -> None:
    result = run(MAXIMAL, function(timeout=900))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.LOW)
    assert result.findings[0].confidence is Confidence.MEDIUM


def test_long_runs_justify_it(run: Any, function: Any) -> None:
    assert run(MAXIMAL, function(timeout=900, metrics=p99(450_000))).outcome is Outcome.PASS


def test_short_runs_prove_it_too_long(run: Any, function: Any) -> None:
    finding = run(MAXIMAL, function(timeout=900, metrics=p99(12_000))).findings[0]
    assert finding.confidence is Confidence.HIGH
    assert finding.message == (
        "The timeout is 900 s, but 99 % of the invocations end within 12.0 s."
    )
    assert finding.fix.cli.endswith("--timeout 25")


def test_a_function_that_did_not_run_proves_nothing(run: Any, function: Any) -> None:
    finding = run(MAXIMAL, function(timeout=900, metrics=p99(None))).findings[0]
    assert finding.confidence is Confidence.MEDIUM


def test_the_threshold_is_an_option(run: Any, function: Any) -> None:
    result = run(MAXIMAL, function(timeout=600), options={"seconds": 600})
    assert result.outcome is Outcome.FAIL
