from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from auditor.model import (
    Known,
    Outcome,
    Policy,
    Result,
    Severity,
)
from tests.checks.permissions.documents import account, allow, policy

Build = Callable[..., Any]
CHECK = "wildcard-resource"


def test_writing_anywhere_is_high_and_reading_medium(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    for action, severity in (("s3:PutObject", Severity.HIGH), ("s3:GetObject", Severity.MEDIUM)):
        wide = role(inline=(policy(allow(action)),))
        result = run(CHECK, function(), account=account(wide))
        assert (result.outcome, result.severity) == (Outcome.FAIL, severity)
        assert result.findings[0].evidence["sample"] == (action,)


def test_the_fix_writes_the_queue_that_failed_events_go_to(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    queue = "arn:aws:sqs:eu-west-1:111122223333:failed"
    wide = role(inline=(policy(allow("sqs:SendMessage")),))
    fix = run(CHECK, function(dead_letter_target=queue), account=account(wide)).findings[0].fix
    assert queue in fix.cli
    assert queue in fix.sam


def test_the_fix_holds_a_placeholder_where_nothing_is_known(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    wide = role(inline=(policy(allow("sns:Publish")),))
    fix = run(CHECK, function(), account=account(wide)).findings[0].fix
    assert '"${TOPIC_NAME:?set it}"' in fix.cli
    assert "arn:aws:sns:eu-west-1:111122223333:<TOPIC_NAME>" in fix.sam


def test_a_hostile_policy_name_stays_inside_its_quotes(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    wide = role(inline=(policy(allow("sns:Publish"), name="x; rm -rf ~"),))
    assert "'x; rm -rf ~'" in run(CHECK, function(), account=account(wide)).findings[0].fix.cli


def test_policies_that_aws_publishes_for_a_trigger_are_informational(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    name = "AWSLambdaSQSQueueExecutionRole"
    arn = f"arn:aws:iam::aws:policy/service-role/{name}"
    text = json.dumps({"Statement": [allow(["sqs:ReceiveMessage", "sqs:DeleteMessage"])]})
    published = role(attached=(Policy(name=name, arn=arn, text=Known(text)),))
    result = run(CHECK, function(), account=account(published))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.INFO)
    assert "broad by design" in result.findings[0].message


def test_the_most_dangerous_actions_are_named_first(
    function: Build, role: Build, run: Callable[..., Result]
) -> None:
    actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy"]
    wide = role(inline=(policy(allow(actions)),))
    named = run(CHECK, function(), account=account(wide)).findings[0].evidence["sample"]
    assert named == ("s3:PutBucketPolicy", "s3:DeleteObject", "s3:PutObject", "s3:GetObject")
