"""Who pushes events to functions: SNS, EventBridge rules and schedules, S3 buckets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from auditor.collect.scope import Scope
from auditor.model import BucketNotification, EventRule, Schedule, Subscription
from auditor.model.arn import is_function

_DEFAULT_BUS = "default"
_ALARMS = '"aws.cloudwatch"'  # the source of alarm state changes, as an event pattern names it


async def subscriptions(scope: Scope) -> tuple[Subscription, ...]:
    """Return the topics' subscriptions that name functions."""
    found = await scope.calls.all("sns:ListSubscriptions", scope.region)
    read = {
        Subscription(topic_arn=raw["TopicArn"], function_arn=raw["Endpoint"])
        for raw in found
        if raw.get("Protocol") == "lambda"
    }
    return tuple(sorted(read, key=lambda s: (s.topic_arn, s.function_arn)))


async def event_rules(scope: Scope) -> tuple[EventRule, ...]:
    """Return the rules of every bus that have functions among their targets, or receive alarms."""
    buses = await scope.calls.all("events:ListEventBuses", scope.region)
    names = sorted({bus["Name"] for bus in buses} | {_DEFAULT_BUS})
    rules = await asyncio.gather(*(_rules(scope, bus) for bus in names))
    read = {
        rule.arn: rule
        for found in rules
        for rule in found
        if rule.function_arns or rule.alarm_changes
    }
    return tuple(read[arn] for arn in sorted(read))


async def _rules(scope: Scope, bus: str) -> list[EventRule]:
    found = await scope.calls.all("events:ListRules", scope.region, EventBusName=bus)
    return list(await asyncio.gather(*(_rule(scope, bus, raw) for raw in found)))


async def _rule(scope: Scope, bus: str, raw: Mapping[str, Any]) -> EventRule:
    targets = await scope.calls.all(
        "events:ListTargetsByRule", scope.region, Rule=raw["Name"], EventBusName=bus
    )
    arns = {target["Arn"] for target in targets if is_function(target.get("Arn"))}
    return EventRule(
        arn=raw["Arn"],
        bus=bus,
        enabled=str(raw.get("State")).startswith("ENABLED"),
        function_arns=tuple(sorted(arns)),
        scheduled=bool(raw.get("ScheduleExpression")),
        alarm_changes=_ALARMS in str(raw.get("EventPattern") or "") and bool(targets),
    )


async def schedules(scope: Scope) -> tuple[Schedule, ...]:
    """Return the schedules whose target is a function."""
    found = await scope.calls.all("scheduler:ListSchedules", scope.region)
    named = [raw for raw in found if is_function((raw.get("Target") or {}).get("Arn"))]
    read = await asyncio.gather(*(_schedule(scope, raw) for raw in named))
    return tuple(sorted(set(read), key=lambda s: s.arn))


async def _schedule(scope: Scope, raw: Mapping[str, Any]) -> Schedule:
    whole = await scope.calls.get(
        "scheduler:GetSchedule",
        scope.region,
        Name=raw["Name"],
        GroupName=raw.get("GroupName") or "default",
    )
    target = whole["Target"]
    return Schedule(
        arn=raw["Arn"],
        function_arn=target.get("Arn") or raw["Target"]["Arn"],
        role_arn=target.get("RoleArn") or "",
        enabled=(whole.get("State") or raw.get("State")) != "DISABLED",
    )


async def bucket_notifications(
    scope: Scope, buckets: Iterable[str]
) -> tuple[BucketNotification, ...]:
    """Return which of these buckets notify which functions; a bucket that is gone notifies none."""
    answers = await asyncio.gather(*(_notifications(scope, bucket) for bucket in sorted(buckets)))
    return tuple(found for answer in answers for found in answer)


async def _notifications(scope: Scope, bucket: str) -> list[BucketNotification]:
    answer = await scope.calls.one(
        "s3:GetBucketNotificationConfiguration", scope.region, absent=True, Bucket=bucket
    )
    targets = {
        raw["LambdaFunctionArn"] for raw in (answer or {}).get("LambdaFunctionConfigurations") or ()
    }
    return [BucketNotification(bucket=bucket, function_arn=arn) for arn in sorted(targets)]
