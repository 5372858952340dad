"""The policies of an organization that limit one account."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.role import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationPolicies:
    """Service control and resource control policies, by level: root, units, account.

    A level without policies limits nothing. Both are empty for the management account, which no
    such policy limits, and for an account in no organization.
    """

    service_control: tuple[tuple[Policy, ...], ...] = ()
    resource_control: tuple[tuple[Policy, ...], ...] = ()

    def every(self) -> tuple[Policy, ...]:
        """Return the policies of all levels."""
        levels = (*self.service_control, *self.resource_control)
        return tuple(policy for level in levels for policy in level)
