"""The semantics, as worked cases: each line of the two files is a rule with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from auditor.evaluate.engine import judge
from auditor.evaluate.registry import Check, checks, defaults
from auditor.model import Account, Function, Known, Outcome, Policy, Region, Role
from auditor.model.audit import Audit

HERE = Path(__file__).parent
ROLE_CHECKS = (
    "admin-role",
    "partial-wildcard-action",
    "privilege-escalation",
    "wildcard-action",
    "wildcard-resource",
)
EXPOSURE_CHECKS = ("confused-deputy", "cross-account-access", "public-function")


def cases(name: str) -> list[Any]:
    lines = (HERE / name).read_text().splitlines()
    return [pytest.param(case, id=case["why"]) for case in map(json.loads, lines)]


def text(statements: list[Any]) -> Known[str]:
    return Known(json.dumps({"Version": "2012-10-17", "Statement": statements}))


@pytest.fixture(scope="module")
def found() -> dict[str, Check]:
    return checks()


def failing(ids: tuple[str, ...], found: dict[str, Check], audit: Audit) -> list[str]:
    function = audit.functions()[0]
    return [i for i in ids if judge(found[i], function, audit).outcome is Outcome.FAIL]


@pytest.fixture
def audit_of_role(
    function: Callable[..., Function],
    role: Callable[..., Role],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> Callable[..., Account]:
    def build(case: dict[str, Any]) -> Account:
        boundary = case.get("boundary")
        arn = "arn:aws:iam::111122223333:policy/limit"
        judged = role(
            inline=tuple(
                Policy(name=f"p{i}", text=text(d)) for i, d in enumerate(case["documents"])
            ),
            boundary=Known(
                Policy(name="limit", arn=arn, text=text(boundary)) if boundary else None
            ),
        )
        return account(region(function()), roles=Known(MappingProxyType({judged.arn: judged})))

    return build


@pytest.mark.parametrize("case", cases("role-cases.jsonl"))
def test_a_role_is_judged_as_iam_does(
    case: dict[str, Any], found: dict[str, Check], audit_of_role: Callable[..., Account]
) -> None:
    audit = Audit(audit_of_role(case), defaults(found.values()))
    assert failing(ROLE_CHECKS, found, audit) == case["expect"]


@pytest.mark.parametrize("case", cases("exposure-cases.jsonl"))
def test_a_resource_policy_is_judged_for_strangers(
    case: dict[str, Any],
    found: dict[str, Check],
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    policies = Known(MappingProxyType({"$LATEST": text(case["statements"])}))
    whole = account(region(function(policies=policies)), organization=Known("o-own"))
    audit = Audit(whole, defaults(found.values()))
    assert failing(EXPOSURE_CHECKS, found, audit) == case["expect"]
