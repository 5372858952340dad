"""One region from its first list call to its facts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeAlias

from auditor.collect.aws.fact_barrier import await_fact
from auditor.collect.aws.members import Raw
from auditor.collect.aws.operations import FACTS, FactRow
from auditor.collect.facts import code_signing, images, named_resources
from auditor.collect.facts.function_listing import Invoked, Listing, list_functions
from auditor.collect.facts.function_reader import (
    Read,
    expect,
    read_function,
    second_look,
)
from auditor.collect.facts.metrics import with_metrics
from auditor.collect.facts.other_functions import OtherFunctions, other_functions
from auditor.collect.facts.queues_and_destinations import Targets
from auditor.collect.scope import RegionScope
from auditor.collect.table.rows import Names, Owner
from auditor.model import Fact, Function, Known, Need, Region, Unknown, with_facts
from auditor.model.fact import NOT_ASKED

Facts: TypeAlias = dict[str, Fact[Any]]  # by field of the region

# Known as soon as the functions are listed; then, what is read of the region names more; and for
# the rest every function must have been read.
_NAMED_BY_THE_LIST = frozenset({Names.VPCS, Names.LOG_GROUPS, Names.LAYERS})
_NAMED_BY_THE_REGION = frozenset({Names.PREFIX_LISTS, Names.APIS})
_NAMED_BY_FUNCTIONS = frozenset(Names) - _NAMED_BY_THE_LIST - _NAMED_BY_THE_REGION
_ROWS = tuple(row for row in FACTS.values() if row.owner is Owner.REGION and (row.read or row.item))
_ASKED = tuple(
    row.field for row in sorted(_ROWS, key=lambda row: row.names not in _NAMED_BY_THE_LIST)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A region's facts, and what was lost without a function that could carry it."""

    region: Region
    gaps: tuple[Unknown, ...] = ()


@dataclass(slots=True, kw_only=True)
class _UnderWay:
    """What was begun while the functions were being listed."""

    functions: list[asyncio.Task[Read | None]] = field(default_factory=list)
    bulk: asyncio.Task[Facts] | None = None
    signing: asyncio.Task[Fact[Mapping[str, str]]] | None = None


async def read_region(scope: RegionScope) -> Collected:
    """Read everything that is wanted of a region; one that is empty costs a single call."""
    listing = Listing()
    begun = await _begin(scope, listing)
    others = await other_functions(scope)
    scope.listed((*listing.functions.values(), *others.functions()), listing.lost)
    if begun.bulk is None or begun.signing is None:
        return _without_functions(scope, listing, others)
    _settle_listing(scope, listing, others)
    asked: dict[str, tuple[str, ...]] = {}
    targets = Targets(scope)
    early = asyncio.create_task(_read_by_lists(scope, listing, begun.bulk, targets, asked))
    reads = [read for read in await asyncio.gather(*begun.functions) if read is not None]
    reads = await second_look(scope, reads)
    facts = await early
    found = [read.function for read in reads]
    named, destinations, functions = await asyncio.gather(
        _by_name(scope, _NAMED_BY_FUNCTIONS, found, facts, asked),
        targets.read_destinations(found, facts),
        _functions(scope, reads, await begun.signing),
    )
    region = Region(
        name=scope.region,
        functions=Known(tuple(sorted(functions, key=lambda f: f.name))),
        vanished=_vanished(scope, len(begun.functions) - len(reads)),
        asked=MappingProxyType({name: asked[name] for name in _ASKED if name in asked}),
        destinations=destinations,
        **_of_others(others),
        **{**facts, **named},  # a test compares the rows with the fields
    )
    return Collected(region=region, gaps=(*listing.odd, *filter(None, (listing.lost,))))


def _settle_listing(scope: RegionScope, listing: Listing, others: OtherFunctions) -> None:
    if scope.so_far is not None:
        scope.so_far.add_listed(scope.region, listing.functions.values())
        unasked = (row.field for row in _ROWS if row.names and row.need not in scope.needs)
        scope.settle({**_of_others(others), **dict.fromkeys(unasked, NOT_ASKED)})


async def _begin(scope: RegionScope, listing: Listing) -> _UnderWay:
    """List the functions, and begin to read each of them as soon as it is known."""
    begun, invoked = _UnderWay(), Invoked()
    async for function in list_functions(scope, listing):
        if begun.bulk is None:
            begun.bulk = asyncio.create_task(_of_the_region(scope, invoked))
            begun.signing = asyncio.create_task(_code_signing(scope))
        scope.calls.progress.add("functions", total=1)
        expect(scope, function)
        work = read_function(scope, function, listing, invoked)
        begun.functions.append(asyncio.create_task(_read_function(scope, function, work)))
    return begun


async def _read_function(
    scope: RegionScope, listed: Function, work: Awaitable[Read | None]
) -> Read | None:
    """Return a function as it was read; a mistake of the program leaves its facts unknown."""
    found = await await_fact(work, "", scope.region)
    read = _unread(scope, listed, found) if isinstance(found, Unknown) else found.value
    scope.calls.progress.add("functions", done=1)
    if read is not None and scope.so_far is not None:
        scope.so_far.add_read(scope.region, read.function)
    if read is None and Need.RESOURCE_POLICY in scope.needs:
        scope.calls.expect("lambda:GetPolicy", scope.region, -1)  # it will never be asked
    return read


def _unread(scope: RegionScope, listed: Function, why: Unknown) -> Read:
    rows = (row for row in FACTS.values() if row.owner is Owner.FUNCTION)
    facts = {row.field: why for row in rows if row.need in scope.needs}
    return Read(function=with_facts(listed, **facts))


def _without_functions(scope: RegionScope, listing: Listing, others: OtherFunctions) -> Collected:
    functions: Fact[tuple[Function, ...]] = Known(())
    if listing.lost is not None:
        functions = listing.lost
    elif listing.odd:
        functions = listing.odd[0]
    region = Region(name=scope.region, functions=functions, **_of_others(others))
    if scope.so_far is not None:
        scope.so_far.add_region(region)
    return Collected(region=region)


def _of_others(others: OtherFunctions) -> dict[str, Any]:
    return {"web_functions": others.web_functions, "microvm_images": others.microvm_images}


def _vanished(scope: RegionScope, now: int) -> int:
    """Return how many functions were deleted meanwhile; a list that is kept has fewer to find."""
    before = scope.before
    kept = before is not None and isinstance(before.functions, Known)
    return now + (before.vanished if before is not None and kept else 0)


def _reader(row: FactRow) -> Callable[..., Awaitable[Any]]:
    if row.item is not None:
        return partial(_items, row.operations[0], row.item)
    module, name = row.read.split(".")
    read: Callable[..., Awaitable[Any]] = getattr(
        import_module(f"auditor.collect.facts.{module}"), name
    )
    return read


async def _items(operation: str, item: Callable[[Raw], Any], scope: RegionScope) -> tuple[Any, ...]:
    return tuple(map(item, await scope.calls.all(operation, scope.region)))


def _earlier(scope: RegionScope, name: str) -> Fact[Any]:
    fact: Fact[Any] = NOT_ASKED if scope.before is None else getattr(scope.before, name)
    return fact


async def _of_the_region(scope: RegionScope, invoked: Invoked) -> Facts:
    """Read what one list says of all functions; needs no function to be known."""

    async def read(row: FactRow) -> tuple[str, Fact[Any]]:
        fact = await scope.fact(row, _earlier(scope, row.field), lambda: _reader(row)(scope))
        invoked.learn(row.field, fact)
        return row.field, fact

    try:
        facts = dict(await asyncio.gather(*(read(row) for row in _ROWS if row.names is None)))
    finally:
        invoked.done.set()
    scope.settle(facts)
    return facts


async def _by_name(
    scope: RegionScope,
    kinds: frozenset[Names],
    functions: Sequence[Function],
    facts: Facts,
    asked: dict[str, tuple[str, ...]],
) -> Facts:
    """Read what is asked for by names that functions and facts hold; note the names in `asked`.

    A fact of an earlier run is kept only if it was asked for the same names: an earlier list of
    functions, or an earlier policy, may have been lost.
    """
    before = scope.before.asked if scope.before is not None else {}

    async def read(row: FactRow, names: tuple[str, ...]) -> tuple[str, Fact[Any]]:
        same = before.get(row.field) == names
        earlier = _earlier(scope, row.field) if same else NOT_ASKED
        return row.field, await scope.fact(row, earlier, lambda: _reader(row)(scope, names))

    wanted, tags = [], scope.options.owner_tags
    for row in _ROWS:
        if row.names in kinds and row.need in scope.needs:
            names = tuple(sorted(named_resources.names(row.names, functions, facts, tags)))
            asked[row.field] = names
            wanted.append(read(row, names))
    found = dict(await asyncio.gather(*wanted))
    scope.settle(found)
    return found


async def _read_by_lists(
    scope: RegionScope,
    listing: Listing,
    bulk: Awaitable[Facts],
    targets: Targets,
    asked: dict[str, tuple[str, ...]],
) -> dict[str, Any]:
    """Return the facts that wait for no function to be read, the queues among them."""
    listed = tuple(listing.functions.values())
    later = _by_name(scope, _NAMED_BY_THE_LIST, listed, {}, asked)
    of_all, by_list = await asyncio.gather(bulk, later)
    facts = {**of_all, **by_list}
    named, queues = await asyncio.gather(
        _by_name(scope, _NAMED_BY_THE_REGION, listed, facts, asked),
        targets.read_queues(listed, facts),
    )
    scope.settle({"queues": queues})
    return {**facts, **named, "queues": queues}


async def _code_signing(scope: RegionScope) -> Fact[Mapping[str, str]]:
    """Read who is under a code-signing policy, unless an earlier run knew it of everyone."""
    row = FACTS[Need.CODE_SIGNING]
    before = scope.before.functions if scope.before is not None else NOT_ASKED
    settled = isinstance(before, Known) and all(
        isinstance(function.code_signing, Known) for function in before.value
    )
    earlier: Fact[Mapping[str, str]] = Known({}) if settled else NOT_ASKED
    return await scope.fact(row, earlier, lambda: code_signing.code_signing(scope))


async def _functions(
    scope: RegionScope, found: list[Read], signing: Fact[Mapping[str, str]]
) -> list[Function]:
    """Return the functions with what only all of them together tell."""
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


def _tagged(function: Function, wanted: Mapping[str, str]) -> bool:
    if isinstance(function.details, Unknown) or isinstance(function.details.value.tags, Unknown):
        return True  # not proven to be out of scope
    tags = function.details.value.tags.value
    return all(tags.get(name) == value for name, value in wanted.items())
