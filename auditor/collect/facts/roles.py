"""The execution roles: one sweep over the account, and single calls for what it leaves out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from auditor.collect.aws.calls import Calls, LostError, known
from auditor.collect.aws.error_codes import Fault
from auditor.model import Fact, Known, LastAccess, Policy, Role, Unknown
from auditor.model.arn import parse_arn

_SWEEP = "iam:GetAccountAuthorizationDetails"
_JOB_PAUSE = 2.0  # seconds between looks at a last-accessed report
_JOB_LOOKS = 30


def document(raw: object) -> str:
    """Return a policy document as text, whether botocore has decoded it or not."""
    return unquote(raw) if isinstance(raw, str) else json.dumps(raw, sort_keys=True)


@dataclass(slots=True)
class _Sweep:
    roles: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # by ARN
    policies: dict[str, str] = field(default_factory=dict)  # ARN -> text of the default version
    lost: LostError | None = None  # the sweep did not come to its end


async def roles(calls: Calls, arns: Iterable[str]) -> Mapping[str, Role]:
    """Return the roles of these ARNs; one that is missing in the answer does not exist.

    Raises:
        LostError: a role could neither be swept up nor read by itself.
    """
    wanted = frozenset(arn for arn in arns if arn)
    sweep = await _sweep(calls, wanted)
    reader = _Reader(calls, sweep)
    found = await asyncio.gather(*(reader.role(arn) for arn in sorted(wanted)))
    return MappingProxyType({role.arn: role for role in found if role is not None})


async def _sweep(calls: Calls, wanted: frozenset[str]) -> _Sweep:
    sweep = _Sweep()
    try:
        async for page in calls.pages(
            _SWEEP, Filter=["Role", "LocalManagedPolicy", "AWSManagedPolicy"]
        ):
            for raw in page["RoleDetailList"] or ():
                if raw["Arn"] in wanted:
                    sweep.roles[raw["Arn"]] = raw
            for raw in page.get("Policies") or ():
                for version in raw.get("PolicyVersionList") or ():
                    if version.get("IsDefaultVersion") and version.get("Document") is not None:
                        sweep.policies[raw["Arn"]] = document(version["Document"])
    except LostError as lost:
        sweep.lost = lost
    return sweep


def whole(role: Role) -> bool:
    """Return whether nothing of a role is left to be read but its last use."""
    texts = [policy.text for policy in (*role.attached, *role.inline)]
    if isinstance(role.boundary, Known) and role.boundary.value is not None:
        texts.append(role.boundary.value.text)
    return isinstance(role.boundary, Known) and all(isinstance(text, Known) for text in texts)


class _Reader:
    """Builds roles out of the sweep; asks once for each policy that it lacks."""

    def __init__(self, calls: Calls, sweep: _Sweep) -> None:
        self._calls = calls
        self._sweep = sweep
        self._texts: dict[str, asyncio.Task[Fact[str]]] = {}

    async def role(self, arn: str) -> Role | None:
        """Return a role; None: it does not exist."""
        raw = self._sweep.roles.get(arn)
        if raw is not None:
            return await self._built(raw, await self._boundary_arn(raw))
        if self._sweep.lost is None:
            return None
        if self._calls.stopped is not None:
            raise self._sweep.lost
        try:
            return await self._by_itself(arn)
        except LostError as lost:
            # The right to the sweep is the one that the least policy grants: name that.
            raise self._sweep.lost if lost.kind is Fault.DENIED else lost from lost

    async def _boundary_arn(self, raw: Mapping[str, Any]) -> Fact[str | None]:
        boundary = raw.get("PermissionsBoundary")
        # AWS always says when a role was last used, if only by an empty element. An emulator that
        # leaves it out leaves the boundary out as well, so there it has to be asked for.
        if boundary is not None or "RoleLastUsed" in raw:
            return Known((boundary or {}).get("PermissionsBoundaryArn"))

        async def ask() -> str | None:
            answer = await self._calls.get("iam:GetRole", RoleName=raw["RoleName"])
            return (answer["Role"].get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")

        return await known(ask(), "iam:GetRole")

    async def _built(self, raw: Mapping[str, Any], boundary: Fact[str | None]) -> Role:
        attached = [
            (item["PolicyName"], item["PolicyArn"])
            for item in raw.get("AttachedManagedPolicies") or ()
        ]
        texts = await asyncio.gather(*(self._text(arn) for _, arn in attached))
        inline = [
            Policy(name=item["PolicyName"], text=Known(document(item["PolicyDocument"])))
            for item in raw.get("RolePolicyList") or ()
        ]
        return Role(
            arn=raw["Arn"],
            name=raw["RoleName"],
            trust=document(raw.get("AssumeRolePolicyDocument") or ""),
            attached=tuple(
                Policy(name=name, arn=arn, text=text)
                for (name, arn), text in sorted(zip(attached, texts, strict=True), key=_by_arn)
            ),
            inline=tuple(sorted(inline, key=lambda policy: policy.name)),
            boundary=await self._boundary(boundary),
        )

    async def _boundary(self, arn: Fact[str | None]) -> Fact[Policy | None]:
        if isinstance(arn, Unknown):
            return arn
        if arn.value is None:
            return Known(None)
        name = parse_arn(arn.value).name
        return Known(Policy(name=name, arn=arn.value, text=await self._text(arn.value)))

    async def _text(self, arn: str) -> Fact[str]:
        if arn in self._sweep.policies:
            return Known(self._sweep.policies[arn])
        if arn not in self._texts:
            self._texts[arn] = asyncio.create_task(
                known(self._policy_text(arn), "iam:GetPolicyVersion")
            )
        text = await self._texts[arn]
        return self._instead_of_sweep(text) if isinstance(text, Unknown) else text

    async def _policy_text(self, arn: str) -> str:
        policy = (await self._calls.get("iam:GetPolicy", PolicyArn=arn))["Policy"]
        version = await self._calls.get(
            "iam:GetPolicyVersion", PolicyArn=arn, VersionId=policy["DefaultVersionId"]
        )
        return document(version["PolicyVersion"]["Document"])

    async def _by_itself(self, arn: str) -> Role | None:
        name = parse_arn(arn).name
        answer = await self._calls.one("iam:GetRole", absent=True, RoleName=name)
        if answer is None:
            return None
        raw = answer["Role"]
        if raw.get("Arn", arn) != arn:  # the same name under another path: not this role
            return None
        attached, inline = await asyncio.gather(
            known(
                self._calls.all("iam:ListAttachedRolePolicies", RoleName=name),
                "iam:ListAttachedRolePolicies",
            ),
            known(self._inline(name), "iam:ListRolePolicies"),
        )
        whole = {
            **raw,
            "Arn": arn,
            "AttachedManagedPolicies": attached.value if isinstance(attached, Known) else (),
        }
        boundary = (raw.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
        role = await self._built(whole, Known(boundary))
        # A list that was lost stands as one policy that nobody could read.
        if isinstance(attached, Unknown):
            text = self._instead_of_sweep(attached)
            role = replace(role, attached=(Policy(name="(attached policies)", text=text),))
        if isinstance(inline, Unknown):
            text = self._instead_of_sweep(inline)
            return replace(role, inline=(Policy(name="(inline policies)", text=text),))
        return replace(role, inline=inline.value)

    def _instead_of_sweep(self, lost: Unknown) -> Unknown:
        """Return what is missing: the sweep's right where that was denied, since it is granted."""
        sweep = self._sweep.lost
        return lost if sweep is None or sweep.kind is not Fault.DENIED else sweep.unknown

    async def _inline(self, role: str) -> tuple[Policy, ...]:
        names = await self._calls.all("iam:ListRolePolicies", RoleName=role)
        texts = await asyncio.gather(
            *(known(self._inline_text(role, name), "iam:GetRolePolicy") for name in names)
        )
        pairs = sorted(zip(names, texts, strict=True), key=lambda pair: str(pair[0]))
        return tuple(Policy(name=name, text=text) for name, text in pairs)

    async def _inline_text(self, role: str, name: str) -> str:
        answer = await self._calls.get("iam:GetRolePolicy", RoleName=role, PolicyName=name)
        return document(answer["PolicyDocument"])


def _by_arn(pair: tuple[tuple[str, str], Fact[str]]) -> str:
    return pair[0][1]


async def with_last_access(calls: Calls, found: Mapping[str, Role]) -> Mapping[str, Role]:
    """Return the roles with what they last used: one report of IAM for each that has none."""

    async def read(role: Role) -> Role:
        if isinstance(role.last_accessed, Known):
            return role
        work = _last_accessed(calls, role.arn)
        fact = await known(work, "iam:GetServiceLastAccessedDetails")
        return replace(role, last_accessed=fact)

    complete = await asyncio.gather(*(read(role) for role in found.values()))
    return MappingProxyType(dict(zip(found, complete, strict=True)))


async def _last_accessed(calls: Calls, arn: str) -> tuple[LastAccess, ...]:
    job = await calls.get(
        "iam:GenerateServiceLastAccessedDetails", Arn=arn, Granularity="ACTION_LEVEL"
    )
    for _ in range(_JOB_LOOKS):
        first = await calls.get("iam:GetServiceLastAccessedDetails", JobId=job["JobId"])
        if first["JobStatus"] != "IN_PROGRESS":
            break
        await asyncio.sleep(_JOB_PAUSE)
    if first["JobStatus"] != "COMPLETED":
        raise LostError(
            Unknown(
                reason="IAM did not finish the report of what the role last used",
                operation="iam:GetServiceLastAccessedDetails",
                iam_action="iam:GetServiceLastAccessedDetails",
                code=str(first["JobStatus"]),
            ),
            Fault.REFUSED,
        )
    services = list(first.get("ServicesLastAccessed") or ())
    while first.get("IsTruncated") and first.get("Marker"):
        first = await calls.get(
            "iam:GetServiceLastAccessedDetails", JobId=job["JobId"], Marker=first["Marker"]
        )
        services.extend(first.get("ServicesLastAccessed") or ())
    return tuple(access for service in services for access in _accesses(service))


def _accesses(raw: Mapping[str, Any]) -> list[LastAccess]:
    service = raw["ServiceNamespace"]
    found = [LastAccess(service=service, last_used=_when(raw.get("LastAuthenticated")))]
    for action in raw.get("TrackedActionsLastAccessed") or ():
        found.append(  # noqa: PERF401  a comprehension would hide the first entry
            LastAccess(
                service=service,
                action=action["ActionName"],
                last_used=_when(action.get("LastAccessedTime")),
            )
        )
    return found


def _when(raw: object) -> datetime | None:
    return raw if isinstance(raw, datetime) else None
