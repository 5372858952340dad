from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.model import (
    Outcome,
    Result,
    Severity,
)
from tests.checks.permissions.documents import account, allow, policy

Build = Callable[..., Any]
CHECK = "partial-wildcard-action"


def test_a_pattern_fails_with_what_it_covers(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    wide = role(inline=(policy(allow("sqs:Get*", "arn:aws:sqs:eu-west-1:111122223333:jobs")),))
    result = run(CHECK, function(), account=account(wide))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.LOW)
    evidence = result.findings[0].evidence
    assert evidence["sample"] == ("sqs:GetQueueUrl", "sqs:GetQueueAttributes")
    assert evidence["patterns"] == ("sqs:Get*",)
