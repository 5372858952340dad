"""What a VPC holds, sorted so that most questions of reachability need no computing.

Interfaces at the same place are one class. For each security group and subnet it is
written down which ports of which classes its rules open; only where both sides open the same port
are network ACLs and routes asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.analysis.network.blocks import address
from auditor.analysis.network.compiled import CompiledVpc, compile_vpc
from auditor.analysis.network.gaps import unlisted
from auditor.analysis.network.interface_index import interfaces_by_vpc
from auditor.analysis.network.kinds import SERVERS, kind_of
from auditor.analysis.network.ports import Flow
from auditor.analysis.network.reach import Placement, Position, by_block
from auditor.model import NetworkInterface
from auditor.model.audit import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceClass:
    """Interfaces of one kind at the same place, so that one answer fits all."""

    kind: str
    target: Placement
    public: bool
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A VPC's servers in classes; what the rules open, by the class's number.

    The mappings leave out what opens nothing. Ports of all addresses of a subnet or an interface
    are added up, so that what is not open here is not open, and the rest is asked in full.
    """

    vpc: CompiledVpc
    classes: tuple[InterfaceClass, ...]
    kinds: Mapping[str, tuple[int, ...]]
    egress: Mapping[str, Mapping[int, Flow]]  # by group of the function
    admitted: Mapping[str, Mapping[int, Flow]]  # by group of the function: rules that name it
    from_subnet: Mapping[str, Mapping[int, Flow]]  # by subnet: rules about its addresses
    idle: tuple[str, ...]  # how many interfaces there are that nothing connects to, by kind

    def opened(self, position: Position) -> tuple[dict[int, Flow], dict[int, Flow]]:
        """Return by class what the position may leave by, and what lets it in."""
        out = _sum(self.egress, position.groups)
        into = _sum(self.admitted, position.groups)
        for number, flow in _sum(self.from_subnet, position.subnets).items():
            into[number] = into.get(number, 0) | flow
        return out, into


def _sum(flows: Mapping[str, Mapping[int, Flow]], keys: Iterable[str]) -> dict[int, Flow]:
    whole: dict[int, Flow] = {}
    for key in keys:
        if not whole:
            whole = dict(flows.get(key, {}))
            continue
        for number, flow in flows.get(key, {}).items():
            whole[number] = whole.get(number, 0) | flow
    return whole


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


def survey(audit: Audit, vpc: tuple[str, str]) -> Survey:
    """Return what the VPC holds (region name, VPC id). Made for `audit.once`.

    Raises:
        UnavailableError: a fact that the answer rests on could not be read.
    """
    compiled = audit.once(compile_vpc, vpc)
    interfaces = audit.once(interfaces_by_vpc, vpc[0]).get(vpc[1], ())
    classes = _classes(compiled, interfaces, vpc[0])
    kinds: dict[str, tuple[int, ...]] = {}
    for number, alike in enumerate(classes):
        kinds[alike.kind] = (*kinds.get(alike.kind, ()), number)
    return Survey(
        vpc=compiled,
        classes=classes,
        kinds=kinds,
        egress=_egress(compiled, classes),
        admitted=_admitted(compiled, classes),
        from_subnet=_from_subnet(compiled, classes),
        idle=_idle(interfaces),
    )


def _classes(
    compiled: CompiledVpc, interfaces: Iterable[NetworkInterface], region: str
) -> tuple[InterfaceClass, ...]:
    ids: dict[tuple[object, ...], list[str]] = {}
    first: dict[tuple[object, ...], tuple[str, Placement, bool]] = {}
    for interface in interfaces:
        kind = kind_of(interface)
        if kind not in SERVERS:
            continue
        check_known(compiled, (interface.subnet_id,), interface.group_ids, region)
        target = _target(compiled, interface)
        public = interface.public_address is not None
        parts = tuple((spot.version, spot.part) for spot in target.spots)
        key = (kind, target.subnet, target.groups, parts, public)
        ids.setdefault(key, []).append(interface.id)
        first.setdefault(key, (kind, target, public))
    return tuple(
        InterfaceClass(
            kind=first[key][0], target=first[key][1], public=first[key][2], ids=tuple(found)
        )
        for key, found in ids.items()
    )


def _target(compiled: CompiledVpc, interface: NetworkInterface) -> Placement:
    places = (place for place in map(address, interface.addresses) if place is not None)
    spots = tuple(compiled.spot(place) for place in places)
    somewhere = compiled.samples(interface.subnet_id, 4)  # no address was given
    return Placement(
        subnet=interface.subnet_id,
        groups=tuple(sorted(interface.group_ids)),
        spots=spots or somewhere,
    )


def _egress(vpc: CompiledVpc, classes: tuple[InterfaceClass, ...]) -> dict[str, dict[int, Flow]]:
    found: dict[str, dict[int, Flow]] = {}
    for group, rules in vpc.groups.items():
        opened = found[group] = {}
        for number, alike in enumerate(classes):
            flow = 0
            for peer in alike.target.groups:
                flow |= rules.egress_to.get(peer, 0)
            for spot in alike.target.spots:
                flow |= by_block(vpc, group, "egress", spot)
            if flow:
                opened[number] = flow
    return found


def _admitted(vpc: CompiledVpc, classes: tuple[InterfaceClass, ...]) -> dict[str, dict[int, Flow]]:
    found: dict[str, dict[int, Flow]] = {}
    for number, alike in enumerate(classes):
        for group in alike.target.groups:
            for peer, flow in vpc.groups[group].ingress_from.items():
                opened = found.setdefault(peer, {})
                opened[number] = opened.get(number, 0) | flow
    return found


def _from_subnet(
    vpc: CompiledVpc, classes: tuple[InterfaceClass, ...]
) -> dict[str, dict[int, Flow]]:
    found: dict[str, dict[int, Flow]] = {}
    used = {group for alike in classes for group in alike.target.groups}
    for subnet in vpc.nets:
        flows = dict.fromkeys(used, 0)
        for source in (*vpc.samples(subnet, 4), *vpc.samples(subnet, 6)):
            for group in used:
                flows[group] |= by_block(vpc, group, "ingress", source)
        opened = found[subnet] = {}
        for number, alike in enumerate(classes):
            # Without a group before it, an interface is open to all.
            flow = 0 if alike.target.groups else vpc.ports.everything
            for group in alike.target.groups:
                flow |= flows.get(group, 0)
            if flow:
                opened[number] = flow
    return found


def _idle(interfaces: Iterable[NetworkInterface]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for interface in interfaces:
        kind = kind_of(interface)
        if kind not in SERVERS and kind != "endpoint":
            counts[kind] = counts.get(kind, 0) + 1
    return tuple(f"{count} {kind}" for kind, count in sorted(counts.items()))
