"""Resource policies, of a function and of its qualifiers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from auditor.collect.aws.calls import known
from auditor.collect.scope import Scope
from auditor.model import Fact, Function, Known, Unknown

LATEST = "$LATEST"
ALIASES_UNREAD = "(aliases)"  # stands in `policies` for the aliases that could not be listed


async def policy(scope: Scope, function: Function, name: str) -> str | None:
    """Return the resource policy of a qualifier as text; None: it has none.

    Raises:
        LostError: the call was lost.
    """
    request = {"FunctionName": function.name}
    if name != LATEST:
        request["Qualifier"] = name
    answer = await scope.calls.one("lambda:GetPolicy", scope.region, absent=True, **request)
    # Emulators answer an empty policy where AWS says that there is none.
    return (answer["Policy"] or None) if answer is not None else None


async def policies(
    scope: Scope, function: Function, names: Iterable[str]
) -> dict[str, Fact[str | None]]:
    """Read the policies of several qualifiers side by side."""
    wanted = tuple(names)
    facts = await asyncio.gather(
        *(known(policy(scope, function, name), "lambda:GetPolicy", scope.region) for name in wanted)
    )
    return dict(zip(wanted, facts, strict=True))


def existing(found: Mapping[str, Fact[str | None]]) -> Mapping[str, Fact[str]]:
    """Return the policies that exist or could not be read, by qualifier."""
    kept: dict[str, Fact[str]] = {}
    for name, fact in sorted(found.items()):
        if isinstance(fact, Unknown):
            kept[name] = fact
        elif fact.value is not None:
            kept[name] = Known(fact.value)
    return MappingProxyType(kept)
