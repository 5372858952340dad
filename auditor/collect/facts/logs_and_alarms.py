"""Log groups and alarms."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator

from auditor.collect.aws.members import (
    OddAnswerError,
    Raw,
    arn_or_none,
    flag,
    number_or_none,
    structure,
    structure_if_any,
    structures_if_any,
    text,
    text_or_none,
    texts_if_any,
)
from auditor.collect.facts.named_resources import STANDARD_LOG_GROUPS
from auditor.collect.scope import RegionScope
from auditor.model import Alarm, AlarmMetric, LogGroup
from auditor.model.arn import is_arn, parse_arn

_OTHERS = 25  # groups of other names, up to which each is asked for by its name
_CHILD = re.compile(r"(?<!\bNOT )\bALARM\s*\(\s*(?:\"([^\"]+)\"|'([^']+)'|([^)\s]+))\s*\)")


async def log_groups(scope: RegionScope, names: Iterable[str]) -> tuple[LogGroup, ...]:
    """Return the groups under /aws/lambda/, those named, and what else came in the same answers.

    Groups elsewhere than under /aws/lambda/ are asked for one by one while they are few.
    """
    others = sorted(names)
    if len(others) > _OTHERS:
        return _by_name(await scope.calls.all("logs:DescribeLogGroups", scope.region))
    return await log_groups_under(scope, (STANDARD_LOG_GROUPS, *others))


async def log_groups_under(scope: RegionScope, prefixes: Iterable[str]) -> tuple[LogGroup, ...]:
    """Return the groups whose names begin with one of the prefixes."""
    answers = await asyncio.gather(
        *(
            scope.calls.all("logs:DescribeLogGroups", scope.region, logGroupNamePrefix=prefix)
            for prefix in prefixes
        )
    )
    return _by_name(raw for answer in answers for raw in answer)


def _by_name(found: Iterable[Raw]) -> tuple[LogGroup, ...]:
    read = {
        text(raw, "logGroupName"): LogGroup(
            name=text(raw, "logGroupName"),
            # Of the two, emulators know one or the other.
            arn=arn_or_none(raw, "logGroupArn")
            or (arn_or_none(raw, "arn") or "").removesuffix(":*"),
            retention_days=number_or_none(raw, "retentionInDays", 1),
            stored_bytes=number_or_none(raw, "storedBytes") or 0,
        )
        for raw in found
    }
    return tuple(read[name] for name in sorted(read))


async def alarms(scope: RegionScope) -> tuple[Alarm, ...]:
    """Return every metric and composite alarm of the region, by name."""
    read: dict[str, Alarm] = {}
    async for page in scope.calls.pages(
        "cloudwatch:DescribeAlarms", scope.region, AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    ):
        for raw in structures_if_any(page, "MetricAlarms"):
            read[text(raw, "AlarmName")] = _metric_alarm(raw, scope.account)
        for raw in structures_if_any(page, "CompositeAlarms"):
            read[text(raw, "AlarmName")] = Alarm(
                name=text(raw, "AlarmName"),
                children=tuple(sorted(_children(text(raw, "AlarmRule")))),
                actions_enabled=flag(raw, "ActionsEnabled"),
                actions=tuple(sorted(texts_if_any(raw, "AlarmActions"))),
            )
    return tuple(read[name] for name in sorted(read))


def _metric_alarm(raw: Raw, account: str) -> Alarm:
    # A query of another account's metric watches a function there, maybe of the same name.
    queries = [
        query
        for query in structures_if_any(raw, "Metrics")
        if text_or_none(query, "AccountId") in {None, account}
    ]
    inner = [
        structure(structure(query, "MetricStat"), "Metric")
        for query in queries
        if structure_if_any(query, "MetricStat")
    ]
    watched = [metric for metric in (raw, *inner) if text_or_none(metric, "MetricName")]
    expressions = tuple(found for q in queries if (found := text_or_none(q, "Expression")))
    if not watched and not expressions and not structures_if_any(raw, "Metrics"):
        raise OddAnswerError("MetricName")
    return Alarm(
        name=text(raw, "AlarmName"),
        metrics=tuple(_metric(metric) for metric in watched),
        expressions=expressions,
        actions_enabled=flag(raw, "ActionsEnabled"),
        actions=tuple(sorted(texts_if_any(raw, "AlarmActions"))),
    )


def _metric(raw: Raw) -> AlarmMetric:
    dimensions = {text(d, "Name"): text(d, "Value") for d in structures_if_any(raw, "Dimensions")}
    return AlarmMetric(
        namespace=text(raw, "Namespace"),
        name=text(raw, "MetricName"),
        function=dimensions.get("FunctionName"),
        resource=dimensions.get("Resource"),
    )


def _children(rule: str) -> Iterator[str]:
    for match in _CHILD.finditer(rule):
        name = next(part for part in match.groups() if part)
        # A composite alarm may name its children by ARN.
        yield parse_arn(name).resource.removeprefix("alarm:") if is_arn(name) else name
