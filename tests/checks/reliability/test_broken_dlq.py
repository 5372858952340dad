from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.model import (
    Confidence,
    Destination,
    EventInvokeConfig,
    EventSourceMapping,
    Known,
    Metrics,
    Outcome,
    Policy,
    Severity,
    Unknown,
)
from auditor.model.fact import NOT_ASKED

CHECK = "broken-dlq"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:failed"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"


def sending(role: Any, *actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    able = role(inline=(Policy(name="send", text=Known(text)),))
    return {"roles": Known({able.arn: able})}


def there(arn: str = QUEUE, **differences: Any) -> dict[str, Any]:
    return {"destinations": {arn: Known(Destination(arn=arn, **differences))}}


def test_a_queue_that_the_role_may_send_to_passes(run: Any, function: Any, role: Any) -> None:
    kept = function(dead_letter_target=QUEUE)
    able = sending(role, "sqs:SendMessage")
    assert run(CHECK, kept, region=there(), account=able).outcome is Outcome.PASS


def test_a_queue_that_does_not_exist_fails(run: Any, function: Any) -> None:
    lost = {"destinations": {QUEUE: Known(None)}}
    result = run(CHECK, function(dead_letter_target=QUEUE), region=lost)
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)
    assert "does not exist" in result.findings[0].message
    assert "TargetArn=" in result.findings[0].fix.cli


def test_a_fifo_queue_fails(run: Any, function: Any, role: Any) -> None:
    able = sending(role, "sqs:SendMessage")
    lost = function(dead_letter_target=QUEUE)
    result = run(CHECK, lost, region=there(fifo=True), account=able)
    assert "FIFO" in result.findings[0].message


@pytest.mark.parametrize(
    ("arn", "action"),
    [
        (QUEUE, "sqs:SendMessage"),
        ("arn:aws:sns:eu-west-1:111122223333:failed", "sns:Publish"),
        ("arn:aws:lambda:eu-west-1:111122223333:function:keeper", "lambda:InvokeFunction"),
        ("arn:aws:events:eu-west-1:111122223333:event-bus/failed", "events:PutEvents"),
        ("arn:aws:s3:::failed-events", "s3:PutObject"),
    ],
)
def test_each_kind_of_target_asks_for_its_action(
    run: Any, function: Any, role: Any, arn: str, action: str
) -> None:
    config = Known((EventInvokeConfig(qualifier="live", on_failure=arn),))
    refused = run(CHECK, function(event_invoke_configs=config), region=there(arn))
    assert refused.findings[0].evidence["missing_action"] == action
    assert "OnFailure of live" in refused.findings[0].message
    able = sending(role, action)
    allowed = run(CHECK, function(event_invoke_configs=config), region=there(arn), account=able)
    assert allowed.outcome is Outcome.PASS


def test_the_queue_may_let_the_role_in_itself(run: Any, function: Any, role: Any) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": role().arn},
        "Action": "sqs:*",
        "Resource": QUEUE,
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    kept = function(dead_letter_target=QUEUE)
    assert run(CHECK, kept, region=there(policy=text)).outcome is Outcome.PASS


def test_a_key_that_the_role_may_not_use_is_of_medium_confidence(
    run: Any, function: Any, role: Any
) -> None:
    able = sending(role, "sqs:SendMessage")
    lost = function(dead_letter_target=QUEUE)
    result = run(CHECK, lost, region=there(kms_key=KEY), account=able)
    assert result.findings[0].evidence["missing_action"] == "kms:GenerateDataKey"
    assert result.findings[0].confidence is Confidence.MEDIUM
    both = sending(role, "sqs:SendMessage", "kms:GenerateDataKey", "kms:Decrypt")
    assert run(CHECK, lost, region=there(kms_key=KEY), account=both).outcome is Outcome.PASS


def test_the_destination_of_a_mapping_is_judged_too(run: Any, function: Any) -> None:
    mapping = EventSourceMapping(
        uuid="u1", function_arn=ARN, source_arn="arn:aws:kinesis:::stream/s", on_failure=QUEUE
    )
    facts = {"event_source_mappings": Known((mapping,)), "destinations": {QUEUE: Known(None)}}
    result = run(CHECK, function(), region=facts)
    assert "the mapping u1" in result.findings[0].message
    assert "--uuid u1" in result.findings[0].fix.cli


def test_a_function_of_the_account_needs_no_look_up(run: Any, function: Any, role: Any) -> None:
    config = Known((EventInvokeConfig(qualifier="$LATEST", on_failure=ARN),))
    able = sending(role, "lambda:InvokeFunction")
    result = run(CHECK, function(event_invoke_configs=config), account=able)
    assert result.outcome is Outcome.PASS


@pytest.mark.parametrize("metric", ["dead_letter_errors", "destination_delivery_failures"])
def test_lost_events_in_the_metrics_fail(run: Any, function: Any, role: Any, metric: str) -> None:
    metrics = Known(Metrics(window_days=14, **{metric: 3.0}))
    able = sending(role, "sqs:SendMessage")
    lost = function(dead_letter_target=QUEUE, metrics=metrics)
    result = run(CHECK, lost, region=there(), account=able)
    assert result.findings[0].message.startswith("3 failed events could not be delivered")


def test_without_a_target_it_is_not_applicable(run: Any, function: Any) -> None:
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE
    unasked = function(event_invoke_configs=NOT_ASKED)
    assert run(CHECK, unasked).outcome is Outcome.NOT_APPLICABLE


def test_what_could_not_be_read_is_unknown(run: Any, function: Any, role: Any) -> None:
    able = sending(role, "sqs:SendMessage")
    kept = function(dead_letter_target=QUEUE)
    denied = Unknown(reason="denied", iam_action="sqs:GetQueueAttributes")
    unread = run(CHECK, kept, region={"destinations": {QUEUE: denied}}, account=able)
    assert unread.outcome is Outcome.UNKNOWN
    assert run(CHECK, kept, account=able).outcome is Outcome.UNKNOWN
    no_roles = run(CHECK, kept, region=there(), account={"roles": denied})
    assert no_roles.outcome is Outcome.UNKNOWN
    unread_role = role(inline=(Policy(name="send", text=denied),))
    no_policy = run(
        CHECK, kept, region=there(), account={"roles": Known({unread_role.arn: unread_role})}
    )
    assert no_policy.outcome is Outcome.UNKNOWN
    assert run(CHECK, function(event_invoke_configs=denied)).outcome is Outcome.UNKNOWN
    mappings = {"event_source_mappings": denied}
    assert run(CHECK, function(), region=mappings).outcome is Outcome.UNKNOWN


def test_a_foreign_target_that_is_not_seen_is_unknown(run: Any, function: Any, role: Any) -> None:
    foreign = "arn:aws:sqs:eu-west-1:999988887777:theirs"
    unseen = {"destinations": {foreign: Known(None)}}
    able = sending(role, "sqs:SendMessage")
    result = run(CHECK, function(dead_letter_target=foreign), region=unseen, account=able)
    assert result.outcome is Outcome.UNKNOWN
    assert "999988887777" in result.reason
