from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.model import (
    Confidence,
    EventInvokeConfig,
    EventRule,
    Known,
    Metrics,
    Outcome,
    Schedule,
    Severity,
    Unknown,
)

CHECK = "missing-dlq"
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:failed"
DENIED = Unknown(reason="GetPolicy was denied", iam_action="lambda:GetPolicy")


def allowing(principal: Any, **condition: Any) -> Known[str]:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "lambda:InvokeFunction",
        "Resource": ARN,
        "Condition": condition,
    }
    return Known(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


S3 = allowing({"Service": "s3.amazonaws.com"})


def on_failure(*qualifiers: str) -> Known[Any]:
    return Known(tuple(EventInvokeConfig(qualifier=q, on_failure=QUEUE) for q in qualifiers))


def test_an_asynchronous_function_without_a_safety_net_fails(run: Any, function: Any) -> None:
    result = run(CHECK, function(policies=Known({"$LATEST": S3})))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)
    assert (
        "events from s3.amazonaws.com are lost: the function has neither"
        in result.findings[0].message
    )
    assert result.findings[0].evidence["qualifier"] == "$LATEST"


def test_a_dead_letter_queue_passes(run: Any, function: Any) -> None:
    kept = function(policies=Known({"$LATEST": S3}), dead_letter_target=QUEUE)
    assert run(CHECK, kept).outcome is Outcome.PASS


def test_a_destination_on_the_invoked_alias_passes(run: Any, function: Any) -> None:
    kept = function(policies=Known({"live": S3}), event_invoke_configs=on_failure("live"))
    assert run(CHECK, kept).outcome is Outcome.PASS


def test_a_destination_on_another_qualifier_does_not_help(run: Any, function: Any) -> None:
    lost = function(policies=Known({"live": S3}), event_invoke_configs=on_failure("$LATEST"))
    (finding,) = run(CHECK, lost).findings
    assert finding.evidence["qualifier"] == "live"
    assert "the alias live has no OnFailure destination" in finding.message
    assert "--qualifier live" in finding.fix.cli
    assert 'qualifier     = "live"' in finding.fix.terraform


def test_each_uncovered_qualifier_is_a_finding(run: Any, function: Any) -> None:
    lost = function(policies=Known({"live": S3, "$LATEST": S3}))
    assert len(run(CHECK, lost).findings) == 2


def test_a_function_without_a_caller_is_not_judged(run: Any, function: Any) -> None:
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    "principal",
    [
        {"Service": "apigateway.amazonaws.com"},
        {"Service": "secretsmanager.amazonaws.com"},
        {"Service": "a-service-of-tomorrow.amazonaws.com"},
        {"AWS": "arn:aws:iam::999988887777:root"},
        {"AWS": "999988887777"},
        "*",
    ],
)
def test_an_invoker_that_waits_or_chooses_proves_nothing(
    run: Any, function: Any, principal: Any
) -> None:
    called = function(policies=Known({"$LATEST": allowing(principal)}))
    assert run(CHECK, called).outcome is Outcome.NOT_APPLICABLE


def test_a_deny_is_no_source(run: Any, function: Any) -> None:
    text = S3.get().replace('"Allow"', '"Deny"')
    denied = function(policies=Known({"$LATEST": Known(text)}))
    assert run(CHECK, denied).outcome is Outcome.NOT_APPLICABLE


def test_a_schedule_counts_though_no_policy_names_it(run: Any, function: Any) -> None:
    schedules = Known((Schedule(arn="s", function_arn=f"{ARN}:live", role_arn="r"),))
    result = run(CHECK, function(), region={"schedules": schedules})
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].evidence["qualifier"] == "live"


def test_a_permission_for_a_rule_that_is_gone_is_explained(run: Any, function: Any) -> None:
    rule = "arn:aws:events:eu-west-1:111122223333:rule/old"
    stale = allowing({"Service": "events.amazonaws.com"}, ArnLike={"aws:SourceArn": rule})
    result = run(CHECK, function(policies=Known({"$LATEST": stale})))
    assert result.outcome is Outcome.NOT_APPLICABLE
    assert rule in result.reason


def test_a_permission_counts_where_the_rules_could_not_be_listed(run: Any, function: Any) -> None:
    rule = "arn:aws:events:eu-west-1:111122223333:rule/old"
    stale = allowing({"Service": "events.amazonaws.com"}, ArnLike={"aws:SourceArn": rule})
    rules = {"event_rules": Unknown(reason="denied")}
    result = run(CHECK, function(policies=Known({"$LATEST": stale})), region=rules)
    assert result.outcome is Outcome.FAIL


def test_the_metric_alone_is_evidence_of_medium_confidence(run: Any, function: Any) -> None:
    metrics = Known(Metrics(window_days=30, async_events_received=12.0))
    result = run(CHECK, function(metrics=metrics))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].confidence is Confidence.MEDIUM


def test_unread_policies_are_unknown_and_never_a_pass(run: Any, function: Any) -> None:
    assert run(CHECK, function(policies=DENIED)).outcome is Outcome.UNKNOWN
    assert run(CHECK, function(policies=Known({"live": DENIED}))).outcome is Outcome.UNKNOWN
    covered = {"event_invoke_configs": on_failure("$LATEST")}
    partly = function(policies=Known({"$LATEST": S3, "live": DENIED}), **covered)
    assert run(CHECK, partly).outcome is Outcome.UNKNOWN


def test_unread_schedules_aliases_and_destinations_are_unknown(run: Any, function: Any) -> None:
    denied = Unknown(reason="denied", iam_action="lambda:ListAliases")
    without_schedules = run(CHECK, function(), region={"schedules": denied})
    assert without_schedules.outcome is Outcome.UNKNOWN
    assert run(CHECK, function(aliases=denied)).outcome is Outcome.UNKNOWN
    asynchronous = function(policies=Known({"$LATEST": S3}), event_invoke_configs=denied)
    assert run(CHECK, asynchronous).outcome is Outcome.UNKNOWN


def test_a_malformed_policy_is_unknown(run: Any, function: Any) -> None:
    broken = function(policies=Known({"$LATEST": Known("{")}))
    result = run(CHECK, broken)
    assert result.outcome is Outcome.UNKNOWN
    assert "malformed" in result.reason


def test_a_proven_failure_survives_what_could_not_be_read(run: Any, function: Any) -> None:
    lost = function(policies=Known({"$LATEST": S3, "live": DENIED}))
    assert run(CHECK, lost).outcome is Outcome.FAIL


def test_what_only_corroborates_may_be_missing(run: Any, function: Any) -> None:
    denied = Unknown(reason="denied")
    corroborating = ("event_rules", "subscriptions", "bucket_notifications", "api_integrations")
    result = run(CHECK, function(), region=dict.fromkeys(corroborating, denied))
    assert result.outcome is Outcome.NOT_APPLICABLE


def test_a_disabled_rule_still_counts_and_says_so(run: Any, function: Any) -> None:
    rule = EventRule(arn="rule", bus="default", enabled=False, function_arns=(ARN,))
    result = run(CHECK, function(), region={"event_rules": Known((rule,))})
    assert result.outcome is Outcome.FAIL
    assert "now disabled" in str(result.findings[0].evidence["sources"])
