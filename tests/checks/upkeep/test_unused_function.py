from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from auditor.model import Known, Metrics, Outcome, Unknown

UNUSED = "unused-function"


def ran(invocations: float | None, days: int = 30) -> Known[Metrics]:
    return Known(Metrics(window_days=days, invocations=invocations))


def test_a_function_that_runs_passes(run: Any, function: Any) -> None:
    assert run(UNUSED, function(metrics=ran(1.0))).outcome is Outcome.PASS


@pytest.mark.parametrize("invocations", [None, 0.0])
def test_a_function_that_did_not_run_fails(
    run: Any, function: Any, invocations: float | None
) -> None:
    result = run(UNUSED, function(metrics=ran(invocations)))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].message == (
        "Nothing invoked the function in 30 days; it was last changed 80 days ago."
    )


def test_a_new_function_is_not_judged(run: Any, function: Any) -> None:
    new = function(metrics=ran(None), last_modified=datetime(2026, 11, 1, tzinfo=UTC))
    assert run(UNUSED, new).outcome is Outcome.NOT_APPLICABLE


def test_a_function_at_the_edge_is_counted_elsewhere(run: Any, function: Any, role: Any) -> None:
    edge = role(trust='{"Statement": {"Principal": {"Service": ["edgelambda.amazonaws.com"]}}}')
    account = {"roles": Known(MappingProxyType({edge.arn: edge}))}
    judged = function(region="us-east-1", metrics=ran(None))
    assert run(UNUSED, judged, account=account).outcome is Outcome.NOT_APPLICABLE


def test_a_shorter_window_proves_nothing(run: Any, function: Any) -> None:
    assert run(UNUSED, function(metrics=ran(None, days=14))).outcome is Outcome.UNKNOWN


def test_an_unknown_age_or_metric_is_unknown(run: Any, function: Any) -> None:
    ageless = function(metrics=ran(None), last_modified=None)
    assert run(UNUSED, ageless).outcome is Outcome.UNKNOWN
    assert run(UNUSED, function(metrics=Unknown(reason="denied"))).outcome is Outcome.UNKNOWN
