"""Single steps of an escalation: may the role do this on any resource, or on these?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from auditor.analysis.iam.actions import ANY_NAME, action, any_resource
from auditor.analysis.iam.conditions import Doubt, Truth
from auditor.analysis.iam.effective import EffectiveRole, Grant, Question
from auditor.analysis.iam.matching import matches
from auditor.model.arn import fields, parse_arn

_ANY = "\ue000"  # stands for a wildcard in a resource that was made from a pattern
_PLACEHOLDER = re.compile(r"\$\{\w+\}")
_ANY_KEY = Question(unverified=True)

# What one request of the action names, all of it (source: the services' API references, 2026-11;
# the action data lists alternatives as required, or the other way round).
_TOGETHER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "batch:submitjob": (":job-definition/", ":job-queue/"),
        "ec2:runinstances": (":instance/", ":image/", ":subnet/", ":network-interface/"),
    }
)


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """An action that the role may do, and by which statements."""

    action: str
    grants: tuple[Grant, ...]
    doubts: frozenset[Doubt]


def unnamed(role: EffectiveRole, name: str) -> tuple[str, ...]:
    """Return ARNs of arbitrarily named resources that the action (lower case) works on.

    `*` is among them where the action takes no resource, or is unknown to the data.
    """
    session = role.session
    return _unnamed(name, session.partition, session.regions or ("us-east-1",), session.account)


@lru_cache(maxsize=32768)
def _unnamed(name: str, partition: str, regions: tuple[str, ...], account: str) -> tuple[str, ...]:
    known = action(name)
    if known is not None and known.resources:
        return tuple(
            any_resource(t, partition, region, account)
            for t in known.resources
            for region in regions
        )
    if known is not None:
        return ("*",)
    service = name.partition(":")[0]
    return ("*", *(f"arn:{partition}:{service}:{r}:{account}:{ANY_NAME}" for r in regions))


def step_on(
    role: EffectiveRole, name: str, resources: Iterable[str], asked: Question = _ANY_KEY
) -> EscalationStep | None:
    """Return the step on the first of the resources that the role may use the action on."""
    lower = name.lower()
    if not role.allows.of(lower):
        return None
    for resource in resources:
        decision = role.decide(lower, resource, asked)
        if decision.granted:
            return EscalationStep(name, decision.by, decision.doubts)
    return None


def samples(role: EffectiveRole, name: str) -> Iterator[str]:
    """Yield resources that the role may use the action (lower case) on: of any name, or named."""
    yield from unnamed(role, name)
    yield from _samples(role, name)


def wild_samples(role: EffectiveRole, name: str) -> Iterator[str]:
    """Yield a resource for each name pattern on which the role may use the action (lower case)."""
    yield from (s for s in _samples(role, name) if _ANY in s)


def _samples(role: EffectiveRole, name: str) -> Iterator[str]:
    for grant in role.allows.of(name):
        if grant.somewhere.truth is Truth.NO or not grant.names(name):
            continue
        for pattern in () if grant.statement.not_resource else grant.resources:
            sample = pattern.replace("*", _ANY * 2).replace("?", _ANY)
            if _is_of_type(name, sample):
                yield sample
            elif pattern != "*":
                tail = fields(sample)[-1]
                named = (r.replace(ANY_NAME, tail) for r in unnamed(role, name))
                yield from (r for r in named if matches(pattern, r))


@lru_cache(maxsize=8192)
def _is_of_type(name: str, arn: str) -> bool:
    """Return whether the action (lower case) works on resources such as this one."""
    known = action(name)
    if known is None or not known.resources:
        return parse_arn(arn).service == name.partition(":")[0]
    return any(matches(_PLACEHOLDER.sub("*", template), arn) for template in known.resources)


def may_in_full(role: EffectiveRole, name: str, asked: Question) -> bool:
    """Return whether the role reaches every resource that a request of the action names.

    Only for actions whose requests name several; of all others it is true.
    """
    lower = name.lower()
    kinds = _TOGETHER.get(lower, ())
    reached = list(samples(role, lower)) if kinds else []
    return all(
        step_on(role, name, (r for r in reached if kind in r), asked) is not None for kind in kinds
    )
