"""A whole account: identity, regions, functions, roles."""

from __future__ import annotations

import asyncio
import gc
import re
from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.collect.access import Access, interruption
from auditor.collect.aws.calls import Calls
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.fact_barrier import await_fact, await_part
from auditor.collect.aws.heap import share_heap
from auditor.collect.aws.operations import rates
from auditor.collect.aws.options import CollectOptions
from auditor.collect.aws.progress import Progress
from auditor.collect.aws.sign_in import open_clients
from auditor.collect.aws.signals import ended_by_signals
from auditor.collect.facts.edge_logs import with_edge_logs
from auditor.collect.facts.organization_policies import organization_policies
from auditor.collect.facts.values import open_classifier
from auditor.collect.identity import (
    NOT_IN_AN_ORGANIZATION,
    Caller,
    DescribedOrganization,
    alias,
    caller,
    organization,
    regions,
)
from auditor.collect.redaction import redacted
from auditor.collect.region import Collected, read_region
from auditor.collect.resume import check_account, earlier_region, without_fingerprints
from auditor.collect.role_reader import NamedRoles, read_roles
from auditor.collect.scope import RegionScope
from auditor.collect.so_far import SoFar
from auditor.collect.working_ahead import working_ahead
from auditor.model import Account, Function, Known, Need, Region, Unknown
from auditor.model.arn import parse_arn
from auditor.model.fact import NOT_ASKED
from auditor.model.losses import losses

# Refusals that say something of the account: it has not enrolled, or is in no organization.
_IS_AN_ANSWER = re.compile(rf"{NOT_IN_AN_ORGANIZATION}|OptInRequired")


def collect_account(
    needs: frozenset[Need],
    options: CollectOptions,
    progress: Progress | None = None,
    resume: Account | None = None,
    access: Access | Clients | None = None,
) -> Account:
    """Read an account; see `auditor.collect.collect`.

    Raises:
        UsageError: an option cannot be right; nothing was called.
        CredentialsError: there are no credentials, or they have expired.
    """
    if isinstance(access, Access):
        return _run(_collect(access.clients, needs, options, progress, resume, access=access))
    if access is not None:
        return _run(_collect(access, needs, options, progress, resume))
    try:
        return _run(_collect(open_clients(options), needs, options, progress, resume))
    finally:
        # The clients and their service models hold cycles, 50 MB in all. What comes next pauses
        # the cycle collector, and can have their place.
        gc.collect()


def _run(work: Coroutine[None, None, Account]) -> Account:
    """Return what the work brings.

    It is not the result of the main task: asyncio.run writes that task's representation, twice,
    when it gives back Ctrl-C, and that of an account takes a second and some MB.
    """
    brought: list[Account] = []

    async def bring() -> None:
        brought.append(await work)

    share_heap()
    asyncio.run(bring())
    return brought.pop()


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
        over = interruption("the time for collecting was over")
        asyncio.get_running_loop().call_later(options.seconds, calls.stop, over)

    def interrupt(name: str) -> None:
        calls.stop(interruption(f"collecting was interrupted ({name})"))

    try:
        with ended_by_signals(interrupt) if access is None else access.stop.heeded_by(calls.stop):
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
    identity, names = await asyncio.gather(
        caller(calls, options, gaps), regions(calls, options, gaps)
    )
    check_account(resume, identity.account)
    classifier = access.classifier if access else None
    if resume is not None and classifier is None:  # one that is handed in keeps its key
        resume = without_fingerprints(resume, options)
    everywhere = _everywhere(calls, needs, options, identity, resume, classifier=classifier)
    begun = _begun(everywhere, identity, started)
    read = await _read(everywhere, begun, names, resume, gaps)
    account = replace(
        read,
        gaps=(*gaps, *filter(None, (calls.stopped,))),
        interrupted=calls.stopped is not None,
        calls=calls.statistics(),
    )
    return redacted(await _tell(calls, account, options), everywhere.classifier)


def _begun(everywhere: RegionScope, identity: Caller, started: datetime) -> Account:
    """Return the account of which nothing is read yet."""
    options = everywhere.options
    return Account(
        id=everywhere.account,
        partition=everywhere.partition,
        caller=identity.arn,
        captured_at=started,
        scope=options.filters(),
        package_secrets=options.package_secrets,
    )


async def _tell(calls: Calls, account: Account, options: CollectOptions) -> Account:
    """Return the account with its notes; one that cannot be told becomes a gap."""
    late: list[Unknown] = []
    told = await await_part(_with_notes(calls, account, options), account, late)
    return replace(told, gaps=(*told.gaps, *late))


async def _read(
    everywhere: RegionScope,
    begun: Account,
    names: tuple[str, ...],
    resume: Account | None,
    gaps: list[Unknown],
) -> Account:
    """Return what was begun with all that is read; add what was lost of it to `gaps`."""
    calls = everywhere.calls
    calls.progress.add("regions", total=len(names))
    named = NamedRoles(names)
    account = asyncio.create_task(_read_shared(everywhere, begun, named, resume, gaps))
    async with working_ahead(everywhere, named, account):
        name, whole, collected = await asyncio.gather(
            await_part(alias(calls), None, gaps),
            account,
            asyncio.gather(*(_read_region(s) for s in _scopes(everywhere, names, resume, named))),
        )
    listed = tuple(found.region for found in collected)
    read = await await_part(with_edge_logs(everywhere, listed, whole.roles), listed, gaps)
    gaps.extend(gap for found in collected for gap in found.gaps)
    regions = tuple(sorted(read, key=lambda region: region.name))
    return replace(whole, id=whole.id or _id_of(read), alias=name, regions=regions)


async def _read_shared(
    everywhere: RegionScope,
    begun: Account,
    named: NamedRoles,
    resume: Account | None,
    gaps: list[Unknown],
) -> Account:
    """Return what was begun with what holds for all regions."""
    calls, needs = everywhere.calls, everywhere.needs
    described = DescribedOrganization(calls)
    limits_read = organization_policies(calls, described, needs, everywhere.account, resume)
    roles_read = read_roles(calls, needs, named, resume, everywhere.classifier)
    home, limits, roles = await asyncio.gather(
        await_part(organization(described, needs, resume), NOT_ASKED, gaps),
        await_part(limits_read, NOT_ASKED, gaps),
        await_part(roles_read, NOT_ASKED, gaps),
    )
    return replace(begun, organization=home, organization_policies=limits, roles=roles)


def _scopes(
    everywhere: RegionScope, names: tuple[str, ...], resume: Account | None, named: NamedRoles
) -> Iterator[RegionScope]:
    for name in names:
        yield replace(
            everywhere,
            region=name,
            before=earlier_region(resume, name, everywhere.options),
            listed=partial(named.add, name),
        )


async def _with_notes(calls: Calls, account: Account, options: CollectOptions) -> Account:
    notes = (*_notes(account.regions, options), *_told_elsewhere(calls, account))
    return replace(account, notes=notes)


def _everywhere(
    calls: Calls,
    needs: frozenset[Need],
    options: CollectOptions,
    identity: Caller,
    resume: Account | None,
    *,
    classifier: SecretClassifier | None,
) -> RegionScope:
    """Return what holds for every region."""
    return RegionScope(
        calls=calls,
        needs=needs,
        options=options,
        classifier=classifier or open_classifier(options.classifier),
        account=identity.account or (resume.id if resume else ""),
        partition=identity.partition,
        region="",
        functions_before={f.arn: f for f in resume.functions()} if resume else {},
        # Which functions have a tag is only known in the end.
        so_far=SoFar(needs) if options.ahead and not options.tags else None,
    )


def _told_elsewhere(calls: Calls, account: Account) -> Iterator[str]:
    """Yield a note on each lost call that left no fact unknown: other calls brought the facts."""
    told = {(one.operation, one.code) for _, one in losses(account)} if calls.lost else set()
    for (operation, region, code), unknown in sorted(calls.lost.items()):
        if (operation, code) not in told and not _IS_AN_ANSWER.search(code):
            where = f" in {region}" if region else ""
            yield f"{operation} was lost{where} ({unknown.reason}); no fact depends on it"


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


async def _read_region(scope: RegionScope) -> Collected:
    """Read a region; a mistake of the program loses this one and no other."""
    found = await await_fact(read_region(scope), "lambda:ListFunctions", scope.region)
    scope.calls.progress.add("regions", done=1)
    if isinstance(found, Known):
        return found.value
    scope.listed((), found)  # the account's roles wait for every region
    return Collected(region=Region(name=scope.region, functions=found), gaps=(found,))


def _functions(regions: Iterable[Region]) -> Iterator[Function]:
    for region in regions:
        if isinstance(region.functions, Known):
            yield from region.functions.value


def _id_of(regions: Iterable[Region]) -> str:
    return next((parse_arn(f.arn).account for f in _functions(regions)), "")
