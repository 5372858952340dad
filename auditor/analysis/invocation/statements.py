"""Who a function's resource policy lets in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.analysis.iam.document import Malformed, Statement, parse_document
from auditor.analysis.iam.matching import matches
from auditor.analysis.invocation.evidence import LATEST
from auditor.analysis.invocation.services import canonical, principal_of_arn
from auditor.model.arn import qualifier

_INVOKE = "lambda:invokefunction"
_INVOKE_URL = "lambda:invokefunctionurl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """One principal that one statement lets invoke one qualifier."""

    label: str  # the statement's number and Sid
    service: str | None  # service principal; None: an account, a role, or anyone
    principal: str
    qualifier: str
    source_arns: tuple[str, ...] = ()
    by_url: bool = False  # the statement only serves function URLs


def admissions(text: str, qualifier: str) -> tuple[tuple[Admission, ...], str]:
    """Return who the policy of a qualifier lets in, and what of it could not be read.

    A Deny admits no one. The second value is empty where every statement was read.
    """
    document = parse_document(text)
    if isinstance(document, Malformed):
        return (), document.reason
    # A key or version that is unknown took no statement away.
    lost = [problem for problem in document.problems if "unknown" not in problem]
    found = tuple(
        admission
        for statement in document.statements
        if statement.allow
        for admission in _statement(statement, qualifier)
    )
    return found, "; ".join(lost)


def may_admit(text: str, service: str) -> bool:
    """Return whether a policy lets a service invoke, or could: what is unreadable counts.

    Conditions are not looked at: they only narrow.
    """
    document = parse_document(text)
    return (
        isinstance(document, Malformed)
        or bool(document.problems)
        or any(_may_admit(statement, service) for statement in document.statements)
    )


def _may_admit(statement: Statement, service: str) -> bool:
    if not statement.allow or not _grants(statement, _INVOKE):
        return False
    return statement.not_principal or any(
        principal.value == "*"
        or (principal.kind == "Service" and canonical(principal.value) == service)
        for principal in statement.principals
    )


def _statement(statement: Statement, qualifier: str) -> Iterator[Admission]:
    granted = {action for action in (_INVOKE, _INVOKE_URL) if _grants(statement, action)}
    if not granted or statement.not_principal:
        return
    conditions = _conditions(statement)
    source_arns = tuple(sorted(conditions.get("aws:sourcearn", ())))
    by_url = (
        granted == {_INVOKE_URL}
        or "lambda:functionurlauthtype" in conditions
        or "true" in {v.lower() for v in conditions.get("lambda:invokedviafunctionurl", ())}
    )
    for service, principal in _principals(statement, source_arns):
        yield Admission(
            label=statement.label,
            service=service,
            principal=principal,
            qualifier=_qualifier(statement.resources, qualifier),
            source_arns=source_arns,
            by_url=by_url,
        )


def _grants(statement: Statement, action: str) -> bool:
    named = any(matches(pattern.lower(), action) for pattern in statement.actions)
    return named is not statement.not_action


def _principals(
    statement: Statement, source_arns: tuple[str, ...]
) -> Iterator[tuple[str | None, str]]:
    for principal in statement.principals:
        if principal.kind == "Service":
            yield canonical(principal.value), principal.value
            continue
        # The old form: anyone, on behalf of a certain bucket or topic.
        behind = {principal_of_arn(arn) for arn in source_arns} if principal.value == "*" else set()
        services = sorted(service for service in behind if service is not None)
        yield from ((service, principal.value) for service in services)
        if not services:
            yield None, principal.value


def _conditions(statement: Statement) -> dict[str, tuple[str, ...]]:
    """Return what the conditions ask for, by key in lower case; negations ask for nothing."""
    asked: dict[str, tuple[str, ...]] = {}
    for term in statement.conditions:
        if "not" not in term.operator.lower() and term.operator.lower() != "null":
            key = term.key.lower()
            asked[key] = (*asked.get(key, ()), *term.values)
    return asked


def _qualifier(resources: tuple[str, ...], asked: str) -> str:
    """Return the qualifier that the statement's resource names, else the policy's own."""
    for arn in resources:
        named = qualifier(arn)
        if named and "*" not in named:
            return named
    return asked or LATEST
