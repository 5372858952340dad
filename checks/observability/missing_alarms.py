from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    UnavailableError,
    Unknown,
    check,
    fix_text,
)

NAMESPACE = "AWS/Lambda"
SHOWN = 3  # names of alarms in a message
QUERY = re.compile(r"\bFROM\s+(?:SCHEMA\s*\(\s*)?\"?AWS/Lambda\"?", re.IGNORECASE)
CONDITION = re.compile(r"\"?FunctionName\"?\s*(!=|<>|=)\s*'([^']*)'", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What some alarms watch."""

    everything: bool = False  # an alarm over all functions
    names: frozenset[str] = frozenset()  # functions that an alarm names
    excluding: tuple[frozenset[str], ...] = ()  # an alarm over all functions but these

    def holds(self, name: str) -> bool:
        """Return whether the function of this name is watched."""
        return (
            self.everything
            or name in self.names
            or any(name not in left_out for left_out in self.excluding)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionAlarms:
    """The alarms of a region on the metrics that count."""

    acting: Watched  # with an action for the state ALARM, or under a composite alarm with one
    silent: tuple[tuple[Alarm, Watched], ...]  # without
    heard: bool  # an EventBridge rule receives the state changes of alarms


TOPIC = fix_text.placeholder("TOPIC_ARN")


@check(
    "missing-alarms",
    severity=Severity.LOW,
    category=Category.OBSERVABILITY,
    needs={Need.ALARMS},
    uses={Need.EVENT_RULES},
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
    """No alarm on errors or throttles.

    A failing function is silent: without an alarm, your customers find out first. An alarm on the
    Errors or Throttles metric tells you within minutes. Alarms with metric math, composite alarms
    and alarms over all functions of the region count. An alarm does not count if it has no action
    for the state ALARM, or if its actions are disabled, and no composite alarm acts for it.

    Fix: Add an alarm on Errors that notifies whoever can act on it, or give the existing one an
    action.

    Risk: An alarm that goes off too often is soon ignored: look at the metric before you choose the
    threshold.
    """
    alarms = audit.once(_alarms, function.region)
    if alarms.acting.holds(function.name):
        return
    silent = tuple(alarm for alarm, watched in alarms.silent if watched.holds(function.name))
    if not silent and audit.account.only_described:
        reason = "no alarm is in the template; --live SNAPSHOT tells of those in the account"
        raise UnavailableError(Unknown(reason=reason))
    others = tracers(function, _variables(function))
    metrics = audit.texts("missing-alarms", "metrics")
    yield Finding(
        message=_message(metrics, silent, others, heard=alarms.heard),
        evidence={
            "metrics": metrics,
            "region": function.region,
            "alarms_without_action": tuple(alarm.name for alarm in silent),
        },
        fix=_fix(function, silent),
        confidence=Confidence.MEDIUM if others or (silent and alarms.heard) else Confidence.HIGH,
    )


def _message(
    metrics: tuple[str, ...], silent: tuple[Alarm, ...], others: Iterable[str], *, heard: bool
) -> str:
    what = " or ".join(metrics)
    if silent:
        named = ", ".join(alarm.name for alarm in silent[:SHOWN])
        said = f"The alarm on the function's {what} notifies no one: {named} has no active action"
        said += " for the state ALARM"
        if heard:
            said += "; an EventBridge rule may act on it"
    else:
        said = f"No alarm watches the function's {what}"
    if others:
        said += f"; {', '.join(sorted(others))} may hold one that AWS does not show"
    return f"{said}."


def _variables(function: Function) -> tuple[EnvironmentVariable, ...]:
    return () if isinstance(function.environment, Unknown) else function.environment.value


def _alarms(audit: Audit, region: str) -> RegionAlarms:
    """Return what the region's alarms watch.

    Raises:
        UnavailableError: the alarms could not be read.
    """
    read = next(r for r in audit.account.regions if r.name == region)
    alarms = read.alarms.get()
    metrics = frozenset(m.casefold() for m in audit.texts("missing-alarms", "metrics"))
    acting = {alarm.name for alarm in _acting(alarms)}
    watching = [(alarm, _union(_targets(alarm, metrics))) for alarm in alarms]
    rules = () if isinstance(read.event_rules, Unknown) else read.event_rules.value
    return RegionAlarms(
        acting=_union(watched for alarm, watched in watching if alarm.name in acting),
        silent=tuple(row for row in watching if row[0].name not in acting),
        heard=any(rule.alarm_changes and rule.enabled for rule in rules),
    )


def _union(parts: Iterable[Watched]) -> Watched:
    every = tuple(parts)
    return Watched(
        everything=any(part.everything for part in every),
        names=frozenset().union(*(part.names for part in every)),
        excluding=tuple(left_out for part in every for left_out in part.excluding),
    )


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
    """Return the alarms that have an action for ALARM, or that are under a composite with one."""
    by_name = {alarm.name: alarm for alarm in alarms}
    waiting = [alarm for alarm in alarms if alarm.actions_enabled and alarm.actions != ()]
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


def _fix(function: Function, silent: tuple[Alarm, ...]) -> Fix:
    disabled = [alarm.name for alarm in silent if not alarm.actions_enabled and alarm.actions != ()]
    if disabled:
        return _enable(function, disabled)
    taken = {alarm.name for alarm in silent}  # put-metric-alarm would replace such a one
    name = f"{function.name}-errors"
    name = f"{name}-notify" if name in taken else name
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


def _enable(function: Function, alarms: list[str]) -> Fix:
    start = ("aws", "cloudwatch", "enable-alarm-actions", "--alarm-names")
    switch = "actions_enabled = true"
    return Fix(
        cli=fix_text.shell(*start, *alarms, "--region", function.region),
        sam=fix_text.resources(
            *(
                (
                    name,
                    fix_text.resource(
                        "AWS::CloudWatch::Alarm",
                        f"AlarmName: {fix_text.text(name)}",
                        "ActionsEnabled: true",
                    ),
                )
                for name in alarms
            )
        ),
        terraform="\n".join(
            fix_text.block(
                "aws_cloudwatch_metric_alarm", name, f"alarm_name = {fix_text.hcl(name)}", switch
            )
            for name in alarms
        ),
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
