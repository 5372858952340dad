from __future__ import annotations

from typing import Any

from auditor.model import Confidence, Known, Metrics, Outcome, ProvisionedConcurrency, Unknown

IDLE = "idle-provisioned-concurrency"
METRICS = Known(Metrics(window_days=30, invocations=10.0))


def warm(utilization: float | None, requested: int = 10) -> Known[Any]:
    return Known(
        (ProvisionedConcurrency(qualifier="live", requested=requested, utilization=utilization),)
    )


def test_busy_environments_pass(run: Any, function: Any) -> None:
    busy = function(metrics=METRICS, provisioned_concurrency=warm(0.6))
    assert run(IDLE, busy).outcome is Outcome.PASS


def test_idle_environments_fail_with_a_better_number(run: Any, function: Any) -> None:
    idle = function(metrics=METRICS, provisioned_concurrency=warm(0.3))
    finding = run(IDLE, idle).findings[0]
    assert finding.message == (
        "The provisioned concurrency of 10 on live was used to 30 % in 30 days."
    )
    assert finding.fix.cli.endswith("--provisioned-concurrent-executions 5")
    assert "aws_lambda_provisioned_concurrency_config" in finding.fix.terraform


def test_environments_without_any_use_can_go(run: Any, function: Any) -> None:
    unused = function(metrics=METRICS, provisioned_concurrency=warm(None))
    finding = run(IDLE, unused).findings[0]
    assert finding.confidence is Confidence.MEDIUM
    assert "delete-provisioned-concurrency-config" in finding.fix.cli


def test_without_any_it_is_not_judged(run: Any, function: Any) -> None:
    assert run(IDLE, function(metrics=METRICS)).outcome is Outcome.NOT_APPLICABLE


def test_what_could_not_be_read_is_unknown(run: Any, function: Any) -> None:
    denied = Unknown(reason="denied")
    unlisted = function(metrics=METRICS, provisioned_concurrency=denied)
    assert run(IDLE, unlisted).outcome is Outcome.UNKNOWN
    unmeasured = function(metrics=denied, provisioned_concurrency=warm(None))
    assert run(IDLE, unmeasured).outcome is Outcome.UNKNOWN
