"""VPC facts as the EC2 Describe… calls give them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroupRule:
    """One permission to or from one peer: exactly one of cidr, group_id, prefix_list_id is set."""

    protocol: str  # "tcp", "udp", "icmp", a number, or "-1" for all
    from_port: int | None = None  # None: all
    to_port: int | None = None
    cidr: str | None = None  # IPv4 or IPv6
    group_id: str | None = None
    prefix_list_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroup:
    """A security group with its rules."""

    id: str
    vpc_id: str
    name: str = ""
    ingress: tuple[SecurityGroupRule, ...] = ()
    egress: tuple[SecurityGroupRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AclEntry:
    """One entry of a network ACL; the lowest number that matches decides."""

    number: int
    egress: bool
    allow: bool
    protocol: str  # "-1" or a protocol number
    cidr: str
    from_port: int | None = None
    to_port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkAcl:
    """A stateless filter around subnets."""

    id: str
    vpc_id: str
    default: bool = False
    subnet_ids: tuple[str, ...] = ()
    entries: tuple[AclEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A destination (CIDR or prefix list) and the id of what carries it, such as igw-… or local."""

    destination: str
    target: str
    state: str = "active"  # or blackhole


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteTable:
    """A route table; a subnet without one of its own uses the VPC's main table."""

    id: str
    vpc_id: str
    main: bool = False
    subnet_ids: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subnet:
    """A subnet and its availability zone."""

    id: str
    vpc_id: str
    cidr: str
    availability_zone: str  # the zone's id where AWS gives it, else its name
    ipv6_cidr: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInterface:
    """A network interface, with what tells whose it is."""

    id: str
    vpc_id: str
    subnet_id: str
    group_ids: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()  # private IPv4 and all IPv6 addresses
    interface_type: str = "interface"  # EC2's InterfaceType
    description: str = ""
    requester_id: str = ""
    instance_id: str | None = None
    instance_owner: str = ""
    public_address: str | None = None  # Association.PublicIp: reachable from outside as well


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcEndpoint:
    """An endpoint that is in use or waits for its acceptance."""

    id: str
    vpc_id: str
    # com.amazonaws.eu-west-1.s3; of a Resource or ServiceNetwork endpoint, the ARN it leads to
    service: str
    kind: str  # Gateway, Interface, GatewayLoadBalancer, Resource, ServiceNetwork …
    policy: str | None = None  # JSON text
    subnet_ids: tuple[str, ...] = ()
    route_table_ids: tuple[str, ...] = ()
    group_ids: tuple[str, ...] = ()
