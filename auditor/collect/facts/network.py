"""The VPCs that functions are attached to, by EC2's Describe… calls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from auditor.collect.aws.members import (
    OddAnswerError,
    Raw,
    flag,
    number,
    number_or_none,
    structure,
    structure_if_any,
    structures,
    structures_if_any,
    text,
    text_or_none,
    texts_if_any,
    word,
)
from auditor.collect.scope import RegionScope
from auditor.model import (
    AclEntry,
    NetworkAcl,
    NetworkInterface,
    Route,
    RouteTable,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    VpcEndpoint,
)

_FILTER_VALUES = 200  # EC2's limit for one filter


async def _describe(scope: RegionScope, operation: str, vpcs: Iterable[str]) -> list[Raw]:
    left = iter(sorted(vpcs))
    found: list[Raw] = []
    while some := list(islice(left, _FILTER_VALUES)):
        filters = [{"Name": "vpc-id", "Values": some}]
        found.extend(await scope.calls.all(f"ec2:{operation}", scope.region, Filters=filters))
    return found


async def subnets(scope: RegionScope, vpcs: Iterable[str]) -> tuple[Subnet, ...]:
    """Return the subnets of these VPCs, by id."""
    read = {
        text(raw, "SubnetId"): Subnet(
            id=text(raw, "SubnetId"),
            vpc_id=text(raw, "VpcId"),
            cidr=text_or_none(raw, "CidrBlock") or "",
            availability_zone=text_or_none(raw, "AvailabilityZoneId")
            or text(raw, "AvailabilityZone"),
            ipv6_cidr=_ipv6_cidr(raw),
        )
        for raw in await _describe(scope, "DescribeSubnets", vpcs)
    }
    return tuple(read[key] for key in sorted(read))


def _ipv6_cidr(raw: Raw) -> str | None:
    """Return the IPv6 range of a subnet, if one is associated with it."""
    for block in structures_if_any(raw, "Ipv6CidrBlockAssociationSet"):
        if text(structure(block, "Ipv6CidrBlockState"), "State") == "associated":
            return text(block, "Ipv6CidrBlock")
    return None


async def security_groups(scope: RegionScope, vpcs: Iterable[str]) -> tuple[SecurityGroup, ...]:
    """Return the security groups of these VPCs, by id."""
    read = {
        text(raw, "GroupId"): SecurityGroup(
            id=text(raw, "GroupId"),
            vpc_id=text(raw, "VpcId"),
            name=text(raw, "GroupName"),
            ingress=_rules(structures(raw, "IpPermissions")),
            egress=_rules(structures(raw, "IpPermissionsEgress")),
        )
        for raw in await _describe(scope, "DescribeSecurityGroups", vpcs)
    }
    return tuple(read[key] for key in sorted(read))


def _rules(permissions: Iterable[Raw]) -> tuple[SecurityGroupRule, ...]:
    return tuple(rule for permission in permissions for rule in _peers(permission))


_WITH_PORTS = frozenset({"tcp", "udp", "6", "17"})
_NUMBERED = _WITH_PORTS | {"icmp", "1"}  # of ICMP: type and code


def _peers(raw: Raw) -> Iterator[SecurityGroupRule]:
    ports: dict[str, Any] = {
        "protocol": text(raw, "IpProtocol"),
        "from_port": number_or_none(raw, "FromPort", -1),
        "to_port": number_or_none(raw, "ToPort", -1),
    }
    if ports["protocol"] in _NUMBERED and None in ports.values():
        raise OddAnswerError("FromPort")
    if ports["from_port"] == -1:  # how EC2 says "all" for ICMP
        ports["from_port"] = ports["to_port"] = None
    for peer in structures_if_any(raw, "IpRanges"):
        yield SecurityGroupRule(cidr=text(peer, "CidrIp"), **ports)
    for peer in structures_if_any(raw, "Ipv6Ranges"):
        yield SecurityGroupRule(cidr=text(peer, "CidrIpv6"), **ports)
    for peer in structures_if_any(raw, "UserIdGroupPairs"):
        yield SecurityGroupRule(group_id=text(peer, "GroupId"), **ports)
    for peer in structures_if_any(raw, "PrefixListIds"):
        yield SecurityGroupRule(prefix_list_id=text(peer, "PrefixListId"), **ports)


async def network_interfaces(
    scope: RegionScope, vpcs: Iterable[str]
) -> tuple[NetworkInterface, ...]:
    """Return the network interfaces of these VPCs, by id."""
    read = {
        text(raw, "NetworkInterfaceId"): _interface(raw)
        for raw in await _describe(scope, "DescribeNetworkInterfaces", vpcs)
    }
    return tuple(read[key] for key in sorted(read))


def _group_ids(groups: Iterable[Raw]) -> tuple[str, ...]:
    return tuple(sorted(text(group, "GroupId") for group in groups))


def _interface(raw: Raw) -> NetworkInterface:
    attachment = structure_if_any(raw, "Attachment")
    private = structures_if_any(raw, "PrivateIpAddresses")
    addresses = {text(address, "PrivateIpAddress") for address in private}
    addresses |= {text(a, "Ipv6Address") for a in structures_if_any(raw, "Ipv6Addresses")}
    main = text_or_none(raw, "PrivateIpAddress")  # an interface with IPv6 alone has none
    addresses |= {main} if main else set()
    if not addresses:
        raise OddAnswerError("PrivateIpAddress")
    return NetworkInterface(
        id=text(raw, "NetworkInterfaceId"),
        vpc_id=text(raw, "VpcId"),
        subnet_id=text(raw, "SubnetId"),
        group_ids=_group_ids(structures(raw, "Groups")),
        addresses=tuple(sorted(addresses)),
        interface_type=text(raw, "InterfaceType"),
        description=text_or_none(raw, "Description") or "",
        requester_id=text_or_none(raw, "RequesterId") or "",
        instance_id=text_or_none(attachment, "InstanceId"),
        instance_owner=text_or_none(attachment, "InstanceOwnerId") or "",
        public_address=text_or_none(structure_if_any(raw, "Association"), "PublicIp"),
    )


async def network_acls(scope: RegionScope, vpcs: Iterable[str]) -> tuple[NetworkAcl, ...]:
    """Return the network ACLs of these VPCs, by id."""
    read = {
        text(raw, "NetworkAclId"): NetworkAcl(
            id=text(raw, "NetworkAclId"),
            vpc_id=text(raw, "VpcId"),
            default=flag(raw, "IsDefault"),
            subnet_ids=tuple(sorted(text(a, "SubnetId") for a in structures(raw, "Associations"))),
            entries=tuple(
                sorted(
                    (_entry(entry) for entry in structures(raw, "Entries")),
                    key=lambda e: (e.egress, e.number),
                )
            ),
        )
        for raw in await _describe(scope, "DescribeNetworkAcls", vpcs)
    }
    return tuple(read[key] for key in sorted(read))


def _entry(raw: Raw) -> AclEntry:
    ports = structure_if_any(raw, "PortRange")
    cidr = text_or_none(raw, "CidrBlock") or text(raw, "Ipv6CidrBlock")
    if text(raw, "Protocol") in _WITH_PORTS and not ports:
        raise OddAnswerError("PortRange")
    first, last = number_or_none(ports, "From", -1), number_or_none(ports, "To", -1)
    if (first is None) != (last is None):
        raise OddAnswerError("PortRange")
    return AclEntry(
        number=number(raw, "RuleNumber"),
        egress=flag(raw, "Egress"),
        allow=word(raw, "RuleAction", "allow", "deny") == "allow",
        protocol=text(raw, "Protocol"),
        cidr=cidr,
        from_port=first,
        to_port=last,
    )


_ROUTE_DESTINATIONS = (
    "DestinationCidrBlock",
    "DestinationIpv6CidrBlock",
    "DestinationPrefixListId",
)
_ROUTE_TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "EgressOnlyInternetGatewayId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "OdbNetworkArn",
    "InstanceId",
)


async def route_tables(scope: RegionScope, vpcs: Iterable[str]) -> tuple[RouteTable, ...]:
    """Return the route tables of these VPCs, by id."""
    read = {}
    for raw in await _describe(scope, "DescribeRouteTables", vpcs):
        associations = structures(raw, "Associations")
        read[text(raw, "RouteTableId")] = RouteTable(
            id=text(raw, "RouteTableId"),
            vpc_id=text(raw, "VpcId"),
            main=any(flag(a, "Main") for a in associations),
            subnet_ids=tuple(
                sorted(found for a in associations if (found := text_or_none(a, "SubnetId")))
            ),
            routes=tuple(_route(route) for route in structures(raw, "Routes")),
        )
    return tuple(read[key] for key in sorted(read))


def _route(raw: Raw) -> Route:
    destinations = (text_or_none(raw, name) for name in _ROUTE_DESTINATIONS)
    targets = (text_or_none(raw, name) for name in _ROUTE_TARGETS)
    destination, target = next(filter(None, destinations), ""), next(filter(None, targets), "")
    if not destination or not target:
        raise OddAnswerError("Routes")
    return Route(destination=destination, target=target, state=text(raw, "State"))


# States of an endpoint that carries no traffic and never will again.
_OVER = frozenset({"deleting", "deleted", "failed", "rejected", "expired"})


async def vpc_endpoints(scope: RegionScope, vpcs: Iterable[str]) -> tuple[VpcEndpoint, ...]:
    """Return the endpoints of these VPCs, by id."""
    read = {
        text(raw, "VpcEndpointId"): VpcEndpoint(
            id=text(raw, "VpcEndpointId"),
            vpc_id=text(raw, "VpcId"),
            service=text_or_none(raw, "ServiceName")
            or text_or_none(raw, "ResourceConfigurationArn")
            or text(raw, "ServiceNetworkArn"),
            kind=text(raw, "VpcEndpointType"),
            policy=text_or_none(raw, "PolicyDocument"),
            subnet_ids=tuple(sorted(texts_if_any(raw, "SubnetIds"))),
            route_table_ids=tuple(sorted(texts_if_any(raw, "RouteTableIds"))),
            group_ids=_group_ids(structures_if_any(raw, "Groups")),
        )
        for raw in await _describe(scope, "DescribeVpcEndpoints", vpcs)
        if text(raw, "State").lower() not in _OVER
    }
    return tuple(read[key] for key in sorted(read))


async def prefix_lists(scope: RegionScope, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the ranges of these prefix lists, AWS's own included, by id."""
    wanted = sorted(ids)
    answers = await asyncio.gather(
        *(
            scope.calls.all("ec2:GetManagedPrefixListEntries", scope.region, PrefixListId=name)
            for name in wanted
        )
    )
    return MappingProxyType(
        {
            name: tuple(sorted(text(entry, "Cidr") for entry in entries))
            for name, entries in zip(wanted, answers, strict=True)
        }
    )
