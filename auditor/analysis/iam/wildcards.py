"""How wide the role's grants are in actions: whole services, and patterns that are less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from auditor.analysis.iam.actions import (
    Action,
    actions_of,
    expand,
    services,
)
from auditor.analysis.iam.conditions import Truth
from auditor.analysis.iam.effective import EffectiveRole, Grant
from auditor.analysis.iam.matching import covers, has_wildcard, matches

_SHORTEST_NAME = 3  # no action has fewer letters, so `?`, `??` and `???` before a `*` say nothing
_ANY_ACTION = "\ue000" * 12
_FEW = 10  # what is left of a service is "a few" below this part of its actions
_SMALL = 3  # of a service with less actions, a pattern for one is no grant of all


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeService:
    """A statement that grants every action of some services."""

    grant: Grant
    written: tuple[str, ...]
    services: tuple[str, ...]  # those that Deny and boundary leave; unknown ones included


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialWildcard:
    """A statement with wildcards in actions that are less than a service."""

    grant: Grant
    written: tuple[str, ...]
    actions: tuple[Action, ...] = field(repr=False)  # known ones that remain allowed


def whole_service_pattern(pattern: str) -> str | None:
    """Return which services (as a pattern) an action pattern grants whole; None: none."""
    if pattern.strip("*") == "":
        return "*"
    service, _, name = pattern.partition(":")
    if "*" not in name or name.strip("*?") or name.count("?") > _SHORTEST_NAME:
        return None
    return service


def _covers_resources(deny: Grant, grant: Grant) -> bool:
    if deny.everywhere:
        return True
    if deny.statement.not_resource or grant.statement.not_resource:
        return False
    return all(any(covers(d, r) for d in deny.resources) for r in grant.resources)


def cancelling_denies(role: EffectiveRole, grant: Grant) -> tuple[Grant, ...]:
    """Return the Deny statements that surely take in all resources of the statement."""
    return tuple(
        d
        for d in role.denies.every
        if d.somewhere.truth is Truth.YES and _covers_resources(d, grant)
    )


def _within_limits(role: EffectiveRole, action: str) -> bool:
    return all(
        any(g.names(action) and g.somewhere.truth is not Truth.NO for g in limit.of(action))
        for limit in role.limits
    )


def remains(role: EffectiveRole, cancelling: tuple[Grant, ...], action: str) -> bool:
    """Return whether Deny and the role's limits leave the action (lower case)."""
    return not any(d.names(action) for d in cancelling) and _within_limits(role, action)


def _service_remains(role: EffectiveRole, cancelling: tuple[Grant, ...], service: str) -> bool:
    """Return whether the grant still covers the whole service.

    Deny must take all but a few of its actions away; a boundary that names less than half of them
    makes a list of the grant.
    """
    touching = [
        d
        for d in cancelling
        if d.statement.not_action
        or any(matches(p.partition(":")[0] or "*", service) for p in (*d.exact, *d.wild))
        or "*" in d.wild
    ]
    if not touching and not role.limits:
        return True
    if not all(limit.of(f"{service}:") for limit in role.limits):
        return False
    names = tuple(actions_of(service)) or (f"{service}:{_ANY_ACTION}",)
    within = [name for name in names if _within_limits(role, name)]
    kept = sum(not any(d.names(name) for d in touching) for name in within)
    return len(within) * 2 >= len(names) and kept * _FEW >= len(names)


def _services_granted(grant: Grant) -> Iterator[str]:
    if grant.statement.not_action:
        named = (_services_like(p.partition(":")[0]) for p in (*grant.exact, *grant.wild))
        excluded = set(chain.from_iterable(named))
        yield from (s for s in services() if s not in excluded)
        return
    for pattern in grant.wild:
        service = whole_service_pattern(pattern)
        if service is None:
            continue
        yield from _services_like(service)
    yield from _spelt_out(grant)


@lru_cache(maxsize=1024)
def _services_like(pattern: str) -> tuple[str, ...]:
    if not has_wildcard(pattern):
        return (pattern,)
    return tuple(s for s in services() if matches(pattern, s))


def _spelt_out(grant: Grant) -> Iterator[str]:
    """Yield services of which the statement's partial patterns together name every action."""
    named = {p.partition(":")[0] for p in grant.wild if whole_service_pattern(p) is None}
    for service in named:
        known = actions_of(service)
        if len(known) >= _SMALL and all(map(grant.names, known)):
            yield service


def _granting(role: EffectiveRole) -> Iterator[Grant]:
    """Yield what applies somewhere: a tag that the resource must have narrows no action."""
    return (g for g in role.allows.every if g.somewhere.truth is not Truth.NO)


def whole_services(role: EffectiveRole) -> Iterator[WholeService]:
    """Yield each statement that grants every action of at least one service."""
    for grant in _granting(role):
        granted = list(dict.fromkeys(_services_granted(grant)))
        if not granted:
            continue
        cancelling = cancelling_denies(role, grant)
        if cancelling or role.limits:
            granted = [s for s in granted if _service_remains(role, cancelling, s)]
        left = tuple(sorted(granted))
        if left:
            written = tuple(
                a
                for a in grant.statement.actions
                if grant.statement.not_action
                or whole_service_pattern(a.lower()) is not None
                or a.lower().partition(":")[0] in left
            )
            yield WholeService(grant=grant, written=written, services=left)


def partial_wildcards(role: EffectiveRole) -> Iterator[PartialWildcard]:
    """Yield each statement with a wildcard in an action that is less than a whole service."""
    for grant in _granting(role):
        if grant.statement.not_action:
            continue
        cancelling = cancelling_denies(role, grant)
        written, left = [], []
        for action in dict.fromkeys(grant.statement.actions):
            if not has_wildcard(action) or whole_service_pattern(action.lower()) is not None:
                continue
            known = expand(action.lower())
            kept = [a for a in known if remains(role, cancelling, a.key)]
            if kept or (not known and remains(role, cancelling, _stand_in(action))):
                written.append(action)
                left += kept
        if written:
            actions = tuple({a.full_name: a for a in left}.values())
            yield PartialWildcard(grant=grant, written=tuple(written), actions=actions)


def _stand_in(action: str) -> str:
    return action.lower().replace("*", "\ue000").replace("?", "\ue000")
