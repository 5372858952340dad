from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.fix_text import placeholder
from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.document import Principal, Term
from auditor.analysis.iam.evidence import condition_text
from auditor.analysis.iam.exposure import EVERY_SERVICE, exposure
from auditor.analysis.iam.matching import has_wildcard
from auditor.analysis.iam.resource_policy_fix import PolicyDemand, policy_fix
from auditor.plugin import (
    EVENT_FUNCTION,
    WEB_FUNCTION,
    Audit,
    Category,
    Finding,
    Function,
    Need,
    Severity,
    check,
)

# Their guides: a target group and its function are in one account and region.
SAME_ACCOUNT = ("elasticloadbalancing.amazonaws.com", "vpc-lattice.amazonaws.com")


@check(
    "confused-deputy",
    severity=Severity.MEDIUM,
    category=Category.SECURITY,
    needs={Need.RESOURCE_POLICY},
    uses={Need.ORGANIZATION, Need.ORGANIZATION_POLICIES},
    kinds=(EVENT_FUNCTION, WEB_FUNCTION),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1",
    ),
    frameworks=("AWS Security Hub Lambda.1", "NIST 800-53 r5 AC-3"),
)
def confused_deputy(function: Function, audit: Audit) -> Iterator[Finding]:
    """An AWS service may invoke the function on behalf of any account.

    The policy trusts a service, not your use of it: a stranger's topic, rule or bucket makes the
    same service invoke your function with data of their choice. The ARN of an S3 bucket
    contains no account, so for S3 the source account is needed as well. Alexa skills send a token
    instead. Load balancers and VPC Lattice are informational: their target groups invoke functions
    of their own account only.

    Fix: Add the ARN of the resource that invokes the function (aws:SourceArn), and for S3 the
    account (aws:SourceAccount).

    Risk: A source whose ARN or account is not the one named can no longer invoke the function: list
    its sources first.
    """
    judged = audit.once(exposure, function.arn)
    demands = [_demand(audit, opening) for opening in judged.deputies]
    for opening, demand in zip(judged.deputies, demands, strict=True):
        yield Finding(
            message=f"The service {opening.who} may invoke the function ({opening.qualifier}) for a"
            " resource in any account.",
            evidence={
                "qualifier": opening.qualifier,
                "statement": opening.statement.label,
                "service": opening.who,
                "condition": condition_text(opening.statement) or "none",
            },
            fix=policy_fix(function, judged, demand, demands),
            severity=Severity.INFO if opening.who in SAME_ACCOUNT else None,
        )
    if judged.unjudged is not None:
        judged.unjudged.get()


def _demand(audit: Audit, opening: Opening) -> PolicyDemand:
    if opening.who == EVERY_SERVICE:
        return PolicyDemand(opening)
    return PolicyDemand(opening, Principal("Service", opening.who), tuple(_limits(audit, opening)))


def _limits(audit: Audit, opening: Opening) -> Iterator[Term]:
    """Yield the conditions that admit only calls for this account's resources."""
    if "alexa" in opening.who:
        yield Term("StringEquals", "lambda:EventSourceToken", (placeholder("SKILL_ID"),))
        return
    for term in opening.statement.conditions:
        exact = [v for v in term.values if not has_wildcard(v) and "${" not in v]
        if term.key.lower() == "aws:sourcearn" and exact == list(term.values):
            yield Term("ArnLike", "aws:SourceArn", term.values)
    yield Term("StringEquals", "aws:SourceAccount", (audit.account.id,))
