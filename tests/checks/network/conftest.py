"""A small network: a VPC with two subnets, a function's group and a database's group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from auditor.model import (
    AclEntry,
    Known,
    NetworkAcl,
    NetworkInterface,
    Route,
    RouteTable,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    VpcConfig,
)

ALL_OUT = (SecurityGroupRule(protocol="-1", cidr="0.0.0.0/0"),)


@pytest.fixture
def attached() -> VpcConfig:
    """The function's place in the network."""
    return VpcConfig(
        vpc_id="vpc-1", subnet_ids=("subnet-a", "subnet-b"), security_group_ids=("sg-fn",)
    )


@pytest.fixture
def network() -> Callable[..., dict[str, Any]]:
    """Build the network's facts: interfaces, routes other than the local one, differences."""

    def build(
        *interfaces: NetworkInterface,
        routes: tuple[Route, ...] = (),
        ingress: tuple[SecurityGroupRule, ...] = (),
        egress: tuple[SecurityGroupRule, ...] = ALL_OUT,
        **differences: Any,
    ) -> dict[str, Any]:
        entries = tuple(
            AclEntry(number=100, egress=way, allow=True, protocol="-1", cidr="0.0.0.0/0")
            for way in (True, False)
        )
        local = Route(destination="10.0.0.0/16", target="local")
        return {
            "subnets": Known(
                tuple(
                    Subnet(
                        id=f"subnet-{letter}",
                        vpc_id="vpc-1",
                        cidr=f"10.0.{index}.0/24",
                        availability_zone=f"az{index}",
                    )
                    for index, letter in enumerate("ab")
                )
            ),
            "security_groups": Known(
                (
                    SecurityGroup(id="sg-fn", vpc_id="vpc-1", egress=egress),
                    SecurityGroup(id="sg-db", vpc_id="vpc-1", ingress=ingress),
                )
            ),
            "network_interfaces": Known(interfaces),
            "network_acls": Known(
                (NetworkAcl(id="acl-1", vpc_id="vpc-1", default=True, entries=entries),)
            ),
            "route_tables": Known(
                (RouteTable(id="rtb-1", vpc_id="vpc-1", main=True, routes=(local, *routes)),)
            ),
            **differences,
        }

    return build


@pytest.fixture
def interface() -> Callable[..., NetworkInterface]:
    """Build a database's interface behind the database's group, but for the differences."""

    def build(**differences: Any) -> NetworkInterface:
        facts: dict[str, Any] = {
            "id": "eni-1",
            "vpc_id": "vpc-1",
            "subnet_id": "subnet-b",
            "group_ids": ("sg-db",),
            "addresses": ("10.0.1.20",),
            "description": "RDSNetworkInterface",
            **differences,
        }
        return NetworkInterface(**facts)

    return build
