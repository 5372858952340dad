"""Plain questions about documents, for checks that don't judge the whole role."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.document import Document, Malformed, Principal, Statement, Term
from auditor.analysis.iam.effective import parsed
from auditor.analysis.iam.role import effective_role
from auditor.model import Function, Known, UnavailableError
from auditor.model.audit import Audit

NETWORK_KEYS = frozenset({"aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "aws:sourcevpcarn"})


def allow_statements(document: Document | Malformed) -> tuple[Statement, ...]:
    """Return the Allow statements that could be read; none of a malformed document."""
    if isinstance(document, Malformed):
        return ()
    return tuple(s for s in document.statements if s.allow)


def service_principals(document: Document | Malformed) -> Iterator[tuple[str, Statement]]:
    """Yield each service that an Allow statement names as principal, with the statement."""
    for statement in allow_statements(document):
        for principal in statement.principals:
            if principal.kind == "Service" and not statement.not_principal:
                yield principal.value, statement


def principals(document: Document | Malformed) -> Iterator[tuple[Principal, Statement]]:
    """Yield each principal of each Allow statement that names principals."""
    for statement in allow_statements(document):
        if not statement.not_principal:
            yield from ((principal, statement) for principal in statement.principals)


def condition_values(statement: Statement, key: str) -> tuple[str, ...]:
    """Return the values that the statement's conditions compare a key with, in any case."""
    return tuple(v for t in statement.conditions if t.key.lower() == key.lower() for v in t.values)


def conditions(document: Document | Malformed) -> Iterator[Term]:
    """Yield every condition of every statement, Deny included."""
    if isinstance(document, Document):
        yield from (term for s in document.statements for term in s.conditions)


def network_conditions(audit: Audit, function: Function) -> tuple[str, ...]:
    """Return where the role's or the function's policies ask for a VPC, endpoint or VPC address.

    Each item reads as "KEY in POLICY". Policies of the function that were not read are left out.

    Raises:
        UnavailableError: roles could not be read; or one of the role's policies, and nothing was
            found in the others.
    """
    found: list[str] = []
    role = audit.once(effective_role, function.role_arn)
    if role is not None:
        found += [
            f"{term.key} in {grant.source.policy}"
            for grant in (*role.allows.every, *role.denies.every)
            for term in grant.statement.conditions
            if term.key.lower() in NETWORK_KEYS
        ]
    if isinstance(function.policies, Known):
        for qualifier, text in sorted(function.policies.value.items()):
            if isinstance(text, Known):
                found += [
                    f"{term.key} in the function's policy ({qualifier})"
                    for term in conditions(audit.once(parsed, text.value))
                    if term.key.lower() in NETWORK_KEYS
                ]
    if not found and role is not None and role.unread is not None:
        raise UnavailableError(role.unread)
    return tuple(dict.fromkeys(found))
