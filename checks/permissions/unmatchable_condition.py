from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.fix_text import shell
from auditor.analysis.iam.exposure import exposure
from auditor.analysis.iam.trust import trust
from auditor.analysis.iam.unmatchable import Unmatchable, unmatchable_statements
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    Severity,
    Unknown,
    check,
    fix_text,
)


@check(
    "unmatchable-condition",
    severity=Severity.LOW,
    category=Category.SECURITY,
    needs={Need.ROLES, Need.RESOURCE_POLICY},
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String",
    ),
    frameworks=("NIST 800-53 r5 AC-3",),
)
def unmatchable_condition(function: Function, audit: Audit) -> Iterator[Finding]:
    """Condition that no request can meet.

    StringEquals takes `*` and `?` as they are; only StringLike and the Arn operators read them as
    wildcards. No token, account or ARN holds such a character, so an Allow with that condition
    admits no one, and a Deny with it refuses no one. Whoever wrote it believes something else, and
    the usual correction, a wider operator, may open the role or the function to strangers.

    Fix: Name the exact value, or use StringLike with a pattern that closes the owner's name, such
    as `repo:acme/*`.

    Risk: The statement takes effect for the first time: callers that it names get in, or are
    refused.
    """
    judged = audit.once(trust, function.role_arn)
    if judged is not None and judged.document is not None:
        name = fix_text.role_name(function.role_arn)
        for found in unmatchable_statements(judged.document):
            yield _finding(
                found,
                f"the trust policy of the role {name}",
                shell("aws", "iam", "get-role", "--role-name", name),
                cause=function.role_arn,
            )
    exposed = audit.once(exposure, function.arn)
    for qualifier, document in sorted(exposed.documents.items()):
        for found in unmatchable_statements(document):
            on = () if qualifier == "$LATEST" else ("--qualifier", qualifier)
            read = fix_text.lambda_cli("get-policy", function, *on)
            yield _finding(found, f"the resource policy of {qualifier}", read, cause="")
    if exposed.unjudged is not None:
        exposed.unjudged.get()
    if judged is not None and judged.problem:
        Unknown(reason=judged.problem, operation="iam:GetAccountAuthorizationDetails").get()


def _finding(found: Unmatchable, where: str, read: str, *, cause: str) -> Finding:
    statement, term = found.statement, found.term
    effect = "admits no one" if statement.allow else "refuses no one"
    return Finding(
        message=f"In {where}, {statement.label} {effect}: {term.operator} takes the wildcard in"
        f" {term.key} = {term.values[0]!r:.120} literally.",
        evidence={
            "statement": statement.label,
            "effect": "Allow" if statement.allow else "Deny",
            "operator": term.operator,
            "key": term.key,
            "values": term.values,
        },
        fix=Fix(
            kind=FixKind.DECIDE,
            cli=f"{read}\n# then name the exact value, or use StringLike with a closed pattern",
        ),
        cause=cause,
    )
