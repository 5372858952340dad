"""What is removed from an account before it leaves collecting, and what has to stay."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from auditor.analysis.secrets import Classifier, Format
from auditor.collect.redaction import redacted
from auditor.model import Account, Function, Known, Region, Role, Unknown
from auditor.model.observability import Alarm, LogGroup
from auditor.model.partial_function import PartialFunction, partial_function, setting_gaps

TOKEN = "gh" + "p_" + "q7Zr2Lw9Xk4Tb8Nv1Cm6Hd3Js5Fg0PyQaWeR"
OTHER = "gh" + "p_" + "a1Bs2Cd3Ef4Gh5Ij6Kl7Mn8Op9Qr0StUvWxY"
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
ROLE = "arn:aws:iam::111122223333:role/orders"
CLASSIFIER = Classifier.new()


def function(**facts: Any) -> Function:
    """Return a function with these facts."""
    return Function(
        **{"arn": ARN, "name": "orders", "region": "eu-west-1", "role_arn": ROLE, **facts}
    )


def account(*functions: Function, roles: tuple[Role, ...] = (), **facts: Any) -> Account:
    """Return an account of one region."""
    return Account(
        id="111122223333",
        captured_at=datetime(2026, 11, 30, tzinfo=UTC),
        regions=(Region(name="eu-west-1", functions=Known(functions), **facts),),
        roles=Known(MappingProxyType({role.arn: role for role in roles})),
    )


def trust(operator: str, key: str, value: object) -> str:
    """Return a trust policy with one condition."""
    statement = {"Effect": "Allow", "Condition": {operator: {key: value}}}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def kept_trust(text: str) -> Any:
    """Return what is kept of a trust policy's condition."""
    role = Role(arn=ROLE, name="orders", trust=text)
    roles = redacted(account(roles=(role,)), CLASSIFIER).roles
    assert isinstance(roles, Known)
    statement = json.loads(roles.value[ROLE].trust)["Statement"]
    return next(iter(statement["Condition"].values()))


def test_an_account_without_secrets_is_returned_as_it_is() -> None:
    whole = account(
        function(code_sha256="kX2vQ8m1n5Zr7Lw9Tb4Nv6Cm3Hd0Js5Fg8PyQaWeRu="),
        roles=(Role(arn=ROLE, name="orders", trust=trust("StringEquals", "aws:x", "y" * 30)),),
    )
    assert redacted(whole, CLASSIFIER) is whole


def test_a_token_is_replaced_wherever_it_is_written_and_the_text_around_it_stays() -> None:
    groups = (LogGroup(name=f"/team/{TOKEN}"),)
    before = account(
        function(log_group=f"/team/{TOKEN}", aliases=Known(MappingProxyType({TOKEN: "1"}))),
        log_groups=Known(groups),
        alarms=Unknown(reason=f"refused {TOKEN} at once"),
    )
    region = redacted(before, CLASSIFIER).regions[0]
    assert isinstance(region.functions, Known)
    assert isinstance(region.log_groups, Known)
    assert region.functions.value[0].log_group == region.log_groups.value[0].name
    assert region.log_groups.value[0].name == "/team/[secret]"
    assert region.functions.value[0].aliases == Known({"[secret]": "1"})
    assert region.alarms == Unknown(reason="refused [secret] at once")


def test_two_keys_that_were_secrets_stay_two() -> None:
    before = account(function(aliases=Known(MappingProxyType({TOKEN: "1", OTHER: "2"}))))
    kept = redacted(before, CLASSIFIER).functions()[0].aliases
    assert kept == Known({"[secret]": "1", "[secret] 2": "2"})


def test_the_name_of_a_function_stays_everywhere_whatever_it_looks_like() -> None:
    named = function(arn=ARN.replace("orders", TOKEN), name=TOKEN)
    before = account(named, alarms=Known((Alarm(name=f"errors of {TOKEN} {OTHER}"),)))
    after = redacted(before, CLASSIFIER)
    assert after.functions() == (named,)
    assert after.regions[0].alarms == Known((Alarm(name=f"errors of {TOKEN} [secret]"),))


def test_a_partial_function_keeps_its_gaps_and_loses_its_secrets() -> None:
    known = {"arn": ARN, "name": "orders", "region": "eu-west-1", "log_group": f"/{TOKEN}"}
    gaps = {"role_arn": Unknown(reason=f"no text: {TOKEN}")}
    after = redacted(account(partial_function(known, gaps)), CLASSIFIER).functions()[0]
    assert isinstance(after, PartialFunction)
    assert after.log_group == "/[secret]"
    assert setting_gaps(after) == {"role_arn": Unknown(reason="no text: [secret]")}


def test_an_escaped_token_in_a_policy_is_found() -> None:
    text = trust("StringLike", "aws:Referer", TOKEN).replace("ghp_", "\\u0067hp\\u005f")
    assert TOKEN not in text
    assert kept_trust(text) == {"aws:Referer": "[secret]"}


def test_a_private_key_goes_with_its_body() -> None:
    key = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow" + "IBAAKCAQEA7" * 20
    assert kept_trust(trust("StringLike", "aws:Referer", key)) == {"aws:Referer": "[secret]"}


def test_a_format_of_the_users_own_counts() -> None:
    own = Classifier.new(extra_formats=(Format("acme", "", r"acme_[a-z0-9]{16}", "acme"),))
    before = account(alarms=Known((Alarm(name="calls acme_" + "a1b2c3d4e5f6a7b8"),)))
    assert redacted(before, own).regions[0].alarms == Known((Alarm(name="calls [secret]"),))


@pytest.mark.parametrize("key", ["sts:ExternalId", "STS:externalid", "lambda:EventSourceToken"])
@pytest.mark.parametrize("operator", ["StringEquals", "ForAnyValue:StringLike", "StringNotEquals"])
def test_values_that_callers_must_show_are_dropped(key: str, operator: str) -> None:
    assert kept_trust(trust(operator, key, "42")) == {key: "[dropped]"}
    assert kept_trust(trust(operator, key, ["a", 42])) == {key: ["[dropped]", "[dropped]"]}


@pytest.mark.parametrize("value", ["*", "team-*", "a?c", "${aws:username}", ""])
def test_values_that_match_others_stay_since_verdicts_depend_on_them(value: str) -> None:
    assert kept_trust(trust("StringLike", "sts:ExternalId", value)) == {"sts:ExternalId": value}


def test_whether_a_value_must_be_present_stays() -> None:
    assert kept_trust(trust("Null", "sts:ExternalId", "true")) == {"sts:ExternalId": "true"}


def test_a_damaged_policy_with_such_a_value_is_dropped_whole() -> None:
    role = Role(arn=ROLE, name="orders", trust='{"Condition": {"sts:ExternalId": "open sesame')
    after = redacted(account(roles=(role,)), CLASSIFIER).roles
    assert after == Known({ROLE: replace(role, trust="[dropped]")})
