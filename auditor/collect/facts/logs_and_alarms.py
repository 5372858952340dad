"""Log groups and alarms."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from auditor.collect.facts.named_resources import STANDARD_LOG_GROUPS
from auditor.collect.scope import Scope
from auditor.model import Alarm, AlarmMetric, LogGroup
from auditor.model.arn import is_arn, parse_arn

_OTHERS = 25  # groups of other names, up to which each is asked for by its name
_CHILD = re.compile(r"(?<!\bNOT )\bALARM\s*\(\s*(?:\"([^\"]+)\"|'([^']+)'|([^)\s]+))\s*\)")


async def log_groups(scope: Scope, names: Iterable[str]) -> tuple[LogGroup, ...]:
    """Return the groups under /aws/lambda/, those named, and what else came in the same answers.

    Groups elsewhere than under /aws/lambda/ are asked for one by one while they are few.
    """
    others = sorted(names)
    if len(others) > _OTHERS:
        return _by_name(await scope.calls.all("logs:DescribeLogGroups", scope.region))
    return await log_groups_under(scope, (STANDARD_LOG_GROUPS, *others))


async def log_groups_under(scope: Scope, prefixes: Iterable[str]) -> tuple[LogGroup, ...]:
    """Return the groups whose names begin with one of the prefixes."""
    answers = await asyncio.gather(
        *(
            scope.calls.all("logs:DescribeLogGroups", scope.region, logGroupNamePrefix=prefix)
            for prefix in prefixes
        )
    )
    return _by_name(raw for answer in answers for raw in answer)


def _by_name(found: Iterable[Mapping[str, Any]]) -> tuple[LogGroup, ...]:
    read = {
        raw["logGroupName"]: LogGroup(
            name=raw["logGroupName"],
            arn=raw.get("logGroupArn") or str(raw.get("arn") or "").removesuffix(":*"),
            retention_days=raw.get("retentionInDays"),
            stored_bytes=raw.get("storedBytes") or 0,
        )
        for raw in found
    }
    return tuple(read[name] for name in sorted(read))


async def alarms(scope: Scope) -> tuple[Alarm, ...]:
    """Return every metric and composite alarm of the region, by name."""
    read: dict[str, Alarm] = {}
    async for page in scope.calls.pages(
        "cloudwatch:DescribeAlarms", scope.region, AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    ):
        for raw in page.get("MetricAlarms") or ():
            read[raw["AlarmName"]] = _metric_alarm(raw, scope.account)
        for raw in page.get("CompositeAlarms") or ():
            read[raw["AlarmName"]] = Alarm(
                name=raw["AlarmName"],
                children=tuple(sorted(_children(raw.get("AlarmRule") or ""))),
                actions_enabled=raw.get("ActionsEnabled") is not False,
                actions=tuple(sorted(raw.get("AlarmActions") or ())),
            )
    return tuple(read[name] for name in sorted(read))


def _metric_alarm(raw: Mapping[str, Any], account: str) -> Alarm:
    # A query of another account's metric watches a function there, maybe of the same name.
    queries = [q for q in raw.get("Metrics") or () if q.get("AccountId") in {None, account}]
    inner = [(query.get("MetricStat") or {}).get("Metric") for query in queries]
    watched = [metric for metric in (raw, *inner) if metric and metric.get("MetricName")]
    return Alarm(
        name=raw["AlarmName"],
        metrics=tuple(_metric(metric) for metric in watched),
        expressions=tuple(q["Expression"] for q in queries if q.get("Expression")),
        actions_enabled=raw.get("ActionsEnabled") is not False,
        actions=tuple(sorted(raw.get("AlarmActions") or ())),
    )


def _metric(raw: Mapping[str, Any]) -> AlarmMetric:
    dimensions = {d["Name"]: d["Value"] for d in raw.get("Dimensions") or ()}
    return AlarmMetric(
        namespace=raw.get("Namespace") or "",
        name=raw["MetricName"],
        function=dimensions.get("FunctionName"),
        resource=dimensions.get("Resource"),
    )


def _children(rule: str) -> Iterator[str]:
    for match in _CHILD.finditer(rule):
        name = next(part for part in match.groups() if part)
        # A composite alarm may name its children by ARN.
        yield parse_arn(name).resource.removeprefix("alarm:") if is_arn(name) else name
