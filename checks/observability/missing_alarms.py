from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.analysis.tables.tracers import tracers
from auditor.plugin import (
    Alarm,
    AlarmMetric,
    Audit,
    Category,
    Confidence,
    EnvironmentVariable,
    Finding,
    Fix,
    Function,
    Need,
    Option,
    Severity,
    Unknown,
    check,
    fix_text,
)

NAMESPACE = "AWS/Lambda"
QUERY = re.compile(r"\bFROM\s+(?:SCHEMA\s*\(\s*)?\"?AWS/Lambda\"?", re.IGNORECASE)
MEASURED = re.compile(r"\(\s*\"?(\w+)\"?\s*\)")
CONDITION = re.compile(r"\"?FunctionName\"?\s*(!=|<>|=)\s*'([^']*)'", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the alarms of a region watch."""

    everything: bool = False  # an alarm over all functions
    names: frozenset[str] = frozenset()  # functions that an alarm names
    excluding: tuple[frozenset[str], ...] = ()  # an alarm over all functions but these


TOPIC = fix_text.placeholder("TOPIC_ARN")


@check(
    "missing-alarms",
    severity=Severity.LOW,
    category=Category.OBSERVABILITY,
    needs={Need.ALARMS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-alarms.html",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens OPS 1", "NIST 800-53 r5 SI-4"),
    options={
        "metrics": Option(
            default=("Errors", "Throttles"), text="an alarm on one of these metrics suffices"
        )
    },
)
def missing_alarms(function: Function, audit: Audit) -> Iterator[Finding]:
    """No alarm watches the function's errors or throttles.

    A function that fails is silent: nobody sees it until a customer does. An alarm on the Errors
    or Throttles metric tells somebody within minutes. Alarms with metric maths, composite alarms
    and alarms over all functions of the region count.

    Fix: Add an alarm on Errors that notifies whoever can act on it.

    Risk: An alarm that fires without need is soon ignored: look at the metric before you choose the
    threshold.
    """
    watched = audit.once(_watched, function.region)
    if watched.everything or function.name in watched.names:
        return
    if any(function.name not in named for named in watched.excluding):
        return
    others = tracers(function, _variables(function))
    metrics = audit.texts("missing-alarms", "metrics")
    elsewhere = f"; {', '.join(sorted(others))} may hold one that AWS does not show"
    yield Finding(
        message=f"No alarm watches the function's {' or '.join(metrics)}"
        f"{elsewhere if others else ''}.",
        evidence={"metrics": metrics, "region": function.region},
        fix=_fix(function),
        confidence=Confidence.MEDIUM if others else Confidence.HIGH,
    )


def _variables(function: Function) -> tuple[EnvironmentVariable, ...]:
    return () if isinstance(function.environment, Unknown) else function.environment.value


def _watched(audit: Audit, region: str) -> Watched:
    """Return what the region's alarms watch; an alarm that acts on nothing watches nothing.

    Raises:
        UnavailableError: the alarms could not be read.
    """
    alarms = next(r.alarms for r in audit.account.regions if r.name == region).get()
    metrics = frozenset(m.casefold() for m in audit.texts("missing-alarms", "metrics"))
    everything, names = False, set[str]()
    excluding: list[frozenset[str]] = []
    for alarm in _acting(alarms):
        for watched in _targets(alarm, metrics):
            names |= watched.names
            everything = everything or watched.everything
            excluding.extend(watched.excluding)
    return Watched(everything=everything, names=frozenset(names), excluding=tuple(excluding))


def _targets(alarm: Alarm, metrics: frozenset[str]) -> Iterator[Watched]:
    for metric in alarm.metrics:
        if metric.namespace == NAMESPACE and metric.name.casefold() in metrics:
            name = _function(metric)
            yield Watched(names=frozenset({name} if name else ()), everything=not name)
    for expression in alarm.expressions:
        if _queries(expression, metrics):
            named, others = _conditions(expression)
            excluding = (others,) if others else ()
            yield Watched(names=named, everything=not named and not others, excluding=excluding)


def _acting(alarms: tuple[Alarm, ...]) -> Iterator[Alarm]:
    """Return the alarms whose own actions, or those of a composite over them, are enabled."""
    by_name = {alarm.name: alarm for alarm in alarms}
    waiting = [alarm for alarm in alarms if alarm.actions_enabled]
    seen: set[str] = set()
    while waiting:
        alarm = waiting.pop()
        if alarm.name in seen:
            continue
        seen.add(alarm.name)
        yield alarm
        waiting.extend(by_name[child] for child in alarm.children if child in by_name)


def _function(metric: AlarmMetric) -> str:
    return metric.function or (metric.resource or "").partition(":")[0]


def _queries(expression: str, metrics: frozenset[str]) -> bool:
    if not QUERY.search(expression):
        return False
    return any(
        re.search(rf"\(\s*\"?{re.escape(m)}\"?\s*\)", expression, re.IGNORECASE) for m in metrics
    )


def _conditions(expression: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the functions that a Metrics Insights query names, and those that it leaves out."""
    found = CONDITION.findall(expression)
    named = frozenset(name for sign, name in found if sign == "=")
    return named, frozenset(name for sign, name in found if sign != "=")


def _fix(function: Function) -> Fix:
    name = f"{function.name}-errors"
    metric = ("--namespace", NAMESPACE, "--metric-name", "Errors", "--statistic", "Sum")
    rule = ("--period", "300", "--evaluation-periods", "1", "--threshold", "1")
    return Fix(
        cli=fix_text.shell(
            *("aws", "cloudwatch", "put-metric-alarm", "--alarm-name", name, *metric),
            *("--dimensions", f"Name=FunctionName,Value={function.name}", *rule),
            *("--comparison-operator", "GreaterThanOrEqualToThreshold"),
            *("--treat-missing-data", "notBreaching", "--region", function.region),
            *("--alarm-actions", TOPIC),
        ),
        sam=fix_text.resource(
            "AWS::CloudWatch::Alarm",
            f"AlarmName: {fix_text.text(name)}",
            f"Namespace: {NAMESPACE}",
            "MetricName: Errors",
            f"Dimensions: [{{Name: FunctionName, Value: {fix_text.text(function.name)}}}]",
            *("Statistic: Sum", "Period: 300", "EvaluationPeriods: 1", "Threshold: 1"),
            "ComparisonOperator: GreaterThanOrEqualToThreshold",
            *("TreatMissingData: notBreaching", f"AlarmActions: [{fix_text.text(TOPIC)}]"),
        ),
        terraform=_terraform(function, name),
    )


def _terraform(function: Function, name: str) -> str:
    return fix_text.block(
        "aws_cloudwatch_metric_alarm",
        name,
        f"alarm_name          = {fix_text.hcl(name)}",
        f'namespace           = "{NAMESPACE}"',
        'metric_name         = "Errors"',
        f"dimensions          = {{ FunctionName = {fix_text.hcl(function.name)} }}",
        'statistic           = "Sum"',
        "period              = 300",
        "evaluation_periods  = 1",
        "threshold           = 1",
        'comparison_operator = "GreaterThanOrEqualToThreshold"',
        'treat_missing_data  = "notBreaching"',
        f"alarm_actions       = [{fix_text.hcl(TOPIC)}]",
    )
