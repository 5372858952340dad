from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.model import Known, Outcome, Result, Severity
from tests.checks.permissions.documents import allow_caller, policies

Build = Callable[..., Any]


CHECK = "cross-account-access"
ROOT = '{"AWS": "arn:aws:iam::444455556666:root"}'
ORG = '{"StringEquals": {"aws:PrincipalOrgID": "o-own"}}'


def test_a_foreign_account_fails_with_its_number(
    function: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(policies=policies(allow_caller(ROOT))))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    assert "The account 444455556666" in result.findings[0].message
    assert "--principal-org-id" in result.findings[0].fix.cli


def test_the_own_organization_narrows(function: Build, run: Callable[..., Result]) -> None:
    narrowed = function(policies=policies(allow_caller(ROOT, ORG)))
    account = {"organization": Known("o-own")}
    assert run(CHECK, narrowed, account=account).outcome is Outcome.PASS
