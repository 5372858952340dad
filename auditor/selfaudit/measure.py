"""Metrics of the audit, in CloudWatch's Embedded Metric Format: a line of the log each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from auditor.model.report import Report
from auditor.selfaudit.announce import score_drop

NAMESPACE = "LambdaAuditor"
Row = tuple[str, str, float]  # name, unit as CloudWatch writes it, value
SKIPPED: Row = ("Skipped", "Count", 1)


def of_report(report: Report, *, seconds: float, undelivered: int) -> tuple[Row, ...]:
    """Return the figures of an audit that has ended well."""
    score = report.score
    rows: list[Row] = [
        ("Completed", "Count", 1),
        ("Functions", "Count", len(report.functions)),
        ("Unknown", "Count", sum(check.unknown for check in report.checks)),
        ("ScoreDrop", "None", score_drop(report)),
        ("Duration", "Seconds", round(seconds, 3)),
        ("UndeliveredMessages", "Count", undelivered),
    ]
    rows += [(f"Open{name.capitalize()}", "Count", number) for name, number in report.open.items()]
    if score.value is not None:
        rows.append(("Score", "None", score.value))
    if score.best_case is not None:
        rows.append(("BestCase", "None", score.best_case))
    return tuple(rows)


def age(last: str, now: datetime) -> tuple[Row, ...]:
    """Return how old the last good audit is, in hours; nothing where there is none."""
    try:
        hours = (now - datetime.fromisoformat(last)).total_seconds() / 3600
    except (ValueError, TypeError):
        return ()
    return (("HoursSinceLastAudit", "None", round(hours, 2)),)


def emit(service: str, rows: Iterable[Row]) -> None:
    """Write the rows to the log."""
    # A sixth of a cold start, and wanted at the end only.
    from aws_lambda_powertools.metrics import Metrics  # noqa: PLC0415

    # Without state that outlives the call: an environment serves many invocations.
    metrics = Metrics(namespace=NAMESPACE, service=service)
    metrics.clear_metrics()
    for name, unit, value in rows:
        metrics.add_metric(name=name, unit=unit, value=value)
    metrics.flush_metrics(raise_on_empty_metrics=False)
