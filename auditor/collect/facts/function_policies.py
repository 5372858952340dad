"""Resource policies of a function, of its aliases, and of the versions that something names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType

from auditor.collect.aws.fact_barrier import await_fact
from auditor.collect.aws.members import text
from auditor.collect.facts import function_calls
from auditor.collect.facts.function_draft import Draft
from auditor.collect.facts.function_listing import Invoked, Listing
from auditor.collect.scope import RegionScope
from auditor.model import Fact, Function, Known, Need, Sighting, Unknown

LATEST = function_calls.LATEST
# Keys of `Function.policies` for policies whose qualifiers are unknown.
ALIASES_UNREAD = "(aliases)"  # the aliases could not be listed
VERSIONS_UNREAD = "(versions)"  # a list that may name versions was lost

ALIASES_NOT_WANTED = Unknown(reason="policies of aliases were left out of this audit")


async def policy(scope: RegionScope, function: Function, name: str) -> str | None:
    """Return the resource policy of a qualifier as text; None: it has none.

    Raises:
        LostError: the call was lost.
    """
    request = {"FunctionName": function.name}
    if name != LATEST:
        request["Qualifier"] = name
    answer = await scope.calls.one("lambda:GetPolicy", scope.region, absent=True, **request)
    return None if answer is None else text(answer, "Policy")


async def web_function_policies(scope: RegionScope, arn: str) -> Fact[Mapping[str, Fact[str]]]:
    """Return the one policy of a Web Function, under the key of a function's own."""
    read = "lambda-web:GetResourcePolicy"

    async def ask() -> str | None:
        answer = await scope.calls.one(read, scope.region, absent=True, resourceArn=arn)
        return None if answer is None else text(answer, "policy")

    found = await await_fact(ask(), read, scope.region)
    return found if isinstance(found, Unknown) else Known(existing({LATEST: found}))


def existing(found: Mapping[str, Fact[str | None]]) -> Mapping[str, Fact[str]]:
    """Return the policies that exist or could not be read, by qualifier."""
    kept: dict[str, Fact[str]] = {}
    for name, fact in sorted(found.items()):
        if isinstance(fact, Unknown):
            kept[name] = fact
        elif fact.value is not None:
            kept[name] = Known(fact.value)
    return MappingProxyType(kept)


async def own_policy(draft: Draft) -> dict[str, Fact[str | None]]:
    """Return the function's own policy, by its qualifier."""
    return await _texts(draft, [LATEST])


async def other_policies(draft: Draft, invoked: Invoked) -> dict[str, Fact[str | None]]:
    """Return the policies of aliases, and of the published versions that something names."""
    texts = await _of_aliases(draft)
    await invoked.done.wait()
    return {**texts, **await _of_versions(draft, invoked)}


async def _of_aliases(draft: Draft) -> dict[str, Fact[str | None]]:
    names = draft.facts["aliases"]
    if isinstance(names, Unknown):
        return {ALIASES_UNREAD: names}
    if draft.scope.options.alias_policies:
        return await _texts(draft, sorted(names.value))
    return dict.fromkeys(names.value, ALIASES_NOT_WANTED)


async def _of_versions(draft: Draft, invoked: Invoked) -> dict[str, Fact[str | None]]:
    versions = draft.facts["versions"]
    if draft.scope.options.all_versions and isinstance(versions, Known):
        return await _texts(draft, versions.value)
    used = {name for name in invoked.qualifiers.get(draft.listed.arn, ()) if name.isdigit()}
    texts = await _texts(draft, sorted(used))
    doubt = invoked.doubt()
    if isinstance(doubt, Unknown) and versions != Known(()):
        texts[VERSIONS_UNREAD] = doubt
    return texts


async def _texts(draft: Draft, names: Iterable[str]) -> dict[str, Fact[str | None]]:
    """Return the policies of several qualifiers; those that an earlier run read are kept."""
    before = draft.earlier.policies
    old = before.value if isinstance(before, Known) else {}
    found: dict[str, Fact[str | None]] = {}
    unread: list[str] = []
    for name in names:
        asked = f"policies/{name}"
        fact = old.get(name)
        if asked not in draft.earlier.asked or isinstance(fact, Unknown):
            unread.append(name)
        else:
            found[name] = Known(None if fact is None else fact.value)
        draft.asked.add(asked)
    scope, function = draft.scope, draft.listed
    facts = await asyncio.gather(
        *(
            await_fact(policy(scope, function, name), "lambda:GetPolicy", scope.region)
            for name in unread
        )
    )
    return {**found, **dict(zip(unread, facts, strict=True))}


async def read_aliases(draft: Draft, listing: Listing, invoked: Invoked) -> None:
    """List the aliases of a function that may have some."""
    arn = draft.listed.arn
    asked = listing.may_have_aliases(arn)
    if not asked:
        await invoked.done.wait()
        named = bool(invoked.qualifiers.get(arn))
        asked = named or isinstance(invoked.doubt(), Unknown)
    seen: list[Sighting] = []
    ask = partial(function_calls.aliases, seen=seen)
    await draft.read_if_worth(Need.ALIASES, ask, worth=asked, instead=Known(MappingProxyType({})))
    kept = draft.facts.get("aliases") is draft.earlier.aliases  # as an earlier run left it
    draft.facts["alias_secrets"] = draft.earlier.alias_secrets if kept else tuple(seen)
