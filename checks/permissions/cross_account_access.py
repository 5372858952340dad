from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.evidence import condition_text
from auditor.analysis.iam.exposure import exposure
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Need,
    Severity,
    check,
)


@check(
    "cross-account-access",
    severity=Severity.MEDIUM,
    category=Category.SECURITY,
    needs={Need.RESOURCE_POLICY},
    uses={Need.ORGANIZATION},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-cross-account.html",
    ),
    frameworks=("NIST 800-53 r5 AC-3",),
)
def cross_account_access(function: Function, audit: Audit) -> Iterator[Finding]:
    """Another account may invoke the function without further conditions.

    The policy names an account that is not this one, and no condition (an organization, a
    principal, an address) narrows it: whoever takes that account over invokes this function.
    Accounts of the organization that aws:PrincipalOrgID names are narrowed.

    Fix: Add aws:PrincipalOrgID, or name the one role that calls; remove accounts that no longer
    call.

    Risk: Callers of that account who do not meet the new condition are denied.
    """
    judged = audit.once(exposure, function.arn)
    for opening in judged.foreign:
        one_role = ":role/" in opening.how or ":user/" in opening.how
        yield Finding(
            message=f"{_who(opening)} may invoke the function ({opening.qualifier}).",
            evidence={
                "qualifier": opening.qualifier,
                "statement": opening.statement.label,
                "principal": opening.how or opening.who,
                "condition": condition_text(opening.statement) or "none",
            },
            fix=_fix(function, opening),
            confidence=Confidence.MEDIUM if one_role else Confidence.HIGH,
        )
    if judged.unjudged is not None:
        judged.unjudged.get()


def _who(opening: Opening) -> str:
    if opening.who.isdigit():
        return f"The account {opening.who}"
    return opening.who[:1].upper() + opening.who[1:]


def _fix(function: Function, opening: Opening) -> Fix:
    qualifier = "" if opening.qualifier == "$LATEST" else f" --qualifier {quote(opening.qualifier)}"
    name, sid = quote(function.name), quote(opening.statement.sid or "STATEMENT_ID")
    region = quote(function.region)
    principal = opening.who if opening.who.isdigit() else "ACCOUNT"
    return Fix(
        cli=f"aws lambda remove-permission --region {region} --function-name {name}"
        f" --statement-id {sid}{qualifier}\n"
        f"aws lambda add-permission --region {region} --function-name {name}{qualifier}"
        f" --statement-id {sid} --action lambda:InvokeFunction --principal {principal}"
        " --principal-org-id ORGANIZATION_ID",
        sam="Type: AWS::Lambda::Permission\nProperties:\n  Action: lambda:InvokeFunction\n"
        f'  Principal: "{principal}"\n  PrincipalOrgID: ORGANIZATION_ID',
        terraform='resource "aws_lambda_permission" "caller" {\n  # …\n'
        "  principal_org_id = var.organization_id\n}",
    )
