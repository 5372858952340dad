from __future__ import annotations

from types import MappingProxyType
from typing import Any

from auditor.model import FunctionDetails, Known, Metrics, Outcome, Unknown

THROTTLED = "throttled"


def throttles(count: float | None) -> Known[Metrics]:
    return Known(Metrics(window_days=30, invocations=10.0, throttles=count))


def test_no_throttle_passes(run: Any, function: Any) -> None:
    assert run(THROTTLED, function(metrics=throttles(None))).outcome is Outcome.PASS
    assert run(THROTTLED, function(metrics=throttles(0.0))).outcome is Outcome.PASS


def test_a_throttle_fails(run: Any, function: Any) -> None:
    result = run(THROTTLED, function(metrics=throttles(3.0)))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].message == "Lambda throttled 3 invocations in 30 days."
    assert "request-service-quota-increase" in result.findings[0].fix.cli


def test_a_reservation_is_named_and_raised(run: Any, function: Any) -> None:
    details = Known(FunctionDetails(tags=Known(MappingProxyType({})), reserved_concurrency=5))
    finding = run(THROTTLED, function(metrics=throttles(3.0), details=details)).findings[0]
    assert finding.message.endswith("; the reserved concurrency is 5.")
    assert finding.fix.cli.endswith("--reserved-concurrent-executions 10")


def test_a_few_may_be_accepted(run: Any, function: Any) -> None:
    few = function(metrics=throttles(3.0))
    assert run(THROTTLED, few, options={"throttles": 3}).outcome is Outcome.PASS


def test_metrics_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    assert run(THROTTLED, function(metrics=Unknown(reason="denied"))).outcome is Outcome.UNKNOWN
