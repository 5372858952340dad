from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.invocation import integrations_of, unread_integration
from auditor.analysis.tables.function_kinds import longest_timeout
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    NotApplicableError,
    Option,
    Severity,
    UnavailableError,
    check,
    fix_text,
)

ID = "timeout-near-limit"


@check(
    ID,
    severity=Severity.MEDIUM,
    category=Category.RELIABILITY,
    needs={Need.METRICS},
    uses={Need.API_INTEGRATIONS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens REL 2",),
    options={
        "percent": Option(
            default=90, text="share of the timeout, in percent, that the longest run may take"
        )
    },
)
def timeout_near_limit(function: Function, audit: Audit) -> Iterator[Finding]:
    """Invocations close to the timeout.

    When the time is up, Lambda ends the invocation in the middle of its work: the caller gets an
    error, half-done work stays behind, and an asynchronous event is run again from the start.

    Fix: Make the slow part faster or smaller, or raise the timeout above the longest normal run.

    Risk: With a higher timeout, you pay longer for a stuck call, and a caller may give up before it
    ends.
    """
    metrics = function.metrics.get()
    if metrics.duration_maximum is None:
        raise NotApplicableError(f"no invocation in {metrics.window_days} days")
    limit = function.timeout * 1000
    share = audit.number(ID, "percent") / 100
    if metrics.duration_maximum <= share * limit:
        return
    longest = f"{metrics.duration_maximum / 1000:.1f} s"
    reached = metrics.duration_maximum >= limit
    yield Finding(
        message=(
            f"Invocations reach the timeout of {function.timeout} s."
            if reached
            else f"The longest invocation took {longest} of the {function.timeout} s allowed."
        ),
        evidence={
            "timeout_s": function.timeout,
            "duration_maximum_ms": metrics.duration_maximum,
            "duration_p99_ms": metrics.duration_p99,
            "window_days": metrics.window_days,
        },
        fix=_fix(function, audit),
    )


def _fix(function: Function, audit: Audit) -> Fix:
    longest = longest_timeout(function)
    if function.timeout >= longest:
        return Fix()
    seconds = min(longest, function.timeout * 2)
    return Fix(
        cli=fix_text.lambda_cli(
            "update-function-configuration", function, "--timeout", str(seconds)
        ),
        sam=fix_text.sam(function, f"Timeout: {seconds}"),
        terraform=fix_text.terraform(function, f"timeout = {seconds}"),
        kind=FixKind.DECIDE if _api_gives_up(function, audit, seconds) else FixKind.FIX,
    )


def _api_gives_up(function: Function, audit: Audit, seconds: int) -> bool:
    """Return whether an API does not wait for as long as the new timeout, or may not."""
    try:
        waiting = [api for api in integrations_of(audit, function) if not api.asynchronous]
    except UnavailableError:
        return True
    unread = unread_integration(audit, function) is not None
    return unread or any(api.timeout < seconds * 1000 for api in waiting)
