"""The execution roles: one sweep over the account, and single calls for what it leaves out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.collect.aws.calls import Calls
from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.fact_barrier import LostError, await_fact, odd_answer
from auditor.collect.aws.members import (
    OddAnswerError,
    Raw,
    arn,
    flag,
    moment,
    structure,
    structure_if_any,
    structures,
    structures_if_any,
    text,
    texts,
)
from auditor.collect.facts.values import tags_of
from auditor.model import Fact, Known, Policy, Role, Unknown
from auditor.model.arn import parse_arn

_SWEEP = "iam:GetAccountAuthorizationDetails"


def document(raw: Raw, name: str) -> str:
    """Return a policy document as text, URL-decoded once as IAM encodes it."""
    return unquote(text(raw, name))


@dataclass(slots=True)
class _Sweep:
    accounts: frozenset[str]  # those of the roles that are wanted
    roles: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # by ARN
    policies: dict[str, str] = field(default_factory=dict)  # ARN -> text of the default version
    lost: LostError | None = None  # the sweep did not come to its end


async def roles(
    calls: Calls, arns: Iterable[str], classifier: SecretClassifier
) -> Mapping[str, Role]:
    """Return the roles of these ARNs; one that is missing in the answer does not exist.

    Raises:
        LostError: a role could neither be swept up nor read by itself.
    """
    wanted = frozenset(arn for arn in arns if arn)
    sweep = await _sweep(calls, wanted)
    reader = _RoleReader(calls, sweep, classifier)
    found = await asyncio.gather(*(reader.role(arn) for arn in sorted(wanted)))
    return MappingProxyType({role.arn: role for role in found if role is not None})


async def _sweep(calls: Calls, wanted: frozenset[str]) -> _Sweep:
    sweep = _Sweep(accounts=frozenset(parse_arn(arn).account for arn in wanted))
    try:
        async for page in calls.pages(
            _SWEEP, Filter=["Role", "LocalManagedPolicy", "AWSManagedPolicy"]
        ):
            for raw in structures(page, "RoleDetailList"):
                _take_role(sweep, raw, wanted)
            for raw in structures_if_any(page, "Policies"):
                _take_policy(sweep, raw)
    except LostError as lost:
        sweep.lost = lost
    except OddAnswerError as odd:
        sweep.lost = LostError(odd_answer(odd, _SWEEP, ""), Fault.REFUSED)
    return sweep


def _take_role(sweep: _Sweep, raw: Raw, wanted: frozenset[str]) -> None:
    """Keep a role that is wanted. An entry without its name could be any: the sweep is not whole.

    Raises:
        OddAnswerError: the entry is damaged, or of an account that was not asked.
    """
    named = text(raw, "Arn")
    if named in wanted:
        sweep.roles[named] = raw
    elif parse_arn(named).account not in sweep.accounts:
        raise OddAnswerError("Arn")


def whole(role: Role) -> bool:
    """Return whether nothing of a role is left to be read but its last use."""
    texts = [policy.text for policy in (*role.attached, *role.inline)]
    if isinstance(role.boundary, Known) and role.boundary.value is not None:
        texts.append(role.boundary.value.text)
    return isinstance(role.boundary, Known) and all(isinstance(text, Known) for text in texts)


def _take_policy(sweep: _Sweep, raw: Raw) -> None:
    """Keep the text of a policy's default version; one that is damaged is asked for by itself."""
    with suppress(OddAnswerError):
        for version in structures(raw, "PolicyVersionList"):
            if flag(version, "IsDefaultVersion"):
                sweep.policies[text(raw, "Arn")] = document(version, "Document")


class _RoleReader:
    """Builds roles out of the sweep; asks once for each policy that it lacks."""

    def __init__(self, calls: Calls, sweep: _Sweep, classifier: SecretClassifier) -> None:
        self._calls = calls
        self._classifier = classifier
        self._sweep = sweep
        self._texts: dict[str, asyncio.Task[Fact[str]]] = {}

    async def role(self, arn: str) -> Role | None:
        """Return a role; None: it does not exist."""
        raw = self._sweep.roles.get(arn)
        if raw is not None:
            with suppress(OddAnswerError):  # damaged: the role is asked for by itself
                return await self._build(raw, await self._boundary_arn(raw))
        elif self._sweep.lost is None:
            return None
        sweep = self._sweep.lost
        if sweep is not None and self._calls.stopped is not None:
            raise sweep
        try:
            return await self._by_itself(arn)
        except LostError as lost:
            # The right to the sweep is the one that the least policy grants: name that.
            raise sweep if sweep and lost.kind is Fault.DENIED else lost from lost

    async def _boundary_arn(self, raw: Mapping[str, Any]) -> Fact[str | None]:
        boundary = structure_if_any(raw, "PermissionsBoundary")
        # AWS always says when a role was last used, if only by an empty element. An emulator that
        # leaves it out leaves the boundary out as well, so there it has to be asked for.
        if boundary:
            return Known(arn(boundary, "PermissionsBoundaryArn"))
        if "RoleLastUsed" in raw:
            return Known(None)

        async def ask() -> str | None:
            answer = await self._calls.get("iam:GetRole", RoleName=text(raw, "RoleName"))
            return _boundary_of(structure(answer, "Role"))

        return await await_fact(ask(), "iam:GetRole")

    async def _build(self, raw: Mapping[str, Any], boundary: Fact[str | None]) -> Role:
        attached = [
            (text(item, "PolicyName"), arn(item, "PolicyArn"))
            for item in structures(raw, "AttachedManagedPolicies")
        ]
        texts = await asyncio.gather(*(self._text(named) for _, named in attached))
        inline = [
            Policy(name=text(item, "PolicyName"), text=Known(document(item, "PolicyDocument")))
            for item in structures(raw, "RolePolicyList")
        ]
        return Role(
            arn=arn(raw, "Arn"),
            name=text(raw, "RoleName"),
            trust=document(raw, "AssumeRolePolicyDocument"),
            attached=tuple(
                Policy(name=name, arn=named, text=found)
                for (name, named), found in sorted(zip(attached, texts, strict=True), key=_by_arn)
            ),
            inline=tuple(sorted(inline, key=lambda policy: policy.name)),
            boundary=await self._boundary(boundary),
            created=_created(raw),
            tags=tags_of(raw, self._classifier),
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
                await_fact(self._policy_text(arn), "iam:GetPolicyVersion")
            )
        found = await self._texts[arn]
        return self._instead_of_sweep(found) if isinstance(found, Unknown) else found

    async def _policy_text(self, arn: str) -> str:
        answer = await self._calls.get("iam:GetPolicy", PolicyArn=arn)
        default = text(structure(answer, "Policy"), "DefaultVersionId")
        version = await self._calls.get("iam:GetPolicyVersion", PolicyArn=arn, VersionId=default)
        return document(structure(version, "PolicyVersion"), "Document")

    async def _by_itself(self, arn: str) -> Role | None:
        name = parse_arn(arn).name
        answer = await self._calls.one("iam:GetRole", absent=True, RoleName=name)
        if answer is None:
            return None
        raw = structure(answer, "Role")
        if text(raw, "Arn") != arn:  # the same name under another path: not this role
            return None
        attached, inline = await asyncio.gather(
            await_fact(
                self._calls.all("iam:ListAttachedRolePolicies", RoleName=name),
                "iam:ListAttachedRolePolicies",
            ),
            await_fact(self._inline(name), "iam:ListRolePolicies"),
        )
        whole = {
            **raw,
            "Arn": arn,
            "AttachedManagedPolicies": attached.value if isinstance(attached, Known) else [],
            "RolePolicyList": [],
        }
        role = await self._build(whole, Known(_boundary_of(raw)))
        # A list that was lost counts as one policy whose text is unknown.
        if isinstance(attached, Unknown):
            lost = self._instead_of_sweep(attached)
            role = replace(role, attached=(Policy(name="(attached policies)", text=lost),))
        if isinstance(inline, Unknown):
            lost = self._instead_of_sweep(inline)
            return replace(role, inline=(Policy(name="(inline policies)", text=lost),))
        return replace(role, inline=inline.value)

    def _instead_of_sweep(self, lost: Unknown) -> Unknown:
        """Return what is missing: the sweep's right where that was denied, since it is granted."""
        sweep = self._sweep.lost
        return lost if sweep is None or sweep.kind is not Fault.DENIED else sweep.unknown

    async def _inline(self, role: str) -> tuple[Policy, ...]:
        listed = await self._calls.all("iam:ListRolePolicies", RoleName=role)
        names = texts({"PolicyNames": listed}, "PolicyNames")
        documents = await asyncio.gather(
            *(await_fact(self._inline_text(role, name), "iam:GetRolePolicy") for name in names)
        )
        pairs = sorted(zip(names, documents, strict=True), key=lambda pair: pair[0])
        return tuple(Policy(name=name, text=text) for name, text in pairs)

    async def _inline_text(self, role: str, name: str) -> str:
        answer = await self._calls.get("iam:GetRolePolicy", RoleName=role, PolicyName=name)
        return document(answer, "PolicyDocument")


def _boundary_of(raw: Raw) -> str | None:
    boundary = structure_if_any(raw, "PermissionsBoundary")
    return arn(boundary, "PermissionsBoundaryArn") if boundary else None


def _created(raw: Raw) -> Fact[datetime]:
    try:
        return Known(moment(raw, "CreateDate"))
    except OddAnswerError as odd:
        return odd_answer(odd, _SWEEP, "")


def _by_arn(pair: tuple[tuple[str, str], Fact[str]]) -> str:
    return pair[0][1]
