"""The VPCs that templates describe, and which VPC each subnet and group belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model import (
    AclEntry,
    Fact,
    Known,
    NetworkAcl,
    NetworkInterface,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    VpcConfig,
    VpcEndpoint,
)
from auditor.templates.facts.fields import entry
from auditor.templates.facts.security_groups import security_groups
from auditor.templates.facts.vpc_membership import Membership
from auditor.templates.facts.vpc_residents import Resident, ids, residents
from auditor.templates.made_up_names import physical_id
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Undecided, Value, first_undecided, number, text, truth

_EVERYWHERE = "0.0.0.0/0"
_TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "EgressOnlyInternetGatewayId",
    "InstanceId",
    "VpcEndpointId",
    "LocalGatewayId",
    "CarrierGatewayId",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateNetwork:
    """The EC2 facts of the templates, and the VPC of each resource."""

    subnets: tuple[Subnet, ...]
    security_groups: tuple[SecurityGroup, ...]
    network_interfaces: tuple[NetworkInterface, ...]
    network_acls: tuple[NetworkAcl, ...]
    route_tables: tuple[RouteTable, ...]
    vpc_endpoints: tuple[VpcEndpoint, ...]
    membership: Membership

    def attachment(self, value: Value) -> Fact[VpcConfig | None]:
        """Return the VPC that a function's VpcConfig attaches it to."""
        if value is None:
            return Known(None)
        if isinstance(value, Undecided):
            return value.unknown
        subnets, groups = ids(entry(value, "SubnetIds")), ids(entry(value, "SecurityGroupIds"))
        if not subnets and not groups:
            return Known(None)
        described = {subnet.id for subnet in self.subnets}
        return Known(
            VpcConfig(
                vpc_id=self.membership.vpc_of((*subnets, *groups)),
                subnet_ids=subnets,
                security_group_ids=groups,
                elsewhere=not described.issuperset(subnets),
            )
        )


def read_network(stacks: tuple[Stack, ...]) -> TemplateNetwork:
    """Return what the templates tell of VPCs."""
    membership = Membership()
    inside = [(stack, resident) for stack in stacks for resident in residents(stack)]
    for stack in stacks:
        _join(stack, membership)
    for _, resident in inside:
        membership.join((*resident.subnets, *resident.groups))
    groups = [group for stack in stacks for group in security_groups(stack, membership)]
    tables = [table for stack in stacks for table in _route_tables(stack)]
    return TemplateNetwork(
        subnets=tuple(subnet for stack in stacks for subnet in _subnets(stack, membership)),
        security_groups=tuple(groups),
        network_interfaces=tuple(_interface(stack, r, membership) for stack, r in inside),
        network_acls=tuple(acl for stack in stacks for acl in _acls(stack)),
        route_tables=tuple(tables),
        vpc_endpoints=tuple(e for stack in stacks for e in _endpoints(stack, membership)),
        membership=membership,
    )


def _join(stack: Stack, membership: Membership) -> None:
    for resource in stack.of_type("AWS::EC2::Subnet", "AWS::EC2::SecurityGroup"):
        membership.join([stack.identity(resource).name], _one(stack, resource, "VpcId"))
    for resource in stack.of_type("AWS::Lambda::Function"):
        config = stack.property(resource, "VpcConfig")
        membership.join((*ids(entry(config, "SubnetIds")), *ids(entry(config, "SecurityGroupIds"))))
    for resource in stack.of_type("AWS::EC2::VPCEndpoint"):
        named = (
            *ids(stack.property(resource, "SubnetIds")),
            *ids(stack.property(resource, "SecurityGroupIds")),
        )
        membership.join(named, _one(stack, resource, "VpcId"))
    for resource in stack.of_type("AWS::EC2::VPC"):
        name = stack.identity(resource).name
        default = physical_id("AWS::EC2::SecurityGroup", stack.label, resource.logical_id)
        membership.join([default], name)


def _one(stack: Stack, resource: Resource, name: str) -> str:
    found = ids(stack.property(resource, name))
    return found[0] if found else ""


def _interface(stack: Stack, resident: Resident, membership: Membership) -> NetworkInterface:
    vpc = membership.vpc_of((*resident.subnets, *resident.groups))
    own = [r for r in stack.of_type("AWS::EC2::VPC") if stack.identity(r).name == vpc]
    default = physical_id("AWS::EC2::SecurityGroup", stack.label, own[0].logical_id) if own else ""
    return resident.interface(vpc, default)


def _subnets(stack: Stack, membership: Membership) -> Iterator[Subnet]:
    for resource in stack.of_type("AWS::EC2::Subnet"):
        name = stack.identity(resource).name
        zone = stack.property(resource, "AvailabilityZone")
        cidr = stack.property(resource, "CidrBlock")
        yield Subnet(
            id=name,
            vpc_id=membership.vpc_of([name]),
            cidr=text(cidr) if isinstance(cidr, str) else "",
            availability_zone=text(zone) if isinstance(zone, str) else "",
        )


def _acls(stack: Stack) -> Iterator[NetworkAcl]:
    """Yield the ACLs; each VPC has one that lets everything pass for subnets without another."""
    bound: dict[str, list[str]] = {}
    for resource in stack.of_type("AWS::EC2::SubnetNetworkAclAssociation"):
        bound.setdefault(_one(stack, resource, "NetworkAclId"), []).append(
            _one(stack, resource, "SubnetId")
        )
    rows: dict[str, list[AclEntry]] = {}
    for resource in stack.of_type("AWS::EC2::NetworkAclEntry"):
        rows.setdefault(_one(stack, resource, "NetworkAclId"), []).append(
            _entry(stack.properties(resource))
        )
    for resource in stack.of_type("AWS::EC2::NetworkAcl"):
        name = stack.identity(resource).name
        yield NetworkAcl(
            id=name,
            vpc_id=_one(stack, resource, "VpcId"),
            subnet_ids=tuple(sorted(bound.get(name, ()))),
            entries=tuple(sorted(rows.get(name, ()), key=lambda e: (e.egress, e.number))),
        )
    for resource in stack.of_type("AWS::EC2::VPC"):
        name = stack.identity(resource).name
        every = [
            AclEntry(number=100, egress=way, allow=True, protocol="-1", cidr=_EVERYWHERE)
            for way in (False, True)
        ]
        yield NetworkAcl(id=f"acl-of-{name}", vpc_id=name, default=True, entries=tuple(every))


def _entry(given: dict[str, Value]) -> AclEntry:
    ports = given.get("PortRange")
    return AclEntry(
        number=number(given.get("RuleNumber")) or 0,
        egress=truth(given.get("Egress")) is True,
        allow=text(given.get("RuleAction")).lower() == "allow",
        protocol=text(given.get("Protocol")),
        cidr=text(given.get("CidrBlock") or given.get("Ipv6CidrBlock")),
        from_port=number(entry(ports, "From")),
        to_port=number(entry(ports, "To")),
    )


def _route_tables(stack: Stack) -> Iterator[RouteTable]:
    bound: dict[str, list[str]] = {}
    for resource in stack.of_type("AWS::EC2::SubnetRouteTableAssociation"):
        bound.setdefault(_one(stack, resource, "RouteTableId"), []).append(
            _one(stack, resource, "SubnetId")
        )
    routes: dict[str, list[Route]] = {}
    for resource in stack.of_type("AWS::EC2::Route"):
        routes.setdefault(_one(stack, resource, "RouteTableId"), []).append(_route(stack, resource))
    for resource in stack.of_type("AWS::EC2::RouteTable"):
        name = stack.identity(resource).name
        yield RouteTable(
            id=name,
            vpc_id=_one(stack, resource, "VpcId"),
            subnet_ids=tuple(sorted(bound.get(name, ()))),
            routes=tuple(routes.get(name, ())),
        )
    for resource in stack.of_type("AWS::EC2::VPC"):
        vpc = stack.identity(resource).name
        yield RouteTable(id=f"rtb-main-of-{vpc}", vpc_id=vpc, main=True)


def _route(stack: Stack, resource: Resource) -> Route:
    given = stack.properties(resource)
    destination = (
        given.get("DestinationCidrBlock")
        or given.get("DestinationIpv6CidrBlock")
        or given.get("DestinationPrefixListId")
    )
    target = next((found[0] for name in _TARGETS if (found := ids(given.get(name)))), "")
    return Route(
        destination=text(destination) if isinstance(destination, str) else "", target=target
    )


def _endpoints(stack: Stack, membership: Membership) -> Iterator[VpcEndpoint]:
    for resource in stack.of_type("AWS::EC2::VPCEndpoint"):
        given = stack.properties(resource)
        policy = given.get("PolicyDocument")
        readable = policy is not None and first_undecided(policy) is None
        subnets, groups = ids(given.get("SubnetIds")), ids(given.get("SecurityGroupIds"))
        own = _one(stack, resource, "VpcId")
        yield VpcEndpoint(
            id=stack.identity(resource).name,
            vpc_id=membership.vpc_of([own, *subnets, *groups]),
            service=text(given.get("ServiceName"))
            if isinstance(given.get("ServiceName"), str)
            else "",
            kind=text(given.get("VpcEndpointType") or "Gateway"),
            policy=json.dumps(policy, sort_keys=True, default=str) if readable else None,
            subnet_ids=subnets,
            route_table_ids=ids(given.get("RouteTableIds")),
            group_ids=groups,
        )
