"""What the checks of this family say about one role, derived one time for all its functions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from auditor.analysis.iam.administrators import is_administrator
from auditor.analysis.iam.conditions import Doubt
from auditor.analysis.iam.effective import EffectiveRole
from auditor.analysis.iam.escalation import Escalation, own_escalations
from auditor.analysis.iam.escalation_functions import function_escalations
from auditor.analysis.iam.role import effective_role
from auditor.analysis.iam.wildcard_resources import (
    AnyResource,
    UnknownAction,
    any_resources,
    unknown_actions,
)
from auditor.analysis.iam.wildcards import (
    PartialWildcard,
    WholeService,
    partial_wildcards,
    whole_services,
)
from auditor.model import Unknown
from auditor.model.audit import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A role, judged."""

    role: EffectiveRole = field(repr=False)
    administrator: frozenset[Doubt] | None  # what it depends on; None: it is none
    whole_services: tuple[WholeService, ...]
    partial_wildcards: tuple[PartialWildcard, ...]
    any_resources: tuple[AnyResource, ...]
    unknown_actions: tuple[UnknownAction, ...]
    escalations: tuple[Escalation, ...]

    @property
    def unjudged(self) -> Unknown | None:
        """Return why the role could not be judged whole; None: it was."""
        if not self.role.problems:
            return None
        more = len(self.role.problems) - 1
        reason = self.role.problems[0] + (f" (and {more} more)" if more else "")
        if self.role.unread is not None:
            return replace(self.role.unread, reason=reason)
        return Unknown(reason=reason, operation="iam:GetAccountAuthorizationDetails")


def judge_role(audit: Audit, role_arn: str) -> Judgement | None:
    """Return the judgement of a role; None: it does not exist. A derivation for `audit.once`.

    Raises:
        UnavailableError: roles, or this role's boundary, could not be read.
    """
    role = audit.once(effective_role, role_arn)
    if role is None:
        return None
    return Judgement(
        role=role,
        administrator=audit.once(is_administrator, role_arn),
        whole_services=tuple(whole_services(role)),
        partial_wildcards=tuple(partial_wildcards(role)),
        any_resources=tuple(any_resources(role)),
        unknown_actions=tuple(unknown_actions(role)),
        escalations=(
            *audit.once(own_escalations, role_arn),
            *audit.once(function_escalations, role_arn),
        ),
    )
