"""Can a function open a connection to an interface: security groups, network ACLs, routes.

The question is existential: is there an address in the function's subnets, a TCP or UDP port, and
an ephemeral port for the answer, that every filter lets through? Security groups are stateful;
network ACLs are not, so they are asked both ways, and not at all inside one subnet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique

from auditor.analysis.network.blocks import WORLD, Address, holds
from auditor.analysis.network.compiled import AclRule, CompiledVpc, RoutedBlock, Rule, Spot
from auditor.analysis.network.ports import Flow


@unique
class StoppedAt(Enum):
    """The filter at which a connection stopped."""

    VERSION = "version"
    EGRESS = "egress"
    INGRESS = "ingress"
    PORTS = "ports"
    ROUTE = "route"
    RETURN_ROUTE = "return route"
    ACL = "network ACL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a function is: its subnets and security groups, sorted."""

    subnets: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an interface is; interfaces with equal targets are reached alike."""

    subnet: str
    groups: tuple[str, ...]  # empty: nothing filters, as at some network load balancers
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class _Try:
    """One attempt: from an address in a subnet to an address of the target."""

    subnet: str
    source: Spot
    place: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The answer: the ports that get through, or where the last attempt stopped."""

    ports: Flow = 0
    stop: StoppedAt | None = None  # None: it gets through
    attempt: _Try | None = None

    @property
    def open(self) -> bool:
        """Whether anything gets through."""
        return self.stop is None


def reach(vpc: CompiledVpc, position: Position, target: Placement, *, world: bool = True) -> Reach:
    """Return whether the position can open a connection to the target.

    With `world` false, rules for the whole internet at the target do not count: what is left is
    what a caller outside the VPC could not reach.
    """
    last = Reach(stop=StoppedAt.VERSION)
    for subnet in position.subnets:
        for place in target.spots:
            for source in vpc.samples(subnet, place.version):
                attempt = _Try(subnet, source, place)
                ports, stop = _attempt(vpc, position, target, attempt, world=world)
                if stop is None:
                    return Reach(ports=ports, attempt=attempt)
                last = Reach(stop=stop, attempt=attempt)
    return last


def _attempt(
    vpc: CompiledVpc, position: Position, target: Placement, attempt: _Try, *, world: bool
) -> tuple[Flow, StoppedAt | None]:
    out = _leaving(vpc, position.groups, target.groups, attempt.place)
    if not out:
        return 0, StoppedAt.EGRESS
    ports = out
    if target.groups:
        into = _entering(vpc, position.groups, target.groups, attempt.source, world=world)
        if not into:
            return 0, StoppedAt.INGRESS
        ports &= into
        if not ports:
            return 0, StoppedAt.PORTS
    network, stop = _network(vpc, target.subnet, attempt)
    if stop is not None:
        return 0, stop
    ports &= network
    return ports, None if ports else StoppedAt.ACL


def _leaving(vpc: CompiledVpc, own: tuple[str, ...], theirs: tuple[str, ...], place: Spot) -> Flow:
    flow = 0
    for group in own:
        rules = vpc.groups[group]
        flow |= by_block(vpc, group, "egress", place)
        for peer in theirs:
            if peer in rules.egress_to:
                flow |= rules.egress_to[peer]
    return flow


def _entering(
    vpc: CompiledVpc, own: tuple[str, ...], theirs: tuple[str, ...], source: Spot, *, world: bool
) -> Flow:
    flow = 0
    for group in theirs:
        rules = vpc.groups[group]
        flow |= by_block(vpc, group, "ingress", source, world=world)
        for peer in own:
            if peer in rules.ingress_from:
                flow |= rules.ingress_from[peer]
    return flow


def by_block(vpc: CompiledVpc, group: str, way: str, peer: Spot, *, world: bool = True) -> Flow:
    """Return what the group's rules about addresses let through for this peer."""
    key = (group, way, peer.version, peer.part, world)
    found = vpc.by_block.get(key)
    if found is None:
        found = 0
        rules = vpc.groups[group].egress if way == "egress" else vpc.groups[group].ingress
        for rule in rules:
            if _names(rule, peer) and (world or not WORLD.intersection(rule.blocks)):
                found |= rule.flow
        vpc.by_block[key] = found
    return found


def _names(rule: Rule, peer: Spot) -> bool:
    place = Address(peer.version, peer.value)
    return any(holds(block, place) for block in rule.blocks)


def _network(vpc: CompiledVpc, there: str, attempt: _Try) -> tuple[Flow, StoppedAt | None]:
    source, place = attempt.source, attempt.place
    key = (attempt.subnet, there, source.version, source.part, place.part)
    found = vpc.crossings.get(key)
    if found is None:
        flow, stop = _crossing(vpc, attempt.subnet, there, attempt)
        found = vpc.crossings[key] = (flow, stop.value if stop else "")
    return found[0], StoppedAt(found[1]) if found[1] else None


def _crossing(
    vpc: CompiledVpc, here: str, there: str, attempt: _Try
) -> tuple[Flow, StoppedAt | None]:
    if here == there:
        return vpc.ports.everything, None
    source = Address(attempt.source.version, attempt.source.value)
    place = Address(attempt.place.version, attempt.place.value)
    near, far = vpc.nets[here], vpc.nets[there]
    if not _stays(near.routes, place):
        return 0, StoppedAt.ROUTE
    if not _stays(far.routes, source):
        return 0, StoppedAt.RETURN_ROUTE
    through = _allowed(vpc, near.outbound, place) & _allowed(vpc, far.inbound, source)
    back = _allowed(vpc, far.outbound, source) & _allowed(vpc, near.inbound, place)
    through &= vpc.ports.answered(back)
    return through, None if through else StoppedAt.ACL


def _stays(routes: tuple[RoutedBlock, ...], place: Address) -> bool:
    """Whether the most specific route keeps the address in the VPC.

    Every table has a local route that can't be removed, so a table without any match says nothing
    against.
    """
    return next((path.inside for path in routes if holds(path.block, place)), True)


def _allowed(vpc: CompiledVpc, rules: tuple[AclRule, ...], peer: Address) -> Flow:
    """Return the ports that the entries allow; for each port the first entry that fits decides."""
    allowed, left = 0, vpc.ports.everything
    for rule in rules:
        if holds(rule.block, peer):
            if rule.allow:
                allowed |= left & rule.flow
            left &= ~rule.flow
            if not left:
                break
    return allowed


def explain(vpc: CompiledVpc, position: Position, target: Placement, found: Reach) -> str:
    """Return the rules that let the traffic through, or what stopped it, as one clause."""
    own, theirs = ", ".join(position.groups), ", ".join(target.groups)
    if found.stop is StoppedAt.EGRESS:
        return f"no egress rule of {own} leads there"
    if found.stop is StoppedAt.INGRESS:
        return f"no ingress rule of {theirs} lets {own} in"
    if found.stop is StoppedAt.PORTS:
        return f"{own} lets out on other ports than {theirs} lets in"
    if found.attempt is None:
        return "no address of the function's subnets has the same IP version"
    if found.open:
        return _rules(vpc, position, target, found.attempt, found.ports)
    return _stopped(vpc, target, found.attempt, found.stop)


def _stopped(vpc: CompiledVpc, target: Placement, attempt: _Try, stop: StoppedAt | None) -> str:
    if stop is StoppedAt.ACL:
        acls = f"{vpc.nets[attempt.subnet].acl} and {vpc.nets[target.subnet].acl}"
        return f"the network ACLs {acls} do not let it pass both ways"
    where = attempt.subnet if stop is StoppedAt.ROUTE else target.subnet
    return f"the routes of {where} lead elsewhere"


def _rules(
    vpc: CompiledVpc, position: Position, target: Placement, attempt: _Try, ports: Flow
) -> str:
    """Return the pair of rules that lets the traffic through, as far as one pair does."""

    def fitting(groups: tuple[str, ...], peers: tuple[str, ...], way: str) -> Iterator[str]:
        peer = attempt.place if way == "egress" else attempt.source
        for group in groups:
            rules = vpc.groups[group].egress if way == "egress" else vpc.groups[group].ingress
            for rule in rules:
                named = rule.group in peers if rule.group is not None else _names(rule, peer)
                if named and rule.flow & ports:
                    yield rule.text

    leaving = next(fitting(position.groups, target.groups, "egress"), "")
    unfiltered = "it has no security group"
    return f"{leaving}; {next(fitting(target.groups, position.groups, 'ingress'), unfiltered)}"
