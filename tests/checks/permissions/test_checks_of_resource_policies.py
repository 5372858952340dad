"""What every check of a function's resource policies has in common."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from auditor.model import Known, Outcome, Result, Unknown
from tests.checks.permissions.documents import policies

Build = Callable[..., Any]

pytestmark = pytest.mark.parametrize(
    "check", ["confused-deputy", "cross-account-access", "public-function"]
)


def test_no_policy_passes(check: str, function: Build, run: Callable[..., Result]) -> None:
    assert run(check, function()).outcome is Outcome.PASS


def test_policies_that_were_not_read_are_unknown(
    check: str, function: Build, run: Callable[..., Result]
) -> None:
    denied = Unknown(reason="denied", iam_action="lambda:GetPolicy")
    assert run(check, function(policies=denied)).outcome is Outcome.UNKNOWN
    one = Known(MappingProxyType({"prod": denied}))
    assert run(check, function(policies=one)).outcome is Outcome.UNKNOWN


def test_a_malformed_policy_is_unknown_and_never_a_pass(
    check: str, function: Build, run: Callable[..., Result]
) -> None:
    malformed = function(policies=policies("7"))
    assert run(check, malformed).outcome is Outcome.UNKNOWN
