from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.effective import Grant
from auditor.analysis.iam.evidence import (
    condition_note,
    demand_whole,
    grant_evidence,
    is_conditional,
    judgement_of,
)
from auditor.analysis.iam.judgement import Judgement
from auditor.analysis.iam.least_privilege_fix import narrowing_fix
from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    Severity,
    check,
    fix_text,
)


@check(
    "admin-role",
    severity=Severity.CRITICAL,
    category=Category.SECURITY,
    kinds=EVERY_KIND,
    needs={Need.ROLES},
    uses={
        Need.ORGANIZATION,
        Need.ORGANIZATION_POLICIES,
        Need.EVENT_SOURCE_MAPPINGS,
        Need.EVENT_INVOKE_CONFIGS,
    },
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    ),
    frameworks=("AWS Security Hub IAM.1", "NIST 800-53 r5 AC-6", "CIS AWS Foundations 1.16"),
)
def admin_role(function: Function, audit: Audit) -> Iterator[Finding]:
    """The function's role can do everything in the account.

    Whoever finds a bug in the function's code, or in one of its packages, holds the whole
    account: every bucket, every key, every user. The role was judged as IAM does it, with its
    Deny statements and its permissions boundary.

    Fix: Give the function a role of its own that allows the actions it needs on the resources
    it uses, and nothing else.

    Risk: Calls that need a permission which the new policy lacks are denied. Try it on a test stage
    first, and look for AccessDenied in the logs.
    """
    judged = judgement_of(function, audit)
    if judged.administrator is not None:
        limited = is_conditional(judged.administrator)
        name = fix_text.role_name(function.role_arn)
        grant = _widest(judged)
        note = condition_note(judged.role, judged.administrator, (grant,) if grant else ())
        yield Finding(
            message=f"The role {name} can do everything in the account{note}.",
            evidence=grant_evidence(judged.role, grant) if grant else {"role": function.role_arn},
            fix=narrowing_fix(audit, function, grant) if grant else Fix(kind=FixKind.INVESTIGATE),
            confidence=Confidence.MEDIUM if limited else Confidence.HIGH,
            severity=Severity.HIGH if limited else None,
            cause=function.role_arn,
        )
    demand_whole(judged)


def _widest(judged: Judgement) -> Grant | None:
    widest = max(judged.whole_services, key=lambda w: len(w.services), default=None)
    return widest.grant if widest else None
