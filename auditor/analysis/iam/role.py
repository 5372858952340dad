"""From a role in the account to its effective self, and to the question: may it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from auditor.analysis.iam.conditions import Doubt
from auditor.analysis.iam.document import Statement
from auditor.analysis.iam.effective import (
    EffectiveRole,
    Grant,
    Question,
    StatementSource,
    grant,
    grants,
    identity_statements,
    parsed,
)
from auditor.analysis.iam.organization_control import service_control
from auditor.analysis.iam.session import Session
from auditor.model import Fact, Function, Known, Role, UnavailableError, Unknown, setting_gaps
from auditor.model.arn import parse_arn
from auditor.model.audit import Audit


def users(audit: Audit, _: str = "") -> Mapping[str, tuple[Function, ...]]:
    """Return the functions that use each role, by role ARN: a derivation for `audit.once`."""
    found: dict[str, list[Function]] = defaultdict(list)
    for function in audit.functions():
        if "role_arn" not in setting_gaps(function):
            found[function.role_arn].append(function)
    return {role: tuple(functions) for role, functions in found.items()}


def _session(audit: Audit, role_arn: str) -> Session:
    organization = audit.account.organization
    functions = audit.once(users, "").get(role_arn, ())
    return Session(
        role_arn=role_arn,
        account=parse_arn(role_arn).account or audit.account.id,
        partition=audit.account.partition,
        regions=tuple(sorted({f.region for f in functions}))
        or tuple(r.name for r in audit.account.regions),
        organization=organization.value if isinstance(organization, Known) else None,
        now=audit.account.captured_at,
    )


def _policies(role: Role) -> Iterator[tuple[StatementSource, Fact[str]]]:
    for policy in (*role.attached, *role.inline):
        yield StatementSource(policy.name, policy.arn), policy.text


def effective_role(audit: Audit, role_arn: str) -> EffectiveRole | None:
    """Return the effective role; None: it does not exist. Made for `audit.once`.

    A policy whose text could not be read, and one that is malformed, are in `problems`.

    Raises:
        UnavailableError: roles, or this role's boundary, could not be read.
    """
    role = audit.account.roles.get().get(role_arn)
    if role is None:
        return None
    session = _session(audit, role_arn)
    boundary = role.boundary.get()
    problems: list[str] = []
    found = [g for s, text in _policies(role) for g in _grants(audit, s, text, session, problems)]
    limits = None
    texts = [policy.text for policy in (*role.attached, *role.inline)]
    if boundary is not None:
        texts.append(boundary.text)
        source = StatementSource(boundary.name, boundary.arn, "boundary")
        limits = list(_grants(audit, source, boundary.text, session, problems))
    inside = None if limits is None else grants(g for g in limits if g.statement.allow)
    control = service_control(audit, session)
    refusing = (*found, *(limits or ()), *control.denies)
    return EffectiveRole(
        session=session,
        allows=grants(g for g in found if g.statement.allow),
        denies=grants(g for g in refusing if not g.statement.allow),
        boundary=inside,
        limits=control.levels if inside is None else (inside, *control.levels),
        boundary_name=boundary.name if boundary is not None else "",
        problems=tuple(problems),
        unread=next((text for text in texts if isinstance(text, Unknown)), None),
    )


def role_of_policy(audit: Audit, session: Session, text: str) -> EffectiveRole:
    """Return a role that has one policy and nothing else, for the session."""
    source, problems = StatementSource("policy"), list[str]()
    found = tuple(_grants(audit, source, Known(text), session, problems))
    return EffectiveRole(
        session=session,
        allows=grants(g for g in found if g.statement.allow),
        denies=grants(g for g in found if not g.statement.allow),
        boundary=None,
        problems=tuple(problems),
    )


def _grants(
    audit: Audit, source: StatementSource, text: Fact[str], session: Session, problems: list[str]
) -> Iterator[Grant]:
    if isinstance(text, Unknown):
        problems.append(f"the policy {source.policy} could not be read: {text.reason}")
        return
    document = audit.once(parsed, text.value)
    for item in identity_statements(source, document):
        if isinstance(item, Statement):
            yield grant(source, item, session)
        else:
            problems.append(item)


def allows(audit: Audit, role_arn: str, action: str, resource: str) -> bool | None:
    """Return whether the role may do the action on the resource, None where that can't be told.

    `allows(audit, function.role_arn, "sqs:SendMessage", queue_arn) is False` proves that it may
    not. None: it depends on a condition that nothing collected decides (tags, the route), on a
    policy variable, or on a policy that can't be judged. Only the role's own policies are looked
    at: a resource policy may allow what they don't. A role that does not exist may do nothing.

    Raises:
        UnavailableError: roles, this role's boundary, or a policy that may decide it, could not be
            read.
    """
    role = audit.once(effective_role, role_arn)
    if role is None:
        return False
    lower = action.lower()
    decision = role.decide(lower, resource)
    if decision.denied_by is not None:
        return False
    if role.unread is not None:
        raise UnavailableError(role.unread)
    if decision.granted:
        hangs = decision.doubts - {Doubt.REQUESTER} or role.perhaps_denied(lower, resource)
        return None if hangs or role.problems else True
    perhaps = (
        role.problems
        or role.decide(lower, resource, Question(unverified=True, somewhere=True)).granted
        or any(_by_variable(g, lower) for g in role.allows.of(lower))
    )
    return None if perhaps else False


def _by_variable(grant: Grant, action: str) -> bool:
    return grant.names(action) and len(grant.resources) < len(grant.statement.resources)
