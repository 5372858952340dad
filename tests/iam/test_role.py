from __future__ import annotations

import json
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from auditor.analysis.iam import allows, judge_role, network_conditions
from auditor.model import (
    Account,
    Function,
    Known,
    Policy,
    Region,
    Role,
    UnavailableError,
    Unknown,
)
from auditor.model.audit import Audit

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs"


@pytest.fixture
def audit_of(
    function: Callable[..., Function],
    role: Callable[..., Role],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> Callable[..., Audit]:
    def build(*statements: dict[str, Any], **differences: Any) -> Audit:
        text = Known(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
        judged = role(**{"inline": (Policy(name="p", text=text),), **differences})
        roles = Known(MappingProxyType({judged.arn: judged}))
        return Audit(account(region(function()), roles=roles))

    return build


def allow(action: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


ROLE = "arn:aws:iam::111122223333:role/orders"
UNREAD = Unknown(reason="denied", iam_action="iam:GetAccountAuthorizationDetails")
TAGGED = {"StringEquals": {"aws:PrincipalTag/team": "orders"}}
CASES: list[tuple[str, list[dict[str, Any]], bool | None]] = [
    ("granted", [allow("SQS:sendmessage", QUEUE)], True),
    ("not granted", [allow("sqs:ReceiveMessage", QUEUE)], False),
    ("another queue", [allow("sqs:SendMessage", QUEUE + "2")], False),
    ("denied", [allow("sqs:*"), {**allow("*"), "Effect": "Deny"}], False),
    ("by an unknown condition", [allow("sqs:*", Condition=TAGGED)], None),
    (
        "perhaps denied",
        [allow("sqs:*"), {**allow("*", Condition=TAGGED), "Effect": "Deny"}],
        None,
    ),
    ("by a variable", [allow("sqs:*", "arn:aws:sqs:*:*:${aws:PrincipalTag/q}")], None),
    ("next to a malformed statement", [{"Effect": "Allow"}], None),
]


@pytest.mark.parametrize(
    ("statements", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_whether_a_role_may_is_yes_no_or_not_to_be_told(
    audit_of: Callable[..., Audit], statements: list[dict[str, Any]], *, expected: bool | None
) -> None:
    assert allows(audit_of(*statements), ROLE, "sqs:SendMessage", QUEUE) is expected


def test_a_role_that_does_not_exist_may_do_nothing(audit_of: Callable[..., Audit]) -> None:
    audit = audit_of(allow("*"))
    assert allows(audit, ROLE + "2", "sqs:SendMessage", QUEUE) is False
    assert judge_role(audit, ROLE + "2") is None


def test_a_boundary_that_was_not_read_makes_the_role_unknown(
    audit_of: Callable[..., Audit],
) -> None:
    audit = audit_of(allow("*"), boundary=Unknown(reason="denied"))
    with pytest.raises(UnavailableError):
        allows(audit, ROLE, "sqs:SendMessage", QUEUE)


@pytest.mark.parametrize(
    "differences",
    [
        {"attached": (Policy(name="q", arn="arn:aws:iam::1:policy/q", text=UNREAD),)},
        {"inline": (Policy(name="q", text=UNREAD),)},
        {"boundary": Known(Policy(name="q", arn="arn:aws:iam::1:policy/q", text=UNREAD))},
    ],
    ids=lambda found: next(iter(found)),
)
def test_a_policy_that_was_not_read_leaves_all_open(
    audit_of: Callable[..., Audit], differences: dict[str, Any]
) -> None:
    audit = audit_of(**differences)
    with pytest.raises(UnavailableError, match="denied"):
        allows(audit, ROLE, "sqs:SendMessage", QUEUE)
    judged = judge_role(audit, ROLE)
    assert judged is not None
    assert judged.unjudged is not None
    assert judged.unjudged.iam_action == UNREAD.iam_action


def test_a_deny_that_was_read_holds_whatever_was_not(audit_of: Callable[..., Audit]) -> None:
    deny = {**allow("sqs:*"), "Effect": "Deny"}
    unread = Policy(name="q", arn="arn:aws:iam::1:policy/q", text=UNREAD)
    audit = audit_of(allow("sqs:*"), deny, attached=(unread,))
    assert allows(audit, ROLE, "sqs:SendMessage", QUEUE) is False


def test_no_condition_on_the_network_is_found_only_where_every_policy_was_read(
    audit_of: Callable[..., Audit], function: Callable[..., Function]
) -> None:
    unread = Policy(name="q", text=UNREAD)
    with pytest.raises(UnavailableError, match="denied"):
        network_conditions(audit_of(inline=(unread,)), function())
    known = audit_of(allow("s3:*", Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}}))
    assert network_conditions(known, function()) == ("aws:SourceVpce in p",)


def test_conditions_on_the_network_are_found_in_role_and_function_policies(
    audit_of: Callable[..., Audit], function: Callable[..., Function]
) -> None:
    audit = audit_of(allow("s3:*", Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}}))
    policy = {"Statement": [{"Effect": "Allow", "Action": "lambda:InvokeFunction",
        "Principal": "*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}]}  # fmt: skip
    caller = function(policies=Known(MappingProxyType({"$LATEST": Known(json.dumps(policy))})))
    found = network_conditions(audit, caller)
    assert found == (
        "aws:SourceVpce in p",
        "aws:SourceVpc in the function's policy ($LATEST)",
    )


def test_a_role_is_judged_one_time_however_many_functions_share_it(
    audit_of: Callable[..., Audit],
) -> None:
    audit = audit_of(allow("*"))
    assert audit.once(judge_role, ROLE) is audit.once(judge_role, ROLE)


@pytest.mark.parametrize(
    "statements",
    [
        [],
        [allow("s3:GetObject", "")],
        [allow("s3:GetObject", "arn:aws:s3:::\u6876/*")],
        [allow("s3:GetObject", Condition={"DateLessThan": {"aws:CurrentTime": "tomorrow"}})],
        [allow("s3:GetObject", Condition={"IpAddress": {"aws:SourceIp": "300.1.1.1/99"}})],
        [allow("s3:GetObject", Condition={"Bool": {"aws:SecureTransport": "perhaps"}})],
        [allow("s3:GetObject", Condition={"NumericLessThan": {"s3:max-keys": "ten"}})],
    ],
)
def test_what_iam_could_not_read_is_never_passed_over(
    audit_of: Callable[..., Audit], statements: list[dict[str, Any]]
) -> None:
    judged = judge_role(audit_of(*statements), ROLE)
    assert judged is not None
    assert judged.unjudged is not None


def test_dates_addresses_and_variables_that_iam_reads_are_no_problem(
    audit_of: Callable[..., Audit],
) -> None:
    conditions = {
        "DateLessThan": {"aws:CurrentTime": ["2099-01-01", "2099-01-01T00:00:00Z", "4070908800"]},
        "IpAddress": {"aws:SourceIp": ["10.0.0.1", "2001:db8::/32"]},
        "BoolIfExists": {"aws:SecureTransport": "True"},
        "NumericLessThan": {"s3:max-keys": "${aws:PrincipalTag/most}"},
    }
    audit = audit_of(allow("s3:GetObject", "arn:aws:s3:::b\u00fc/*", Condition=conditions))
    judged = judge_role(audit, ROLE)
    assert judged is not None
    assert judged.unjudged is None
