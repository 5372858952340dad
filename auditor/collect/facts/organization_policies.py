"""The organization's policies on the account: those of the root, of each unit and its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.collect.aws.calls import Calls
from auditor.collect.aws.fact_barrier import await_fact
from auditor.collect.aws.members import OddAnswerError, structure, text
from auditor.collect.identity import NOT_IN_AN_ORGANIZATION, DescribedOrganization
from auditor.model import Account, Fact, Known, Need, OrganizationPolicies, Policy, Unknown
from auditor.model.fact import NOT_ASKED

_DEEPEST = 8  # AWS nests units five levels deep
_SERVICE_CONTROL, _RESOURCE_CONTROL = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
_TARGETS = "organizations:ListPoliciesForTarget"


async def organization_policies(
    calls: Calls,
    described: DescribedOrganization,
    needs: frozenset[Need],
    account: str,
    resume: Account | None,
) -> Fact[OrganizationPolicies]:
    """Return the policies of the organization that limit the account."""
    if Need.ORGANIZATION_POLICIES not in needs:
        return NOT_ASKED
    earlier = resume.organization_policies if resume is not None else NOT_ASKED
    if isinstance(earlier, Known) and _whole(earlier.value):
        return earlier
    if not account:
        return Unknown(reason="the account's own number could not be read")
    found = await await_fact(_Reader(calls).read(account, described), _TARGETS)
    if isinstance(found, Unknown) and found.code == NOT_IN_AN_ORGANIZATION:
        return Known(OrganizationPolicies())
    return found


def _whole(policies: OrganizationPolicies) -> bool:
    return all(isinstance(policy.text, Known) for policy in policies.every())


@dataclass(slots=True)
class _Reader:
    calls: Calls
    _texts: dict[str, asyncio.Task[Fact[str]]] = field(default_factory=dict)  # by policy id

    async def read(self, account: str, described: DescribedOrganization) -> OrganizationPolicies:
        """Return the policies on every level.

        Raises:
            LostError: the levels, or the policies of one, could not be listed.
            OddAnswerError: an answer is damaged.
        """
        answer = await described.read()
        if text(structure(answer, "Organization"), "MasterAccountId") == account:
            return OrganizationPolicies()
        levels = await self._levels(account)
        service, resource = await asyncio.gather(
            self._kind(levels, _SERVICE_CONTROL), self._kind(levels, _RESOURCE_CONTROL)
        )
        return OrganizationPolicies(service_control=service, resource_control=resource)

    async def _levels(self, account: str) -> tuple[str, ...]:
        """Return the ids of the root, the units and the account."""
        levels = [account]
        while not levels[0].startswith("r-"):
            parents = await self.calls.all("organizations:ListParents", ChildId=levels[0])
            if len(parents) != 1 or len(levels) > _DEEPEST:
                raise OddAnswerError("Parents")
            levels.insert(0, text(parents[0], "Id"))
        return tuple(levels)

    async def _kind(self, levels: Iterable[str], kind: str) -> tuple[tuple[Policy, ...], ...]:
        return tuple(await asyncio.gather(*(self._level(target, kind) for target in levels)))

    async def _level(self, target: str, kind: str) -> tuple[Policy, ...]:
        listed = await self.calls.all(_TARGETS, TargetId=target, Filter=kind)
        named = sorted((text(raw, "Id"), text(raw, "Name"), text(raw, "Arn")) for raw in listed)
        texts = await asyncio.gather(*(self._text(id_) for id_, _, _ in named))
        return tuple(
            Policy(name=name, arn=arn, text=found)
            for (_, name, arn), found in zip(named, texts, strict=True)
        )

    async def _text(self, policy: str) -> Fact[str]:
        operation = "organizations:DescribePolicy"

        async def ask() -> str:
            answer = await self.calls.get(operation, PolicyId=policy)
            return text(structure(answer, "Policy"), "Content")

        if policy not in self._texts:
            self._texts[policy] = asyncio.create_task(await_fact(ask(), operation))
        return await self._texts[policy]
