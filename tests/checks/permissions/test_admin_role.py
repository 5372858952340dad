from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from auditor.model import Known, Outcome, Policy, Result, Severity
from tests.checks.permissions.documents import account

Build = Callable[..., Any]
ADMINISTRATOR = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
ARN = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_an_administrator_fails_with_the_policy_as_evidence(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    wide = role(attached=(Policy(name="AdministratorAccess", arn=ARN, text=Known(ADMINISTRATOR)),))
    result = run("admin-role", function(), account=account(wide))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.CRITICAL)
    finding = result.findings[0]
    assert finding.evidence["policy"] == ARN
    assert finding.evidence["boundary"] == "none"
    assert finding.cause == wide.arn
    assert f"detach-role-policy --role-name orders --policy-arn {ARN}" in finding.fix.cli


def test_a_boundary_takes_the_power_away(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    limit = json.dumps({"Statement": {"Effect": "Allow", "Action": "logs:PutLogEvents",
                                      "Resource": "*"}})  # fmt: skip
    bounded = role(
        inline=(Policy(name="p", text=Known(ADMINISTRATOR)),),
        boundary=Known(Policy(name="limit", arn="arn:aws:iam::1:policy/l", text=Known(limit))),
    )
    assert run("admin-role", function(), account=account(bounded)).outcome is Outcome.PASS


def test_power_that_depends_on_a_route_is_high_and_not_sure(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    text = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}})  # fmt: skip
    routed = role(inline=(Policy(name="p", text=Known(text)),))
    result = run("admin-role", function(), account=account(routed))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)


def test_a_malformed_policy_hides_no_administrator(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    both = role(
        inline=(
            Policy(name="broken", text=Known("{")),
            Policy(name="wide", text=Known(ADMINISTRATOR)),
        )
    )
    assert run("admin-role", function(), account=account(both)).outcome is Outcome.FAIL
