"""The Deny that closes every escalation of a role at once, and leaves what is named by ARN."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from auditor.analysis.iam.effective import EffectiveRole
from auditor.analysis.iam.escalation import Escalation
from auditor.analysis.iam.matching import has_wildcard
from auditor.analysis.iam.policy_json import one_or_list
from auditor.analysis.policy_text import JsonStatement

_PASS = "iam:PassRole"  # noqa: S105  an action
_UNDOING = ("iam:DeleteRolePolicy", "iam:DetachRolePolicy")  # would remove the Deny itself


def closing_statements(role: EffectiveRole, found: Iterable[Escalation]) -> list[JsonStatement]:
    """Return Deny statements that take one needed action of every escalation away.

    iam:PassRole closes all paths that pass a role. What the role's policies name by an exact ARN
    stays allowed, unless it is itself the target of an escalation.
    """
    targets: dict[str, set[str]] = defaultdict(set)
    for escalation in found:
        passes = _PASS in escalation.steps
        # Every alternative of the step is denied, or the next one would complete the path.
        for action in (_PASS,) if passes else escalation.path.steps[0].split("|"):
            targets[action].update(escalation.aimed_at)
    for action in _UNDOING:
        if role.decide(action.lower(), role.session.role_arn).granted:
            targets[action].add(role.session.role_arn)
    by_resource: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for action, aimed in sorted(targets.items()):
        by_resource[_scope(role, action, aimed)].append(action)
    return [
        {"Effect": "Deny", "Action": one_or_list(actions), element: one_or_list(resources)}
        for (element, resources), actions in by_resource.items()
    ]


def _scope(role: EffectiveRole, action: str, targets: set[str]) -> tuple[str, tuple[str, ...]]:
    """Return the element (Resource or NotResource) and the ARNs of the Deny."""
    if "*" not in targets:
        return "Resource", tuple(sorted(targets))
    grants = [g for g in role.allows.of(action.lower()) if g.names(action.lower())]
    named = {
        r
        for g in grants
        if not g.statement.not_resource
        for r in g.resources
        if r.startswith("arn:") and not has_wildcard(r)
    }
    kept = tuple(sorted(named - targets))
    return ("NotResource", kept) if kept else ("Resource", ("*",))
