from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.model import (
    EnvironmentVariable,
    Known,
    Outcome,
    Result,
    Severity,
    Unknown,
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


def test_the_ordinary_role_passes(function: Build, run: Callable[..., Result]) -> None:
    assert run(CHECK, function()).outcome is Outcome.PASS


def test_a_role_that_does_not_exist_is_not_applicable(
    function: Build, run: Callable[..., Result]
) -> None:
    assert run(CHECK, function(), account=account()).outcome is Outcome.NOT_APPLICABLE


def test_roles_that_were_not_read_are_unknown(function: Build, run: Callable[..., Result]) -> None:
    denied = {"roles": Unknown(reason="denied")}
    assert run(CHECK, function(), account=denied).outcome is Outcome.UNKNOWN


def test_a_malformed_policy_is_unknown_and_never_a_pass(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    odd = role(inline=(policy({"Effect": "Allow", "Action": "GetObject", "Resource": "*"}),))
    assert run(CHECK, function(), account=account(odd)).outcome is Outcome.UNKNOWN
