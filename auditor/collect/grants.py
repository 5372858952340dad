"""Resource policies: who may invoke a function, and what that makes worth asking."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from auditor.collect.calls import known
from auditor.collect.scope import Scope
from auditor.invocation.evidence import Mode
from auditor.invocation.services import MODES, canonical, may_wait
from auditor.model import Fact, Function, Known, Unknown

LATEST = "$LATEST"
ALIASES_UNREAD = "(aliases)"  # stands in `policies` for the aliases that could not be listed
_URL_ACTION = "lambda:invokefunctionurl"


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


def _statements(text: str) -> list[Mapping[str, Any]] | None:
    """Return the Allow statements of a policy; None: it can't be read."""
    try:
        document = json.loads(text)
        found = document["Statement"]
    except (ValueError, TypeError, LookupError):
        return None
    listed = [found] if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        return None
    return [item for item in listed if str(item.get("Effect")).lower() != "deny"]


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def opens_url(policies: Iterable[Fact[str]]) -> bool:
    """Return whether a resource policy lets somebody call a function URL, or could."""
    for text in policies:
        if isinstance(text, Unknown):
            return True
        statements = _statements(text.value)
        if statements is None:
            return True
        for statement in statements:
            actions = _texts(statement.get("Action", ""))
            if "NotAction" in statement or any(
                fnmatchcase(_URL_ACTION, action.lower()) for action in actions
            ):
                return True
    return False


def admits_events(policies: Iterable[Fact[str]]) -> bool:
    """Return whether a resource policy admits a service that may invoke asynchronously."""
    for text in policies:
        if isinstance(text, Unknown):
            return True
        statements = _statements(text.value)
        if statements is None:
            return True
        for statement in statements:
            principal = statement.get("Principal", "*")
            if not isinstance(principal, dict):
                return True  # anybody, services included
            for service in _texts(principal.get("Service", [])):
                if MODES.get(canonical(service)) is not Mode.SYNCHRONOUS:
                    return True
            # "*" among accounts is anybody too; a named account is no service.
            if "*" in _texts(principal.get("AWS", [])):
                return True
    return False


def admits_waiting(policies: Iterable[Fact[str]]) -> bool:
    """Return whether a resource policy admits somebody who waits for the result, or could."""
    read = tuple(policies)
    if opens_url(read):
        return True
    for text in read:
        for statement in (isinstance(text, Known) and _statements(text.value)) or ():
            principal = statement.get("Principal")
            services = _texts(principal.get("Service", [])) if isinstance(principal, dict) else ()
            if any(may_wait(canonical(service)) for service in services):
                return True
    return False


def existing(found: Mapping[str, Fact[str | None]]) -> Mapping[str, Fact[str]]:
    """Return the policies that exist or could not be read, by qualifier."""
    kept: dict[str, Fact[str]] = {}
    for name, fact in sorted(found.items()):
        if isinstance(fact, Unknown):
            kept[name] = fact
        elif fact.value is not None:
            kept[name] = Known(fact.value)
    return MappingProxyType(kept)
