from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    FixKind,
    Function,
    FunctionDetails,
    Known,
    Need,
    Option,
    Severity,
    check,
    counted,
    fix_text,
)

CONCURRENT = "L-B99A9384"  # the quota code of "Concurrent executions"


@check(
    "throttled",
    severity=Severity.MEDIUM,
    category=Category.RELIABILITY,
    needs={Need.METRICS},
    uses={Need.FUNCTION_DETAILS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens REL 1",),
    options={
        "throttles": Option(default=0, text="up to this many throttles in the window are accepted")
    },
)
def throttled(function: Function, audit: Audit) -> Iterator[Finding]:
    """Throttled invocations.

    A throttle is an invocation that Lambda refused because the function's reserved concurrency, or
    the region's whole concurrency, was used up. A synchronous caller gets an error; asynchronous
    events wait and may expire; queue messages come back and end in the dead-letter queue.

    Fix: Raise the reserved concurrency or the region's quota, or limit the caller.

    Risk: More concurrency puts more load on what the function calls, and a reservation is taken
    from the region's share of the others.
    """
    metrics = function.metrics.get()
    throttles = metrics.throttles or 0.0
    if throttles <= audit.number("throttled", "throttles"):
        return
    details = function.details.value if isinstance(function.details, Known) else None
    reserved = details.reserved_concurrency if details else None
    yield Finding(
        message=f"Lambda throttled {counted(throttles, 'invocation')}"
        f" in {metrics.window_days} days"
        + ("." if reserved is None else f"; the reserved concurrency is {reserved}."),
        evidence={
            "throttles": throttles,
            "invocations": metrics.invocations,
            "reserved_concurrency": reserved,
            "window_days": metrics.window_days,
        },
        fix=_fix(function, details),
    )


def _fix(function: Function, details: FunctionDetails | None) -> Fix:
    if function.capacity_provider:  # its own instances run it, and no quota of concurrency
        scaling = ("--qualifier", "$LATEST.PUBLISHED", "--function-scaling-config")
        most = f"MaxExecutionEnvironments={fix_text.placeholder('ENVIRONMENTS')}"
        return Fix(cli=fix_text.lambda_cli("put-function-scaling-config", function, *scaling, most))
    if details is None or details.reserved_concurrency is None:
        wanted = fix_text.placeholder("CONCURRENT_EXECUTIONS")
        quota = ("--service-code", "lambda", "--quota-code", CONCURRENT, "--desired-value", wanted)
        ask = ("aws", "service-quotas", "request-service-quota-increase", *quota)
        # A quota is granted or refused, and waits for AWS.
        return Fix(kind=FixKind.DECIDE, cli=fix_text.shell(*ask, "--region", function.region))
    more = max(1, 2 * details.reserved_concurrency)
    flag = "--reserved-concurrent-executions"
    return Fix(
        cli=fix_text.lambda_cli("put-function-concurrency", function, flag, str(more)),
        sam=fix_text.sam(function, f"ReservedConcurrentExecutions: {more}"),
        terraform=fix_text.terraform(function, f"reserved_concurrent_executions = {more}"),
    )
