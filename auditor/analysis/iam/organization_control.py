"""What an organization's policies take away: of the account's roles, and of callers of resources.

Sources: AWS Organizations user guide, "SCP evaluation" and "Resource control policies"; read
2026-11. On every level some service control policy must allow an action; a Deny on any level
forbids it. Of resource control policies, only Deny statements say something: AWS's own policy
that allows everything is attached everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.analysis.iam.document import Document, Statement
from auditor.analysis.iam.effective import (
    Grant,
    Grants,
    StatementSource,
    grant,
    grants,
    identity_statements,
    parsed,
)
from auditor.analysis.iam.matching import covers
from auditor.analysis.iam.session import Session
from auditor.model import Known, OrganizationPolicies, Policy
from auditor.model.audit import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceControl:
    """What service control policies leave of a role's rights."""

    levels: tuple[Grants, ...] = ()  # those that do not allow everything
    denies: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusingStatement:
    """A Deny statement of a resource control policy."""

    policy: str
    statement: Statement


def service_control(audit: Audit, session: Session) -> ServiceControl:
    """Return what limits the session; nothing where the policies were not read."""
    levels, denies = [], []
    for policies in _read(audit).service_control:
        found = [g for policy in policies for g in _grants(audit, policy, session)]
        denies += [g for g in found if not g.statement.allow]
        allowing = [g for g in found if g.statement.allow]
        # A policy that could not be read may be the one that allows everything.
        whole = all(isinstance(policy.text, Known) for policy in policies)
        if policies and whole and not any(g.unlimited for g in allowing):
            levels.append(grants(allowing))
    return ServiceControl(levels=tuple(levels), denies=tuple(denies))


def _read(audit: Audit) -> OrganizationPolicies:
    found = audit.account.organization_policies
    return found.value if isinstance(found, Known) else OrganizationPolicies()


def _grants(audit: Audit, policy: Policy, session: Session) -> Iterator[Grant]:
    if isinstance(policy.text, Known):
        source = StatementSource(policy.name, policy.arn, "organization")
        for item in identity_statements(source, audit.once(parsed, policy.text.value)):
            if isinstance(item, Statement):  # AWS refuses policies that are malformed
                yield grant(source, item, session)


def refusals(audit: Audit, _: str = "") -> tuple[RefusingStatement, ...]:
    """Return the Deny statements of resource control policies: a derivation for `audit.once`."""
    return tuple(
        RefusingStatement(policy.name, statement)
        for policies in _read(audit).resource_control
        for policy in policies
        if isinstance(policy.text, Known)
        for document in (audit.once(parsed, policy.text.value),)
        if isinstance(document, Document)
        for statement in document.statements
        if not statement.allow
    )


def with_refusals(audit: Audit, document: Document, arn: str) -> Document:
    """Return a resource's policy with what resource control policies deny on the resource."""
    refusing = (r.statement for r in audit.once(refusals, "") if _is_about(r.statement, arn))
    denied = tuple(replace(s, resources=(), not_resource=False) for s in refusing)
    return replace(document, statements=(*document.statements, *denied)) if denied else document


def refusing_policies(audit: Audit, arn: str) -> tuple[str, ...]:
    """Return the names of the resource control policies that deny something on the resource."""
    found = (r.policy for r in audit.once(refusals, "") if _is_about(r.statement, arn))
    return tuple(dict.fromkeys(found))


def _is_about(deny: Statement, arn: str) -> bool:
    named = any(covers(pattern, arn) for pattern in deny.resources)
    return named is not deny.not_resource if deny.resources else True
