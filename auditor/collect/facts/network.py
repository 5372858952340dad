"""The VPCs that functions are attached to, by EC2's Describe… calls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from auditor.collect.scope import Scope
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


async def _described(scope: Scope, operation: str, vpcs: Iterable[str]) -> list[Mapping[str, Any]]:
    left = iter(sorted(vpcs))
    found: list[Mapping[str, Any]] = []
    while some := list(islice(left, _FILTER_VALUES)):
        filters = [{"Name": "vpc-id", "Values": some}]
        found.extend(await scope.calls.all(f"ec2:{operation}", scope.region, Filters=filters))
    return found


async def subnets(scope: Scope, vpcs: Iterable[str]) -> tuple[Subnet, ...]:
    """Return the subnets of these VPCs, by id."""
    read = {
        raw["SubnetId"]: Subnet(
            id=raw["SubnetId"],
            vpc_id=raw["VpcId"],
            cidr=raw.get("CidrBlock") or "",
            availability_zone=raw.get("AvailabilityZoneId") or raw.get("AvailabilityZone") or "",
            ipv6_cidr=next(
                (
                    block["Ipv6CidrBlock"]
                    for block in raw.get("Ipv6CidrBlockAssociationSet") or ()
                    if (block.get("Ipv6CidrBlockState") or {}).get("State") == "associated"
                ),
                None,
            ),
        )
        for raw in await _described(scope, "DescribeSubnets", vpcs)
    }
    return tuple(read[key] for key in sorted(read))


async def security_groups(scope: Scope, vpcs: Iterable[str]) -> tuple[SecurityGroup, ...]:
    """Return the security groups of these VPCs, by id."""
    read = {
        raw["GroupId"]: SecurityGroup(
            id=raw["GroupId"],
            vpc_id=raw["VpcId"],
            name=raw.get("GroupName") or "",
            ingress=_rules(raw.get("IpPermissions") or ()),
            egress=_rules(raw.get("IpPermissionsEgress") or ()),
        )
        for raw in await _described(scope, "DescribeSecurityGroups", vpcs)
    }
    return tuple(read[key] for key in sorted(read))


def _rules(permissions: Iterable[Mapping[str, Any]]) -> tuple[SecurityGroupRule, ...]:
    return tuple(rule for permission in permissions for rule in _peers(permission))


def _peers(raw: Mapping[str, Any]) -> Iterator[SecurityGroupRule]:
    ports: dict[str, Any] = {
        "protocol": str(raw.get("IpProtocol", "-1")),
        "from_port": raw.get("FromPort"),
        "to_port": raw.get("ToPort"),
    }
    if ports["from_port"] == -1:  # how EC2 says "all" for ICMP
        ports["from_port"] = ports["to_port"] = None
    for peer in raw.get("IpRanges") or ():
        yield SecurityGroupRule(cidr=peer["CidrIp"], **ports)
    for peer in raw.get("Ipv6Ranges") or ():
        yield SecurityGroupRule(cidr=peer["CidrIpv6"], **ports)
    for peer in raw.get("UserIdGroupPairs") or ():
        yield SecurityGroupRule(group_id=peer["GroupId"], **ports)
    for peer in raw.get("PrefixListIds") or ():
        yield SecurityGroupRule(prefix_list_id=peer["PrefixListId"], **ports)


async def network_interfaces(scope: Scope, vpcs: Iterable[str]) -> tuple[NetworkInterface, ...]:
    """Return the network interfaces of these VPCs, by id."""
    read = {
        raw["NetworkInterfaceId"]: _interface(raw)
        for raw in await _described(scope, "DescribeNetworkInterfaces", vpcs)
    }
    return tuple(read[key] for key in sorted(read))


def _interface(raw: Mapping[str, Any]) -> NetworkInterface:
    attachment = raw.get("Attachment") or {}
    addresses = {a["PrivateIpAddress"] for a in raw.get("PrivateIpAddresses") or ()}
    addresses |= {a["Ipv6Address"] for a in raw.get("Ipv6Addresses") or ()}
    if raw.get("PrivateIpAddress"):
        addresses.add(raw["PrivateIpAddress"])
    return NetworkInterface(
        id=raw["NetworkInterfaceId"],
        vpc_id=raw["VpcId"],
        subnet_id=raw.get("SubnetId") or "",
        group_ids=tuple(sorted(group["GroupId"] for group in raw.get("Groups") or ())),
        addresses=tuple(sorted(addresses)),
        interface_type=raw.get("InterfaceType") or "interface",
        description=raw.get("Description") or "",
        requester_id=raw.get("RequesterId") or "",
        instance_id=attachment.get("InstanceId") or None,
        instance_owner=attachment.get("InstanceOwnerId") or "",
        public_address=(raw.get("Association") or {}).get("PublicIp") or None,
    )


async def network_acls(scope: Scope, vpcs: Iterable[str]) -> tuple[NetworkAcl, ...]:
    """Return the network ACLs of these VPCs, by id."""
    read = {
        raw["NetworkAclId"]: NetworkAcl(
            id=raw["NetworkAclId"],
            vpc_id=raw["VpcId"],
            default=bool(raw.get("IsDefault")),
            subnet_ids=tuple(sorted(a["SubnetId"] for a in raw.get("Associations") or ())),
            entries=tuple(
                sorted(
                    (_entry(entry) for entry in raw.get("Entries") or ()),
                    key=lambda e: (e.egress, e.number),
                )
            ),
        )
        for raw in await _described(scope, "DescribeNetworkAcls", vpcs)
    }
    return tuple(read[key] for key in sorted(read))


def _entry(raw: Mapping[str, Any]) -> AclEntry:
    ports = raw.get("PortRange") or {}
    return AclEntry(
        number=int(raw["RuleNumber"]),
        egress=bool(raw["Egress"]),
        allow=raw["RuleAction"] == "allow",
        protocol=str(raw.get("Protocol", "-1")),
        cidr=raw.get("CidrBlock") or raw.get("Ipv6CidrBlock") or "",
        from_port=ports.get("From"),
        to_port=ports.get("To"),
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


async def route_tables(scope: Scope, vpcs: Iterable[str]) -> tuple[RouteTable, ...]:
    """Return the route tables of these VPCs, by id."""
    read = {}
    for raw in await _described(scope, "DescribeRouteTables", vpcs):
        associations = raw.get("Associations") or ()
        read[raw["RouteTableId"]] = RouteTable(
            id=raw["RouteTableId"],
            vpc_id=raw["VpcId"],
            main=any(a.get("Main") for a in associations),
            subnet_ids=tuple(sorted(a["SubnetId"] for a in associations if a.get("SubnetId"))),
            routes=tuple(_route(route) for route in raw.get("Routes") or ()),
        )
    return tuple(read[key] for key in sorted(read))


def _route(raw: Mapping[str, Any]) -> Route:
    destination = (
        raw.get("DestinationCidrBlock")
        or raw.get("DestinationIpv6CidrBlock")
        or raw.get("DestinationPrefixListId")
    )
    return Route(
        destination=destination or "",
        target=next((str(raw[name]) for name in _ROUTE_TARGETS if raw.get(name)), ""),
        state=raw.get("State") or "active",
    )


# States of an endpoint that carries no traffic and never will again.
_OVER = frozenset({"deleting", "deleted", "failed", "rejected", "expired"})


async def vpc_endpoints(scope: Scope, vpcs: Iterable[str]) -> tuple[VpcEndpoint, ...]:
    """Return the endpoints of these VPCs, by id."""
    read = {
        raw["VpcEndpointId"]: VpcEndpoint(
            id=raw["VpcEndpointId"],
            vpc_id=raw["VpcId"],
            service=raw.get("ServiceName")
            or raw.get("ResourceConfigurationArn")
            or raw.get("ServiceNetworkArn")
            or "",
            kind=raw.get("VpcEndpointType") or "Gateway",
            policy=raw.get("PolicyDocument") or None,
            subnet_ids=tuple(sorted(raw.get("SubnetIds") or ())),
            route_table_ids=tuple(sorted(raw.get("RouteTableIds") or ())),
            group_ids=tuple(sorted(group["GroupId"] for group in raw.get("Groups") or ())),
        )
        for raw in await _described(scope, "DescribeVpcEndpoints", vpcs)
        if str(raw.get("State")).lower() not in _OVER
    }
    return tuple(read[key] for key in sorted(read))


async def prefix_lists(scope: Scope, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
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
            name: tuple(sorted(entry["Cidr"] for entry in entries))
            for name, entries in zip(wanted, answers, strict=True)
        }
    )
