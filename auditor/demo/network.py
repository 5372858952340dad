"""The sample account's networks: a VPC in each region, with a database behind it.

Europe: a front subnet that routes to the internet gateway, two application subnets that route
to a NAT gateway and have no endpoint for S3, and the ledger's database, which lets the
application's security group in. America: the same with a cache, and with the endpoint for S3.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.demo.clients import Client
from auditor.demo.names import AMERICA, EUROPE

_EVERYWHERE = "0.0.0.0/0"
_FRONT, _FIRST, _SECOND, _DATA = "10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20", "10.0.128.0/17"
_TRIES = 60  # each has an even chance to get an address of its subnet


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoNetwork:
    """Where a function is attached."""

    vpc_id: str
    subnet_ids: tuple[str, ...]
    security_group_ids: tuple[str, ...]


def create_networks(ec2: Mapping[str, Client]) -> Mapping[str, DemoNetwork]:
    """Create both VPCs; return the networks that the functions' table names."""
    europe = _create_vpc(ec2[EUROPE], EUROPE, "RDSNetworkInterface", 5432)
    america = _create_vpc(ec2[AMERICA], AMERICA, "ElastiCache recommendations-001", 6379)
    ec2[AMERICA].create_vpc_endpoint(
        VpcId=america["application"].vpc_id,
        ServiceName=f"com.amazonaws.{AMERICA}.s3",
        VpcEndpointType="Gateway",
        RouteTableIds=[_route_table(ec2[AMERICA], america["application"])],
    )
    return {**europe, "american application": america["application"]}


def supply_vpc_ids(aws: Client, networks: Mapping[str, DemoNetwork]) -> None:
    """Add to each request that attaches a function the VPC's id.

    AWS derives it from the subnets, the emulator stores what it is sent.
    """
    vpcs = {subnet: n.vpc_id for n in networks.values() for subnet in n.subnet_ids}

    def add(params: dict[str, bytes], **_: object) -> None:
        body = json.loads(params["body"] or b"{}")
        subnets = body.get("VpcConfig", {}).get("SubnetIds")
        if subnets:
            body["VpcConfig"]["VpcId"] = vpcs[subnets[0]]
            params["body"] = json.dumps(body).encode()

    for operation in ("CreateFunction", "UpdateFunctionConfiguration"):
        aws.meta.events.register(f"before-call.lambda.{operation}", add)


def _create_vpc(ec2: Client, region: str, store: str, port: int) -> Mapping[str, DemoNetwork]:
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    front, first, second, data = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=region + zone)["Subnet"][
            "SubnetId"
        ]
        for block, zone in ((_FRONT, "a"), (_FIRST, "a"), (_SECOND, "b"), (_DATA, "a"))
    )
    _connect(ec2, vpc, front, (first, second))
    application, database, visitors = (
        ec2.create_security_group(VpcId=vpc, GroupName=name, Description=name)["GroupId"]
        for name in ("application", "database", "visitors")
    )
    _let_in(ec2, database, application, port)
    _create_store(ec2, data, database, store)
    return {
        "application": DemoNetwork(
            vpc_id=vpc, subnet_ids=(first, second), security_group_ids=(application,)
        ),
        "front": DemoNetwork(vpc_id=vpc, subnet_ids=(front,), security_group_ids=(visitors,)),
    }


def _let_in(ec2: Client, group: str, peer: str, port: int) -> None:
    rule = {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "UserIdGroupPairs": [{"GroupId": peer}],
    }
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])


def _connect(ec2: Client, vpc: str, front: str, inner: tuple[str, ...]) -> None:
    """Route the front subnet to an internet gateway, the inner ones to a NAT gateway."""
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=front, AllocationId=address)["NatGateway"]["NatGatewayId"]
    outward = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=outward, DestinationCidrBlock=_EVERYWHERE, GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=outward, SubnetId=front)
    inward = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=inward, DestinationCidrBlock=_EVERYWHERE, NatGatewayId=nat)
    for subnet in inner:
        ec2.associate_route_table(RouteTableId=inward, SubnetId=subnet)


def _create_store(ec2: Client, subnet: str, group: str, description: str) -> None:
    """Create the interface that a database or cache has, with its address inside its subnet.

    The emulator draws the address from the whole VPC, so a wrong one is drawn again.
    """
    for _ in range(_TRIES):
        interface = ec2.create_network_interface(
            SubnetId=subnet, Groups=[group], Description=description
        )["NetworkInterface"]
        address = ipaddress.ip_address(interface["PrivateIpAddress"])
        if address in ipaddress.ip_network(_DATA):
            return
        ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])


def _route_table(ec2: Client, network: DemoNetwork) -> str:
    tables = ec2.describe_route_tables(
        Filters=[{"Name": "association.subnet-id", "Values": [network.subnet_ids[0]]}]
    )["RouteTables"]
    return str(tables[0]["RouteTableId"])
