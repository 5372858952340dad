from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.evidence import condition_text, quoted
from auditor.analysis.iam.exposure import Exposure, exposure
from auditor.analysis.iam.function_actions import INVOKING, are_known, changes, names
from auditor.analysis.iam.organization_control import refusing_policies
from auditor.analysis.iam.resource_policy_fix import PolicyDemand, policy_fix
from auditor.plugin import (
    EVENT_FUNCTION,
    EVERY_KIND,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Known,
    Need,
    Remark,
    Severity,
    check,
    fix_text,
)

_FEW = 3  # actions that a message names


@check(
    "public-function",
    severity=Severity.CRITICAL,
    category=Category.SECURITY,
    kinds=EVERY_KIND,
    needs={Need.RESOURCE_POLICY},
    uses={Need.FUNCTION_URLS, Need.ORGANIZATION, Need.ORGANIZATION_POLICIES},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1",
    ),
    frameworks=("AWS Security Hub Lambda.1", "NIST 800-53 r5 AC-3", "NIST 800-53 r5 AC-6"),
)
def public_function(function: Function, audit: Audit) -> Iterator[Finding | Remark]:
    """Strangers can invoke, change or read the function.

    A resource policy of the function, of an alias or of a version grants `*`, and no condition
    keeps strangers out. They run the code with the rights of its role, and on your bill. Other
    actions are worse: strangers who replace the code run theirs under the function's role, and
    GetFunction shows the code and the variables. A function URL without authentication counts
    where both lambda:InvokeFunctionUrl and lambda:InvokeFunction are granted, as AWS demands since
    November 2026. With `--organization-policies`, a function that a resource control policy of the
    organization closes passes, with a remark that says so.

    Fix: Remove the statement, or limit it with aws:SourceArn, aws:SourceAccount or
    aws:PrincipalOrgID; give the URL the AuthType AWS_IAM.

    Risk: Callers without AWS credentials are refused: make sure that no outside caller is meant to
    use the function.
    """
    if function.kind != EVENT_FUNCTION:
        yield from _open_endpoints(function)
    judged = audit.once(exposure, function.arn)
    for opening in judged.public:
        latent = _latent(function, opening)
        yield Finding(
            message=_message(opening, latent=latent),
            evidence={
                "qualifier": opening.qualifier,
                "statement": opening.statement.label,
                "Action": opening.statement.actions,
                "opens": quoted(names(opening.actions)),
                "condition": condition_text(opening.statement) or "none",
                "has a URL": not latent,
            },
            fix=_fix(function, judged, opening),
            confidence=Confidence.HIGH if are_known(opening.actions) else Confidence.MEDIUM,
            severity=_severity(opening, latent=latent),
        )
    for opening in judged.refused:
        policies = ", ".join(refusing_policies(audit, function.arn))
        yield Remark(
            text=f"{opening.statement.label} of {_place(opening)} admits anyone; the resource"
            f" control policy of the organization keeps them out ({policies})"
        )
    if judged.unjudged is not None:
        judged.unjudged.get()


def _severity(opening: Opening, *, latent: bool) -> Severity | None:
    if not opening.actions:
        return None
    return None if changes(opening.actions) and not latent else Severity.HIGH


def _message(opening: Opening, *, latent: bool) -> str:
    place = _place(opening)
    if latent:
        return f"Anyone could invoke {place} {opening.how}, as soon as it has a URL."
    more = [n for n in names(opening.actions) if n.lower() not in INVOKING]
    if not opening.how:
        return f"Anyone may call {_some(more)} on {place}."
    also = f", and may call {_some(more)} on it" if more else ""
    return f"Anyone may invoke {place} {opening.how}{also}."


def _some(actions: list[str]) -> str:
    left = len(actions) - _FEW
    named = ", ".join(actions[:_FEW])
    return f"{named} and {left} more" if left > 0 else named


def _latent(function: Function, opening: Opening) -> bool:
    if "URL" not in opening.how or not isinstance(function.urls, Known):
        return False
    qualifier = None if opening.qualifier == "$LATEST" else opening.qualifier
    return all(url.qualifier != qualifier for url in function.urls.value)


def _place(opening: Opening) -> str:
    return "the function" if opening.qualifier == "$LATEST" else f"its {opening.qualifier}"


def _fix(function: Function, judged: Exposure, opening: Opening) -> Fix:
    demands = [PolicyDemand(one) for one in judged.public]
    fix = policy_fix(function, judged, PolicyDemand(opening), demands)
    if "URL" in opening.how and not _latent(function, opening):
        # SAM makes the statement itself where the URL is open; another template names it.
        url = fix_text.sam(function, "FunctionUrlConfig:", "  AuthType: AWS_IAM")
        return replace(fix, sam=f"{fix.sam}, if it has one\n{url}")
    return fix


def _open_endpoints(function: Function) -> Iterator[Finding]:
    """Yield the endpoints of a Web Function that admit everyone; a MicroVM asks for a token."""
    for url in function.urls.get():
        if url.auth_type == "NONE":
            yield Finding(
                message=f"The endpoint {url.qualifier} admits every request; only the code can"
                " refuse one.",
                evidence={"endpoint": url.qualifier, "auth_type": "ApplicationManaged"},
                fix=Fix(
                    cli=fix_text.shell(
                        *("aws", "lambda-web", "update-web-function-endpoint"),
                        *("--function-name", function.name, "--region", function.region),
                        *("--endpoint-name", url.qualifier or "", "--auth-type", "IamAuth"),
                    )
                ),
                # A public site is meant to be open, and the code may authenticate its callers.
                confidence=Confidence.MEDIUM,
                severity=Severity.HIGH,
            )
