from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.model import (
    EnvironmentVariable,
    Known,
    Outcome,
    Result,
    Severity,
)
from tests.checks.permissions.documents import account, allow, policy

Build = Callable[..., Any]
CHECK = "wildcard-action"


def test_a_whole_service_fails_with_its_size(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    wide = role(inline=(policy(allow("SQS:*", "arn:aws:sqs:eu-west-1:111122223333:jobs")),))
    result = run(CHECK, function(), account=account(wide))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)
    evidence = result.findings[0].evidence
    assert evidence["services"] == ("sqs",)
    assert isinstance(evidence["expands to"], int)
    assert evidence["expands to"] > 10


def test_the_fix_names_actions_on_the_resources_that_the_function_uses(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    wide = role(inline=(policy(allow("dynamodb:*")),))
    uses = function(environment=Known((EnvironmentVariable(name="TABLE_NAME", reference="o-1"),)))
    fix = run(CHECK, uses, account=account(wide)).findings[0].fix
    table = "arn:aws:dynamodb:eu-west-1:111122223333:table/o-1"
    assert table in fix.cli
    assert table in fix.sam
    assert f"{table}/index/*" in fix.terraform
