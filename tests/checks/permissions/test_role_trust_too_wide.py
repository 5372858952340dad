from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from auditor.model import Known, Outcome, Result, Role, Unknown

Build = Callable[..., Any]
CHECK = "role-trust-too-wide"
FOREIGN = '{"AWS": "arn:aws:iam::444455556666:root"}'


def account(*roles: Role) -> dict[str, Any]:
    roles_fact = Known(MappingProxyType({r.arn: r for r in roles}))
    return {"roles": roles_fact, "organization": Known("o-own")}


def trust(principal: str, condition: str = "{}") -> str:
    return (
        f'{{"Statement": {{"Effect": "Allow", "Principal": {principal},'
        f' "Action": "sts:AssumeRole", "Condition": {condition}}}}}'
    )


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (trust('"*"'), "Anyone"),
        (trust('{"AWS": "*"}', '{"Bool": {"aws:SecureTransport": "true"}}'), "Anyone"),
        (trust('{"AWS": "*"}', '{"StringLike": {"aws:PrincipalOrgID": "o-*"}}'), "Anyone"),
        (trust('{"AWS": "*"}', '{"StringLike": {"sts:RoleSessionName": "ci-*"}}'), "Anyone"),
        (trust(FOREIGN), "The account 444455556666"),
        (trust('{"AWS": "444455556666"}'), "The account 444455556666"),
        (trust(FOREIGN, '{"StringLike": {"sts:RoleSessionName": "ci"}}'), "The account"),
        (trust(FOREIGN, '{"StringEqualsIfExists": {"sts:ExternalId": "7f3a"}}'), "The account"),
        (trust(FOREIGN, '{"StringLike": {"sts:ExternalId": "*"}}'), "The account"),
    ],
)
def test_strangers_and_foreign_accounts_fail(
    text: str, who: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(), account=account(role(trust=text)))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].message.startswith(who)


@pytest.mark.parametrize(
    "text",
    [
        trust('{"Service": "lambda.amazonaws.com"}'),
        trust('{"AWS": "arn:aws:iam::111122223333:root"}'),
        trust('{"AWS": "*"}', '{"StringEquals": {"aws:PrincipalOrgID": "o-own"}}'),
        trust('{"AWS": "*"}', '{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}'),
        trust(FOREIGN, '{"StringEquals": {"sts:ExternalId": "7f3a"}}'),
        trust(FOREIGN, '{"Bool": {"aws:MultiFactorAuthPresent": "true"}}'),
        trust(FOREIGN, '{"StringEquals": {"aws:PrincipalOrgID": "o-own"}}'),
        trust('{"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}'),
    ],
)
def test_services_own_principals_and_narrowed_accounts_pass(
    text: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(), account=account(role(trust=text)))
    assert result.outcome is Outcome.PASS


GITHUB = "token.actions.githubusercontent.com"


def token(host: str, operator: str = "StringEquals", /, **claims: str) -> str:
    provider = f"arn:aws:iam::111122223333:oidc-provider/{host}" if "cognito" not in host else host
    asked = ", ".join(f'"{host}:{claim}": "{value}"' for claim, value in claims.items())
    return trust(f'{{"Federated": "{provider}"}}', f'{{"{operator}": {{{asked}}}}}').replace(
        "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"
    )


@pytest.mark.parametrize(
    "text",
    [
        token(GITHUB, aud="sts.amazonaws.com"),
        token(GITHUB, "StringLike", sub="*"),
        token(GITHUB, "StringLike", sub="repo:*"),
        token(GITHUB, "StringLike", sub="repo:*/app:ref:refs/heads/main"),
        token(GITHUB, "StringLike", sub="*:environment:prod"),
        token(GITHUB, "StringNotLike", sub="repo:acme/*"),
        token(GITHUB, environment="prod"),
        token("gitlab.com", aud="https://gitlab.com"),
        token("cognito-identity.amazonaws.com", amr="authenticated"),
    ],
)
def test_tokens_of_a_public_sign_in_service_fail_where_no_condition_asks_whose_they_are(
    text: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(), account=account(role(trust=text)))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].message.startswith("Anyone with an account at")


@pytest.mark.parametrize(
    "text",
    [
        token(GITHUB, "StringLike", aud="sts.amazonaws.com", sub="repo:acme/app:*"),
        token(GITHUB, "StringLike", sub="repo:acme/*"),
        token(GITHUB, repository_owner_id="1234567"),
        token("gitlab.com", "StringLike", sub="project_path:acme/*"),
        # Every token has a subject, so these ask for it.
        token(GITHUB, "StringEqualsIfExists", sub="repo:acme/app:pull_request"),
        token(GITHUB, "ForAllValues:StringLike", sub="repo:acme/*"),
        token("cognito-identity.amazonaws.com", aud="eu-west-1:0a1b2c3d"),
        token("oidc.eks.eu-west-1.amazonaws.com/id/ABC", aud="sts.amazonaws.com"),
        trust(f'{{"Federated": "arn:aws:iam::111122223333:oidc-provider/{GITHUB}"}}'),
    ],
)
def test_tokens_that_are_asked_for_their_owner_pass_as_do_those_of_an_own_issuer(
    text: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(), account=account(role(trust=text)))
    assert result.outcome is Outcome.PASS


def test_a_denied_token_passes(function: Build, role: Build, run: Callable[..., Result]) -> None:
    allow = token(GITHUB, aud="sts.amazonaws.com")
    statement = allow.removeprefix('{"Statement": ').removesuffix("}")
    deny = statement.replace('"Allow"', '"Deny"').partition(', "Condition"')[0] + "}"
    text = f'{{"Statement": [{statement}, {deny}]}}'
    result = run(CHECK, function(), account=account(role(trust=text)))
    assert result.outcome is Outcome.PASS


def test_a_role_that_does_not_exist_is_not_applicable(
    function: Build, run: Callable[..., Result]
) -> None:
    assert run(CHECK, function(), account=account()).outcome is Outcome.NOT_APPLICABLE


def test_a_malformed_trust_policy_is_unknown(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    assert run(CHECK, function(), account=account(role(trust="[]"))).outcome is Outcome.UNKNOWN


def test_roles_that_were_not_read_are_unknown(function: Build, run: Callable[..., Result]) -> None:
    denied = {"roles": Unknown(reason="denied")}
    assert run(CHECK, function(), account=denied).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("principal", ['{"AWS": "arn:aws:iam"}', '{"AWS": "bob"}'])
def test_a_principal_that_iam_does_not_know_is_never_passed_over(
    principal: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(), account=account(role(trust=trust(principal))))
    assert result.outcome is Outcome.UNKNOWN
    assert "is no principal" in result.reason


def test_the_id_that_is_left_of_a_deleted_role_is_a_principal(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    text = trust('{"AWS": "AROAEXAMPLEEXAMPLE12"}')
    assert run(CHECK, function(), account=account(role(trust=text))).outcome is Outcome.PASS


def test_a_deny_of_all_without_the_external_id_narrows(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    text = (
        f'{{"Statement": [{{"Effect": "Allow", "Principal": {FOREIGN},'
        f' "Action": "sts:AssumeRole"}}, {{"Effect": "Deny", "Principal": {FOREIGN},'
        ' "Action": "sts:AssumeRole",'
        ' "Condition": {"StringNotEquals": {"sts:ExternalId": "7f3a"}}}]}'
    )
    assert run(CHECK, function(), account=account(role(trust=text))).outcome is Outcome.PASS
