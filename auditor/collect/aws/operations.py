"""Every operation that may be called, every fact, and the IAM actions that they take.

The rows are in `auditor.collect.table`. They drive what `collect` calls and keeps on a resume,
`auditor permissions`, `auditor doctor`, the gaps of a report and the pacing. Nothing can be called
that has no row, and a test allows only operations that read. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from auditor.collect.table import (
    account,
    event_sources,
    functions,
    network,
    observability,
    other_functions,
)
from auditor.collect.table.rows import FUNCTION, FactRow, Operation
from auditor.model import Need

__all__ = [
    "ALWAYS",
    "BUCKETS",
    "COURTESY",
    "FACTS",
    "NEEDS",
    "OPERATIONS",
    "FactRow",
    "Operation",
    "Permission",
    "permissions",
    "rates",
]

_FAMILIES = (account, functions, other_functions, event_sources, network, observability)

# Calls a second, by the quota that an operation counts against.
BUCKETS: Mapping[str, float] = MappingProxyType(
    {name: rate for family in _FAMILIES for name, rate in family.BUCKETS.items()}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A right in IAM, why it is wanted and for which facts; no facts: for every audit."""

    action: str
    resource: str
    why: str
    needs: tuple[Need, ...] = ()
    optional: bool = False  # matters only where the account uses a certain feature


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {row.id: row for family in _FAMILIES for row in family.OPERATIONS}
)
FACTS: Mapping[Need, FactRow] = MappingProxyType(
    {row.need: row for family in _FAMILIES for row in family.FACTS}
)
NEEDS: Mapping[Need, tuple[str, ...]] = MappingProxyType(
    {need: row.operations for need, row in FACTS.items()}
)

# Called in every audit.
ALWAYS = ("sts:GetCallerIdentity", "ec2:DescribeRegions", "lambda:ListFunctions")
# Called where possible. Without it the report lacks a name and nothing else, so it is no gap.
COURTESY = ("iam:ListAccountAliases",)

# Actions that AWS asks for on the way, so that no operation is named after them.
_BESIDE: tuple[tuple[frozenset[Need], Permission], ...] = (
    (
        frozenset({Need.FUNCTION_DETAILS}),
        Permission(
            action="lambda:ListTags",
            resource=FUNCTION,
            why="GetFunction leaves the tags out without it",
            needs=(Need.FUNCTION_DETAILS,),
        ),
    ),
    (
        frozenset(),
        Permission(
            action="kms:Decrypt",
            resource="arn:*:kms:*:*:key/*",
            why="environment variables of functions with a key of their own; nothing else is read",
            optional=True,
        ),
    ),
)


def rates(needs: Iterable[Need]) -> Mapping[str, float]:
    """Return how many calls a second collecting `needs` makes of each bucket, at most.

    Every function is asked for its details and then for its policy, at 15 a second. Details that
    come seven times as fast bring the end no nearer, and cost the processor when it must keep the
    policies' pace: twice as fast keeps the queue filled.
    """
    if Need.RESOURCE_POLICY not in needs:
        return BUCKETS
    return {**BUCKETS, "lambda:GetFunction": 2 * BUCKETS["lambda:GetPolicy"]}


def permissions(needs: Iterable[Need]) -> tuple[Permission, ...]:
    """Return every right that collecting `needs` takes, by action and resource."""
    wanted = frozenset(needs)
    users: dict[str, list[Need]] = {name: [] for name in (*ALWAYS, *COURTESY)}
    for need in sorted(wanted, key=lambda n: n.value):
        for name in NEEDS[need]:
            users.setdefault(name, []).append(need)
    rights: dict[tuple[str, str], Permission] = {}
    for name, used in users.items():
        operation = OPERATIONS[name]
        if operation.free or (operation.fallback and not operation.granted):
            continue
        key = (operation.action, operation.resource)
        before = rights.get(key)
        earlier = before.needs if before else ()
        everywhere = name in ALWAYS or name in COURTESY
        rights[key] = Permission(
            action=operation.action,
            resource=operation.resource,
            why=operation.why if before is None else f"{before.why}; {operation.why}",
            needs=() if everywhere else tuple(dict.fromkeys((*earlier, *used))),
            optional=name in COURTESY,
        )
    for needed, right in _BESIDE:
        if needed <= wanted:
            rights[right.action, right.resource] = right
    return tuple(rights[key] for key in sorted(rights))
