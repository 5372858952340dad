from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.model import (
    ApiIntegration,
    ApiStage,
    FunctionDetails,
    FunctionUrl,
    Known,
    Outcome,
    Severity,
    Unknown,
)

CHECK = "no-concurrency-guard"
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
OPEN = Known({"$LATEST": Known(json.dumps({"Statement": [
    {"Sid": action, "Effect": "Allow", "Principal": "*", "Action": f"lambda:{action}",
     "Resource": ARN}
    for action in ("InvokeFunctionUrl", "InvokeFunction")
]}))})  # fmt: skip
URL = Known((FunctionUrl(qualifier=None, auth_type="NONE"),))


def api(*stages: ApiStage, **differences: Any) -> dict[str, Any]:
    settings = {"api_id": "a1", "api_kind": "REST", "function_arn": ARN, "timeout": 29_000}
    front = ApiIntegration(**{**settings, **differences})
    return {"api_integrations": Known((front,)), "api_stages": Known(stages)}


def test_an_open_url_fails(run: Any, function: Any) -> None:
    result = run(CHECK, function(policies=OPEN, urls=URL))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)


def test_reserved_concurrency_is_a_guard(run: Any, function: Any) -> None:
    details = Known(FunctionDetails(tags=Known({}), reserved_concurrency=10))
    assert run(CHECK, function(policies=OPEN, urls=URL, details=details)).outcome is Outcome.PASS


def test_a_stage_without_a_limit_fails(run: Any, function: Any) -> None:
    result = run(CHECK, function(), region=api(ApiStage(api_id="a1", name="prod")))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.LOW)
    assert "a1" in result.findings[0].message


def test_a_stage_with_a_limit_passes(run: Any, function: Any) -> None:
    stage = ApiStage(api_id="a1", name="prod", rate_limit=50)
    assert run(CHECK, function(), region=api(stage)).outcome is Outcome.PASS


def test_a_private_api_does_not_count(run: Any, function: Any) -> None:
    facts = api(ApiStage(api_id="a1", name="prod"), private=True)
    assert run(CHECK, function(), region=facts).outcome is Outcome.NOT_APPLICABLE


def test_a_url_that_needs_a_signature_does_not_count(run: Any, function: Any) -> None:
    signed = Known((FunctionUrl(qualifier=None, auth_type="AWS_IAM"),))
    assert run(CHECK, function(policies=OPEN, urls=signed)).outcome is Outcome.NOT_APPLICABLE


def test_managed_instances_share_nothing(run: Any, function: Any) -> None:
    judged = function(policies=OPEN, urls=URL, capacity_provider="arn:aws:lambda:x")
    assert run(CHECK, judged).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("fact", ["api_integrations", "api_stages"])
def test_apis_that_could_not_be_read_are_unknown(run: Any, function: Any, fact: str) -> None:
    facts = {**api(), fact: Unknown(reason="denied")}
    assert run(CHECK, function(), region=facts).outcome is Outcome.UNKNOWN


def test_an_api_that_could_not_be_read_may_have_no_limit(run: Any, function: Any) -> None:
    lost = ApiIntegration(
        api_id="a2",
        api_kind="REST",
        function_arn=ARN,
        timeout=0,
        missing=Unknown(reason="elsewhere"),
    )
    limited = api(ApiStage(api_id="a1", name="prod", rate_limit=50))
    both = Known((*limited["api_integrations"].value, lost))
    result = run(CHECK, function(), region={**limited, "api_integrations": both})
    assert (result.outcome, result.missing) == (Outcome.UNKNOWN, lost.missing)
