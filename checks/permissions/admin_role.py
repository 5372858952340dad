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
from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
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
    uses={Need.ORGANIZATION},
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

    Risk: Calls that relied on an unknown permission are denied. Try the new role on a test
    stage first, and look for AccessDenied in the logs.
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
            fix=_fix(function, name, grant),
            confidence=Confidence.MEDIUM if limited else Confidence.HIGH,
            severity=Severity.HIGH if limited else None,
            cause=function.role_arn,
        )
    demand_whole(judged)


def _widest(judged: Judgement) -> Grant | None:
    widest = max(judged.whole_services, key=lambda w: len(w.services), default=None)
    return widest.grant if widest else None


def _fix(function: Function, role: str, grant: Grant | None) -> Fix:
    if grant is None or grant.source.arn is None:
        policy = grant.source.policy if grant else "POLICY"
        words = ("aws", "iam", "delete-role-policy", "--role-name", role, "--policy-name", policy)
        cli = fix_text.shell(*words)
    else:
        cli = (
            f"aws iam detach-role-policy --role-name {fix_text.shell(role)}"
            f" --policy-arn {fix_text.shell(grant.source.arn)}"
        )
    return Fix(
        cli=cli,
        sam="Policies:\n  - AWSLambdaBasicExecutionRole\n  # and a policy template for each"
        " resource that the function uses, as DynamoDBCrudPolicy",
        terraform='resource "aws_iam_role_policy_attachment" "logs" {\n'
        "  role       = aws_iam_role.function.name\n"
        '  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"\n}',
    )
