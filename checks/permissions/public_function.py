from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.evidence import condition_text
from auditor.analysis.iam.exposure import exposure
from auditor.plugin import Audit, Category, Finding, Fix, Function, Known, Need, Severity, check


@check(
    "public-function",
    severity=Severity.CRITICAL,
    category=Category.SECURITY,
    needs={Need.RESOURCE_POLICY},
    uses={Need.FUNCTION_URLS, Need.ORGANIZATION},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1",
    ),
    frameworks=("AWS Security Hub Lambda.1", "NIST 800-53 r5 AC-3", "NIST 800-53 r5 AC-6"),
)
def public_function(function: Function, audit: Audit) -> Iterator[Finding]:
    """Anybody may invoke the function.

    A resource policy of the function, of an alias or of a version grants `*`, and no condition
    keeps strangers out. They run the code with the rights of its role, and on your bill. A
    function URL without authentication counts where both lambda:InvokeFunctionUrl and
    lambda:InvokeFunction are granted, as AWS demands since November 2026.

    Fix: Remove the statement, or limit it with aws:SourceArn, aws:SourceAccount or
    aws:PrincipalOrgID; give the URL the AuthType AWS_IAM.

    Risk: Callers without AWS credentials are refused: make sure that nobody outside is meant to
    call.
    """
    judged = audit.once(exposure, function.arn)
    for opening in judged.public:
        latent = _latent(function, opening)
        yield Finding(
            message=(
                f"Anybody could invoke {_place(opening)} {opening.how}, as soon as it has a URL."
                if latent
                else f"Anybody may invoke {_place(opening)} {opening.how}."
            ),
            evidence={
                "qualifier": opening.qualifier,
                "statement": opening.statement.label,
                "Action": opening.statement.actions,
                "condition": condition_text(opening.statement) or "none",
                "has a URL": not latent,
            },
            fix=_fix(function, opening),
            severity=Severity.HIGH if latent else None,
        )
    if judged.unjudged is not None:
        judged.unjudged.get()


def _latent(function: Function, opening: Opening) -> bool:
    if "URL" not in opening.how or not isinstance(function.urls, Known):
        return False
    qualifier = None if opening.qualifier == "$LATEST" else opening.qualifier
    return all(url.qualifier != qualifier for url in function.urls.value)


def _place(opening: Opening) -> str:
    return "the function" if opening.qualifier == "$LATEST" else f"its {opening.qualifier}"


def _fix(function: Function, opening: Opening) -> Fix:
    qualifier = "" if opening.qualifier == "$LATEST" else f" --qualifier {quote(opening.qualifier)}"
    return Fix(
        cli=f"aws lambda remove-permission --region {quote(function.region)} --function-name"
        f" {quote(function.name)} --statement-id {quote(opening.statement.sid or 'STATEMENT_ID')}"
        f"{qualifier}",
        sam="FunctionUrlConfig:\n  AuthType: AWS_IAM",
        terraform='resource "aws_lambda_permission" "caller" {\n  # …\n'
        "  source_account = data.aws_caller_identity.current.account_id\n}",
    )
