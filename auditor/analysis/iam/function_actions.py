"""Which of Lambda's actions a function's own policy can open, and how much each one gives away."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from auditor.analysis.iam.actions import action, actions_of, expand
from auditor.analysis.iam.document import Statement
from auditor.analysis.iam.matching import has_wildcard
from auditor.model import EVENT_FUNCTION, WEB_FUNCTION

INVOKE = "lambda:invokefunction"
INVOKE_URL = "lambda:invokefunctionurl"
INVOKE_WEB = "lambda:invokewebfunctionendpoint"
INVOKING = frozenset({INVOKE, INVOKE_URL, INVOKE_WEB})
# The resource that an action must take to be about a function of the kind.
_RESOURCES = {EVENT_FUNCTION: ":function:", WEB_FUNCTION: ":web-function/"}

# Reads that hand out the code, or the variables with their values.
_CONTENT = frozenset(
    {"lambda:getfunction", "lambda:getfunctionconfiguration", "lambda:getwebfunctionrevision"}
)


def invoking(kind: str) -> str:
    """Return the action that invokes a function of the kind directly, in lower case."""
    return INVOKE_WEB if kind == WEB_FUNCTION else INVOKE


@cache
def other_actions(kind: str = EVENT_FUNCTION) -> tuple[str, ...]:
    """Return the actions on a function of the kind other than invoking it, in lower case."""
    resource = _RESOURCES.get(kind, _RESOURCES[EVENT_FUNCTION])
    return tuple(
        key
        for key, known in actions_of("lambda").items()
        if key not in INVOKING and any(resource in t for t in known.resources)
    )


def unknown_actions(statement: Statement) -> tuple[str, ...]:
    """Return Lambda's actions that the statement names and the action data lacks."""
    if statement.not_action:
        return ()
    return tuple(
        a.lower()
        for a in statement.actions
        if a.lower().startswith("lambda:") and not expand(a.lower())
    )


def changes(actions: Iterable[str]) -> bool:
    """Return whether one of the actions (lower case) changes the function; unknown ones may."""
    return any((known := action(name)) is None or known.writes for name in actions)


def shows_content(actions: Iterable[str]) -> bool:
    """Return whether one of the actions (lower case) shows the code or the variables."""
    return any(name in _CONTENT for name in actions)


def are_known(actions: Iterable[str]) -> bool:
    """Return whether the action data knows every one of the actions."""
    return all(action(name) is not None for name in actions)


def names(actions: Iterable[str]) -> tuple[str, ...]:
    """Return actions (lower case) as AWS spells them, those that change something first."""
    listed = sorted(actions, key=lambda name: (not changes((name,)), name not in _CONTENT, name))
    return tuple(known.full_name if (known := action(n)) else n for n in listed)


def is_single(actions: Iterable[str]) -> bool:
    """Return whether the actions, as a statement writes them, hold one action and no pattern."""
    listed = tuple(actions)
    return len(listed) == 1 and not has_wildcard(listed[0])
