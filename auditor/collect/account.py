"""A whole account: identity, regions, functions, roles."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from auditor.collect.access import Access
from auditor.collect.aws.calls import Calls, LostError, known
from auditor.collect.aws.clients import Clients, open_clients
from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.operations import rates
from auditor.collect.aws.options import CollectOptions
from auditor.collect.aws.progress import Progress
from auditor.collect.aws.signals import ended_by_signals
from auditor.collect.facts.edge_logs import with_edge_logs
from auditor.collect.facts.values import open_classifier
from auditor.collect.region import Collected, read_region
from auditor.collect.resume import check_account, earlier_region
from auditor.collect.role_reader import NamedRoles, read_roles
from auditor.collect.scope import Scope
from auditor.model import Account, Fact, Function, Known, Need, Region, Unknown
from auditor.model.arn import parse_arn
from auditor.model.errors import CredentialsError
from auditor.model.fact import NOT_ASKED

_NOT_IN_ONE = "AWSOrganizationsNotInUseException"
_NO_CREDENTIALS = frozenset({Fault.DISABLED, Fault.EXPIRED})


def collect_account(
    needs: frozenset[Need],
    options: CollectOptions,
    progress: Progress | None = None,
    resume: Account | None = None,
    access: Access | None = None,
) -> Account:
    """Read an account; see `auditor.collect.collect`.

    Raises:
        UsageError: an option cannot be right; nothing was called.
        CredentialsError: there are no credentials, or they have expired.
    """
    if access is not None:
        work = _collect(access.clients, needs, options, progress, resume, access=access)
        return asyncio.run(work)
    try:
        return asyncio.run(_collect(open_clients(options), needs, options, progress, resume))
    finally:
        # The clients and their service models hold cycles, 50 MB in all. What comes next pauses
        # the cycle collector, and can have their place.
        gc.collect()


async def _collect(
    clients: Clients,
    needs: frozenset[Need],
    options: CollectOptions,
    progress: Progress | None,
    resume: Account | None,
    *,
    access: Access | None = None,
) -> Account:
    calls = Calls(clients, options, progress, rates(needs))
    if options.seconds is not None:
        over = Unknown(reason="the time for collecting was over", code="Interrupted")
        asyncio.get_running_loop().call_later(options.seconds, calls.stop, over)

    def interrupted(name: str) -> None:
        calls.stop(Unknown(reason=f"collecting was interrupted ({name})", code="Interrupted"))

    try:
        with ended_by_signals(interrupted) if access is None else access.stop.heeded_by(calls.stop):
            return await _account(calls, needs, options, resume, access)
    finally:
        calls.close()


async def _account(
    calls: Calls,
    needs: frozenset[Need],
    options: CollectOptions,
    resume: Account | None,
    access: Access | None,
) -> Account:
    started = datetime.now(UTC)
    gaps: list[Unknown] = []
    identity, names = await asyncio.gather(caller(calls, options), regions(calls, options, gaps))
    check_account(resume, str(identity.get("Account") or ""))
    calls.progress.add("regions", total=len(names))
    named = NamedRoles(len(names))
    everywhere = replace(
        _everywhere(calls, needs, options, identity, resume, access=access), listed=named.add
    )
    scopes = [
        replace(everywhere, region=name, before=earlier_region(resume, name, options))
        for name in names
    ]
    alias, organization, found_roles, collected = await asyncio.gather(
        _alias(calls),
        _organization(calls, needs, resume),
        read_roles(calls, needs, named, resume),
        asyncio.gather(*(_counted(scope) for scope in scopes)),
    )
    listed = tuple(found.region for found in collected)
    read = await with_edge_logs(everywhere, listed, found_roles)
    gaps.extend(gap for found in collected for gap in found.gaps)
    return Account(
        id=everywhere.account or _id_of(read),
        partition=everywhere.partition,
        alias=alias,
        caller=str(identity.get("Arn") or ""),
        captured_at=started,
        regions=tuple(sorted(read, key=lambda region: region.name)),
        roles=found_roles,
        organization=organization,
        scope=options.filters(),
        notes=_notes(read, options),
        gaps=(*gaps, *((calls.stopped,) if calls.stopped else ())),
        interrupted=calls.stopped is not None,
        calls=calls.statistics(),
    )


def _everywhere(
    calls: Calls,
    needs: frozenset[Need],
    options: CollectOptions,
    identity: Mapping[str, Any],
    resume: Account | None,
    *,
    access: Access | None,
) -> Scope:
    """Return what holds for every region."""
    arn = str(identity.get("Arn") or "")
    return Scope(
        calls=calls,
        needs=needs,
        options=options,
        classifier=access.classifier if access else open_classifier(options.classifier),
        account=str(identity.get("Account") or (resume.id if resume else "")),
        partition=parse_arn(arn).partition or "aws",
        region="",
        functions_before={f.arn: f for f in resume.functions()} if resume else {},
    )


UNNAMED_VERSIONS = (
    "published versions that no alias or event source names were not asked for resource policies"
    " of their own; --all-versions asks them"
)


OTHER_FUNCTIONS = (
    "Lambda Web Functions and MicroVM images, which are services of their own, were not looked for;"
    " --web-functions audits them"
)


def _notes(regions: Iterable[Region], options: CollectOptions) -> tuple[str, ...]:
    """Return what was not asked for by design, where there is something of the kind."""
    read = tuple(regions)
    listed = (f for r in read if isinstance(r.functions, Known) for f in r.functions.value)
    published = any(isinstance(f.versions, Known) and f.versions.value for f in listed)
    notes = () if options.all_versions or not published else (UNNAMED_VERSIONS,)
    if all(region.web_functions == NOT_ASKED for region in read):
        notes = (*notes, OTHER_FUNCTIONS)
    return notes


async def _counted(scope: Scope) -> Collected:
    collected = await read_region(scope)
    scope.calls.progress.add("regions", done=1)
    return collected


async def caller(calls: Calls, options: CollectOptions) -> Mapping[str, Any]:
    """Return who asks; nothing else makes sense with credentials that AWS does not know.

    Raises:
        CredentialsError: AWS refuses the credentials.
    """
    try:
        return await calls.get("sts:GetCallerIdentity")
    except LostError as lost:
        if lost.kind in _NO_CREDENTIALS and lost.unknown.code != "Interrupted":
            profile = f" --profile {options.profile}" if options.profile else ""
            raise CredentialsError(
                f"AWS refuses the credentials ({lost.unknown.code}): they are wrong or have"
                f" expired; get new ones with `aws sso login{profile}` or `aws configure{profile}`"
            ) from lost
        return {}


async def regions(calls: Calls, options: CollectOptions, gaps: list[Unknown]) -> tuple[str, ...]:
    """Return the regions to read: those asked for, or else those that are enabled."""
    if options.regions:
        return tuple(dict.fromkeys(options.regions))
    home = calls.clients.region
    found = await known(calls.all("ec2:DescribeRegions", home), "ec2:DescribeRegions", home)
    if isinstance(found, Unknown):
        reason = f"the enabled regions could not be listed, so only {home} was read: {found.reason}"
        gaps.append(replace(found, reason=reason))
        return (home,)
    # Without AllRegions, EC2 names the enabled ones; an emulator may name them all.
    names = {
        region["RegionName"]
        for region in found.value
        if region.get("OptInStatus") != "not-opted-in" and region.get("RegionName")
    }
    return tuple(sorted(names)) or (home,)


async def _alias(calls: Calls) -> str | None:
    found = await known(calls.all("iam:ListAccountAliases"), "iam:ListAccountAliases")
    return str(found.value[0]) if isinstance(found, Known) and found.value else None


async def _organization(
    calls: Calls, needs: frozenset[Need], resume: Account | None
) -> Fact[str | None]:
    if Need.ORGANIZATION not in needs:
        return NOT_ASKED
    if resume is not None and isinstance(resume.organization, Known):
        return resume.organization

    async def ask() -> str | None:
        answer = await calls.get("organizations:DescribeOrganization")
        return (answer["Organization"] or {}).get("Id")

    found = await known(ask(), "organizations:DescribeOrganization")
    return Known(None) if isinstance(found, Unknown) and found.code == _NOT_IN_ONE else found


def _functions(regions: Iterable[Region]) -> Iterator[Function]:
    for region in regions:
        if isinstance(region.functions, Known):
            yield from region.functions.value


def _id_of(regions: Iterable[Region]) -> str:
    return next((parse_arn(f.arn).account for f in _functions(regions)), "")
