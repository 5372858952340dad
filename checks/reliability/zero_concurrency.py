from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.fix_warnings import with_warnings
from auditor.plugin import Audit, Category, Finding, Fix, Function, Need, Severity, check, fix_text


@check(
    "zero-concurrency",
    severity=Severity.MEDIUM,
    category=Category.RELIABILITY,
    needs={Need.FUNCTION_DETAILS},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",),
)
def zero_concurrency(function: Function, audit: Audit) -> Iterator[Finding]:
    """Reserved concurrency of zero.

    Lambda throttles every invocation of it. This is the usual emergency stop, and easy to forget:
    callers get errors, and asynchronous events go to the dead-letter queue or OnFailure destination
    at once, or are lost where there is none.

    Fix: Remove the reservation, or delete the function if it is no longer used.

    Risk: The function runs again at once: make sure that the reason for stopping it is gone.
    """
    reserved = function.details.get().reserved_concurrency
    if reserved == 0:
        yield Finding(
            message="The reserved concurrency is 0: every invocation is throttled.",
            evidence={"reserved_concurrency": reserved},
            fix=Fix(
                cli=with_warnings(fix_text.lambda_cli("delete-function-concurrency", function)),
                sam=fix_text.sam(function, f"ReservedConcurrentExecutions: {fix_text.ABSENT}"),
                terraform=fix_text.terraform(function, "reserved_concurrent_executions = -1"),
            ),
        )
