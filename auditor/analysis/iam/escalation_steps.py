"""Single steps of a way up: may the role do this on any resource of the type, or on these?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from auditor.analysis.iam.actions import ANY_NAME, action, any_resource
from auditor.analysis.iam.conditions import Doubt
from auditor.analysis.iam.effective import EffectiveRole, Grant


@dataclass(frozen=True, slots=True)
class Step:
    """An action that the role may do, and by which statements."""

    action: str
    grants: tuple[Grant, ...]
    doubts: frozenset[Doubt]


def unnamed(role: EffectiveRole, name: str) -> tuple[str, ...]:
    """Return ARNs of arbitrarily named resources that the action (lower case) works on.

    `*` stands among them where the action takes no resource, or is unknown to the data.
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
    role: EffectiveRole, name: str, resources: Iterable[str], passed_to: str | None = None
) -> Step | None:
    """Return the step on the first of the resources that the role may use the action on."""
    lower = name.lower()
    if not role.allows.of(lower):
        return None
    for resource in resources:
        decision = role.decide(lower, resource, passed_to=passed_to, unverified=True)
        if decision.granted:
            return Step(name, decision.by, decision.doubts)
    return None
