"""Which policies iam:PolicyARN lets a role attach, and whether one of them is as good as all.

The key names the policy that iam:AttachRolePolicy, AttachUserPolicy and AttachGroupPolicy attach,
and every such request carries it. A list of exact, harmless policies therefore closes the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from auditor.analysis.iam.actions import ANY_NAME
from auditor.analysis.iam.conditions import Doubt
from auditor.analysis.iam.effective import EffectiveRole, Grant, Question
from auditor.analysis.iam.escalation_steps import EscalationStep, step_on
from auditor.analysis.iam.matching import has_wildcard
from auditor.analysis.iam.strong_policies import STRONG_POLICIES
from auditor.model import Known
from auditor.model.audit import Audit

ATTACHING = frozenset({"iam:attachrolepolicy", "iam:attachuserpolicy", "iam:attachgrouppolicy"})
_KEY = "iam:policyarn"
_AWS = ":iam::aws:policy/"

# Whether a policy's text alone makes a role strong.
IsStrong = Callable[[str], bool]


def attaching_step(
    audit: Audit,
    role: EffectiveRole,
    name: str,
    resources: tuple[str, ...],
    is_strong: IsStrong,
) -> EscalationStep | None:
    """Return the step that attaches a strong policy on one of the resources; None: none can be."""
    grants = [g for g in _grants(role) if g.names(name.lower()) and _named(g)]
    if not grants:
        return step_on(role, name, resources)
    partition, account = role.session.partition, role.session.account
    strong = [f"arn:{partition}{_AWS}{path}" for path in STRONG_POLICIES]
    strong += [f"arn:{partition}:iam::{account}:policy/{ANY_NAME}"]
    strong += [v.replace("*", ANY_NAME).replace("?", "x") for g in grants for v in _wild(g)]
    for arn in strong:
        found = step_on(role, name, resources, _attach(arn))
        if found is not None:
            return found
    return _customer_step(audit, role, name, resources, (grants, is_strong))


def _customer_step(
    audit: Audit,
    role: EffectiveRole,
    name: str,
    resources: tuple[str, ...],
    named: tuple[list[Grant], IsStrong],
) -> EscalationStep | None:
    """Return the step with a policy of the account that is strong, or of which nothing is known."""
    grants, is_strong = named
    texts = audit.once(customer_policies, "")
    unread: EscalationStep | None = None
    for arn in dict.fromkeys(v for g in grants for v in _named(g) if _AWS not in v):
        found = None if has_wildcard(arn) else step_on(role, name, resources, _attach(arn))
        if found is None:
            continue
        if arn not in texts:
            unread = EscalationStep(found.action, found.grants, found.doubts | {Doubt.UNVERIFIED})
        elif is_strong(texts[arn]):
            return found
    return unread


def customer_policies(audit: Audit, _: str = "") -> Mapping[str, str]:
    """Return the text of each policy of the account that a role carries: for `audit.once`."""
    roles = audit.account.roles.get().values()
    attached = (p for role in roles for p in role.attached if p.arn and not p.aws_managed)
    return MappingProxyType(
        {p.arn: p.text.value for p in attached if p.arn and isinstance(p.text, Known)}
    )


@cache
def _attach(arn: str) -> Question:
    return Question(keys=MappingProxyType({_KEY: arn}), unverified=True)


def _grants(role: EffectiveRole) -> Iterator[Grant]:
    for grants in (role.allows, role.denies, *role.limits):
        yield from grants.of("iam:")


def _named(grant: Grant) -> tuple[str, ...]:
    terms = (t for t in grant.statement.conditions if t.key.lower() == _KEY)
    return tuple(value for term in terms for value in term.values)


def _wild(grant: Grant) -> Iterator[str]:
    return (value for value in _named(grant) if has_wildcard(value))
