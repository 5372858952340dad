"""One VPC's rules, parsed once: what every reachability question about it is answered from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from auditor.analysis.network.blocks import Address, Block, block
from auditor.analysis.network.gaps import unlisted
from auditor.analysis.network.ports import Flow, PortMap, Span, port_map, span
from auditor.analysis.network.routes import route_table_of
from auditor.model import (
    AclEntry,
    NetworkAcl,
    Region,
    Route,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    Unknown,
)
from auditor.model.audit import Audit

# Targets that hand traffic on to another interface of the VPC, such as a firewall.
MIDDLEBOXES = ("eni-", "vpce-", "i-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One security group rule: the peers it is about, and the ports."""

    flow: Flow
    blocks: tuple[Block, ...] = ()
    group: str | None = None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRules:
    """A security group's rules, and those that name a group, added up by that group."""

    ingress: tuple[Rule, ...]
    egress: tuple[Rule, ...]
    ingress_from: Mapping[str, Flow]
    egress_to: Mapping[str, Flow]


@dataclass(frozen=True, slots=True, kw_only=True)
class AclRule:
    """One network ACL entry, without its number: the order holds it."""

    block: Block
    flow: Flow
    allow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedBlock:
    """One route: where a block of addresses is sent to, and whether that stays in the VPC."""

    block: Block
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """A subnet: its blocks, its network ACL in both directions, its routes."""

    blocks: tuple[Block, ...]
    acl: str
    inbound: tuple[AclRule, ...]
    outbound: tuple[AclRule, ...]
    routes: tuple[RoutedBlock, ...]  # most specific first


class Spot(NamedTuple):
    """An address, and the elementary range that it lies in: inside one, all are treated alike."""

    version: int
    value: int
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledVpc:
    """A VPC's security groups and subnets, ready for questions.

    The three dictionaries at the end hold answers that were given before; nothing else changes.
    """

    ports: PortMap
    groups: Mapping[str, GroupRules]
    nets: Mapping[str, Net]
    edges: Mapping[int, tuple[int, ...]]  # where the elementary ranges begin, by IP version
    sources: dict[tuple[str, int], tuple[Spot, ...]] = field(default_factory=dict)
    by_block: dict[tuple[str, str, int, int, bool], Flow] = field(default_factory=dict)
    crossings: dict[tuple[str, str, int, int, int], tuple[Flow, str]] = field(default_factory=dict)

    def spot(self, place: Address) -> Spot:
        """Return an address with its elementary range."""
        part = bisect_right(self.edges[place.version], place.value)
        return Spot(place.version, place.value, part)

    def samples(self, subnet: str, version: int) -> tuple[Spot, ...]:
        """Return one address of each elementary range of the subnet."""
        found = self.sources.get((subnet, version))
        if found is None:
            places: list[Address] = []
            for place in self.nets[subnet].blocks:
                if place.version == version:
                    inside = (e for e in self.edges[version] if place.first < e <= place.last)
                    places.extend(Address(version, e) for e in (place.first, *inside))
            found = self.sources[subnet, version] = tuple(self.spot(place) for place in places)
        return found


def compile_vpc(audit: Audit, key: tuple[str, str]) -> CompiledVpc:
    """Return the VPC (region name, VPC id) with its rules parsed. Made for `audit.once`.

    Raises:
        UnavailableError: one of the EC2 facts that reachability rests on could not be read.
    """
    region_name, vpc = key
    region = next(r for r in audit.account.regions if r.name == region_name)
    groups = [group for group in region.security_groups.get() if group.vpc_id == vpc]
    acls = [acl for acl in region.network_acls.get() if acl.vpc_id == vpc]
    ports = port_map(_spans(groups, acls))
    compiled = {group.id: _group(region, ports, group) for group in groups}
    nets = {s.id: _net(region, ports, acls, s) for s in region.subnets.get() if s.vpc_id == vpc}
    return CompiledVpc(
        ports=ports,
        groups=compiled,
        nets=nets,
        edges=_edges(compiled.values(), nets.values()),
    )


def _spans(groups: Iterable[SecurityGroup], acls: Iterable[NetworkAcl]) -> Iterator[Span]:
    for group in groups:
        for rule in (*group.ingress, *group.egress):
            yield span(rule.protocol, rule.from_port, rule.to_port)
    for acl in acls:
        for entry in acl.entries:
            yield span(entry.protocol, entry.from_port, entry.to_port)


def _edges(groups: Iterable[GroupRules], nets: Iterable[Net]) -> dict[int, tuple[int, ...]]:
    blocks: set[Block] = set()
    for group in groups:
        for rule in (*group.ingress, *group.egress):
            blocks.update(rule.blocks)
    for net in nets:
        blocks.update(net.blocks)
        blocks.update(rule.block for rule in (*net.inbound, *net.outbound))
        blocks.update(path.block for path in net.routes)
    return {
        version: tuple(
            sorted({e for b in blocks if b.version == version for e in (b.first, b.last + 1)})
        )
        for version in (4, 6)
    }


def _group(region: Region, ports: PortMap, group: SecurityGroup) -> GroupRules:
    ingress = tuple(_rule(region, ports, group, rule, "from") for rule in group.ingress)
    egress = tuple(_rule(region, ports, group, rule, "to") for rule in group.egress)
    return GroupRules(
        ingress=ingress, egress=egress, ingress_from=_added(ingress), egress_to=_added(egress)
    )


def _added(rules: tuple[Rule, ...]) -> dict[str, Flow]:
    flows: dict[str, Flow] = {}
    for rule in rules:
        if rule.group is not None:
            flows[rule.group] = flows.get(rule.group, 0) | rule.flow
    return flows


def _rule(
    region: Region, ports: PortMap, group: SecurityGroup, rule: SecurityGroupRule, way: str
) -> Rule:
    cidrs: tuple[str, ...] = (rule.cidr,) if rule.cidr else ()
    if rule.prefix_list_id:
        cidrs = _prefixes(region, rule.prefix_list_id)
    peer = rule.cidr or rule.group_id or rule.prefix_list_id or "nothing"
    return Rule(
        flow=ports.flow(span(rule.protocol, rule.from_port, rule.to_port)),
        blocks=tuple(b for b in map(block, cidrs) if b is not None),
        group=rule.group_id,
        text=f"{group.id} allows {_named(rule)} {way} {peer}",
    )


def _named(rule: SecurityGroupRule) -> str:
    if rule.protocol in ("-1", "all"):
        return "all traffic"
    if rule.from_port is None:
        return rule.protocol
    last = "" if rule.to_port in (None, rule.from_port) else f"-{rule.to_port}"
    return f"{rule.protocol} {rule.from_port}{last}"


def _prefixes(region: Region, prefix_list: str) -> tuple[str, ...]:
    lists = region.prefix_lists.get()
    if prefix_list not in lists:
        what = f"the entries of the prefix list {prefix_list}"
        raise unlisted(what, "GetManagedPrefixListEntries", region.name)
    return lists[prefix_list]


def _net(region: Region, ports: PortMap, acls: list[NetworkAcl], subnet: Subnet) -> Net:
    cidrs = (subnet.cidr, subnet.ipv6_cidr or "")
    acl = _acl(region, acls, subnet)
    entries = sorted(acl.entries, key=lambda e: e.number)
    return Net(
        blocks=tuple(b for b in map(block, cidrs) if b is not None),
        acl=acl.id,
        inbound=tuple(r for e in entries if not e.egress for r in _acl_rule(ports, e)),
        outbound=tuple(r for e in entries if e.egress for r in _acl_rule(ports, e)),
        routes=_routes(region, subnet),
    )


def _acl(region: Region, acls: list[NetworkAcl], subnet: Subnet) -> NetworkAcl:
    own = next((acl for acl in acls if subnet.id in acl.subnet_ids), None)
    found = own or next((acl for acl in acls if acl.default), None)
    if found is None:
        raise unlisted(
            f"a network ACL for the subnet {subnet.id}", "DescribeNetworkAcls", region.name
        )
    return found


def _acl_rule(ports: PortMap, entry: AclEntry) -> tuple[AclRule, ...]:
    place = block(entry.cidr)
    if place is None:
        return ()
    named = ports.flow(span(entry.protocol, entry.from_port, entry.to_port))
    return (AclRule(block=place, flow=named, allow=entry.allow),)


def _routes(region: Region, subnet: Subnet) -> tuple[RoutedBlock, ...]:
    paths: list[RoutedBlock] = []
    for route in route_table_of(region, subnet).routes:
        inside = route.state == "active" and (
            route.target == "local" or route.target.startswith(MIDDLEBOXES)
        )
        cidrs = _destinations(region, route)
        paths += [RoutedBlock(block=b, inside=inside) for b in map(block, cidrs) if b is not None]
    return tuple(sorted(paths, key=lambda p: p.block.last - p.block.first))


def _destinations(region: Region, route: Route) -> tuple[str, ...]:
    if not route.destination.startswith("pl-"):
        return (route.destination,)
    # AWS's own lists (of S3, DynamoDB …) hold public addresses, which no interface here has.
    if isinstance(region.prefix_lists, Unknown):
        return ()
    return region.prefix_lists.value.get(route.destination, ())
