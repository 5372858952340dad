from __future__ import annotations

import math
from collections.abc import Iterator

from auditor.analysis.fix_warnings import with_warnings
from auditor.analysis.tables.function_kinds import no_cold_start_cure
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
    ProvisionedConcurrency,
    Severity,
    check,
    fix_text,
)

ID = "idle-provisioned-concurrency"
TARGET = 0.7  # utilization that the suggested number aims at


@check(
    ID,
    severity=Severity.MEDIUM,
    category=Category.UPKEEP,
    needs={Need.PROVISIONED_CONCURRENCY, Need.METRICS},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",),
    frameworks=("AWS Well-Architected Serverless Lens COST 1",),
    options={"percent": Option(default=60, text="lowest mean utilization that passes, in percent")},
)
def idle_provisioned_concurrency(function: Function, audit: Audit) -> Iterator[Finding]:
    """Idle provisioned concurrency.

    Provisioned environments are paid for every second, whether they are used or not. Below about
    60 % use, running on demand costs less than keeping them warm.

    Fix: Provision fewer environments, let Application Auto Scaling follow the load, or use
    SnapStart instead.

    Risk: More callers wait for a cold start when the load rises quickly.
    """
    configured = function.provisioned_concurrency.get()
    if not configured:
        raise NotApplicableError("it has no provisioned concurrency")
    metrics = function.metrics.get()
    least = audit.number(ID, "percent") / 100
    for warm in configured:
        used = warm.utilization
        if used is not None and used >= least:
            continue
        percent = "has no recorded use" if used is None else f"was used to {100 * used:.0f} %"
        yield Finding(
            message=f"The provisioned concurrency of {warm.requested} on {warm.qualifier} {percent}"
            f" in {metrics.window_days} days.",
            evidence={
                "qualifier": warm.qualifier,
                "provisioned": warm.requested,
                "utilization": used,
                "window_days": metrics.window_days,
            },
            fix=_fix(function, warm),
            confidence=Confidence.MEDIUM if used is None else Confidence.HIGH,
        )


def _fix(function: Function, warm: ProvisionedConcurrency) -> Fix:
    fewer = math.ceil(warm.requested * (warm.utilization or 0) / TARGET)
    at = ("--qualifier", warm.qualifier)
    alias = f"AutoPublishAlias: {fix_text.text(warm.qualifier)}"
    if fewer == 0:
        return _removal(function, warm, alias)
    number = ("--provisioned-concurrent-executions", str(fewer))
    return Fix(
        cli=fix_text.lambda_cli("put-provisioned-concurrency-config", function, *at, *number),
        sam=fix_text.sam(
            function,
            alias,
            "ProvisionedConcurrencyConfig:",
            f"  ProvisionedConcurrentExecutions: {fewer}",
        ),
        terraform=fix_text.block(
            "aws_lambda_provisioned_concurrency_config",
            f"{function.name}_{warm.qualifier}",
            f"function_name                     = {fix_text.hcl(function.name)}",
            f"qualifier                         = {fix_text.hcl(warm.qualifier)}",
            f"provisioned_concurrent_executions = {fewer}",
        ),
    )


def _removal(function: Function, warm: ProvisionedConcurrency, alias: str) -> Fix:
    return Fix(
        # Without it, callers wait for cold starts again; SnapStart is the other cure.
        kind=FixKind.FIX if no_cold_start_cure(function) else FixKind.DECIDE,
        cli=with_warnings(
            fix_text.lambda_cli(
                "delete-provisioned-concurrency-config", function, "--qualifier", warm.qualifier
            )
        ),
        sam=fix_text.sam(function, alias, f"ProvisionedConcurrencyConfig: {fix_text.ABSENT}"),
        terraform=fix_text.comment(
            "remove the aws_lambda_provisioned_concurrency_config of"
            f" {function.name}:{warm.qualifier}"
        ),
    )
