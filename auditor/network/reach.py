"""Can a function open a connection to an interface: security groups, network ACLs, routes.

The question is existential: is there an address in the function's subnets, a TCP or UDP port, and
an ephemeral port for the answer, that every filter lets through? Security groups are stateful;
network ACLs are not, so they are asked both ways, and not at all inside one subnet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from auditor.network.blocks import WORLD, Address, holds
from auditor.network.compiled import AclRule, CompiledVpc, Path, Rule
from auditor.network.ports import (
    ALL,
    EPHEMERAL,
    NONE,
    NOTHING,
    Flow,
    Ports,
    both,
    difference,
    either,
    intersection,
    union,
    words,
)

_SAME_SUBNET = (ALL, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a function stands: its subnets and security groups, sorted."""

    subnets: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an interface stands; interfaces with equal targets are reached alike."""

    subnet: str
    groups: tuple[str, ...]  # empty: nothing filters, as at some network load balancers
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The answer: the ports that get through, or the filter at which every try ended."""

    ports: Flow
    why: str  # the rules that let it through, or what stopped it

    @property
    def open(self) -> bool:
        """Whether anything gets through."""
        return self.ports != NOTHING


@dataclass(frozen=True, slots=True)
class _Try:
    """One pair of addresses, and the groups on both sides."""

    own: tuple[str, ...]
    theirs: tuple[str, ...]
    source: Address
    place: Address
    world: bool


def reach(vpc: CompiledVpc, position: Position, target: Target, *, world: bool = True) -> Reach:
    """Return whether the position can open a connection to the target.

    With `world` false, rules for the whole internet at the target do not count: what is left is
    what a caller outside the VPC could not reach.
    """
    stopped = "no address of the function's subnets has the same IP version"
    for subnet in position.subnets:
        for place in target.addresses:
            for sample in vpc.samples(subnet, place.version):
                attempt = _Try(position.groups, target.groups, sample, place, world)
                filters, text = _groups(vpc, attempt)
                if filters == NOTHING:
                    stopped = text
                    continue
                network, text = _network(vpc, subnet, target.subnet, sample, place)
                open_ports = both(filters, network)
                if open_ports != NOTHING:
                    return Reach(ports=open_ports, why=_explain(vpc, attempt, open_ports))
                stopped = text or "security groups and network ACLs have no port in common"
    return Reach(ports=NOTHING, why=stopped)


def _groups(vpc: CompiledVpc, attempt: _Try) -> tuple[Flow, str]:
    parts = (vpc.part(attempt.source), vpc.part(attempt.place))
    key = ("groups", attempt.own, attempt.theirs, *parts, attempt.world)
    if key not in vpc.memo:
        vpc.memo[key] = _filters(vpc, attempt)
    return cast("tuple[Flow, str]", vpc.memo[key])


def _filters(vpc: CompiledVpc, attempt: _Try) -> tuple[Flow, str]:
    own, theirs = ", ".join(attempt.own), ", ".join(attempt.theirs)
    out = NOTHING
    for rule in _leaving(vpc, attempt):
        out = either(out, rule.flow)
    if out == NOTHING:
        return NOTHING, f"no egress rule of {own} leads there"
    if not attempt.theirs:
        return out, ""
    into = NOTHING
    for rule in _entering(vpc, attempt):
        into = either(into, rule.flow)
    if into == NOTHING:
        return NOTHING, f"no ingress rule of {theirs} lets {own} in"
    shared = both(out, into)
    why = f"egress allows {words(out)}, ingress of {theirs} {words(into)}"
    return shared, "" if shared != NOTHING else why


def _leaving(vpc: CompiledVpc, attempt: _Try) -> Iterator[Rule]:
    for group in attempt.own:
        for rule in vpc.groups[group].egress:
            if _about(rule, attempt.place, attempt.theirs):
                yield rule


def _entering(vpc: CompiledVpc, attempt: _Try) -> Iterator[Rule]:
    for group in attempt.theirs:
        for rule in vpc.groups[group].ingress:
            if not _about(rule, attempt.source, attempt.own):
                continue
            if attempt.world or not WORLD.intersection(rule.blocks):
                yield rule


def _about(rule: Rule, peer: Address, groups: tuple[str, ...]) -> bool:
    if rule.group is not None:
        return rule.group in groups
    return any(holds(block, peer) for block in rule.blocks)


def _network(
    vpc: CompiledVpc, here: str, there: str, source: Address, place: Address
) -> tuple[Flow, str]:
    key = ("network", here, there, vpc.part(source), vpc.part(place))
    if key not in vpc.memo:
        vpc.memo[key] = _crossing(vpc, here, there, source, place)
    return cast("tuple[Flow, str]", vpc.memo[key])


def _crossing(
    vpc: CompiledVpc, here: str, there: str, source: Address, place: Address
) -> tuple[Flow, str]:
    if here == there:
        return _SAME_SUBNET
    near, far = vpc.nets[here], vpc.nets[there]
    if not _stays(near.routes, place):
        return NOTHING, f"the routes of {here} lead elsewhere"
    if not _stays(far.routes, source):
        return NOTHING, f"the routes of {there} lead elsewhere"
    there_ok = both(_acl(near.outbound, place), _acl(far.inbound, source))
    back = both(_acl(far.outbound, source), _acl(near.inbound, place))
    answered = tuple(bool(intersection(ports, EPHEMERAL)) for ports in back)
    through: Flow = (
        there_ok[0] if answered[0] else NONE,
        there_ok[1] if answered[1] else NONE,
    )
    if through == NOTHING:
        return NOTHING, f"the network ACLs {near.acl} and {far.acl} do not let it pass both ways"
    return through, ""


def _stays(routes: tuple[Path, ...], place: Address) -> bool:
    """Whether the most specific route keeps the address in the VPC.

    Every table has a local route that can't be removed, so a table without any match says nothing
    against.
    """
    return next((path.inside for path in routes if holds(path.block, place)), True)


def _acl(rules: tuple[AclRule, ...], peer: Address) -> Flow:
    return _decide(rules, peer, 0), _decide(rules, peer, 1)


def _decide(rules: tuple[AclRule, ...], peer: Address, protocol: int) -> Ports:
    """Return the ports that the entries allow; for each port the first entry that fits decides."""
    allowed: Ports = NONE
    open_: Ports = ALL[protocol]
    for rule in rules:
        named = rule.flow[protocol]
        if named and holds(rule.block, peer):
            if rule.allow:
                allowed = union(allowed, intersection(open_, named))
            open_ = difference(open_, named)
            if not open_:
                break
    return allowed


def _explain(vpc: CompiledVpc, attempt: _Try, ports: Flow) -> str:
    """Return the pair of rules that lets the traffic through, as far as one pair does."""
    leaving = [r.text for r in _leaving(vpc, attempt) if both(r.flow, ports) != NOTHING]
    entering = [r.text for r in _entering(vpc, attempt) if both(r.flow, ports) != NOTHING]
    said = (*leaving[:1], *(entering[:1] or ("no security group stands before it",)))
    return "; ".join(said)
