"""What roles last used: one report of IAM for each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from auditor.collect.aws.calls import Calls
from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.fact_barrier import LostError, await_fact
from auditor.collect.aws.members import (
    Raw,
    flag_or_none,
    moment_or_none,
    structures,
    structures_if_any,
    text,
    word,
)
from auditor.model import Known, LastAccess, Loss, Role, Unknown

_JOB_PAUSE = 2.0  # seconds between looks at a last-accessed report
_JOB_LOOKS = 30


async def with_last_access(calls: Calls, found: Mapping[str, Role]) -> Mapping[str, Role]:
    """Return the roles with what they last used: one report of IAM for each that has none."""

    async def read(role: Role) -> Role:
        if isinstance(role.last_accessed, Known):
            return role
        work = _last_accessed(calls, role.arn)
        fact = await await_fact(work, "iam:GetServiceLastAccessedDetails")
        return replace(role, last_accessed=fact)

    complete = await asyncio.gather(*(read(role) for role in found.values()))
    return MappingProxyType(dict(zip(found, complete, strict=True)))


async def _last_accessed(calls: Calls, arn: str) -> tuple[LastAccess, ...]:
    job = await calls.get(
        "iam:GenerateServiceLastAccessedDetails", Arn=arn, Granularity="ACTION_LEVEL"
    )
    id_ = text(job, "JobId")
    for _ in range(_JOB_LOOKS):
        first = await calls.get("iam:GetServiceLastAccessedDetails", JobId=id_)
        status = word(first, "JobStatus", "IN_PROGRESS", "COMPLETED", "FAILED")
        if status != "IN_PROGRESS":
            break
        await asyncio.sleep(_JOB_PAUSE)
    if status != "COMPLETED":
        raise LostError(
            Unknown(
                reason="IAM did not finish the report of what the role last used",
                operation="iam:GetServiceLastAccessedDetails",
                code=status,
                loss=Loss.FAILED,
            ),
            Fault.REFUSED,
        )
    services = structures(first, "ServicesLastAccessed")
    seen: set[str] = set()
    while flag_or_none(first, "IsTruncated") and (marker := text(first, "Marker")) not in seen:
        seen.add(marker)
        first = await calls.get("iam:GetServiceLastAccessedDetails", JobId=id_, Marker=marker)
        services += structures(first, "ServicesLastAccessed")
    return tuple(access for service in services for access in _accesses(service))


def _accesses(raw: Raw) -> list[LastAccess]:
    service = text(raw, "ServiceNamespace")
    found = [LastAccess(service=service, last_used=moment_or_none(raw, "LastAuthenticated"))]
    for action in structures_if_any(raw, "TrackedActionsLastAccessed"):
        found.append(  # noqa: PERF401  a comprehension would hide the first entry
            LastAccess(
                service=service,
                action=text(action, "ActionName"),
                last_used=moment_or_none(action, "LastAccessedTime"),
            )
        )
    return found
