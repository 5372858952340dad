"""Escalations over functions that exist: whose role a change of their code or layers reaches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from auditor.analysis.iam.administrators import administrators
from auditor.analysis.iam.effective import EffectiveRole, Grants
from auditor.analysis.iam.escalation import (
    Escalation,
    complete_path,
    own_escalations,
    surely,
)
from auditor.analysis.iam.escalation_catalogue import REPLACE_CODE, REPLACE_LAYERS, EscalationPath
from auditor.analysis.iam.escalation_steps import step_on, unnamed
from auditor.analysis.iam.role import effective_role, users
from auditor.model import UnavailableError
from auditor.model.arn import parse_arn
from auditor.model.audit import Audit

_NAMED = 20  # functions within reach that are named; a large account has thousands


def stronger(audit: Audit, _: str = "") -> tuple[tuple[str, str, str], ...]:
    """Return ARN, name and role of each function whose role is worth reaching, by role."""
    known, strong = audit.account.roles.get(), audit.once(administrators, "")
    return tuple(
        (function.arn, function.name, arn)
        for arn, functions in sorted(audit.once(users, "").items())
        if arn in known and (arn in strong or _grows(audit, arn))
        for function in functions
    )


def _grows(audit: Audit, role_arn: str) -> bool:
    """Return whether the role surely reaches more by itself, whatever else is in the account."""
    try:
        found = audit.once(own_escalations, role_arn)
    except UnavailableError:  # its boundary could not be read, so nothing of it is sure
        return False
    return any(not e.path.weak for e in surely(found))


def function_escalations(audit: Audit, role_arn: str) -> tuple[Escalation, ...]:
    """Return the escalations over other functions' roles: a derivation for `audit.once`."""
    role = audit.once(effective_role, role_arn)
    if role is None:
        return ()
    return tuple(_over_functions(audit, role))


def _named(statements: Grants, action: str) -> bool:
    return any(grant.names(action.lower()) for grant in statements.of(action.lower()))


def _may_change_functions(role: EffectiveRole, path: EscalationPath) -> bool:
    name = path.steps[0]
    return _named(role.allows, name) and all(_named(limit, name) for limit in role.limits)


def depends_on_functions(role: EffectiveRole) -> bool:
    """Return whether it takes all functions of the account to know what the role may reach."""
    return any(_may_change_functions(role, path) for path in (REPLACE_CODE, REPLACE_LAYERS))


def _over_functions(audit: Audit, role: EffectiveRole) -> Iterator[Escalation]:
    for path in (REPLACE_CODE, REPLACE_LAYERS):
        name = path.steps[0]
        if not _may_change_functions(role, path):
            continue
        within_reach = (
            (f"{function} (role {parse_arn(arn).name})", step, function_arn)
            for function_arn, function, arn in audit.once(stronger, "")
            if arn != role.session.role_arn
            and (step := step_on(role, name, (function_arn,))) is not None
        )
        reached = list(islice(within_reach, _NAMED))
        anywhere = step_on(role, name, unnamed(role, name.lower()))
        step = anywhere or (reached[0][1] if reached else None)
        if step is None or (path is REPLACE_LAYERS and not reached):
            continue
        all_named = not anywhere and len(reached) < _NAMED
        yield complete_path(
            path,
            (step,),
            "any" if anywhere else "named functions",
            aimed_at=tuple(arn for _, _, arn in reached) if all_named else ("*",),
            reaches=tuple(text for text, _, _ in reached),
        )
