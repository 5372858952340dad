from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.evidence import condition_text
from auditor.analysis.iam.organization_control import refusing_policies
from auditor.analysis.iam.trust import trust
from auditor.analysis.iam.trust_policy_fix import closing_fix
from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Finding,
    Function,
    Need,
    NotApplicableError,
    Remark,
    Severity,
    Unknown,
    check,
    fix_text,
)


@check(
    "role-trust-too-wide",
    severity=Severity.HIGH,
    category=Category.SECURITY,
    kinds=EVERY_KIND,
    needs={Need.ROLES},
    uses={Need.ORGANIZATION, Need.ORGANIZATION_POLICIES},
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    ),
    frameworks=("NIST 800-53 r5 AC-3",),
)
def role_trust_too_wide(function: Function, audit: Audit) -> Iterator[Finding | Remark]:
    """Other accounts may assume the function's role.

    A trust policy that names `*`, or another account without a condition, hands the function's
    rights to people who were never meant to have them. So does one that trusts a sign-in service
    for everybody (GitHub Actions, GitLab, Google, Cognito …) and does not ask whose token it is.

    Fix: Let lambda.amazonaws.com alone assume the role; where an account must, require an
    external id or name its role, and the organization; ask for the subject (sub), or the audience
    (aud), of tokens.

    Risk: Whoever assumed the role from another account, such as a pipeline, no longer can.
    """
    judged = audit.once(trust, function.role_arn)
    if judged is None:
        raise NotApplicableError("the role does not exist")
    name = fix_text.role_name(function.role_arn)
    for opening in judged.openings:
        yield Finding(
            message=f"{_who(opening)} may assume the role {name}.",
            evidence={
                "role": function.role_arn,
                "statement": opening.statement.label,
                "who": opening.how or opening.who,
                "condition": condition_text(opening.statement) or "none",
            },
            fix=closing_fix(function.role_arn, judged.document, judged.openings),
            cause=function.role_arn,
        )
    for opening in judged.refused:
        policies = ", ".join(refusing_policies(audit, function.role_arn))
        yield Remark(
            text=f"{opening.statement.label} of the role {name} admits others; the resource control"
            f" policy of the organization keeps them out ({policies})"
        )
    if judged.problem:
        Unknown(reason=judged.problem, operation="iam:GetAccountAuthorizationDetails").get()


def _who(opening: Opening) -> str:
    if opening.who.isdigit():
        return f"The account {opening.who}"
    if opening.who != "anybody":
        return opening.who[:1].upper() + opening.who[1:]
    return f"Anyone with an account at {opening.how}" if opening.how else "Anyone in AWS"
