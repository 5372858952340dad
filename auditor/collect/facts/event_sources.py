"""Who pushes events to functions: SNS, EventBridge rules and schedules, S3 buckets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from auditor.collect.aws.members import (
    Raw,
    arn,
    function_arn,
    structure,
    structures_if_any,
    text,
    text_or_none,
    word,
)
from auditor.collect.scope import RegionScope
from auditor.model import BucketNotification, EventRule, Schedule, Subscription
from auditor.model.arn import is_function

_DEFAULT_BUS = "default"
_ALARMS = '"aws.cloudwatch"'  # the source of alarm state changes, as an event pattern names it


async def subscriptions(scope: RegionScope) -> tuple[Subscription, ...]:
    """Return the topics' subscriptions that name functions."""
    found = await scope.calls.all("sns:ListSubscriptions", scope.region)
    read = {
        Subscription(topic_arn=arn(raw, "TopicArn"), function_arn=function_arn(raw, "Endpoint"))
        for raw in found
        if text(raw, "Protocol") == "lambda"
    }
    return tuple(sorted(read, key=lambda s: (s.topic_arn, s.function_arn)))


async def event_rules(scope: RegionScope) -> tuple[EventRule, ...]:
    """Return the rules of every bus that have functions among their targets, or receive alarms."""
    buses = await scope.calls.all("events:ListEventBuses", scope.region)
    names = sorted({text(bus, "Name") for bus in buses} | {_DEFAULT_BUS})
    rules = await asyncio.gather(*(_rules(scope, bus) for bus in names))
    read = {
        rule.arn: rule
        for found in rules
        for rule in found
        if rule.function_arns or rule.alarm_changes
    }
    return tuple(read[name] for name in sorted(read))


async def _rules(scope: RegionScope, bus: str) -> list[EventRule]:
    found = await scope.calls.all("events:ListRules", scope.region, EventBusName=bus)
    return list(await asyncio.gather(*(_rule(scope, bus, raw) for raw in found)))


async def _rule(scope: RegionScope, bus: str, raw: Raw) -> EventRule:
    targets = await scope.calls.all(
        "events:ListTargetsByRule", scope.region, Rule=text(raw, "Name"), EventBusName=bus
    )
    arns = {found for target in targets if is_function(found := text(target, "Arn"))}
    return EventRule(
        arn=arn(raw, "Arn"),
        bus=bus,
        enabled=text(raw, "State").startswith("ENABLED"),
        function_arns=tuple(sorted(arns)),
        scheduled=text_or_none(raw, "ScheduleExpression") is not None,
        alarm_changes=_ALARMS in (text_or_none(raw, "EventPattern") or "") and bool(targets),
    )


async def schedules(scope: RegionScope) -> tuple[Schedule, ...]:
    """Return the schedules whose target is a function."""
    found = await scope.calls.all("scheduler:ListSchedules", scope.region)
    named = [raw for raw in found if is_function(text(structure(raw, "Target"), "Arn"))]
    read = await asyncio.gather(*(_schedule(scope, raw) for raw in named))
    return tuple(sorted(set(read), key=lambda s: s.arn))


async def _schedule(scope: RegionScope, raw: Raw) -> Schedule:
    whole = await scope.calls.get(
        "scheduler:GetSchedule",
        scope.region,
        Name=text(raw, "Name"),
        GroupName=text_or_none(raw, "GroupName") or "default",
    )
    target = structure(whole, "Target")
    return Schedule(
        arn=arn(raw, "Arn"),
        function_arn=function_arn(target, "Arn"),
        role_arn=arn(target, "RoleArn"),
        enabled=word(whole, "State", "ENABLED", "DISABLED") == "ENABLED",
    )


async def bucket_notifications(
    scope: RegionScope, buckets: Iterable[str]
) -> tuple[BucketNotification, ...]:
    """Return which of these buckets notify which functions; a bucket that is gone notifies none."""
    answers = await asyncio.gather(*(_notifications(scope, bucket) for bucket in sorted(buckets)))
    return tuple(found for answer in answers for found in answer)


async def _notifications(scope: RegionScope, bucket: str) -> list[BucketNotification]:
    answer = await scope.calls.one(
        "s3:GetBucketNotificationConfiguration", scope.region, absent=True, Bucket=bucket
    )
    configured = structures_if_any(answer or {}, "LambdaFunctionConfigurations")
    targets = {function_arn(raw, "LambdaFunctionArn") for raw in configured}
    return [BucketNotification(bucket=bucket, function_arn=target) for target in sorted(targets)]
