from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Metrics,
    Need,
    Option,
    Severity,
    Unknown,
    check,
    fix_text,
)


@check(
    "maximal-timeout",
    severity=Severity.LOW,
    category=Category.UPKEEP,
    uses={Need.METRICS},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",),
    frameworks=("AWS Well-Architected Serverless Lens REL 1",),
    options={
        "seconds": Option(default=900, text="timeouts from this many seconds on are judged"),
        "managed_seconds": Option(
            default=5400, text="the same for functions on a capacity provider (Managed Instances)"
        ),
        "used_percent": Option(
            default=50,
            text="with --metrics: passes where 1 % of the runs take more than this share of it",
        ),
    },
)
def maximal_timeout(function: Function, audit: Audit) -> Iterator[Finding]:
    """Timeout at the maximum.

    A timeout ends a call that hangs. At 15 minutes, a stuck connection is paid for and holds
    concurrency for 15 minutes each time. The timeout should be a little above the longest normal
    run. Functions on a capacity provider can have 90 minutes, and are judged from there on.

    Fix: Set the timeout to a little more than the slowest normal invocation takes.

    Risk: A run that takes longer than the new timeout is cut off in the middle of its work.
    """
    limit = "managed_seconds" if function.capacity_provider else "seconds"
    if function.timeout < audit.number("maximal-timeout", limit):
        return
    metrics = None if isinstance(function.metrics, Unknown) else function.metrics.value
    longest = _longest(metrics)
    share = audit.number("maximal-timeout", "used_percent") / 100
    if longest is not None and longest >= share * function.timeout * 1000:
        return
    message = f"The timeout is {function.timeout} s"
    if longest is not None:
        message += f", but 99 % of the invocations end within {longest / 1000:.1f} s"
    yield Finding(
        message=f"{message}.",
        evidence={"timeout_s": function.timeout, "duration_p99_ms": longest},
        fix=_fix(function, longest),
        confidence=Confidence.MEDIUM if longest is None else Confidence.HIGH,
    )


def _longest(metrics: Metrics | None) -> float | None:
    if metrics is None:
        return None
    p99 = metrics.duration_p99
    return metrics.duration_maximum if p99 is None else p99


def _fix(function: Function, longest: float | None) -> Fix:
    seconds = 60 if longest is None else max(3, round(longest / 1000 * 2) + 1)
    return Fix(
        cli=fix_text.lambda_cli(
            "update-function-configuration", function, "--timeout", str(seconds)
        ),
        sam=fix_text.sam(function, f"Timeout: {seconds}"),
        terraform=fix_text.terraform(function, f"timeout = {seconds}"),
    )
