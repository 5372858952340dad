"""The quick evaluator against a slow and simple one, on roles that were drawn by lot."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest

from auditor.analysis.iam import judge_role
from auditor.analysis.iam.actions import Action, action, any_resource
from auditor.analysis.iam.exemptions import exempt
from auditor.model import Account, Function, Known, Policy, Region, Role
from auditor.model.audit import Audit

REGION, ACCOUNT = "eu-west-1", "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders"
NAMES = (
    "s3:GetObject", "s3:ListBucket", "s3:PutObject", "sqs:SendMessage", "sqs:PurgeQueue",
    "dynamodb:GetItem", "dynamodb:Query", "kms:Decrypt", "lambda:InvokeFunction", "iam:PassRole",
    "ssm:GetParameter", "states:StartExecution", "ec2:StopInstances", "kinesis:PutRecord",
)  # fmt: skip
PATTERNS = (
    *NAMES, "s3:*", "s3:Get*", "sqs:*", "dynamodb:*Item", "*", "lambda:Invoke?unction",
    "SQS:sendmessage", "kms:De*", "s?s:*", "*:*", "ec2:S*", "k*:*",
)  # fmt: skip
RESOURCES = (
    "*", "arn:*", "arn:aws:s3:::*", "arn:aws:s3:::b/*", "arn:aws:s3:::*/*", "arn:aws:sqs:*:*:*",
    f"arn:aws:sqs:{REGION}:{ACCOUNT}:app-*", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/*",
    f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t", "arn:aws:dynamodb:us-east-1:*:table/*",
    "arn:aws:kms:*:111122223333:key/*", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:*",
    "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/a*", "arn:aws:sqs:eu-*:1111*:?*",
    f"arn:aws:ssm:{REGION}:*:parameter/*", f"arn:aws:*:{REGION}:{ACCOUNT}:*",
    f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-*", f"arn:aws:kinesis:{REGION}:*:stream/*",
)  # fmt: skip
# Each with whether it holds for the role's request on an untagged resource of its region.
CONDITIONS: tuple[tuple[dict[str, Any], bool], ...] = (
    *(({}, True),) * 5,
    ({"Bool": {"aws:SecureTransport": "true"}}, True),
    ({"Bool": {"aws:SecureTransport": "false"}}, False),
    ({"StringEquals": {"aws:ResourceTag/a": "b"}}, False),
    ({"StringNotEquals": {"aws:ResourceTag/a": "b"}}, True),
    ({"StringEqualsIfExists": {"aws:ResourceTag/a": "b"}}, True),
    ({"Null": {"aws:ResourceTag/a": "true"}}, True),
    ({"ArnEquals": {"aws:PrincipalArn": ROLE}}, True),
    ({"ArnNotEquals": {"aws:PrincipalArn": ROLE}}, False),
    ({"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}, True),
    ({"DateGreaterThan": {"aws:CurrentTime": "2035-01-01T00:00:00Z"}}, False),
)


@dataclass(frozen=True)
class Drawn:
    allow: bool
    actions: tuple[str, ...]
    not_action: bool
    resources: tuple[str, ...]
    not_resource: bool
    condition: dict[str, Any]
    holds: bool

    @property
    def written(self) -> dict[str, Any]:
        return {
            "Effect": "Allow" if self.allow else "Deny",
            "NotAction" if self.not_action else "Action": self.actions,
            "NotResource" if self.not_resource else "Resource": self.resources,
            "Condition": self.condition,
        }

    def applies(self, name: str, resource: str) -> bool:
        named = any(like(p, name, re.IGNORECASE) for p in self.actions) is not self.not_action
        meant = any(like(p, resource) for p in self.resources) is not self.not_resource
        return named and meant and self.holds


def like(pattern: str, text: str, flags: int = 0) -> bool:
    if pattern.startswith("arn:"):
        pattern += ":*" * (5 - pattern.count(":"))
    written = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(written, text, flags | re.DOTALL) is not None


def draw(dice: random.Random) -> Drawn:
    condition, holds = dice.choice(CONDITIONS)
    return Drawn(
        allow=dice.random() > 0.3,
        actions=tuple(dice.sample(PATTERNS, dice.randint(1, 3))),
        not_action=dice.random() < 0.12,
        resources=tuple(dice.sample(RESOURCES, dice.randint(1, 2))),
        not_resource=dice.random() < 0.12,
        condition=condition,
        holds=holds,
    )


def allowed(name: str, resource: str, own: list[Drawn], boundary: list[Drawn] | None) -> bool:
    every = (*own, *(boundary or ()))
    return (
        any(s.allow and s.applies(name, resource) for s in own)
        and (boundary is None or any(s.allow and s.applies(name, resource) for s in boundary))
        and not any(not s.allow and s.applies(name, resource) for s in every)
    )


def policy(name: str, statements: list[Drawn]) -> Policy:
    return Policy(name=name, text=Known(json.dumps({"Statement": [s.written for s in statements]})))


def known(name: str) -> Action:
    found = action(name)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(150))
def test_the_same_actions_work_on_any_name_as_in_a_plain_evaluation(
    seed: int,
    function: Callable[..., Function],
    role: Callable[..., Role],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    dice = random.Random(seed)  # noqa: S311  reproducible, not secret
    own = [draw(dice) for _ in range(dice.randint(1, 4))]
    boundary = [draw(dice) for _ in range(dice.randint(1, 3))] if dice.random() < 0.3 else None
    expected = {
        name
        for name in NAMES
        for template in known(name).resources
        if not exempt(name.lower())
        and allowed(name, any_resource(template, "aws", REGION, ACCOUNT), own, boundary)
    }
    one = role(
        inline=tuple(policy(f"p{i}", [s]) for i, s in enumerate(own)),
        boundary=Known(policy("limit", boundary) if boundary else None),
    )
    whole = account(region(function()), roles=Known(MappingProxyType({one.arn: one})))
    judged = judge_role(Audit(whole), one.arn)
    assert judged is not None
    found = {a.full_name for wide in judged.any_resources for a in wide.actions} & set(NAMES)
    assert found <= expected
    # The search of a blanket grant ends when it has found enough.
    assert found == expected or not all(wide.complete for wide in judged.any_resources)
