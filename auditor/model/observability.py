"""Log groups and alarms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup:
    """A log group; its stored size in bytes."""

    name: str
    arn: str = ""
    retention_days: int | None = None  # None: never expires
    stored_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmMetric:
    """A metric that an alarm watches, directly or inside metric maths."""

    namespace: str
    name: str
    function: str | None = None  # the FunctionName dimension; None: account-wide
    resource: str | None = None  # the Resource dimension, name:qualifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A metric alarm, or a composite one with the names of its children."""

    name: str
    metrics: tuple[AlarmMetric, ...] = ()
    children: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()  # metric maths and Metrics Insights queries
    actions_enabled: bool = True
    # What the alarm does in the state ALARM. None: a snapshot of an earlier version, which does
    # not say.
    actions: tuple[str, ...] | None = None
