from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    NotApplicableError,
    Option,
    Severity,
    check,
    fix_text,
)

ID = "high-error-rate"


@check(
    ID,
    severity=Severity.MEDIUM,
    worst=Severity.HIGH,
    category=Category.RELIABILITY,
    needs={Need.METRICS},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",),
    frameworks=("AWS Well-Architected Serverless Lens OPS 1",),
    options={
        "percent": Option(
            default=1, text="highest share of failed invocations that passes, in percent"
        ),
        "high_percent": Option(default=10, text="above this share, in percent, it is high"),
        "few": Option(default=100, text="below this many invocations the confidence is medium"),
    },
)
def high_error_rate(function: Function, audit: Audit) -> Iterator[Finding]:
    """High error rate.

    An error is an invocation that threw, ran out of memory or timed out. Each one is an event that
    was not handled, or was handled again: lost orders, doubled messages, paid time.

    Fix: Find the cause in the logs of the failed invocations and remove it.

    Risk: As with any code change: test it before you deploy it.
    """
    metrics = function.metrics.get()
    if not metrics.invocations:
        raise NotApplicableError(f"no invocation in {metrics.window_days} days")
    errors = metrics.errors or 0.0
    percent = 100 * errors / metrics.invocations
    if percent <= audit.number(ID, "percent"):
        return
    high = percent > audit.number(ID, "high_percent")
    few = metrics.invocations < audit.number(ID, "few")
    yield Finding(
        message=f"{errors:.0f} of {metrics.invocations:.0f} invocations failed ({percent:.1f} %)"
        f" in {metrics.window_days} days.",
        evidence={
            "errors": errors,
            "invocations": metrics.invocations,
            "error_percent": round(percent, 2),
            "window_days": metrics.window_days,
        },
        fix=Fix(
            kind=FixKind.INVESTIGATE,
            cli=fix_text.shell(
                *("aws", "logs", "filter-log-events", "--log-group-name", function.log_group),
                *("--region", function.region, "--filter-pattern", "?ERROR ?Exception ?REPORT"),
                *("--max-items", "50"),
            ),
        ),
        confidence=Confidence.MEDIUM if few else Confidence.HIGH,
        severity=Severity.HIGH if high else None,
    )
