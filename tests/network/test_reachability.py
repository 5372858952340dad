"""Reachability against a slow, obvious oracle: try every address and port of a small network."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.analysis.network import needs_of_vpc
from auditor.model import (
    AclEntry,
    Function,
    Known,
    NetworkAcl,
    NetworkInterface,
    Region,
    Route,
    RouteTable,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    VpcConfig,
)
from auditor.model.audit import Audit

NAMED_PORTS = (0, 22, 443, 1023, 1024, 5432, 65535)
# Every port that a rule can name, and its neighbours: no rule tells others apart.
TRIED_PORTS = sorted({q for p in NAMED_PORTS for q in (p - 1, p, p + 1) if 0 <= q <= 65535})
SUBNETS = {4: ("10.0.0.0/30", "10.0.0.4/30"), 6: ("fd00::/126", "fd00::4/126")}
BLOCKS = {
    4: ("0.0.0.0/0", "10.0.0.0/29", *SUBNETS[4], "10.0.0.1/32", "10.0.0.5/32", "10.0.0.6/31"),
    6: ("::/0", "fd00::/125", *SUBNETS[6], "fd00::1/128", "fd00::5/128", "fd00::6/127"),
}
GROUPS = ("sg-a", "sg-b", "sg-c")


def ranges() -> st.SearchStrategy[tuple[int, int]]:
    ends = st.tuples(st.sampled_from(NAMED_PORTS), st.sampled_from(NAMED_PORTS))
    return ends.map(lambda pair: (min(pair), max(pair)))


@st.composite
def rules(draw: Any, version: int) -> SecurityGroupRule:
    first, last = draw(ranges())
    peer: dict[str, str] = draw(
        st.sampled_from(
            [{"cidr": cidr} for cidr in BLOCKS[version]]
            + [{"group_id": group} for group in GROUPS]
            + [{"prefix_list_id": "pl-1"}]
        )
    )
    protocol = draw(st.sampled_from(("tcp", "udp", "-1", "icmp")))
    return SecurityGroupRule(protocol=protocol, from_port=first, to_port=last, **peer)


@st.composite
def acls(draw: Any, version: int, index: int) -> NetworkAcl:
    entries = []
    for number in range(draw(st.integers(0, 4))):
        first, last = draw(ranges())
        entries.append(
            AclEntry(
                number=number,
                egress=draw(st.booleans()),
                allow=draw(st.booleans()),
                protocol=draw(st.sampled_from(("6", "17", "-1"))),
                cidr=draw(st.sampled_from(BLOCKS[version])),
                from_port=first,
                to_port=last,
            )
        )
    if draw(st.booleans()):  # most real ones end in allowing the rest
        entries += [
            AclEntry(number=99, egress=way, allow=True, protocol="-1", cidr=BLOCKS[version][0])
            for way in (True, False)
        ]
    return NetworkAcl(
        id=f"acl-{index}",
        vpc_id="vpc-1",
        default=index == 0,
        subnet_ids=(f"subnet-{index}",),
        entries=tuple(draw(st.permutations(entries))),
    )


@st.composite
def tables(draw: Any, version: int, index: int) -> RouteTable:
    targets = st.sampled_from(("local", "local", "eni-9", "igw-1", "nat-1", "pcx-1"))
    destinations = draw(st.lists(st.sampled_from(BLOCKS[version][2:]), unique=True, max_size=2))
    routes = [Route(destination=BLOCKS[version][1], target="local")]
    routes += [
        Route(
            destination=cidr,
            target=draw(targets),
            state=draw(st.sampled_from(("active", "active", "blackhole"))),
        )
        for cidr in destinations
    ]
    return RouteTable(
        id=f"rtb-{index}",
        vpc_id="vpc-1",
        main=index == 0,
        subnet_ids=(f"subnet-{index}",) if draw(st.booleans()) else (),
        routes=tuple(draw(st.permutations(routes))),
    )


@st.composite
def regions(draw: Any) -> tuple[Region, int]:
    version = draw(st.sampled_from((4, 4, 6)))
    subnets = tuple(
        Subnet(
            id=f"subnet-{index}",
            vpc_id="vpc-1",
            cidr=SUBNETS[4][index],
            ipv6_cidr=SUBNETS[6][index] if version == 6 else None,
            availability_zone="euw1-az1",
        )
        for index in (0, 1)
    )
    groups = tuple(
        SecurityGroup(
            id=group,
            vpc_id="vpc-1",
            ingress=tuple(draw(st.lists(rules(version), max_size=3))),
            egress=tuple(draw(st.lists(rules(version), max_size=3))),
        )
        for group in GROUPS
    )
    place = draw(st.sampled_from((0, 1)))
    hosts = [str(host) for host in ipaddress.ip_network(SUBNETS[version][place])]
    chosen = st.lists(st.sampled_from(GROUPS), unique=True)
    interface = NetworkInterface(
        id="eni-1",
        vpc_id="vpc-1",
        subnet_id=f"subnet-{place}",
        group_ids=tuple(draw(chosen.filter(lambda g: len(g) < 3))),
        addresses=(draw(st.sampled_from(hosts)),),
    )
    return (
        Region(
            name="eu-west-1",
            functions=Known(()),
            subnets=Known(subnets),
            security_groups=Known(groups),
            network_interfaces=Known((interface,)),
            network_acls=Known((draw(acls(version, 0)), draw(acls(version, 1)))),
            route_tables=Known((draw(tables(version, 0)), draw(tables(version, 1)))),
            vpc_endpoints=Known(()),
            prefix_lists=Known({"pl-1": BLOCKS[version][2:4]}),
        ),
        version,
    )


def within(address: Any, cidr: str) -> bool:
    net = ipaddress.ip_network(cidr)
    return bool(net.version == address.version and address in net)


@dataclass(frozen=True)
class Oracle:
    """Every filter of a region, asked one address and port at a time."""

    region: Region

    def group(self, own: Any, peers: Any, address: Any, way: str, what: tuple[str, int]) -> bool:
        lists = self.region.prefix_lists.get()
        groups = [g for g in self.region.security_groups.get() if g.id in own]
        for rule in (rule for group in groups for rule in getattr(group, way)):
            cidrs = lists[rule.prefix_list_id] if rule.prefix_list_id else (rule.cidr,)
            fits = rule.protocol == "-1" or (
                rule.protocol == what[0] and rule.from_port <= what[1] <= rule.to_port
            )
            if rule.group_id:
                named = rule.group_id in peers
            else:
                named = any(within(address, cidr) for cidr in cidrs)
            if fits and named:
                return True
        return False

    def acl(self, subnet: Subnet, way: str, peer: Any, what: tuple[str, int]) -> bool:
        own = next(a for a in self.region.network_acls.get() if subnet.id in a.subnet_ids)
        number = {"tcp": "6", "udp": "17"}[what[0]]
        for entry in sorted(own.entries, key=lambda e: e.number):
            first, last = entry.from_port or 0, 65535 if entry.to_port is None else entry.to_port
            ports = entry.protocol == number and first <= what[1] <= last
            fits = entry.protocol == "-1" or ports
            if entry.egress is (way == "out") and within(peer, entry.cidr) and fits:
                return entry.allow
        return False

    def stays(self, subnet: Subnet, address: Any) -> bool:
        tables = self.region.route_tables.get()
        main = next(t for t in tables if t.main)
        table = next((t for t in tables if subnet.id in t.subnet_ids), main)
        fitting = [r for r in table.routes if within(address, r.destination)]
        best = max(fitting, key=lambda r: ipaddress.ip_network(r.destination).prefixlen)
        return best.state == "active" and best.target.startswith(("local", "eni-"))

    def crosses(self, ends: tuple[Subnet, Any, Subnet, Any], what: tuple[str, int]) -> bool:
        here, source, there, target = ends
        if here.id == there.id:
            return True
        if not (self.stays(here, target) and self.stays(there, source)):
            return False
        if not (self.acl(here, "out", target, what) and self.acl(there, "in", source, what)):
            return False
        answers = [(what[0], port) for port in TRIED_PORTS if port >= 1024]
        return any(
            self.acl(there, "out", source, back) and self.acl(here, "in", target, back)
            for back in answers
        )


def connects(region: Region, config: VpcConfig, version: int) -> bool:
    """Try every source address, port and protocol."""
    oracle = Oracle(region)
    (interface,) = region.network_interfaces.get()
    subnets = {subnet.id: subnet for subnet in region.subnets.get()}
    target = ipaddress.ip_address(interface.addresses[0])
    own, theirs = config.security_group_ids, interface.group_ids
    attempts = (
        (subnets[here], source, (protocol, port))
        for here in config.subnet_ids
        for source in ipaddress.ip_network(SUBNETS[version][int(here[-1])])
        for protocol in ("tcp", "udp")
        for port in TRIED_PORTS
    )
    return any(
        oracle.group(own, theirs, target, "egress", what)
        and (not theirs or oracle.group(theirs, own, source, "ingress", what))
        and oracle.crosses((here, source, subnets[interface.subnet_id], target), what)
        for here, source, what in attempts
    )


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    network=regions(),
    subnets=st.sampled_from((("subnet-0",), ("subnet-1",), ("subnet-0", "subnet-1"))),
    groups=st.sampled_from((("sg-a",), ("sg-b",), ("sg-a", "sg-b"))),
)
def test_the_fast_answer_equals_trying_everything(
    *,
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Any,
    network: tuple[Region, int],
    subnets: tuple[str, ...],
    groups: tuple[str, ...],
) -> None:
    drawn, version = network
    config = VpcConfig(vpc_id="vpc-1", subnet_ids=subnets, security_group_ids=groups)
    inside = function(vpc=config)
    facts = (
        "subnets",
        "security_groups",
        "network_interfaces",
        "network_acls",
        "route_tables",
        "prefix_lists",
    )
    whole = region(inside, **{name: getattr(drawn, name) for name in facts})
    found = needs_of_vpc(Audit(account(whole)), inside.arn)
    assert found is not None
    assert found.gaps == ()
    reached = any(need.kind == "reachable" for need in found.needs)
    assert reached is connects(drawn, config, version)
