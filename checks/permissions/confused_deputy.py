from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.evidence import condition_text
from auditor.analysis.iam.exposure import exposure
from auditor.analysis.iam.statements import condition_values
from auditor.plugin import Audit, Category, Finding, Fix, Function, Need, Severity, check


@check(
    "confused-deputy",
    severity=Severity.MEDIUM,
    category=Category.SECURITY,
    needs={Need.RESOURCE_POLICY},
    uses={Need.ORGANIZATION},
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
    instead.

    Fix: Add the ARN of the resource that invokes the function (aws:SourceArn), and for S3 the
    account (aws:SourceAccount).

    Risk: A source whose ARN or account is not the one named can no longer invoke the function: list
    its sources first.
    """
    judged = audit.once(exposure, function.arn)
    for opening in judged.deputies:
        yield Finding(
            message=f"The service {opening.who} may invoke the function ({opening.qualifier}) for a"
            " resource in any account.",
            evidence={
                "qualifier": opening.qualifier,
                "statement": opening.statement.label,
                "service": opening.who,
                "condition": condition_text(opening.statement) or "none",
            },
            fix=_fix(function, audit, opening),
        )
    if judged.unjudged is not None:
        judged.unjudged.get()


def _fix(function: Function, audit: Audit, opening: Opening) -> Fix:
    qualifier = "" if opening.qualifier == "$LATEST" else f" --qualifier {quote(opening.qualifier)}"
    name, sid = quote(function.name), quote(opening.statement.sid or "STATEMENT_ID")
    region, account = quote(function.region), audit.account.id
    if "alexa" in opening.who:
        limit, sam, terraform = (
            "--event-source-token SKILL_ID",
            "EventSourceToken: SKILL_ID",
            'event_source_token = "SKILL_ID"',
        )
    else:
        arns = [a for a in condition_values(opening.statement, "aws:SourceArn") if "*" not in a]
        arn = arns[0] if arns else "SOURCE_ARN"
        limit = f"--source-account {account} --source-arn {quote(arn)}"
        sam = f'SourceAccount: "{account}"\n  SourceArn: {arn}'
        terraform = f'source_account = "{account}"\n  source_arn     = "{arn}"'
    return Fix(
        cli=f"aws lambda remove-permission --region {region} --function-name {name}"
        f" --statement-id {sid}{qualifier}\n"
        f"aws lambda add-permission --region {region} --function-name {name}{qualifier}"
        f" --statement-id {sid} --action lambda:InvokeFunction --principal"
        f" {quote(opening.who)} {limit}",
        sam="Type: AWS::Lambda::Permission\nProperties:\n  Action: lambda:InvokeFunction\n"
        f"  Principal: {opening.who}\n  {sam}",
        terraform=f'resource "aws_lambda_permission" "trigger" {{\n  # …\n  {terraform}\n}}',
    )
