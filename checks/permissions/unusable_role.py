from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.effective import parsed
from auditor.analysis.iam.trust import lambda_may_assume
from auditor.analysis.iam.trust_policy_fix import LAMBDA_TRUST, admitting_fix
from auditor.analysis.policy_text import document_text
from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Need,
    Severity,
    Unknown,
    check,
    fix_text,
    parse_arn,
)


@check(
    "unusable-role",
    severity=Severity.HIGH,
    category=Category.SECURITY,
    kinds=EVERY_KIND,
    needs={Need.ROLES},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html",
    ),
)
def unusable_role(function: Function, audit: Audit) -> Iterator[Finding]:
    """Lambda can't assume the function's role.

    The role was deleted, or its trust policy does not let Lambda assume it. Every invocation
    fails as soon as the credentials that Lambda holds run out.

    Fix: Create the role again, or let lambda.amazonaws.com assume it.

    Risk: None: the function can't run as it is.
    """
    role = audit.role(function)
    name = fix_text.role_name(function.role_arn)
    if role is None:
        yield Finding(
            message=f"The role {name} does not exist.",
            evidence={"role": function.role_arn, "exists": False},
            fix=_create(function),
            cause=function.role_arn,
        )
        return
    assumable = lambda_may_assume(audit, function, role.trust_text())
    if isinstance(assumable, str):
        Unknown(reason=assumable, operation="iam:GetAccountAuthorizationDetails").get()
    if not assumable:
        yield Finding(
            message=f"The trust policy of the role {name} does not let Lambda assume it.",
            evidence={"role": function.role_arn, "exists": True, "trust": role.trust[:600]},
            fix=admitting_fix(
                function.role_arn,
                audit.once(parsed, role.trust),
                lambda text: lambda_may_assume(audit, function, text) is True,
            ),
            cause=function.role_arn,
        )


def _create(function: Function) -> Fix:
    name, trust = fix_text.role_name(function.role_arn), document_text([dict(LAMBDA_TRUST)])
    path = fix_text.role_path(function.role_arn)
    create = ("aws", "iam", "create-role", "--role-name", name, *(("--path", path) if path else ()))
    steps = (
        fix_text.shell(*create, "--assume-role-policy-document", trust),
        *(fix_text.attach(function.role_arn, policy) for policy in _baseline(function)),
        "# then grant what the function calls",
    )
    return Fix(
        cli="\n".join(steps),
        sam=_sam(function, name, path, trust),
        terraform="\n".join(
            (
                fix_text.block(
                    "aws_iam_role",
                    name,
                    f"name = {fix_text.hcl(name)}",
                    *((f"path = {fix_text.hcl(path)}",) if path else ()),
                    f"assume_role_policy = jsonencode({trust})",
                ),
                *(fix_text.attachment(function, policy) for policy in _baseline(function)),
            )
        ),
    )


def _sam(function: Function, name: str, path: str, trust: str) -> str:
    partition = parse_arn(function.role_arn).partition or "aws"
    managed = (f"arn:{partition}:iam::aws:policy/{policy}" for policy in _baseline(function))
    return fix_text.resource(
        "AWS::IAM::Role",
        f"RoleName: {fix_text.text(name)}",
        *((f"Path: {fix_text.text(path)}",) if path else ()),
        f"AssumeRolePolicyDocument: {trust}",
        "ManagedPolicyArns:",
        *(f"  - {fix_text.text(arn)}" for arn in managed),
    )


def _baseline(function: Function) -> Iterator[str]:
    """Yield AWS's policies for what the function's own settings need."""
    yield "service-role/AWSLambdaBasicExecutionRole"
    if function.vpc:
        yield "service-role/AWSLambdaVPCAccessExecutionRole"
    if function.tracing_mode == "Active":
        yield "AWSXRayDaemonWriteAccess"
