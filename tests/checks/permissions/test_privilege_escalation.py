from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.model import (
    Known,
    Outcome,
    Policy,
    Result,
    Severity,
    Unknown,
)
from tests.checks.permissions.documents import account, allow, policy

Build = Callable[..., Any]
CHECK = "privilege-escalation"


def test_a_complete_combination_fails_with_its_path_and_statements(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    split = role(
        inline=(
            policy(allow("iam:PassRole"), name="a"),
            policy(allow(["lambda:CreateFunction", "lambda:InvokeFunction"]), name="b"),
        )
    )
    result = run(CHECK, function(), account=account(split))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.CRITICAL)
    evidence = result.findings[0].evidence
    assert "lambda-invoke" in str(evidence["paths"])
    assert evidence["statements"] == ("a, statement 0", "b, statement 0")
    assert result.findings[0].cause == split.arn
    assert "deny-escalation" in result.findings[0].fix.cli


def test_replacing_code_names_the_stronger_role_that_it_reaches(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    target = "arn:aws:lambda:eu-west-1:111122223333:function:payments"
    weak = role(inline=(policy(allow("lambda:UpdateFunctionCode", target)),))
    strong = role(
        arn="arn:aws:iam::111122223333:role/payments",
        name="payments",
        inline=(policy(allow("*")),),
    )
    here = function()
    other = function(arn=target, name="payments", role_arn=strong.arn)
    result = run(
        CHECK,
        here,
        account=account(weak, strong),
        region={"functions": Known((here, other))},
    )
    assert result.outcome is Outcome.FAIL
    assert "it reaches payments (role payments)" in result.findings[0].message


def test_replacing_the_code_of_an_equal_is_no_escalation(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    target = "arn:aws:lambda:eu-west-1:111122223333:function:payments"
    weak = role(inline=(policy(allow("lambda:UpdateFunctionCode", target)),))
    equal = role(arn="arn:aws:iam::111122223333:role/payments", name="payments")
    here = function()
    other = function(arn=target, name="payments", role_arn=equal.arn)
    result = run(
        CHECK, here, account=account(weak, equal), region={"functions": Known((here, other))}
    )
    assert result.outcome is Outcome.PASS


def test_passing_a_named_role_escalates_only_if_that_role_is_an_administrator(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    arn = "arn:aws:iam::111122223333:role/worker"
    passing = role(inline=(policy(allow("iam:PassRole", arn), allow("ec2:RunInstances")),))
    strong = role(arn=arn, name="worker", inline=(policy(allow("*")),))
    harmless = role(arn=arn, name="worker")
    assert run(CHECK, function(), account=account(passing, strong)).outcome is Outcome.FAIL
    assert run(CHECK, function(), account=account(passing, harmless)).outcome is Outcome.PASS


def test_rewriting_a_policy_of_its_own_is_enough(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    arn = "arn:aws:iam::111122223333:policy/own"
    attached = Policy(name="own", arn=arn, text=Known('{"Statement": []}'))
    own = role(attached=(attached,), inline=(policy(allow("iam:CreatePolicyVersion", arn)),))
    assert run(CHECK, function(), account=account(own)).outcome is Outcome.FAIL


def test_an_administrator_is_reported_once_as_that(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    wide = role(inline=(policy(allow("*")),))
    result = run(CHECK, function(), account=account(wide))
    assert result.outcome is Outcome.NOT_APPLICABLE
    assert "admin-role" in result.reason


def test_a_function_that_was_not_read_may_be_stronger(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    far = "arn:aws:lambda:us-east-1:111122223333:function:payments"
    weak = role(inline=(policy(allow("lambda:UpdateFunctionCode", far)),))
    unread = Unknown(reason="denied", operation="lambda:ListFunctions", region="us-east-1")
    result = run(CHECK, function(), account={**account(weak), "gaps": (unread,)})
    assert (result.outcome, result.missing) == (Outcome.UNKNOWN, unread)


def test_a_role_that_changes_no_function_is_judged_whatever_is_unlisted(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    plain = role(inline=(policy(allow("s3:GetObject", "arn:aws:s3:::orders/*")),))
    unread = Unknown(reason="denied", operation="lambda:ListFunctions", region="us-east-1")
    result = run(CHECK, function(), account={**account(plain), "gaps": (unread,)})
    assert result.outcome is Outcome.PASS
