from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.fix_warnings import with_warnings
from auditor.analysis.invocation import integrations_of, unread_integration
from auditor.analysis.tables.function_kinds import longest_wait
from auditor.plugin import (
    ApiIntegration,
    Audit,
    Category,
    Finding,
    Fix,
    FixKind,
    Function,
    Known,
    Need,
    NotApplicableError,
    Severity,
    UnavailableError,
    check,
    fix_text,
)

MILLISECONDS = 1000


@check(
    "api-timeout",
    severity=Severity.MEDIUM,
    category=Category.RELIABILITY,
    needs={Need.API_INTEGRATIONS},
    uses={Need.METRICS},
    references=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"  # noqa: ISC004
        "api-gateway-execution-service-limits-table.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
    ),
)
def api_timeout(function: Function, audit: Audit) -> Iterator[Finding]:
    """Function timeout longer than the API's integration timeout.

    API Gateway answers with an error when its integration timeout is over (29 s by default for
    REST and WebSocket APIs, 30 s at most for HTTP APIs). The function runs on, its work is paid
    for and done, but the client saw a failure and may try again. A caller waits for the whole
    execution of a durable function.

    Fix: Set the function's timeout below the integration's, and let the slow work run
    asynchronously.

    Risk: Invocations that take longer than the new timeout are cut off in the middle of their work.
    """
    waiting = [api for api in integrations_of(audit, function) if not api.asynchronous]
    unread = unread_integration(audit, function)
    if not waiting and unread is None:
        raise NotApplicableError("no API Gateway integration waits for the function")
    for api in sorted(waiting, key=lambda a: (a.api_id, a.route, a.timeout)):
        longest = longest_wait(function)
        if longest * MILLISECONDS > api.timeout:
            yield Finding(
                message=(
                    f"The {api.api_kind} API {api.api_id} {api.route} waits"
                    f" {api.timeout / MILLISECONDS:g} s, but the function may run"
                    f" {longest} s."
                ),
                evidence={
                    "api": api.api_id,
                    "kind": api.api_kind,
                    "route": api.route,
                    "integration_timeout_ms": api.timeout,
                    "function_timeout_s": function.timeout,
                    "longest_wait_s": longest,
                },
                fix=_fix(function, min(waiting, key=lambda a: a.timeout)),
            )
    if unread is not None:
        raise UnavailableError(unread)


def _fix(function: Function, api: ApiIntegration) -> Fix:
    seconds = max(1, api.timeout // MILLISECONDS - 1)
    own = function.timeout * MILLISECONDS > api.timeout
    # The caller of a durable function waits for the whole execution.
    whole = (function.durable_timeout or 0) * MILLISECONDS > api.timeout
    words = [
        *(("--timeout", str(seconds)) if own else ()),
        *(("--durable-config", f"ExecutionTimeout={seconds}") if whole else ()),
    ]
    return Fix(
        cli=with_warnings(fix_text.lambda_cli("update-function-configuration", function, *words)),
        sam=fix_text.sam(
            function,
            *((f"Timeout: {seconds}",) if own else ()),
            *(("DurableConfig:", f"  ExecutionTimeout: {seconds}") if whole else ()),
        ),
        terraform=fix_text.terraform(
            function,
            *((f"timeout = {seconds}",) if own else ()),
            *(("durable_config {", f"  execution_timeout = {seconds}", "}") if whole else ()),
        ),
        kind=FixKind.DECIDE if _takes_longer(function, seconds) else FixKind.FIX,
    )


def _takes_longer(function: Function, seconds: int) -> bool:
    """Return whether invocations were seen that the new timeout would cut off."""
    metrics = function.metrics
    longest = metrics.value.duration_maximum if isinstance(metrics, Known) else None
    return longest is not None and longest > seconds * MILLISECONDS
