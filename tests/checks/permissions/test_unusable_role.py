from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from auditor.model import FixKind, Outcome, Result, Unknown
from tests.checks.permissions.documents import account

Build = Callable[..., Any]


def trust(principal: str, condition: str = "{}", effect: str = "Allow") -> str:
    return (
        f'{{"Statement": {{"Effect": "{effect}", "Principal": {principal},'
        f' "Action": "sts:AssumeRole", "Condition": {condition}}}}}'
    )


LAMBDA = '{"Service": ["edgelambda.amazonaws.com", "lambda.amazonaws.com"]}'


def test_a_role_that_does_not_exist_fails(function: Build, run: Callable[..., Result]) -> None:
    result = run("unusable-role", function(), account=account())
    assert result.outcome is Outcome.FAIL
    assert "does not exist" in result.findings[0].message


@pytest.mark.parametrize(
    "text",
    [
        trust('{"Service": "ec2.amazonaws.com"}'),
        trust('{"AWS": "arn:aws:iam::111122223333:root"}'),
        trust(LAMBDA, '{"StringEquals": {"aws:SourceAccount": "444455556666"}}'),
        trust(LAMBDA, '{"StringEquals": {"sts:ExternalId": "7f3a"}}'),
        trust(LAMBDA, '{"Bool": {"aws:MultiFactorAuthPresent": "true"}}'),
        trust(LAMBDA, effect="Deny"),
    ],
)
def test_a_trust_policy_without_lambda_fails(
    text: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run("unusable-role", function(), account=account(role(trust=text)))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].evidence["exists"] is True


@pytest.mark.parametrize(
    "text",
    [
        trust(LAMBDA),
        trust(LAMBDA, '{"StringEquals": {"aws:SourceAccount": "111122223333"}}'),
        trust(LAMBDA, '{"ArnLike": {"aws:SourceArn": "arn:aws:lambda:*:*:function:orders"}}'),
    ],
)
def test_a_trust_policy_with_lambda_passes(
    text: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run("unusable-role", function(), account=account(role(trust=text)))
    assert result.outcome is Outcome.PASS


def test_a_malformed_trust_policy_is_unknown(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run("unusable-role", function(), account=account(role(trust="{")))
    assert result.outcome is Outcome.UNKNOWN


def test_roles_that_were_not_read_are_unknown(function: Build, run: Callable[..., Result]) -> None:
    denied = {"roles": Unknown(reason="denied")}
    assert run("unusable-role", function(), account=denied).outcome is Outcome.UNKNOWN


def test_a_deny_of_lambda_is_taken_away_only_after_a_decision(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    denied = role(trust=trust(LAMBDA, effect="Deny"))
    fix = run("unusable-role", function(), account=account(denied)).findings[0].fix
    assert fix.kind is FixKind.DECIDE
    assert '"Deny", "Principal": {"Service": "edgelambda.amazonaws.com"}' in fix.cli
    assert '"Allow", "Principal": {"Service": "lambda.amazonaws.com"}' in fix.cli


def test_where_everybody_is_denied_no_command_is_offered(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    denied = role(trust=trust('"*"', effect="Deny"))
    fix = run("unusable-role", function(), account=account(denied)).findings[0].fix
    assert (fix.kind, fix.cli) == (FixKind.INVESTIGATE, "")
