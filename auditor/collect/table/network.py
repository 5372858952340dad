"""The VPCs of functions."""

from __future__ import annotations

from auditor.collect.table.rows import (
    NEXT_TOKEN,
    FactRow,
    Names,
    Operation,
    Owner,
)
from auditor.model import Need

BUCKETS: dict[str, int] = {}  # all of theirs are in other families

OPERATIONS = (
    Operation(
        service="ec2", name="DescribeSubnets", action="ec2:DescribeSubnets", bucket="ec2",
        items="Subnets", token=NEXT_TOKEN, page=("MaxResults", 1000), required=("Subnets",),
        why="zones and ranges of subnets",
    ),
    Operation(
        service="ec2", name="DescribeSecurityGroups", action="ec2:DescribeSecurityGroups",
        bucket="ec2", items="SecurityGroups", token=NEXT_TOKEN, page=("MaxResults", 1000),
        required=("SecurityGroups",), why="what security groups let through",
    ),
    Operation(
        service="ec2", name="DescribeNetworkInterfaces", action="ec2:DescribeNetworkInterfaces",
        bucket="ec2", items="NetworkInterfaces", token=NEXT_TOKEN, page=("MaxResults", 1000),
        required=("NetworkInterfaces",), why="what lives in a function's VPC",
    ),
    Operation(
        service="ec2", name="DescribeNetworkAcls", action="ec2:DescribeNetworkAcls", bucket="ec2",
        items="NetworkAcls", token=NEXT_TOKEN, page=("MaxResults", 1000),
        required=("NetworkAcls",), why="what network ACLs let through",
    ),
    Operation(
        service="ec2", name="DescribeRouteTables", action="ec2:DescribeRouteTables", bucket="ec2",
        items="RouteTables", token=NEXT_TOKEN, page=("MaxResults", 100),
        required=("RouteTables",), why="where packets go",
    ),
    Operation(
        service="ec2", name="DescribeVpcEndpoints", action="ec2:DescribeVpcEndpoints",
        bucket="ec2", items="VpcEndpoints", token=NEXT_TOKEN, page=("MaxResults", 1000),
        required=("VpcEndpoints",), why="private ways to AWS services",
    ),
    Operation(
        service="ec2", name="GetManagedPrefixListEntries",
        action="ec2:GetManagedPrefixListEntries", bucket="ec2", items="Entries", token=NEXT_TOKEN,
        page=("MaxResults", 100), required=("Entries",), why="addresses of a prefix list",
    ),
)  # fmt: skip

FACTS = (
    FactRow(
        need=Need.SUBNETS, owner=Owner.REGION, field="subnets",
        operations=("ec2:DescribeSubnets",), read="network.subnets", names=Names.VPCS,
    ),
    FactRow(
        need=Need.SECURITY_GROUPS, owner=Owner.REGION, field="security_groups",
        operations=("ec2:DescribeSecurityGroups",), read="network.security_groups",
        names=Names.VPCS,
    ),
    FactRow(
        need=Need.NETWORK_INTERFACES, owner=Owner.REGION, field="network_interfaces",
        operations=("ec2:DescribeNetworkInterfaces",), read="network.network_interfaces",
        names=Names.VPCS,
    ),
    FactRow(
        need=Need.NETWORK_ACLS, owner=Owner.REGION, field="network_acls",
        operations=("ec2:DescribeNetworkAcls",), read="network.network_acls", names=Names.VPCS,
    ),
    FactRow(
        need=Need.ROUTE_TABLES, owner=Owner.REGION, field="route_tables",
        operations=("ec2:DescribeRouteTables",), read="network.route_tables", names=Names.VPCS,
    ),
    FactRow(
        need=Need.VPC_ENDPOINTS, owner=Owner.REGION, field="vpc_endpoints",
        operations=("ec2:DescribeVpcEndpoints",), read="network.vpc_endpoints", names=Names.VPCS,
    ),
    FactRow(
        need=Need.PREFIX_LISTS, owner=Owner.REGION, field="prefix_lists",
        operations=("ec2:GetManagedPrefixListEntries",), read="network.prefix_lists",
        names=Names.PREFIX_LISTS,
    ),
)  # fmt: skip
