"""What the facts in hand make worth asking about a function."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from auditor.analysis.invocation.evidence import Mode
from auditor.analysis.invocation.services import MODES, canonical, may_wait
from auditor.analysis.tables.runtimes import SNAP_START
from auditor.collect.facts.function_listing import Invoked
from auditor.model import Fact, Function, Known, Need, Unknown

_URL_ACTION = "lambda:invokefunctionurl"


def event_invoke_configs(
    function: Function,
    policies: Iterable[Fact[str]],
    invoked: Invoked,
    needs: frozenset[Need],
) -> bool:
    """Return whether anything shows that events may come asynchronously."""
    return (
        Need.METRICS in needs  # the metric may show asynchronous events
        or function.dead_letter_target is not None
        or function.arn in invoked.asynchronously
        or admits_events(policies)
    )


def provisioned_concurrency(
    function: Function,
    policies: Iterable[Fact[str]],
    invoked: Invoked,
    needs: frozenset[Need],
) -> bool:
    """Return whether its use may be judged, or somebody may wait for cold starts."""
    if Need.METRICS in needs or Need.RESOURCE_POLICY not in needs:
        return True
    if function.runtime not in SNAP_START or function.snap_start == "PublishedVersions":
        return False
    return function.arn in invoked.by_api or admits_waiting(policies)


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
