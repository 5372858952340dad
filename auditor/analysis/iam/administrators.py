"""Which roles can do effectively everything on everything."""

from __future__ import annotations

from functools import cache

from auditor.analysis.iam.actions import actions_of, services
from auditor.analysis.iam.conditions import Doubt
from auditor.analysis.iam.effective import EffectiveRole
from auditor.analysis.iam.escalation_steps import step_on, unnamed
from auditor.analysis.iam.role import effective_role
from auditor.model import UnavailableError
from auditor.model.audit import Audit

# Any one of these on any target turns everything else on again, so without them no role is an
# administrator, and exceptions elsewhere are harmless.
_IAM_CORE = ("iam:attachrolepolicy", "iam:putrolepolicy", "iam:createpolicyversion")
_NEARLY_ALL = 0.9


def is_administrator(audit: Audit, role_arn: str) -> frozenset[Doubt] | None:
    """Return what the role's power over everything depends on; None: it is no administrator."""
    role = audit.once(effective_role, role_arn)
    return None if role is None else power_over_everything(role)


def power_over_everything(role: EffectiveRole) -> frozenset[Doubt] | None:
    """Return what a role's power over everything depends on; None: it has no such power."""
    if not (role.allows.general or len(role.allows.by_service) > len(services()) / 2):
        return None
    core = next(
        (s for n in _IAM_CORE if (s := step_on(role, n, unnamed(role, n))) is not None), None
    )
    if core is None:
        return None
    if _unlimited(role):
        return core.doubts
    deepest = _deepest()
    granted = sum(step_on(role, name, unnamed(role, name)) is not None for name in deepest)
    return core.doubts if granted >= _NEARLY_ALL * len(deepest) else None


def _unlimited(role: EffectiveRole) -> bool:
    """Return whether one statement grants everything and nothing takes any of it away."""
    if role.denies.every or role.limits:
        return False
    return any(grant.unlimited for grant in role.allows.general)


@cache
def _deepest() -> tuple[str, ...]:
    """Return each service's most severe action that takes a resource, in lower case."""
    taking = ([a for a in actions_of(s).values() if a.resources] for s in services())
    return tuple(min(found, key=lambda a: "PWRL".find(a.level)).key for found in taking if found)


def administrators(audit: Audit, _: str = "") -> tuple[str, ...]:
    """Return the ARNs of all roles that surely are administrators: for `audit.once`."""
    roles = audit.account.roles.get()
    return tuple(arn for arn in sorted(roles) if _surely(audit, arn))


def _surely(audit: Audit, role_arn: str) -> bool:
    try:
        doubts = audit.once(is_administrator, role_arn)
    except UnavailableError:  # its boundary could not be read; other roles are judged without it
        return False
    return doubts is not None and Doubt.UNVERIFIED not in doubts
