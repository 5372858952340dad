"""Who may assume a role: its trust policy, judged for strangers, accounts and Lambda itself."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.analysis.iam.admitted_principals import (
    Opening,
    concerning,
    denied,
    foreign_openings,
    names_action,
    open_to_strangers,
    problem_of,
)
from auditor.analysis.iam.conditions import Truth, evaluate
from auditor.analysis.iam.document import Document, Malformed, Statement
from auditor.analysis.iam.effective import parsed
from auditor.analysis.iam.exposure import function_target
from auditor.analysis.iam.federation import open_federations
from auditor.analysis.iam.organization_control import with_refusals
from auditor.analysis.iam.request_contexts import RequestTarget, own_function, stranger
from auditor.model import Function, Known
from auditor.model.audit import Audit

ASSUME = "sts:assumerole"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustJudgement:
    """What a role's trust policy opens."""

    openings: tuple[Opening, ...] = ()
    refused: tuple[Opening, ...] = ()  # closed by a resource control policy of the organization
    document: Document | None = None  # None: it can't be judged
    problem: str = ""  # why it can't be judged, or not whole


def trust(audit: Audit, role_arn: str) -> TrustJudgement | None:
    """Return whom the trust policy lets assume the role; None: there is no such role.

    A derivation for `audit.once`.
    """
    role = audit.account.roles.get().get(role_arn)
    if role is None:
        return None
    document = audit.once(parsed, role.trust_text())
    if isinstance(document, Malformed):
        return TrustJudgement(problem=f"the trust policy can't be judged: {document.reason}")
    organization = audit.account.organization
    target = RequestTarget(
        arn=role.arn,
        region="us-east-1",
        account=audit.account.id,
        now=audit.account.captured_at,
        organization=organization.value if isinstance(organization, Known) else None,
    )
    limited = with_refusals(audit, document, role.arn)
    openings = _openings(limited, target)
    before = openings if limited is document else _openings(document, target)
    left = {o.statement.index for o in openings}
    problem = problem_of(document)
    if problem:
        problem = f"the trust policy can't be judged whole: {problem}"
    return TrustJudgement(
        openings=openings,
        refused=tuple(o for o in before if o.statement.index not in left),
        document=document,
        problem=problem,
    )


def _openings(document: Document, target: RequestTarget) -> tuple[Opening, ...]:
    anybody = stranger(target)
    strangers = (
        Opening(qualifier="", statement=s, who="anybody")
        for s in open_to_strangers(document, ASSUME, anybody)
    )
    federations = open_federations(document, anybody)
    return (*strangers, *federations, *foreign_openings(document, target, "", (ASSUME,)))


def lambda_may_assume(audit: Audit, function: Function, text: str) -> bool | str:
    """Return whether Lambda may assume a role with this trust policy, or why that can't be told."""
    document = audit.once(parsed, text)
    if isinstance(document, Malformed):
        return f"the trust policy can't be judged: {document.reason}"
    service = "lambda.amazonaws.com"
    context = own_function(function_target(audit, function), service)
    if denied(document, ASSUME, context, concerning(service)):
        return False
    allowed = any(
        s.allow
        and names_action(s, ASSUME)
        and _names_lambda(s)
        and evaluate(s.conditions, context).truth is not Truth.NO
        for s in document.statements
    )
    if not allowed and (problem := problem_of(document)):
        return f"the trust policy can't be judged whole: {problem}"
    return allowed


def _names_lambda(statement: Statement) -> bool:
    named = any(
        p.kind == "*"
        or (p.kind == "AWS" and p.value == "*")
        or (p.kind == "Service" and p.value.lower().startswith("lambda."))
        for p in statement.principals
    )
    return named is not statement.not_principal
