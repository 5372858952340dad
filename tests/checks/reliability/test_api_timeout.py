from __future__ import annotations

from typing import Any

import pytest

from auditor.model import ApiIntegration, Known, Outcome, Severity, Unknown

CHECK = "api-timeout"
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"


def behind(**differences: Any) -> dict[str, Any]:
    facts = {
        "api_id": "a1",
        "api_kind": "REST",
        "function_arn": ARN,
        "timeout": 29_000,
        "route": "GET /orders",
        **differences,
    }
    return {"api_integrations": Known((ApiIntegration(**facts),))}


def test_a_function_that_outlasts_its_api_fails(run: Any, function: Any) -> None:
    result = run(CHECK, function(timeout=30), region=behind())
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    assert "waits 29 s, but the function may run 30 s." in result.findings[0].message
    assert "--timeout 28" in result.findings[0].fix.cli


@pytest.mark.parametrize(
    "api", [{}, {"api_kind": "HTTP", "timeout": 30_000}, {"function_arn": f"{ARN}:live"}]
)
def test_a_function_within_the_limit_passes(run: Any, function: Any, api: dict[str, Any]) -> None:
    assert run(CHECK, function(timeout=29), region=behind(**api)).outcome is Outcome.PASS


def test_an_integration_of_an_alias_is_judged(run: Any, function: Any) -> None:
    result = run(CHECK, function(timeout=60), region=behind(function_arn=f"{ARN}:live"))
    assert result.outcome is Outcome.FAIL


def test_an_asynchronous_integration_has_no_waiting_caller(run: Any, function: Any) -> None:
    result = run(CHECK, function(timeout=900), region=behind(asynchronous=True))
    assert result.outcome is Outcome.NOT_APPLICABLE
    assert run(CHECK, function(timeout=900)).outcome is Outcome.NOT_APPLICABLE


def test_unread_apis_are_unknown(run: Any, function: Any) -> None:
    denied = {"api_integrations": Unknown(reason="denied", iam_action="apigateway:GET")}
    assert run(CHECK, function(), region=denied).outcome is Outcome.UNKNOWN
