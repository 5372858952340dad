"""What must hold for every role, whatever its policies say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.analysis.iam import judge_role
from auditor.model import Account, Function, Known, Policy, Region, Role
from auditor.model.audit import Audit

ARN = "arn:aws:iam::111122223333:role/r"
ACTIONS = st.sampled_from(
    [
        "*", "s3:*", "s3:Get*", "s3:GetObject", "sqs:SendMessage", "iam:PassRole", "iam:*",
        "ec2:RunInstances", "iam:PutRolePolicy", "lambda:CreateFunction", "lambda:InvokeFunction",
        "dynamodb:Get*", "lambda:UpdateFunctionCode", "xray:PutTraceSegments",
    ]
)  # fmt: skip
RESOURCES = st.sampled_from(
    ["*", "arn:aws:s3:::b/*", "arn:aws:s3:::*", ARN, "arn:aws:iam::111122223333:role/*",
     "arn:aws:dynamodb:*:*:table/*", "arn:aws:lambda:*:*:function:a-*"]
)  # fmt: skip
CONDITIONS = st.sampled_from(
    [
        {},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEquals": {"aws:ResourceTag/a": "b"}},
        {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
        {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
    ]
)


def statements(effect: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "Effect": effect,
            "Action": st.lists(ACTIONS, min_size=1, max_size=3, unique=True),
            "Resource": st.lists(RESOURCES, min_size=1, max_size=2, unique=True),
            "Condition": CONDITIONS,
        }
    )


ANY = st.lists(statements(st.sampled_from(["Allow", "Allow", "Allow", "Deny"])), max_size=5)
ALLOW = statements(st.just("Allow"))


def found(*documents: list[dict[str, Any]]) -> frozenset[str]:
    policies = tuple(
        Policy(name=f"p{i}", text=Known(json.dumps({"Version": "2012-10-17", "Statement": d})))
        for i, d in enumerate(documents)
    )
    role = Role(arn=ARN, name="r", inline=policies, boundary=Known(None))
    function = Function(
        arn="arn:aws:lambda:eu-west-1:111122223333:function:f",
        name="f",
        region="eu-west-1",
        role_arn=ARN,
    )
    account = Account(
        id="111122223333",
        captured_at=datetime(2026, 11, 20, tzinfo=UTC),
        regions=(Region(name="eu-west-1", functions=Known((function,))),),
        roles=Known(MappingProxyType({ARN: role})),
    )
    judged = judge_role(Audit(account), ARN)
    assert judged is not None
    facts = {
        "admin": judged.administrator is not None,
        "escalation": bool(judged.escalations),
        "whole": bool(judged.whole_services),
        "partial": bool(judged.partial_wildcards),
        "any": bool(judged.any_resources),
    }
    return frozenset(name for name, holds in facts.items() if holds)


@settings(max_examples=60, deadline=None)
@given(ANY, ALLOW)
def test_one_more_allow_never_takes_a_finding_away(
    document: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    assert found(document) <= found([*document, more])


@settings(max_examples=30, deadline=None)
@given(ANY)
def test_denying_everything_takes_every_finding_away(document: list[dict[str, Any]]) -> None:
    deny = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    assert found([*document, deny]) == frozenset()


def _respelt(statement: dict[str, Any]) -> dict[str, Any]:
    actions = [a.upper() for a in reversed(statement["Action"])]
    resources = statement["Resource"]
    return {
        **statement,
        "Action": actions[0] if len(actions) == 1 else actions,
        "Resource": resources[0] if len(resources) == 1 else resources[::-1],
        "Condition": {
            op.upper(): {k.upper(): [v] for k, v in keys.items()}
            for op, keys in statement["Condition"].items()
        },
    }


@settings(max_examples=60, deadline=None)
@given(ANY)
def test_order_spelling_and_splitting_over_documents_change_nothing(
    document: list[dict[str, Any]],
) -> None:
    plain = found(document)
    assert found(document[::-1]) == plain
    assert found(*([_respelt(s)] for s in document)) == plain
