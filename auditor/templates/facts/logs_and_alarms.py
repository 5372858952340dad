"""Log groups and alarms of the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.model import Alarm, AlarmMetric, Function, Known, LogGroup, setting
from auditor.templates.facts.fields import entries, entry
from auditor.templates.facts.vpc_residents import ids
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Undecided, Value, number, text

_CHILD = re.compile(r"ALARM\s*\(\s*[\"']?([^\"')]+)[\"']?\s*\)")


def read_log_groups(stacks: tuple[Stack, ...], functions: Iterable[Function]) -> Iterator[LogGroup]:
    """Yield the declared groups, and those that Lambda will make: without an end."""
    declared: set[str] = set()
    for group in _retained_by_the_cdk(stacks):
        declared.add(group.name)
        yield group
    for stack in stacks:
        for resource in stack.of_type("AWS::Logs::LogGroup"):
            identity = stack.identity(resource)
            retention = stack.property(resource, "RetentionInDays")
            declared.add(identity.name)
            yield LogGroup(
                name=identity.name,
                arn=str(identity.arn()).removesuffix(":*"),
                # However long a retention that is not known lasts, it is one. Terraform says 0
                # where the group never expires.
                retention_days=0 if isinstance(retention, Undecided) else number(retention) or None,
            )
    for function in functions:
        named = setting(function, "log_group")
        if isinstance(named, Known) and named.value not in declared:
            declared.add(named.value)
            yield LogGroup(name=named.value)


def _retained_by_the_cdk(stacks: tuple[Stack, ...]) -> Iterator[LogGroup]:
    """Yield the groups whose retention a custom resource of the CDK sets."""
    for stack in stacks:
        where = stack.surroundings
        for resource in stack.of_type("Custom::LogRetention"):
            name = stack.property(resource, "LogGroupName")
            days = stack.property(resource, "RetentionInDays")
            if isinstance(name, str) and days is not None:
                yield LogGroup(
                    name=str(name),
                    arn=f"arn:{where.partition}:logs:{where.region}:{where.account}:log-group:{name}",
                    retention_days=0 if isinstance(days, Undecided) else number(days),
                )


def read_alarms(stacks: tuple[Stack, ...]) -> Iterator[Alarm]:
    """Yield the metric and composite alarms."""
    for stack in stacks:
        for resource in stack.of_type("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"):
            if stack.exists(resource) is True:
                yield _alarm(stack, resource)


def _alarm(stack: Stack, resource: Resource) -> Alarm:
    given = stack.properties(resource)
    queries = [row for row in entries(given.get("Metrics")) if isinstance(row, dict)]
    metrics = [_metric(given), *(_metric(entry(row, "MetricStat", "Metric")) for row in queries)]
    rule = given.get("AlarmRule")
    return Alarm(
        name=stack.identity(resource).name,
        metrics=tuple(metric for metric in metrics if metric is not None),
        children=tuple(sorted(_CHILD.findall(text(rule)))) if isinstance(rule, str) else (),
        expressions=tuple(
            text(row["Expression"]) for row in queries if isinstance(row.get("Expression"), str)
        ),
        actions=ids(given.get("AlarmActions")),
        actions_enabled=text(given.get("ActionsEnabled", True)).lower() != "false",
    )


def _metric(row: Value) -> AlarmMetric | None:
    if not isinstance(row, dict) or not isinstance(row.get("MetricName"), str):
        return None
    dimensions = {
        text(entry(item, "Name")): entry(item, "Value") for item in entries(row.get("Dimensions"))
    }
    named = {
        name: text(value) if isinstance(value, str) else None for name, value in dimensions.items()
    }
    return AlarmMetric(
        namespace=text(row.get("Namespace")),
        name=text(row["MetricName"]),
        function=named.get("FunctionName"),
        resource=named.get("Resource"),
    )
