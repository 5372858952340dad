"""Lambda@Edge: functions of us-east-1 that CloudFront runs near its visitors.

Source: CloudFront developer guide, edge function logs: a replica logs in the region where it ran,
to a group that is named after the function's home region. Restrictions on Lambda@Edge: neither
arm64 nor X-Ray, variables, layers, SnapStart or provisioned concurrency. Read 2026-11-30.
"""

from __future__ import annotations

from auditor.model import Fact, Function, Known, Role, Unknown, setting
from auditor.model.audit import Audit

EDGE_HOME = "us-east-1"  # the only region whose functions can run at the edge
EDGE_LOGS = f"/aws/lambda/{EDGE_HOME}."  # and the function's name
_PRINCIPAL = "edgelambda.amazonaws.com"


def trusts_edge(role: Role | None) -> bool:
    """Return whether the role lets Lambda@Edge run a function with it."""
    return role is not None and _PRINCIPAL in role.trust


def at_edge(audit: Audit, function: Function) -> bool:
    """Return whether the function can be known to run at the edge."""
    role = role_for_edge(audit, function)
    return function.region == EDGE_HOME and isinstance(role, Known) and trusts_edge(role.value)


def role_for_edge(audit: Audit, function: Function) -> Fact[Role | None]:
    """Return the function's role; unknown where roles, or which one it has, is not known."""
    roles, arn = audit.account.roles, setting(function, "role_arn")
    if isinstance(roles, Unknown):
        return roles
    return Known(roles.value.get(arn.value)) if isinstance(arn, Known) else arn
