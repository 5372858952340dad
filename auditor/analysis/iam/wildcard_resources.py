"""Grants on resources of any name, and actions that AWS does not document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from auditor.analysis.iam.access_levels import danger
from auditor.analysis.iam.actions import Action, actions_of, any_resource, expand
from auditor.analysis.iam.conditions import Doubt, Truth
from auditor.analysis.iam.effective import EffectiveRole, Grant, Question
from auditor.analysis.iam.exemptions import exempt, exempt_of_type
from auditor.analysis.iam.matching import has_wildcard
from auditor.analysis.iam.wildcards import cancelling_denies, remains
from auditor.model.arn import fields

_ENOUGH = 60
_AFTER_TYPE = re.compile(r"^[\w-]+[/:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyResource:
    """A statement by which actions work on an arbitrarily named resource."""

    grant: Grant
    actions: tuple[Action, ...] = field(repr=False)  # the most dangerous first
    doubts: frozenset[Doubt] = frozenset()
    complete: bool = True  # False: the search stopped after enough of them


def _live(role: EffectiveRole) -> Iterator[Grant]:
    return (g for g in role.allows.every if g.verdict.truth is not Truth.NO)


@lru_cache(maxsize=4096)
def _judged(pattern: str) -> tuple[Action, ...]:
    """Return the actions of a pattern that take a resource and are not exempt, see `danger`."""
    return _sorted(a for a in expand(pattern) if a.resources and not exempt(a.key))


@lru_cache(maxsize=4096)
def _judged_of(patterns: tuple[str, ...]) -> tuple[Action, ...]:
    return _sorted({a.full_name: a for p in patterns for a in _judged(p)}.values())


def _sorted(actions: Iterable[Action]) -> tuple[Action, ...]:
    return tuple(sorted(actions, key=danger))


@cache
def _by_rank() -> Mapping[int, Sequence[Action]]:
    found: dict[int, list[Action]] = {}
    for one in expand("*"):
        found.setdefault(danger(one)[0], []).append(one)
    return found


@cache
def _judged_of_rank(rank: int) -> tuple[Action, ...]:
    return _sorted(a for a in _by_rank()[rank] if a.resources and not exempt(a.key))


def _every_judged() -> Iterator[Action]:
    """Yield what `_judged("*")` returns, in its order: thousands, of which the first few serve."""
    for rank in sorted(_by_rank()):
        yield from _judged_of_rank(rank)


def _candidates(role: EffectiveRole, grant: Grant) -> Iterable[Action]:
    blanket = grant.statement.not_action or "*" in grant.wild
    narrow = next((limit for limit in role.limits if not limit.general), None)
    if blanket and narrow is not None:
        within = (a for s in narrow.by_service for a in _judged(f"{s}:*"))
        return _sorted(a for a in within if grant.names(a.key))
    if grant.statement.not_action:
        return (a for a in _every_judged() if grant.names(a.key))
    if "*" in grant.wild:
        return _every_judged()
    return _judged_of((*sorted(grant.exact), *grant.wild))


def any_resources(role: EffectiveRole) -> Iterator[AnyResource]:
    """Yield each statement by which actions work on an arbitrarily named resource."""
    for grant in _live(role):
        if not _open_ended(grant):
            continue
        hits: list[Action] = []
        doubts: frozenset[Doubt] = frozenset()
        typed = not grant.everywhere and not grant.statement.not_resource
        takes = cache(grant.takes)  # a service's actions work on the same few types
        for action in _candidates(role, grant):
            if typed and exempt_of_type(action.key):
                continue
            decided = _works_on_any(role, action, grant, takes)
            if decided is not None:
                hits.append(action)
                doubts |= decided
            if len(hits) >= _ENOUGH:
                break
        if hits:
            yield AnyResource(
                grant=grant,
                actions=tuple(hits),
                doubts=doubts | grant.verdict.doubts,
                complete=len(hits) < _ENOUGH,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownAction:
    """An action that the data lacks, allowed on resources of any name: it may do anything."""

    grant: Grant
    name: str  # as written


def unknown_actions(role: EffectiveRole) -> Iterator[UnknownAction]:
    """Yield the actions without wildcards that the data lacks, where no resource is named."""
    for grant in _live(role):
        if grant.statement.not_action or not any(map(_is_unknown, grant.exact)):
            continue
        cancelling = cancelling_denies(role, grant)
        for name in dict.fromkeys(grant.statement.actions):
            lower = name.lower()
            if (
                _is_unknown(lower)
                and _open_ended(grant)
                and _on_any_name(role, grant, lower)
                and remains(role, cancelling, lower)
            ):
                yield UnknownAction(grant=grant, name=name)


@lru_cache(maxsize=32768)
def _is_unknown(name: str) -> bool:
    """Return whether the data lacks an action (lower case) without wildcards."""
    return not has_wildcard(name) and not expand(name)


def _on_any_name(role: EffectiveRole, grant: Grant, action: str) -> bool:
    """Return whether the statement takes in a resource of any name in the action's service."""
    if grant.everywhere or grant.statement.not_resource:
        return True
    session, service = role.session, action.partition(":")[0]
    templates = {t for known in actions_of(service).values() for t in known.resources}
    region = (session.regions or ("us-east-1",))[0]
    arns = (any_resource(t, session.partition, region, session.account) for t in templates)
    return any(map(grant.takes, arns)) or (not templates and any(map(_unnamed, grant.resources)))


def _unnamed(resource: str) -> bool:
    """Return whether an ARN of an unknown service names a type at most: `…:*` or `…:type/*`."""
    name = fields(resource)[-1]
    return _AFTER_TYPE.sub("", name).strip("*?") == ""


def _open_ended(grant: Grant) -> bool:
    return grant.statement.not_resource or any(has_wildcard(r) for r in grant.resources)


def works_on_any_name(role: EffectiveRole, grant: Grant, action: Action) -> bool:
    """Return whether the statement allows the action on a resource of any name, and should not."""
    if not action.resources or exempt(action.key) or not _open_ended(grant):
        return False
    typed = not grant.everywhere and not grant.statement.not_resource
    if typed and exempt_of_type(action.key):
        return False
    return _works_on_any(role, action, grant, grant.takes) is not None


def _works_on_any(
    role: EffectiveRole, action: Action, grant: Grant, takes: Callable[[str], bool]
) -> frozenset[Doubt] | None:
    """Return what the action's use on an arbitrary resource depends on; None: it does not work.

    Only what this statement allows counts.
    """
    session, name = role.session, action.key
    if not all(limit.of(name) for limit in role.limits):
        return None
    denied = role.denies.every and role.denies.of(name)
    alone = not role.limits and not grant.per_action and not denied
    if alone and grant.everywhere:
        return grant.verdict.doubts
    for template in action.templates(grant.resources):
        for region in session.regions or ("us-east-1",):
            arn = any_resource(template, session.partition, region, session.account)
            if not takes(arn):
                continue
            if alone:
                return grant.verdict.doubts
            decision = role.decide(name, arn, Question(unverified=True))
            if decision.granted and any(g is grant for g in decision.by):
                return decision.doubts
    return None
