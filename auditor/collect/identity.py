"""Who asks, about which account, and in which regions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.collect.aws.calls import Calls
from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.fact_barrier import LostError, await_fact, odd_answer
from auditor.collect.aws.members import (
    OddAnswerError,
    account_id,
    arn,
    structure,
    text,
    text_or_none,
)
from auditor.collect.aws.options import CollectOptions
from auditor.model import Account, Fact, Known, Loss, Need, Unknown
from auditor.model.arn import parse_arn
from auditor.model.errors import CredentialsError
from auditor.model.fact import NOT_ASKED

NOT_IN_AN_ORGANIZATION = "AWSOrganizationsNotInUseException"
_NO_CREDENTIALS = frozenset({Fault.DISABLED, Fault.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks; empty texts if AWS did not say."""

    account: str = ""
    arn: str = ""

    @property
    def partition(self) -> str:
        """Return the partition of the account."""
        return parse_arn(self.arn).partition or "aws"


async def caller(calls: Calls, options: CollectOptions, gaps: list[Unknown]) -> Caller:
    """Return who asks; nothing else makes sense with credentials that AWS does not know.

    Raises:
        CredentialsError: AWS refuses the credentials.
    """
    try:
        answer = await calls.get("sts:GetCallerIdentity")
    except LostError as lost:
        if lost.kind is Fault.CLOCK:
            raise CredentialsError(f"AWS refuses every call: {lost.unknown.reason}") from lost
        if lost.kind in _NO_CREDENTIALS and lost.unknown.loss is not Loss.INTERRUPTED:
            profile = f" --profile {options.profile}" if options.profile else ""
            raise CredentialsError(
                f"AWS refuses the credentials ({lost.unknown.code}): they are wrong or have"
                f" expired; get new ones with `aws sso login{profile}` or `aws configure{profile}`"
            ) from lost
        gaps.append(lost.unknown)
        return Caller()
    try:
        return Caller(account=account_id(answer, "Account"), arn=arn(answer, "Arn"))
    except OddAnswerError as odd:
        gaps.append(odd_answer(odd, "sts:GetCallerIdentity", ""))
        return Caller()


async def regions(calls: Calls, options: CollectOptions, gaps: list[Unknown]) -> tuple[str, ...]:
    """Return the regions to read: those asked for, or else those that are enabled."""
    if options.regions:
        return tuple(dict.fromkeys(options.regions))
    home = calls.clients.region
    found = await await_fact(_list_enabled(calls, home), "ec2:DescribeRegions", home)
    if isinstance(found, Unknown):
        reason = f"the enabled regions could not be listed, so only {home} was read: {found.reason}"
        gaps.append(replace(found, reason=reason))
        return (home,)
    return found.value


async def _list_enabled(calls: Calls, home: str) -> tuple[str, ...]:
    """Return the regions that are enabled; there is always one.

    Raises:
        LostError: the call was lost.
        OddAnswerError: the answer is damaged.
    """
    # Without AllRegions, EC2 names the enabled ones; an emulator may name them all.
    names = {
        text(region, "RegionName")
        for region in await calls.all("ec2:DescribeRegions", home)
        if text_or_none(region, "OptInStatus") != "not-opted-in"
    }
    if not names:
        raise OddAnswerError("Regions")
    return tuple(sorted(names))


async def alias(calls: Calls) -> str | None:
    """Return the account's alias, or None if it has none or may not be asked for."""
    found = await await_fact(calls.all("iam:ListAccountAliases"), "iam:ListAccountAliases")
    names = found.value if isinstance(found, Known) else []
    return names[0] if names and isinstance(names[0], str) else None


class DescribedOrganization:
    """What AWS says of the account's organization: asked once, by whoever needs it first."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._answer: asyncio.Task[Mapping[str, Any]] | None = None

    async def read(self) -> Mapping[str, Any]:
        """Return the answer.

        Raises:
            LostError: the call was lost, for all who wait.
        """
        if self._answer is None:
            asked = self._calls.get("organizations:DescribeOrganization")
            self._answer = asyncio.ensure_future(asked)
        return await self._answer


async def organization(
    described: DescribedOrganization, needs: frozenset[Need], resume: Account | None
) -> Fact[str | None]:
    """Return the id of the account's organization; Known(None): it is in none."""
    if Need.ORGANIZATION not in needs:
        return NOT_ASKED
    if resume is not None and isinstance(resume.organization, Known):
        return resume.organization

    async def ask() -> str | None:
        return text(structure(await described.read(), "Organization"), "Id")

    found = await await_fact(ask(), "organizations:DescribeOrganization")
    return (
        Known(None)
        if isinstance(found, Unknown) and found.code == NOT_IN_AN_ORGANIZATION
        else found
    )
