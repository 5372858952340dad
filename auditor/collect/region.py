"""One region from its first list call to its facts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from auditor.collect import apis, images, invokers, mappings, metrics, network, observability
from auditor.collect.calls import ODD, LostError, known, odd_answer
from auditor.collect.function import Read, read_function, with_event_invoke_configs
from auditor.collect.functions import function as parse
from auditor.collect.functions import is_function, unqualified
from auditor.collect.listing import Invoked, Listing
from auditor.collect.metrics import with_metrics
from auditor.collect.scope import Scope
from auditor.collect.targets import Targets
from auditor.model import Fact, Function, Image, Known, Need, Region, Unknown
from auditor.model.fact import NOT_ASKED

_EMPTY = Region(name="", functions=Known(()))
# Published versions a function, above which listing all of them costs more than it saves.
_VERSIONS_A_FUNCTION = 25
_PAGES_BEFORE_JUDGING = 20
_INCOMPLETE = "IncompleteAnswer"
_LISTING = "lambda:ListFunctions"


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
    async for function in _listed(scope, listing):
        if bulk is None:
            bulk = asyncio.create_task(_bulk(scope, invoked))
        scope.calls.progress.add("functions", total=1)
        work = read_function(scope, function, listing, invoked)
        started.append(asyncio.create_task(_counted(scope, work)))
    scope.listed(listing.functions.values())
    if bulk is None:
        return _without_functions(scope, listing)
    later = asyncio.create_task(_of_the_listed(scope, tuple(listing.functions.values())))
    reads = await asyncio.gather(*started)
    facts = {**await bulk, **await later}
    found = [read for read in reads if read is not None]
    found = await _second_look(scope, found)
    facts.update(await _after(scope, found, facts))
    functions = await _finished(scope, found, facts.pop("code_signing", None))
    functions = await with_metrics(scope, functions)
    gaps = [*listing.odd, *([listing.lost] if listing.lost else [])]
    vanished = sum(read is None for read in reads)
    if scope.options.tags:
        functions = [f for f in functions if _tagged(f, scope.options.tags)]
    region = Region(
        name=scope.region,
        functions=Known(tuple(sorted(functions, key=lambda f: f.name))),
        vanished=vanished + (scope.before.vanished if scope.before else 0),
        **facts,
    )
    return Collected(region=region, gaps=tuple(gaps))


async def _counted(scope: Scope, work: Awaitable[Read | None]) -> Read | None:
    read = await work
    scope.calls.progress.add("functions", done=1)
    return read


def _without_functions(scope: Scope, listing: Listing) -> Collected:
    functions: Fact[tuple[Function, ...]] = Known(())
    if listing.lost is not None:
        functions = listing.lost
    elif listing.odd:
        functions = listing.odd[0]
    return Collected(region=Region(name=scope.region, functions=functions))


async def _listed(scope: Scope, listing: Listing) -> AsyncIterator[Function]:
    """Yield each function once, as soon as its page is there."""
    before = scope.before
    if before is not None and isinstance(before.functions, Known):
        for function in before.functions.value:
            listing.functions[function.arn] = function
            if isinstance(function.versions, Known):
                listing.versions[function.arn] = list(function.versions.value)
            yield function
        listing.swept = True
        listing.done.set()
        return
    try:
        everything = scope.wants(Need.ALIASES, Need.RESOURCE_POLICY, Need.PROVISIONED_CONCURRENCY)
        async for function in _pages(scope, listing, all_versions=everything):
            yield function
        if everything and not listing.swept:
            async for function in _pages(scope, listing, all_versions=False):
                yield function
    except LostError as lost:
        # Whatever ended it, it is this list that is not whole: a later run starts it again.
        listing.lost = replace(
            lost.unknown, operation=_LISTING, iam_action=_LISTING, region=scope.region
        )
    finally:
        listing.done.set()


async def _pages(scope: Scope, listing: Listing, *, all_versions: bool) -> AsyncIterator[Function]:
    request = {"FunctionVersion": "ALL"} if all_versions else {}
    count = versions = 0
    async for page in scope.calls.pages(_LISTING, scope.region, **request):
        count += 1
        for raw in page["Functions"] or ():
            try:
                function = _one(scope, listing, raw)
            except ODD as odd:
                listing.odd.append(odd_answer(odd, _LISTING, scope.region))
                continue
            if function is not None:
                yield function
        versions = sum(map(len, listing.versions.values()))
        if (
            all_versions
            and count >= _PAGES_BEFORE_JUDGING
            and versions > _VERSIONS_A_FUNCTION * max(1, len(listing.functions))
        ):
            listing.versions.clear()
            return
    listing.swept = all_versions


def _one(scope: Scope, listing: Listing, raw: Mapping[str, Any]) -> Function | None:
    arn = unqualified(raw["FunctionArn"])
    version = raw.get("Version") or "$LATEST"
    if version != "$LATEST":
        known_versions = listing.versions.setdefault(arn, [])
        if version not in known_versions:
            known_versions.append(version)
        return None
    if arn in listing.functions:  # pages may repeat an item
        return None
    glob = scope.options.function_glob
    if glob is not None and not fnmatchcase(raw["FunctionName"], glob):
        return None
    function = parse(raw, scope.region, scope.classifier)
    listing.functions[arn] = function
    return function


async def _bulk(scope: Scope, invoked: Invoked) -> dict[str, Any]:
    """Read what one list says of all functions; needs no function to be known."""
    before = scope.before or _EMPTY
    wanted: tuple[tuple[str, Need, Fact[Any], Callable[[Scope], Awaitable[Any]]], ...] = (
        (
            "event_source_mappings",
            Need.EVENT_SOURCE_MAPPINGS,
            before.event_source_mappings,
            mappings.event_source_mappings,
        ),
        ("subscriptions", Need.SUBSCRIPTIONS, before.subscriptions, invokers.subscriptions),
        ("event_rules", Need.EVENT_RULES, before.event_rules, invokers.event_rules),
        ("schedules", Need.SCHEDULES, before.schedules, invokers.schedules),
        ("api_integrations", Need.API_INTEGRATIONS, before.api_integrations, apis.api_integrations),
        ("alarms", Need.ALARMS, before.alarms, observability.alarms),
        ("layer_versions", Need.LAYER_VERSIONS, before.layer_versions, mappings.layer_versions),
        ("code_signing", Need.CODE_SIGNING, NOT_ASKED, mappings.code_signing),
    )
    # Mappings are read for the queues and destinations that they name, too.
    if scope.wants(Need.QUEUES, Need.DESTINATIONS):
        scope = replace(scope, needs=scope.needs | {Need.EVENT_SOURCE_MAPPINGS})

    async def read(
        name: str, need: Need, old: Fact[Any], work: Callable[[Scope], Awaitable[Any]]
    ) -> tuple[str, Any]:
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

    rows: tuple[tuple[str, Need, Fact[Any], Callable[[], Awaitable[Any]]], ...] = (
        ("subnets", Need.SUBNETS, before.subnets, of_vpcs(network.subnets)),
        (
            "security_groups",
            Need.SECURITY_GROUPS,
            before.security_groups,
            of_vpcs(network.security_groups),
        ),
        (
            "network_interfaces",
            Need.NETWORK_INTERFACES,
            before.network_interfaces,
            of_vpcs(network.network_interfaces),
        ),
        ("network_acls", Need.NETWORK_ACLS, before.network_acls, of_vpcs(network.network_acls)),
        ("route_tables", Need.ROUTE_TABLES, before.route_tables, of_vpcs(network.route_tables)),
        ("vpc_endpoints", Need.VPC_ENDPOINTS, before.vpc_endpoints, of_vpcs(network.vpc_endpoints)),
        (
            "log_groups",
            Need.LOG_GROUPS,
            before.log_groups,
            lambda: observability.log_groups(scope, (f.log_group for f in functions)),
        ),
    )
    facts = await asyncio.gather(*(scope.fact(need, old, work) for _, need, old, work in rows))
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
    queues, destinations, notifications, lists = await asyncio.gather(
        targets.queues(_sources(facts) if scope.wants(Need.QUEUES) else (), before.queues),
        targets.destinations(
            _failure_targets(functions, facts) if scope.wants(Need.DESTINATIONS) else (),
            before.destinations,
        ),
        scope.fact(
            Need.BUCKET_NOTIFICATIONS,
            before.bucket_notifications,
            lambda: invokers.bucket_notifications(scope, _buckets(functions)),
        ),
        scope.fact(
            Need.PREFIX_LISTS,
            before.prefix_lists,
            lambda: network.prefix_lists(scope, _prefix_lists(facts)),
        ),
    )
    return {
        "queues": queues,
        "destinations": destinations,
        "bucket_notifications": notifications,
        "prefix_lists": lists,
    }


def _mappings(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    fact = facts.get("event_source_mappings")
    return fact.value if isinstance(fact, Known) else ()


def _sources(facts: Mapping[str, Any]) -> set[str]:
    return {m.source_arn for m in _mappings(facts) if m.kind == "sqs" and m.source_arn}


def _failure_targets(functions: Iterable[Function], facts: Mapping[str, Any]) -> set[str]:
    named = {m.on_failure for m in _mappings(facts)}
    for function in functions:
        named.add(function.dead_letter_target)
        configs = function.event_invoke_configs
        if isinstance(configs, Known):
            named.update(config.on_failure for config in configs.value)
    return {arn for arn in named if arn}


def _buckets(functions: Iterable[Function]) -> set[str]:
    """Return the buckets that resource policies name as a source of events."""
    found: set[str] = set()
    for function in functions:
        if not isinstance(function.policies, Known):
            continue
        for text in function.policies.value.values():
            if isinstance(text, Known) and "s3.amazonaws.com" in text.value:
                found.update(_bucket_names(text.value))
    return found


def _bucket_names(policy: str) -> set[str]:
    try:
        strings = _strings(json.loads(policy))
    except ValueError:
        return set()
    arns = (text.split(":") for text in strings if text.startswith("arn:"))
    # A bucket's ARN carries neither region nor account.
    names = {p[5].split("/")[0] for p in arns if len(p) == 6 and p[2:5] == ["s3", "", ""]}  # noqa: PLR2004
    return {name for name in names if name and "*" not in name and "?" not in name}


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []


def _prefix_lists(facts: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    groups, tables = facts.get("security_groups"), facts.get("route_tables")
    if isinstance(groups, Known):
        for group in groups.value:
            found.update(r.prefix_list_id for r in (*group.ingress, *group.egress))
    if isinstance(tables, Known):
        found.update(r.destination for table in tables.value for r in table.routes)
    return {name for name in found if name and name.startswith("pl-")}


async def _finished(
    scope: Scope, found: list[Read], signing: Fact[Mapping[str, str]] | None
) -> list[Function]:
    """Add what bulk answers say of single functions: images, metrics and code signing."""
    functions = [read.function for read in found]
    if Need.CODE_SIGNING in scope.needs and signing is not None:
        functions = [replace(f, code_signing=_signed(f, signing)) for f in functions]
    functions = await metrics.with_metrics(scope, functions)
    if Need.IMAGES not in scope.needs:
        return functions
    sizes = await known(_sizes(scope, found), "ecr:DescribeImages", scope.region)
    return [
        replace(function, image=_image(read, sizes))
        for read, function in zip(found, functions, strict=True)
    ]


async def _sizes(scope: Scope, found: list[Read]) -> dict[str, Fact[Image | None]]:
    """Return images by the URI that Lambda resolved, or by the tag it was resolved from."""
    wanted = {read.image_uri: read for read in found if read.wants_image}
    built = {uri: read.function.architecture for uri, read in wanted.items()}
    sizes = dict(await images.images(scope, ((uri, None) for uri in wanted), built))
    missing = {
        read.image_tag: built[uri]
        for uri, read in wanted.items()
        if read.image_tag and isinstance(fact := sizes[uri], Unknown) and fact.code == _INCOMPLETE
    }
    if missing:
        tagged = await images.images(scope, ((uri, None) for uri in missing), missing)
        for uri, read in wanted.items():
            if isinstance(sizes[uri], Unknown) and read.image_tag:
                sizes[uri] = tagged.get(read.image_tag, sizes[uri])
    return sizes


def _signed(function: Function, signing: Fact[Mapping[str, str]]) -> Fact[str | None]:
    if isinstance(function.code_signing, Known):
        return function.code_signing
    return signing if isinstance(signing, Unknown) else Known(signing.value.get(function.arn))


def _image(read: Read, sizes: Fact[dict[str, Fact[Image | None]]]) -> Fact[Image | None]:
    function = read.function
    if isinstance(function.image, Known):
        return function.image
    if function.package_type != "Image":
        return Known(None)
    if isinstance(function.details, Unknown):
        return function.details
    if isinstance(sizes, Unknown):
        return sizes
    return sizes.value.get(read.image_uri) or Unknown(reason="Lambda names no image")


def _tagged(function: Function, wanted: Mapping[str, str]) -> bool:
    if isinstance(function.details, Unknown) or isinstance(function.details.value.tags, Unknown):
        return True  # not proven to be out of scope
    tags = function.details.value.tags.value
    return all(tags.get(name) == value for name, value in wanted.items())
