from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from auditor.model import Known, LastAccess, Outcome, Policy, Result, Unknown
from tests.checks.permissions.documents import account

Build = Callable[..., Any]
CHECK = "unused-permissions"
RECENT = datetime(2026, 11, 1, tzinfo=UTC)
OLD = datetime(2026, 3, 1, tzinfo=UTC)


def test_services_and_actions_that_were_not_used_fail(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    accesses = (
        LastAccess(service="xray", last_used=OLD),
        LastAccess(service="logs", last_used=RECENT),
        LastAccess(service="logs", action="CreateLogStream"),
    )
    result = run(CHECK, function(), account=account(role(last_accessed=Known(accesses))))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].evidence["services"] == ("xray",)
    assert result.findings[0].evidence["actions"] == ("logs:CreateLogStream",)


def test_what_was_used_lately_passes(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    accesses = Known((LastAccess(service="logs", last_used=RECENT),))
    result = run(CHECK, function(), account=account(role(last_accessed=accesses)))
    assert result.outcome is Outcome.PASS


def test_the_number_of_days_is_an_option(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    accesses = Known((LastAccess(service="logs", last_used=OLD),))
    judged = account(role(last_accessed=accesses))
    result = run(CHECK, function(), account=judged, options={"days": 400})
    assert result.outcome is Outcome.PASS


def test_a_role_that_does_not_exist_is_not_applicable(
    function: Build, run: Callable[..., Result]
) -> None:
    assert run(CHECK, function(), account=account()).outcome is Outcome.NOT_APPLICABLE


def test_data_that_was_not_read_is_unknown(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    unread = account(role(last_accessed=Unknown(reason="denied")))
    assert run(CHECK, function(), account=unread).outcome is Outcome.UNKNOWN


def test_a_policy_that_was_not_read_may_grant_what_is_unused(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    policies = (Policy(name="q", text=Unknown(reason="denied")),)
    accesses = Known((LastAccess(service="s3"),))
    unread = account(role(inline=policies, last_accessed=accesses))
    assert run(CHECK, function(), account=unread).outcome is Outcome.UNKNOWN
