"""Tries to get into each account, with one list call, before anything is audited."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor.model.errors import AuditorError, CredentialsError
from auditor.organization.entry import Refused, enter
from auditor.organization.member import Member

if TYPE_CHECKING:
    from auditor.collect import CollectOptions
    from auditor.collect.hub import Hub

_GRANT = "give the role the rights that `auditor org role` prints"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTrial:
    """What came of trying one account."""

    account: str
    name: str
    outcome: str  # "reached", "unreachable", "denied", "skipped"
    reason: str = ""
    action: str = ""

    @property
    def reached(self) -> bool:
        """Return whether the account can be audited, or is not meant to be."""
        return self.outcome in {"reached", "skipped"}


def try_all(
    hub: Hub,
    members: Iterable[Member],
    options: CollectOptions,
    *,
    role: str,
    external_id: str | None,
    workers: int,
) -> tuple[AccountTrial, ...]:
    """Try every account; those that are skipped are not called.

    Raises:
        CredentialsError: the caller's own credentials have expired.
    """

    def attempt(member: Member) -> AccountTrial:
        if member.skipped:
            return _trial(member, "skipped", member.skipped)
        asked = replace(member, role=member.role or ("" if member.profile else role))
        try:
            clients, note = enter(hub, asked, options, external_id)
        except Refused as refused:
            return _trial(member, "unreachable", refused.reason, refused.action)
        try:
            hub.list_functions(clients)
        except CredentialsError:
            if not hub.alive():
                raise
            return _trial(member, "denied", "the credentials are refused there")
        except AuditorError as error:
            return _trial(member, "denied", str(error), _GRANT)
        return _trial(member, "reached", note)

    with ThreadPoolExecutor(workers) as pool:
        return tuple(pool.map(attempt, members))


def _trial(member: Member, outcome: str, reason: str = "", action: str = "") -> AccountTrial:
    return AccountTrial(
        account=member.id, name=member.name, outcome=outcome, reason=reason, action=action
    )
