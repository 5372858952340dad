"""VPCs of the AWS provider: routes, endpoints, and the rules of security groups.

Attributes: the registry pages of hashicorp/aws 6; read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.templates.terraform.plain_types import Attributes, Convert, Made
from auditor.templates.values import Node

_TARGETS = {
    "gateway_id": "GatewayId",
    "nat_gateway_id": "NatGatewayId",
    "transit_gateway_id": "TransitGatewayId",
    "vpc_peering_connection_id": "VpcPeeringConnectionId",
    "network_interface_id": "NetworkInterfaceId",
    "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
    "vpc_endpoint_id": "VpcEndpointId",
}


def _route_table(of: Attributes) -> Iterator[Made]:
    yield "", "AWS::EC2::RouteTable", {"VpcId": of.get("vpc_id")}
    for n in of.blocks("route"):
        yield f"#{n}", "AWS::EC2::Route", _route_to(of, {"Ref": of.address}, "route", n)


def _route(of: Attributes) -> Iterator[Made]:
    yield "", "AWS::EC2::Route", _route_to(of, of.get("route_table_id"))


def _route_to(of: Attributes, table: Node, *path: str | int) -> dict[str, Any]:
    block = "cidr_block" if path else "destination_cidr_block"
    six = "ipv6_cidr_block" if path else "destination_ipv6_cidr_block"
    return {
        "RouteTableId": table,
        "DestinationCidrBlock": of.get(*path, block) or None,
        "DestinationIpv6CidrBlock": of.get(*path, six) or None,
        **{name: of.get(*path, attribute) or None for attribute, name in _TARGETS.items()},
    }


def _endpoint(of: Attributes) -> Iterator[Made]:
    properties = {
        "VpcId": of.get("vpc_id"),
        "ServiceName": of.get("service_name"),
        "VpcEndpointType": of.get("vpc_endpoint_type") or None,
        "SubnetIds": of.get("subnet_ids") or None,
        "RouteTableIds": of.get("route_table_ids") or None,
        "SecurityGroupIds": of.get("security_group_ids") or None,
        "PolicyDocument": of.get("policy") or None,
    }
    yield "", "AWS::EC2::VPCEndpoint", properties


def _group(of: Attributes) -> Iterator[Made]:
    """Yield the group; Terraform gives a new one no rule that is not written down."""
    inward = [rule for n in of.blocks("ingress") for rule in _rules(of, "Source", "ingress", n)]
    outward = [rule for n in of.blocks("egress") for rule in _rules(of, "Destination", "egress", n)]
    properties = {
        "VpcId": of.get("vpc_id"),
        "SecurityGroupIngress": inward or None,
        "SecurityGroupEgress": outward or [],
    }
    yield "", "AWS::EC2::SecurityGroup", properties


def _rules(of: Attributes, side: str, *path: str | int) -> Iterator[dict[str, Any]]:
    base = {
        "IpProtocol": of.get(*path, "protocol"),
        "FromPort": of.get(*path, "from_port"),
        "ToPort": of.get(*path, "to_port"),
    }
    for name, key in (("cidr_blocks", "CidrIp"), ("ipv6_cidr_blocks", "CidrIpv6")):
        for cidr in _listed(of.get(*path, name)):
            yield {**base, key: cidr}
    for name in ("security_groups", "source_security_group_id"):
        for group in _listed(of.get(*path, name)):
            yield {**base, f"{side}SecurityGroupId": group}
    if of.get(*path, "self") is True:
        own = {"Ref": of.address} if path else of.get("security_group_id")
        yield {**base, f"{side}SecurityGroupId": own}


def _listed(value: Node) -> list[Any]:
    if value in (None, ""):
        return []
    return value if isinstance(value, list) else [value]


def _group_rule(of: Attributes) -> Iterator[Made]:
    inward = of.get("type") == "ingress"
    kind = f"AWS::EC2::SecurityGroup{'Ingress' if inward else 'Egress'}"
    for n, rule in enumerate(_rules(of, "Source" if inward else "Destination")):
        yield f"#{n}", kind, {"GroupId": of.get("security_group_id"), **rule}


def _single_rule(of: Attributes) -> Iterator[Made]:
    inward = "_ingress_" in of.address
    side = "Source" if inward else "Destination"
    properties = {
        "GroupId": of.get("security_group_id"),
        "IpProtocol": of.get("ip_protocol"),
        "FromPort": of.get("from_port"),
        "ToPort": of.get("to_port"),
        "CidrIp": of.get("cidr_ipv4") or None,
        "CidrIpv6": of.get("cidr_ipv6") or None,
        f"{side}SecurityGroupId": of.get("referenced_security_group_id") or None,
    }
    yield "", f"AWS::EC2::SecurityGroup{'Ingress' if inward else 'Egress'}", properties


NETWORK: Mapping[str, Convert] = {
    "aws_route_table": _route_table,
    "aws_route": _route,
    "aws_vpc_endpoint": _endpoint,
    "aws_security_group": _group,
    "aws_security_group_rule": _group_rule,
    "aws_vpc_security_group_ingress_rule": _single_rule,
    "aws_vpc_security_group_egress_rule": _single_rule,
}
