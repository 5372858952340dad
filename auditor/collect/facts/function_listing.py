"""Lists a region's functions, and keeps what its lists bring while functions are already read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from auditor.collect.aws.fact_barrier import ODD, LostError, odd_answer
from auditor.collect.aws.members import OddAnswerError, function_arn, text
from auditor.collect.facts.function_parser import function as parse
from auditor.collect.scope import RegionScope
from auditor.model import Fact, Function, Known, Loss, Need, Unknown
from auditor.model.arn import parse_arn, qualifier, unqualified
from auditor.model.fact import NOT_ASKED

# Up to this many functions a region, every one is asked for its aliases. Above, only those with
# published versions, or with an alias that something names: see docs/decisions/0005.
ALIASES_OF_ALL = 300

# Published versions a function, above which listing all of them costs more than it saves.
_VERSIONS_A_FUNCTION = 25
_PAGES_BEFORE_JUDGING = 20
_LISTING = "lambda:ListFunctions"
# Fields of a region whose lists name the functions, and their qualifiers, that they invoke.
_NAMING = frozenset(
    {"api_integrations", "event_rules", "event_source_mappings", "schedules", "subscriptions"}
)
_VERSIONS_UNREAD = Unknown(reason="the region has too many published versions to list them all")


@dataclass(slots=True)
class Listing:
    """What ListFunctions has brought so far."""

    functions: dict[str, Function] = field(default_factory=dict)  # by ARN, as listed
    versions: dict[str, list[str]] = field(default_factory=dict)  # by ARN
    done: asyncio.Event = field(default_factory=asyncio.Event)
    swept: bool = False  # every published version was listed
    lost: Unknown | None = None  # why it ended before its end
    odd: list[Unknown] = field(default_factory=list)

    def versions_of(self, arn: str) -> Fact[tuple[str, ...]]:
        """Return a function's published versions, oldest first; wants `done`."""
        if self.swept:
            return Known(tuple(sorted(self.versions.get(arn, ()), key=_number)))
        return self.lost or _VERSIONS_UNREAD

    def may_have_aliases(self, arn: str) -> bool:
        """Return whether it is worth a call to ask for a function's aliases; wants `done`."""
        small = len(self.functions) <= ALIASES_OF_ALL
        return small or not self.swept or bool(self.versions.get(arn))


@dataclass(slots=True)
class Invoked:
    """Who is invoked by what, as the region's other lists show it."""

    asynchronously: set[str] = field(default_factory=set)  # unqualified ARNs
    by_api: set[str] = field(default_factory=set)  # unqualified ARNs
    qualifiers: dict[str, set[str]] = field(default_factory=dict)  # by unqualified ARN
    lost: dict[str, Unknown] = field(default_factory=dict)  # lists that were not read, by field
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def doubt(self, *lists: str) -> Unknown | bool:
        """Return why something may invoke functions unseen, False if nothing can.

        Only the named lists count, or all of them if none is named.
        """
        lost = [self.lost[name] for name in sorted(self.lost) if not lists or name in lists]
        return next(iter(lost), False)

    def learn(self, name: str, fact: Fact[Any]) -> None:
        """Take in one of the region's lists."""
        if isinstance(fact, Unknown):
            if name in _NAMING and fact != NOT_ASKED:
                self.lost[name] = fact
            return
        pushed: list[str] = []
        others: list[str] = []
        if name == "event_rules":
            pushed = [arn for rule in fact.value for arn in rule.function_arns]
        elif name == "schedules":
            pushed = [item.function_arn for item in fact.value]
        elif name == "subscriptions":  # the policy that a topic needs shows that events come
            others = [item.function_arn for item in fact.value]
        elif name == "api_integrations":
            pushed = [item.function_arn for item in fact.value if item.asynchronous]
            others = [item.function_arn for item in fact.value]
            self.by_api.update(unqualified(arn) for arn in others)
        elif name == "event_source_mappings":
            others = [item.function_arn for item in fact.value]
        self.asynchronously.update(unqualified(arn) for arn in pushed)
        for arn in (*pushed, *others):
            named = qualifier(arn)
            if named and named != "$LATEST":
                self.qualifiers.setdefault(unqualified(arn), set()).add(named)


async def list_functions(scope: RegionScope, listing: Listing) -> AsyncIterator[Function]:
    """Yield each function once, as soon as its page is there, and fill the listing."""
    before = scope.before
    if before is not None and isinstance(before.functions, Known):
        for function in before.functions.value:
            listing.functions[function.arn] = function
            if isinstance(function.versions, Known):
                listing.versions[function.arn] = list(function.versions.value)
            yield function
        listing.swept = all(isinstance(f.versions, Known) for f in before.functions.value)
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
        denied = lost.unknown.loss is Loss.DENIED
        listing.lost = replace(
            lost.unknown,
            operation=_LISTING,
            iam_action=_LISTING if denied else "",
            region=scope.region,
        )
    finally:
        listing.done.set()


async def _pages(
    scope: RegionScope, listing: Listing, *, all_versions: bool
) -> AsyncIterator[Function]:
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


def _one(scope: RegionScope, listing: Listing, raw: Mapping[str, Any]) -> Function | None:
    arn = unqualified(function_arn(raw, "FunctionArn"))
    if not _is_own(scope, arn):
        raise OddAnswerError("FunctionArn")
    version = text(raw, "Version")
    if version != "$LATEST":
        if not version.isdigit():
            raise OddAnswerError("Version")
        known_versions = listing.versions.setdefault(arn, [])
        if version not in known_versions:
            known_versions.append(version)
        return None
    if arn in listing.functions:  # pages may repeat an item
        return None
    glob = scope.options.function_glob
    if glob is not None and not fnmatchcase(text(raw, "FunctionName"), glob):
        return None
    function = parse(raw, scope.region, scope.classifier)
    listing.functions[arn] = function
    return function


def _is_own(scope: RegionScope, arn: str) -> bool:
    """Return whether a function is one of the region and account that were asked."""
    named = parse_arn(arn)
    return named.region == scope.region and scope.account in {"", named.account}


def _number(version: str) -> tuple[int, str]:
    return (int(version), "") if version.isdigit() else (0, version)
