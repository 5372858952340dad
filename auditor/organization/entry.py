"""How the caller gets into one account: its role, its profile, or the caller's own credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.model.errors import CredentialsError, UsageError
from auditor.organization.member import Member, role_arn

if TYPE_CHECKING:
    from auditor.collect import CollectOptions
    from auditor.collect.aws.clients import Clients
    from auditor.collect.hub import Hub

AGAIN = "run it again with `auditor org scan --resume`"
NO_ROLE = (
    "deploy the role with `auditor org role`, and give the external id that its trust policy asks"
    " for"
)
_OWN = "read with the caller's own credentials: the role {role} can't be assumed there"


class Refused(Exception):  # noqa: N818  no error of the program: a row of the report
    """An account that can't be entered: why, and what to do about it."""

    def __init__(self, reason: str, action: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.action = action


def enter(
    hub: Hub, member: Member, options: CollectOptions, external_id: str | None
) -> tuple[Clients, str]:
    """Return clients that act in an account, and a note where that is not through its role.

    `member.role` must be set, unless it has a profile.

    Raises:
        Refused: there is no way in.
        CredentialsError: the caller's own credentials have expired.
    """
    from auditor.collect.hub import RefusedRoleError  # noqa: PLC0415  it imports botocore

    if member.profile and not member.role:
        return _profile(hub, member, options), ""
    arn = role_arn(member.role, member.id, hub.partition)
    try:
        return hub.member(arn, member.external_id or external_id), ""
    except RefusedRoleError as refused:
        if member.id == hub.account:
            return hub.own(), _OWN.format(role=member.role)
        if not refused.denied:
            raise Refused(str(refused), AGAIN) from refused
        reason = f"the role {member.role} can't be assumed: {refused}"
        raise Refused(reason, NO_ROLE) from refused


def _profile(hub: Hub, member: Member, options: CollectOptions) -> Clients:
    try:
        return hub.profile(member.profile, options)
    except CredentialsError as error:
        reason = f"the credentials of the profile {member.profile} can't be used: {error}"
        raise Refused(reason, f"log in with the profile {member.profile}") from error
    except UsageError as error:
        raise Refused(str(error), "add the profile to the AWS configuration") from error
