from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.trust import lambda_may_assume
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
)

_TRUST = fix_text.trust("lambda.amazonaws.com")


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
            fix=_create(name),
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
            fix=_trust(name),
            cause=function.role_arn,
        )


def _create(name: str) -> Fix:
    return Fix(
        cli=f"aws iam create-role --role-name {fix_text.shell(name)}"
        f" --assume-role-policy-document '{_TRUST}'",
        sam="# leave Role out and give Policies: SAM then makes the role",
        terraform='resource "aws_iam_role" "function" {\n'
        f"  assume_role_policy = jsonencode({_TRUST})\n}}",
    )


def _trust(name: str) -> Fix:
    return Fix(
        cli=f"aws iam update-assume-role-policy --role-name {fix_text.shell(name)}"
        f" --policy-document '{_TRUST}'",
        sam=f"AssumeRolePolicyDocument: {_TRUST}",
        terraform=f"assume_role_policy = jsonencode({_TRUST})",
    )
