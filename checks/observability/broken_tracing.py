from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam import allows
from auditor.analysis.iam.role_rights_fix import attached_policy, with_obstacle
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
)

ACTION = "xray:PutTraceSegments"
POLICY = "AWSXRayDaemonWriteAccess"


@check(
    "broken-tracing",
    severity=Severity.MEDIUM,
    category=Category.OBSERVABILITY,
    needs={Need.ROLES},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",),
    frameworks=("AWS Security Hub Lambda.7", "AWS Well-Architected Serverless Lens OPS 1"),
)
def broken_tracing(function: Function, audit: Audit) -> Iterator[Finding]:
    """Active tracing without permission to send traces.

    Lambda sends traces to X-Ray with the function's own role. Where the role lacks the permission,
    they are dropped without an error: the function looks traced, and its traces are missing.

    Fix: Allow the role xray:PutTraceSegments. AWS's policy for it adds xray:PutTelemetryRecords,
    which only reports on the tracing itself.

    Risk: Traces are billed by their number, beyond a free amount each month.
    """
    if function.tracing_mode != "Active":
        raise NotApplicableError("active tracing is off")
    if audit.role(function) is None:
        raise NotApplicableError("its role does not exist: see unusable-role")
    allowed = allows(audit, function.role_arn, ACTION, "*")
    if allowed is False:
        name = fix_text.role_name(function.role_arn)
        yield Finding(
            message=f"The role {name} lacks {ACTION}.",
            evidence={"role": function.role_arn, "missing": (ACTION,)},
            fix=_fix(function, audit),
            cause=function.role_arn,
        )
    elif allowed is None:
        raise UnavailableError(
            Unknown(
                reason="whether the role may send traces depends on a condition in its policies"
            )
        )


def _fix(function: Function, audit: Audit) -> Fix:
    rights = attached_policy(audit, function, POLICY, (ACTION, "xray:PutTelemetryRecords"))
    fix = Fix(
        cli=rights.cli,
        sam=rights.sam or fix_text.sam(function, *rights.policies),
        terraform=rights.terraform,
    )
    return with_obstacle(fix, rights.refused)
