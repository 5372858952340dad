"""The semantics, as worked cases: each line of the two files is a rule with its reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from auditor.model import Function, Known, Outcome, Policy, Result, Role

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


@pytest.mark.parametrize("case", cases("role-cases.jsonl"))
def test_a_role_is_judged_as_iam_does(
    case: dict[str, Any],
    function: Callable[..., Function],
    role: Callable[..., Role],
    run: Callable[..., Result],
) -> None:
    judged = role(
        inline=tuple(Policy(name=f"p{i}", text=text(d)) for i, d in enumerate(case["documents"])),
        boundary=Known(
            Policy(name="limit", arn="arn:aws:iam::111122223333:policy/limit", text=text(b))
            if (b := case.get("boundary"))
            else None
        ),
    )
    account = {"roles": Known(MappingProxyType({judged.arn: judged}))}
    failed = [c for c in ROLE_CHECKS if run(c, function(), account=account).outcome is Outcome.FAIL]
    assert failed == case["expect"]


@pytest.mark.parametrize("case", cases("exposure-cases.jsonl"))
def test_a_resource_policy_is_judged_for_strangers(
    case: dict[str, Any], function: Callable[..., Function], run: Callable[..., Result]
) -> None:
    open_function = function(
        policies=Known(MappingProxyType({"$LATEST": text(case["statements"])}))
    )
    account = {"organization": Known("o-own")}
    failed = [
        c for c in EXPOSURE_CHECKS if run(c, open_function, account=account).outcome is Outcome.FAIL
    ]
    assert failed == case["expect"]
