"""Which interfaces of its VPC a function reaches, or is admitted by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from auditor.audit import Audit
from auditor.model import NetworkInterface
from auditor.network.blocks import Address, address
from auditor.network.compiled import CompiledVpc, compile_vpc
from auditor.network.gaps import unlisted
from auditor.network.kinds import OPEN_KINDS, SERVERS, kind_of
from auditor.network.ports import words
from auditor.network.reach import Position, Target, reach

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Likes:
    """Interfaces of one kind that stand at the same place, so that one answer fits all."""

    kind: str
    target: Target
    public: bool
    ids: tuple[str, ...]


def interface_findings(
    audit: Audit, vpc: tuple[str, str], position: Position
) -> Iterator[tuple[str, str]]:
    """Yield (kind of need or "", one line) for each kind of interface in the VPC.

    Raises:
        UnavailableError: a fact that the answer rests on could not be read.
    """
    compiled = audit.once(compile_vpc, vpc)
    check_known(compiled, position.subnets, position.groups, vpc[0])
    by_kind: dict[str, list[Likes]] = {}
    for likes in audit.once(_classes, vpc):
        by_kind.setdefault(likes.kind, []).append(likes)
    for kind, classes in sorted(by_kind.items()):
        yield _kind(compiled, position, kind, classes)
    idle = audit.once(_others, vpc)
    if idle:
        yield "", f"no server: {', '.join(idle)}"


def check_known(
    compiled: CompiledVpc, subnets: Iterable[str], groups: Iterable[str], region: str
) -> None:
    """Make sure that EC2 told of these subnets and groups.

    Raises:
        UnavailableError: it did not, so what is reached can't be said.
    """
    for subnet in subnets:
        if subnet not in compiled.nets:
            raise unlisted(f"the subnet {subnet}", "DescribeSubnets", region)
    for group in groups:
        if group not in compiled.groups:
            raise unlisted(f"the security group {group}", "DescribeSecurityGroups", region)


def _interfaces(audit: Audit, region: str) -> Mapping[str, tuple[NetworkInterface, ...]]:
    found: dict[str, list[NetworkInterface]] = {}
    listed = next(r for r in audit.account.regions if r.name == region).network_interfaces.get()
    for interface in listed:
        found.setdefault(interface.vpc_id, []).append(interface)
    return {vpc: tuple(sorted(ones, key=lambda i: i.id)) for vpc, ones in found.items()}


def _classes(audit: Audit, vpc: tuple[str, str]) -> tuple[Likes, ...]:
    compiled = audit.once(compile_vpc, vpc)
    ids: dict[tuple[object, ...], list[str]] = {}
    first: dict[tuple[object, ...], tuple[NetworkInterface, tuple[Address, ...]]] = {}
    for interface in audit.once(_interfaces, vpc[0]).get(vpc[1], ()):
        kind = kind_of(interface)
        if kind not in SERVERS:
            continue
        check_known(compiled, (interface.subnet_id,), interface.group_ids, vpc[0])
        places = tuple(a for a in map(address, interface.addresses) if a is not None)
        public = interface.public_address is not None
        parts = tuple(compiled.part(place) for place in places)
        groups = tuple(sorted(interface.group_ids))
        key = (kind, interface.subnet_id, groups, parts, public)
        ids.setdefault(key, []).append(interface.id)
        first.setdefault(key, (interface, places))
    return tuple(
        Likes(
            kind=kind_of(first[key][0]),
            target=Target(
                subnet=first[key][0].subnet_id,
                groups=tuple(sorted(first[key][0].group_ids)),
                addresses=first[key][1],
            ),
            public=first[key][0].public_address is not None,
            ids=tuple(found),
        )
        for key, found in ids.items()
    )


def _others(audit: Audit, vpc: tuple[str, str]) -> tuple[str, ...]:
    """Return how many interfaces of each kind are there that nobody connects to."""
    counts: dict[str, int] = {}
    for interface in audit.once(_interfaces, vpc[0]).get(vpc[1], ()):
        kind = kind_of(interface)
        if kind not in SERVERS and kind != "endpoint":
            counts[kind] = counts.get(kind, 0) + 1
    return tuple(f"{count} {kind}" for kind, count in sorted(counts.items()))


def _kind(vpc: CompiledVpc, position: Position, kind: str, classes: list[Likes]) -> tuple[str, str]:
    total = sum(len(likes.ids) for likes in classes)
    what = f"{kind} ({total} interface{'' if total == 1 else 's'})"
    stopped: list[str] = []
    for likes in classes:
        found = reach(vpc, position, likes.target)
        if found.open and not _open_to_all(vpc, position, likes):
            ids = ", ".join(likes.ids[:_SHOWN])
            return "reachable", f"{what}: {ids} reached on {words(found.ports)} by {found.why}"
        admitted = _admitting(vpc, position, likes)
        if admitted:
            return "admitted", f"{what}: {likes.ids[0]} admits the function's group: {admitted}"
        stopped.append("open to the whole internet as well" if found.open else found.why)
    reasons = list(dict.fromkeys(stopped))
    return "", f"{what}: none needed; {'; '.join(reasons[:_SHOWN])}"


def _open_to_all(vpc: CompiledVpc, position: Position, likes: Likes) -> bool:
    """Whether the interface has a public address and only rules for everybody let one in."""
    if not likes.public or likes.kind not in OPEN_KINDS:
        return False
    return not reach(vpc, position, likes.target, world=False).open


def _admitting(vpc: CompiledVpc, position: Position, likes: Likes) -> str:
    """Return the rule of another group that names a group of the function as its source."""
    own = set(position.groups)
    for group in likes.target.groups:
        if group not in own:
            for rule in vpc.groups[group].ingress:
                if rule.group in own:
                    return rule.text
    return ""
