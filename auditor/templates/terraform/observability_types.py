"""Log groups and alarms of the AWS provider.

Attributes: the registry pages of hashicorp/aws 6; read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.templates.terraform.plain_types import Attributes, Convert, Made


def _group(of: Attributes) -> Iterator[Made]:
    """Yield the group; a retention of 0 days is one without an end."""
    properties = {
        "LogGroupName": of.get("name"),
        "RetentionInDays": of.get("retention_in_days") or None,
    }
    yield "", "AWS::Logs::LogGroup", properties


def _alarm(of: Attributes) -> Iterator[Made]:
    queries = [_query(of, n) for n in of.blocks("metric_query")]
    properties = {
        "AlarmName": of.get("alarm_name"),
        "Namespace": of.get("namespace") or None,
        "MetricName": of.get("metric_name") or None,
        "Dimensions": _dimensions(of.entries("dimensions")),
        "Metrics": queries or None,
        "AlarmActions": of.get("alarm_actions") or None,
        "ActionsEnabled": of.get("actions_enabled"),
    }
    yield "", "AWS::CloudWatch::Alarm", properties


def _query(of: Attributes, n: int) -> dict[str, Any]:
    path: tuple[str | int, ...] = ("metric_query", n, "metric", 0)
    metric = {
        "Namespace": of.get(*path, "namespace"),
        "MetricName": of.get(*path, "metric_name"),
        "Dimensions": _dimensions(of.entries(*path, "dimensions")),
    }
    expression = of.get("metric_query", n, "expression")
    if expression:
        return {"Expression": expression}
    return {"MetricStat": {"Metric": metric}}


def _dimensions(rows: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    return [{"Name": name, "Value": value} for name, value in rows.items()] or None


def _composite(of: Attributes) -> Iterator[Made]:
    properties = {
        "AlarmName": of.get("alarm_name"),
        "AlarmRule": of.get("alarm_rule"),
        "AlarmActions": of.get("alarm_actions") or None,
        "ActionsEnabled": of.get("actions_enabled"),
    }
    yield "", "AWS::CloudWatch::CompositeAlarm", properties


OBSERVABILITY: Mapping[str, Convert] = {
    "aws_cloudwatch_log_group": _group,
    "aws_cloudwatch_metric_alarm": _alarm,
    "aws_cloudwatch_composite_alarm": _composite,
}
