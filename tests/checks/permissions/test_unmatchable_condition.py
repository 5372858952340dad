from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from auditor.model import Known, Outcome, Result, Severity, Unknown
from tests.checks.permissions.documents import account, allow_caller, policies

Build = Callable[..., Any]
CHECK = "unmatchable-condition"
GITHUB = "token.actions.githubusercontent.com"
ISSUER = f'{{"Federated": "arn:aws:iam::111122223333:oidc-provider/{GITHUB}"}}'


def trust(principal: str, condition: str, effect: str = "Allow") -> str:
    return (
        f'{{"Statement": {{"Effect": "{effect}", "Principal": {principal},'
        f' "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {condition}}}}}'
    )


@pytest.mark.parametrize(
    "condition",
    [
        f'{{"StringEquals": {{"{GITHUB}:sub": "repo:acme/*"}}}}',
        f'{{"StringEquals": {{"{GITHUB}:sub": ["repo:acme/a:*", "repo:acme/b:?"]}}}}',
        f'{{"ForAnyValue:StringEquals": {{"{GITHUB}:sub": "*"}}}}',
        '{"StringEqualsIgnoreCase": {"aws:PrincipalOrgID": "o-*"}}',
    ],
)
def test_a_literal_star_under_an_exact_operator_admits_no_one(
    condition: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(), account=account(role(trust=trust(ISSUER, condition))))
    assert result.outcome is Outcome.FAIL
    assert result.severity is Severity.LOW
    assert "admits no one" in result.findings[0].message


@pytest.mark.parametrize(
    "condition",
    [
        f'{{"StringLike": {{"{GITHUB}:sub": "repo:acme/*"}}}}',
        f'{{"StringEquals": {{"{GITHUB}:sub": ["repo:acme/a:*", "repo:acme/b:ref"]}}}}',
        f'{{"StringEquals": {{"{GITHUB}:sub": "repo:acme/a:ref:refs/heads/main"}}}}',
        '{"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}',
        '{"StringNotEquals": {"aws:PrincipalOrgID": "o-*"}}',
        '{"StringEqualsIfExists": {"aws:SourceAccount": "*"}}',
        '{"StringEquals": {"aws:PrincipalTag/team": "${aws:ResourceTag/team}"}}',
        '{"StringEquals": {"aws:UserAgent": "tool/1 (*)"}}',
        "{}",
    ],
)
def test_what_some_request_can_meet_passes(
    condition: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(), account=account(role(trust=trust(ISSUER, condition))))
    assert result.outcome is Outcome.PASS


def test_a_deny_that_never_applies_is_told_as_such(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    text = trust('"*"', '{"StringEquals": {"aws:PrincipalOrgID": "o-*"}}', effect="Deny")
    result = run(CHECK, function(), account=account(role(trust=text)))
    assert "refuses no one" in result.findings[0].message


def test_the_policy_of_an_alias_counts(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    condition = '{"StringEquals": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}'
    statement = allow_caller('{"Service": "sns.amazonaws.com"}', condition)
    judged = function(policies=policies(statement, qualifier="live"))
    result = run(CHECK, judged, account=account(role()))
    assert result.outcome is Outcome.FAIL
    assert "--qualifier live" in result.findings[0].fix.cli


def test_policies_that_were_not_read_are_unknown(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    unread = Unknown(reason="denied", operation="lambda:GetPolicy")
    one = Known({"$LATEST": unread})
    for fact in (unread, one):
        result = run(CHECK, function(policies=fact), account=account(role()))
        assert result.outcome is Outcome.UNKNOWN
