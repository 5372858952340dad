from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from auditor.model import Fact, FunctionUrl, Known, Outcome, Result, Severity
from tests.checks.permissions.documents import allow_caller, policies

Build = Callable[..., Any]


CHECK = "public-function"
NONE = '{"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}'


def test_everybody_may_invoke_an_alias(function: Build, run: Callable[..., Result]) -> None:
    result = run(CHECK, function(policies=policies(allow_caller('"*"'), qualifier="prod")))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.CRITICAL)
    finding = result.findings[0]
    assert finding.evidence["qualifier"] == "prod"
    assert "--statement-id s-1 --qualifier prod" in finding.fix.cli


def both() -> Fact[Any]:
    return policies(
        allow_caller('"*"', NONE, "lambda:InvokeFunctionUrl")
        + ","
        + allow_caller('"*"', '{"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}')
    )


def test_a_url_is_public_where_both_actions_are_granted(
    function: Build, run: Callable[..., Result]
) -> None:
    url = Known((FunctionUrl(qualifier=None, auth_type="NONE"),))
    result = run(CHECK, function(policies=both(), urls=url))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.CRITICAL)
    assert "through its URL" in result.findings[0].message


def test_a_url_that_asks_for_credentials_is_not_public_by_a_statement_for_none(
    function: Build, run: Callable[..., Result]
) -> None:
    url = Known((FunctionUrl(qualifier=None, auth_type="AWS_IAM"),))
    assert run(CHECK, function(policies=both(), urls=url)).outcome is Outcome.PASS


def test_statements_for_a_url_that_is_not_there_yet_are_high(
    function: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(policies=both(), urls=Known(())))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)


def test_the_single_statement_form_was_tolerated_until_november_2026(
    function: Build, run: Callable[..., Result]
) -> None:
    old = function(policies=policies(allow_caller('"*"', NONE, "lambda:InvokeFunctionUrl")))
    before = {"captured_at": datetime(2026, 10, 31, tzinfo=UTC)}
    assert run(CHECK, old, account=before).outcome is Outcome.FAIL
    assert run(CHECK, old).outcome is Outcome.PASS
