"""One region from its first list call to its facts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.collect.facts import (
    api_integrations,
    code_signing,
    event_source_mappings,
    event_sources,
    images,
    layer_versions,
    logs_and_alarms,
    named_resources,
    network,
)
from auditor.collect.facts.function_listing import Invoked, Listing, listed
from auditor.collect.facts.function_reader import (
    Read,
    expect,
    read_function,
    with_event_invoke_configs,
)
from auditor.collect.facts.metrics import with_metrics
from auditor.collect.facts.queues_and_destinations import Targets
from auditor.collect.scope import Scope
from auditor.model import Fact, Function, Known, Need, Region, Unknown
from auditor.model.arn import is_function, unqualified
from auditor.model.fact import NOT_ASKED

_EMPTY = Region(name="", functions=Known(()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A region's facts, and what was lost without a function that could carry it."""

    region: Region
    gaps: tuple[Unknown, ...] = ()


async def read_region(scope: Scope) -> Collected:
    """Read everything that is wanted of a region; one that is empty costs a single call."""
    listing = Listing()
    invoked = Invoked()
    started: list[asyncio.Task[Read | None]] = []
    bulk: asyncio.Task[dict[str, Any]] | None = None
    async for function in listed(scope, listing):
        if bulk is None:
            bulk = asyncio.create_task(_bulk(scope, invoked))
        scope.calls.progress.add("functions", total=1)
        expect(scope, function)
        work = read_function(scope, function, listing, invoked)
        started.append(asyncio.create_task(_counted(scope, work)))
    scope.listed(listing.functions.values())
    if bulk is None:
        return _without_functions(scope, listing)
    later = asyncio.create_task(_of_the_listed(scope, tuple(listing.functions.values())))
    reads = await asyncio.gather(*started)
    facts = {**await bulk, **await later}
    functions = await _completed(scope, [read for read in reads if read is not None], facts)
    gaps = [*listing.odd, *([listing.lost] if listing.lost else [])]
    vanished = sum(read is None for read in reads)
    region = Region(
        name=scope.region,
        functions=Known(tuple(sorted(functions, key=lambda f: f.name))),
        vanished=vanished + (scope.before.vanished if scope.before else 0),
        **facts,
    )
    return Collected(region=region, gaps=tuple(gaps))


async def _completed(scope: Scope, found: list[Read], facts: dict[str, Any]) -> list[Function]:
    """Return the functions with what only all of them together tell; add to the region's facts."""
    found = await _second_look(scope, found)
    facts.update(await _after(scope, found, facts))
    signing = facts.pop("code_signing")
    if Need.CODE_SIGNING in scope.needs:
        found = [
            read.with_facts(code_signing=code_signing.mode_of(read.function, signing))
            for read in found
        ]
    found = await images.with_images(scope, found)
    functions = await with_metrics(scope, [read.function for read in found])
    if scope.options.tags:
        functions = [f for f in functions if _tagged(f, scope.options.tags)]
    return functions


async def _counted(scope: Scope, work: Awaitable[Read | None]) -> Read | None:
    read = await work
    scope.calls.progress.add("functions", done=1)
    if read is None and Need.RESOURCE_POLICY in scope.needs:
        scope.calls.expect("lambda:GetPolicy", scope.region, -1)  # it will never be asked
    return read


def _without_functions(scope: Scope, listing: Listing) -> Collected:
    functions: Fact[tuple[Function, ...]] = Known(())
    if listing.lost is not None:
        functions = listing.lost
    elif listing.odd:
        functions = listing.odd[0]
    return Collected(region=Region(name=scope.region, functions=functions))


async def _bulk(scope: Scope, invoked: Invoked) -> dict[str, Any]:
    """Read what one list says of all functions; needs no function to be known."""
    before = scope.before or _EMPTY
    wanted: tuple[tuple[str, Need, Callable[[Scope], Awaitable[Any]]], ...] = (
        (
            "event_source_mappings",
            Need.EVENT_SOURCE_MAPPINGS,
            event_source_mappings.event_source_mappings,
        ),
        ("subscriptions", Need.SUBSCRIPTIONS, event_sources.subscriptions),
        ("event_rules", Need.EVENT_RULES, event_sources.event_rules),
        ("schedules", Need.SCHEDULES, event_sources.schedules),
        ("api_integrations", Need.API_INTEGRATIONS, api_integrations.api_integrations),
        ("alarms", Need.ALARMS, logs_and_alarms.alarms),
        ("layer_versions", Need.LAYER_VERSIONS, layer_versions.layer_versions),
        ("code_signing", Need.CODE_SIGNING, code_signing.code_signing),
    )
    # Mappings are read for the queues and destinations that they name, too.
    if scope.wants(Need.QUEUES, Need.DESTINATIONS):
        scope = replace(scope, needs=scope.needs | {Need.EVENT_SOURCE_MAPPINGS})

    async def read(
        name: str, need: Need, work: Callable[[Scope], Awaitable[Any]]
    ) -> tuple[str, Any]:
        # What a region says of code signing is not kept: it became facts of the functions.
        old: Fact[Any] = getattr(before, name, NOT_ASKED)
        fact = await scope.fact(need, old, lambda: work(scope))
        invoked.learn(name, fact)
        return name, fact

    try:
        return dict(await asyncio.gather(*(read(*row) for row in wanted)))
    finally:
        invoked.done.set()


async def _of_the_listed(scope: Scope, functions: tuple[Function, ...]) -> dict[str, Any]:
    """Read what follows from the settings of the functions: VPCs and log groups."""
    before = scope.before or _EMPTY
    vpcs = sorted({function.vpc.vpc_id for function in functions if function.vpc})

    def of_vpcs(work: Callable[[Scope, Iterable[str]], Awaitable[Any]]) -> Callable[[], Any]:
        return lambda: work(scope, vpcs)

    def log_groups() -> Awaitable[Any]:
        return logs_and_alarms.log_groups(scope, (f.log_group for f in functions))

    rows: tuple[tuple[str, Need, Callable[[], Awaitable[Any]]], ...] = (
        ("subnets", Need.SUBNETS, of_vpcs(network.subnets)),
        ("security_groups", Need.SECURITY_GROUPS, of_vpcs(network.security_groups)),
        ("network_interfaces", Need.NETWORK_INTERFACES, of_vpcs(network.network_interfaces)),
        ("network_acls", Need.NETWORK_ACLS, of_vpcs(network.network_acls)),
        ("route_tables", Need.ROUTE_TABLES, of_vpcs(network.route_tables)),
        ("vpc_endpoints", Need.VPC_ENDPOINTS, of_vpcs(network.vpc_endpoints)),
        ("log_groups", Need.LOG_GROUPS, log_groups),
    )
    facts = await asyncio.gather(
        *(scope.fact(need, getattr(before, name), work) for name, need, work in rows)
    )
    return {name: fact for (name, *_), fact in zip(rows, facts, strict=True)}


async def _second_look(scope: Scope, found: list[Read]) -> list[Read]:
    """Ask for the settings of functions that turn out to be destinations of others."""
    targets: set[str] = set()
    for read in found:
        configs = read.function.event_invoke_configs
        for config in configs.value if isinstance(configs, Known) else ():
            targets.update(
                unqualified(arn)
                for arn in (config.on_success, config.on_failure)
                if arn and is_function(arn)
            )

    async def look(read: Read) -> Read:
        if read.configs_asked or read.function.arn not in targets:
            return read
        return await with_event_invoke_configs(scope, read)

    return list(await asyncio.gather(*(look(read) for read in found)))


async def _after(scope: Scope, found: list[Read], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Read what only the finished functions name: queues, destinations, buckets, prefix lists."""
    before = scope.before or _EMPTY
    functions = [read.function for read in found]
    targets = Targets(scope)
    sources = named_resources.sources(facts) if scope.wants(Need.QUEUES) else ()
    failed = named_resources.failure_targets(functions, facts)
    queues, destinations, notifications, lists = await asyncio.gather(
        targets.queues(sources, before.queues),
        targets.destinations(failed if scope.wants(Need.DESTINATIONS) else (), before.destinations),
        scope.fact(
            Need.BUCKET_NOTIFICATIONS,
            before.bucket_notifications,
            lambda: event_sources.bucket_notifications(scope, named_resources.buckets(functions)),
        ),
        scope.fact(
            Need.PREFIX_LISTS,
            before.prefix_lists,
            lambda: network.prefix_lists(scope, named_resources.prefix_lists(facts)),
        ),
    )
    return {
        "queues": queues,
        "destinations": destinations,
        "bucket_notifications": notifications,
        "prefix_lists": lists,
    }


def _tagged(function: Function, wanted: Mapping[str, str]) -> bool:
    if isinstance(function.details, Unknown) or isinstance(function.details.value.tags, Unknown):
        return True  # not proven to be out of scope
    tags = function.details.value.tags.value
    return all(tags.get(name) == value for name, value in wanted.items())
