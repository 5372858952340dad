"""What invokes functions: mappings, rules, schedules, subscriptions, notifications."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import (
    BucketNotification,
    EventRule,
    EventSourceMapping,
    Schedule,
    Subscription,
    Unknown,
)
from auditor.templates.facts.fields import Fields, entries, entry
from auditor.templates.facts.resource_policies import FunctionName, named_function
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Undecided, Value, first_undecided, text

BY_THE_OWNER = "User action"  # what Lambda says of a mapping that its owner switched off


def _qualified(function: FunctionName) -> str:
    return (
        function.arn if function.qualifier == "$LATEST" else f"{function.arn}:{function.qualifier}"
    )


def read_mappings(stacks: tuple[Stack, ...]) -> Iterator[EventSourceMapping]:
    """Yield the event source mappings; their UUID is the logical id."""
    for stack in stacks:
        for resource in stack.of_type("AWS::Lambda::EventSourceMapping"):
            function = named_function(stack, stack.property(resource, "FunctionName"))
            if function is not None:
                yield _mapping(stack, resource, function)


def _mapping(stack: Stack, resource: Resource, function: FunctionName) -> EventSourceMapping:
    given = stack.properties(resource)
    fields = Fields()
    failure = entry(given.get("DestinationConfig"), "OnFailure", "Destination")
    source = _source(stack, given)
    enabled = fields.flag("state", given.get("Enabled"), default=True)
    exists = stack.exists(resource)
    on_failure = failure.narrow if isinstance(failure, Undecided) and failure.narrow else None
    return EventSourceMapping(
        uuid=resource.logical_id,
        function_arn=_qualified(function),
        source_arn=source,
        self_managed=given.get("SelfManagedEventSource") is not None,
        state="Enabled" if enabled else "Disabled",
        state_transition_reason="" if enabled else BY_THE_OWNER,
        batch_size=fields.whole_number("batch_size", given.get("BatchSize"), _batch(source)),
        batching_window=fields.whole_number(
            "batching_window", given.get("MaximumBatchingWindowInSeconds"), 0
        ),
        on_failure=on_failure or fields.take("on_failure", failure, text, None),
        maximum_retry_attempts=fields.whole_number(
            "retries", given.get("MaximumRetryAttempts"), -1
        ),
        maximum_record_age=fields.whole_number("age", given.get("MaximumRecordAgeInSeconds"), -1),
        bisect=fields.flag("bisect", given.get("BisectBatchOnFunctionError")),
        response_types=tuple(
            fields.take("responses", given.get("FunctionResponseTypes"), _texts, [])
        ),
        missing=exists.unknown if isinstance(exists, Undecided) else _first(fields),
    )


def _first(fields: Fields) -> Unknown | None:
    return next(iter(fields.undecided.values()), None)


def _texts(values: Value) -> list[str]:
    return sorted(text(value) for value in entries(values))


def _batch(source: str | None) -> int:
    """Return Lambda's default batch size."""
    return 10 if source is not None and ":sqs:" in source else 100


def _source(stack: Stack, given: dict[str, Value]) -> str | None:
    value = given.get("EventSourceArn")
    if value is None or (not isinstance(value, Undecided) and first_undecided(value) is None):
        return None if value is None else text(value)
    known = value.narrow if isinstance(value, Undecided) else ""
    if known.startswith("arn:"):
        return known
    # Which service it is follows from the other properties: each takes its own.
    where = stack.surroundings
    service = "sqs"
    if given.get("Topics") is not None:
        service = "kafka"
    elif given.get("DocumentDBEventSourceConfig") is not None:
        service = "rds"
    elif given.get("StartingPosition") is not None:
        service = "kinesis"
    elif given.get("Queues") is not None:
        service = "mq"
    return f"arn:{where.partition}:{service}:{where.region}:{where.account}:{known or 'undecided'}"


def read_rules(stacks: tuple[Stack, ...]) -> Iterator[EventRule]:
    """Yield the EventBridge rules that have functions among their targets."""
    for stack in stacks:
        for resource in stack.of_type("AWS::Events::Rule"):
            targets = entries(stack.property(resource, "Targets"))
            named = (named_function(stack, entry(target, "Arn")) for target in targets)
            arns = sorted({_qualified(function) for function in named if function is not None})
            if arns and stack.exists(resource) is True:
                bus = stack.property(resource, "EventBusName")
                settings = _separate_rule(stack, resource)
                yield EventRule(
                    arn=str(stack.identity(resource).arn()),
                    bus=text(bus) if isinstance(bus, str) else "default",
                    enabled=stack.property(settings, "State") != "DISABLED",
                    function_arns=tuple(arns),
                    scheduled=stack.property(settings, "ScheduleExpression") is not None,
                )


def _separate_rule(stack: Stack, target: Resource) -> Resource:
    """Return the resource with a rule's settings: Terraform declares its targets apart."""
    name = stack.identity(target).name
    rules = stack.of_type("Auditor::Rule")
    return next((rule for rule in rules if stack.identity(rule).name == name), target)


def read_schedules(stacks: tuple[Stack, ...]) -> Iterator[Schedule]:
    """Yield the schedules whose target is a function."""
    for stack in stacks:
        for resource in stack.of_type("AWS::Scheduler::Schedule"):
            target = stack.property(resource, "Target")
            function = named_function(stack, entry(target, "Arn"))
            if function is not None and stack.exists(resource) is True:
                role = entry(target, "RoleArn")
                yield Schedule(
                    arn=str(stack.identity(resource).arn()),
                    function_arn=_qualified(function),
                    role_arn=text(role) if isinstance(role, str) else "",
                    enabled=stack.property(resource, "State") != "DISABLED",
                )


def read_subscriptions(stacks: tuple[Stack, ...]) -> Iterator[Subscription]:
    """Yield the SNS subscriptions of functions, those inside a topic included."""
    for stack in stacks:
        for resource in stack.of_type("AWS::SNS::Subscription"):
            if stack.exists(resource) is True:
                yield from _subscription(
                    stack, stack.properties(resource), stack.property(resource, "TopicArn")
                )
        for resource in stack.of_type("AWS::SNS::Topic"):
            for row in entries(stack.property(resource, "Subscription")):
                if isinstance(row, dict):
                    yield from _subscription(stack, row, stack.identity(resource).arn())


def _subscription(stack: Stack, row: dict[str, Value], topic: Value) -> Iterator[Subscription]:
    function = named_function(stack, row.get("Endpoint"))
    if row.get("Protocol") == "lambda" and function is not None:
        arn = text(topic) if isinstance(topic, str) else "(a topic outside the template)"
        yield Subscription(topic_arn=arn, function_arn=_qualified(function))


def read_notifications(stacks: tuple[Stack, ...]) -> Iterator[BucketNotification]:
    """Yield the buckets that notify functions: by their property, a SAM event, or the CDK."""
    for stack in stacks:
        for resource in stack.of_type("AWS::S3::Bucket"):
            rows = entry(
                stack.property(resource, "NotificationConfiguration"), "LambdaConfigurations"
            )
            name = stack.identity(resource).name
            targets = [entry(row, "Function") for row in entries(rows)]
            yield from _notified(stack, resource, name, targets)
        for resource in stack.of_type("Auditor::BucketNotification"):
            bucket = stack.property(resource, "Bucket")
            name = text(bucket) if isinstance(bucket, str) else "(a bucket outside the template)"
            yield from _notified(stack, resource, name, [stack.property(resource, "FunctionArn")])
        for resource in stack.of_type("Custom::S3BucketNotifications"):
            bucket = stack.property(resource, "BucketName")
            rows = entry(
                stack.property(resource, "NotificationConfiguration"),
                "LambdaFunctionConfigurations",
            )
            name = text(bucket) if isinstance(bucket, str) else "(a bucket outside the template)"
            targets = [entry(row, "LambdaFunctionArn") for row in entries(rows)]
            yield from _notified(stack, resource, name, targets)


def _notified(
    stack: Stack, resource: Resource, bucket: str, targets: list[Value]
) -> Iterator[BucketNotification]:
    for target in targets:
        function = named_function(stack, target)
        if function is not None and stack.exists(resource) is True:
            yield BucketNotification(bucket=bucket, function_arn=_qualified(function))
