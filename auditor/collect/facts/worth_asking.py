"""What the facts in hand make worth asking about a function.

An answer is yes, no, or the `Unknown` that leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from auditor.analysis.invocation.evidence import Mode
from auditor.analysis.invocation.services import MODES, canonical, may_wait
from auditor.analysis.tables.runtimes import SNAP_START
from auditor.collect.facts.function_listing import Invoked
from auditor.collect.facts.values import account_json
from auditor.model import Fact, Function, Known, Need, Unknown, setting
from auditor.model.fact import NOT_ASKED

Worth: TypeAlias = bool | Unknown

_URL_ACTION = "lambda:invokefunctionurl"


def event_invoke_configs(
    function: Function,
    policies: Iterable[Fact[str]],
    invoked: Invoked,
    needs: frozenset[Need],
) -> Worth:
    """Return whether anything shows that events may come asynchronously."""
    if Need.METRICS in needs:  # the metric may show asynchronous events
        return True
    target = setting(function, "dead_letter_target")
    return _any(
        target if isinstance(target, Unknown) else target.value is not None,
        function.arn in invoked.asynchronously,
        admits_events(policies),
        invoked.doubt("event_rules", "schedules", "api_integrations"),
    )


def provisioned_concurrency(
    function: Function,
    policies: Iterable[Fact[str]],
    invoked: Invoked,
    needs: frozenset[Need],
) -> Worth:
    """Return whether its use may be judged, or a caller may wait for cold starts."""
    if Need.METRICS in needs or Need.RESOURCE_POLICY not in needs:
        return True
    runtime, snap_start = setting(function, "runtime"), setting(function, "snap_start")
    if isinstance(runtime, Known) and runtime.value not in SNAP_START:
        return False
    if snap_start == Known("PublishedVersions"):
        return False
    waits = admits_waiting(policies)
    return _any(function.arn in invoked.by_api, waits, invoked.doubt("api_integrations"))


def _any(*answers: Worth) -> Worth:
    """Return True if one answer is; else why one is unknown, lost calls first; else False."""
    if True in answers:
        return True
    unknown = [answer for answer in answers if isinstance(answer, Unknown)]
    lost = [answer for answer in unknown if answer.operation]
    return next(iter((*lost, *unknown)), False)


def _any_policy(
    policies: Iterable[Fact[str]], question: Callable[[list[Mapping[str, Any]]], bool]
) -> Worth:
    """Return whether the Allow statements of a policy answer the question with yes.

    Policies that no check needs cannot rule anything out, and neither can malformed ones.
    """
    answers: list[Worth] = []
    for text in policies:
        if isinstance(text, Unknown):
            answers.append(True if text == NOT_ASKED else text)
            continue
        statements = _statements(text.value)
        answers.append(statements is None or question(statements))
    return _any(*answers)


def _statements(text: str) -> list[Mapping[str, Any]] | None:
    """Return the Allow statements of a policy, or None if it cannot be read."""
    document = account_json(text)
    found = document.get("Statement") if isinstance(document, dict) else None
    listed = [found] if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        return None
    return [item for item in listed if str(item.get("Effect")).lower() != "deny"]


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def opens_url(policies: Iterable[Fact[str]]) -> Worth:
    """Return whether a resource policy lets a caller use a function URL, or could."""
    return _any_policy(policies, lambda statements: any(map(_opens_url, statements)))


def _opens_url(statement: Mapping[str, Any]) -> bool:
    actions = _texts(statement.get("Action", ""))
    return "NotAction" in statement or any(
        fnmatchcase(_URL_ACTION, action.lower()) for action in actions
    )


def admits_events(policies: Iterable[Fact[str]]) -> Worth:
    """Return whether a resource policy admits a service that may invoke asynchronously."""
    return _any_policy(policies, lambda statements: any(map(_admits_events, statements)))


def _admits_events(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal", "*")
    if not isinstance(principal, dict):
        return True  # everybody, services included
    services = _texts(principal.get("Service", []))
    if any(MODES.get(canonical(service)) is not Mode.SYNCHRONOUS for service in services):
        return True
    # "*" among accounts is everybody too; a named account is no service.
    return "*" in _texts(principal.get("AWS", []))


def admits_waiting(policies: Iterable[Fact[str]]) -> Worth:
    """Return whether a resource policy admits a caller that waits for the result, or could."""
    read = tuple(policies)
    waits = _any_policy(read, lambda statements: any(map(_admits_waiting, statements)))
    return _any(opens_url(read), waits)


def _admits_waiting(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    services = _texts(principal.get("Service", [])) if isinstance(principal, dict) else ()
    return any(may_wait(canonical(service)) for service in services)
