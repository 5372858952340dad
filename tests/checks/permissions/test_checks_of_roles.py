"""What every check of a role's policies has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from auditor.model import Outcome, Result, Unknown
from tests.checks.permissions.documents import account, policy

Build = Callable[..., Any]

pytestmark = pytest.mark.parametrize(
    "check",
    [
        "admin-role",
        "partial-wildcard-action",
        "privilege-escalation",
        "wildcard-action",
        "wildcard-resource",
    ],
)


def test_the_ordinary_role_passes(check: str, function: Build, run: Callable[..., Result]) -> None:
    assert run(check, function()).outcome is Outcome.PASS


def test_a_role_that_does_not_exist_is_not_applicable(
    check: str, function: Build, run: Callable[..., Result]
) -> None:
    assert run(check, function(), account=account()).outcome is Outcome.NOT_APPLICABLE


def test_roles_that_were_not_read_are_unknown(
    check: str, function: Build, run: Callable[..., Result]
) -> None:
    denied = {"roles": Unknown(reason="denied")}
    assert run(check, function(), account=denied).outcome is Outcome.UNKNOWN


def test_a_malformed_policy_is_unknown_and_never_a_pass(
    check: str, function: Build, role: Build, run: Callable[..., Result]
) -> None:
    malformed = policy({"Effect": "Allow", "Action": "GetObject", "Resource": "*"})
    judged = run(check, function(), account=account(role(inline=(malformed,))))
    assert judged.outcome is Outcome.UNKNOWN
    assert "p can't be judged" in judged.reason
