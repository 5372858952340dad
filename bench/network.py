"""How long judging VPC needs takes: 10,000 functions in 50 VPCs, each function at its own place.

Run: python bench/network.py [--functions N]. Exits 1 above 5 s for the full size.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime

from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import (
    Account,
    AclEntry,
    Function,
    Known,
    NetworkAcl,
    NetworkInterface,
    Region,
    Role,
    Route,
    RouteTable,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    VpcConfig,
    VpcEndpoint,
)
from auditor.model.audit import Audit

REGION, ACCOUNT_ID = "eu-west-1", "111122223333"
VPCS, INTERFACES, GROUPS, SUBNETS = 50, 5_000, 2_000, 6
LIMIT_SECONDS = 5.0
ROLE_ARN = f"arn:aws:iam::{ACCOUNT_ID}:role/bench"
DESCRIPTIONS = (
    "RDSNetworkInterface",
    "ElastiCache orders-001",
    "ELB app/orders/0123456789abcdef",
    "AWS Lambda VPC ENI-orders",
    "Interface for NAT Gateway nat-1",
    "",
)


ANYWHERE = SecurityGroupRule(protocol="tcp", from_port=8443, to_port=8443, cidr="0.0.0.0/0")


def rule(random_: random.Random, vpc: int, groups: list[str]) -> SecurityGroupRule:
    """Return a rule from another group, a subnet, or a host."""
    port = random_.choice((443, 3306, 5432, 6379))
    peer = random_.random()
    if peer < 0.6:  # noqa: PLR2004
        return SecurityGroupRule(
            protocol="tcp", from_port=port, to_port=port, group_id=random_.choice(groups)
        )
    host = f"10.{vpc}.{random_.randrange(SUBNETS)}.0/24"
    return SecurityGroupRule(protocol="tcp", from_port=port, to_port=port, cidr=host)


def region(random_: random.Random, functions: int) -> Region:
    """Return a region with the whole network, and functions that hardly share a place."""
    subnets: list[Subnet] = []
    groups: list[SecurityGroup] = []
    acls: list[NetworkAcl] = []
    tables: list[RouteTable] = []
    interfaces: list[NetworkInterface] = []
    listed: list[Function] = []
    for vpc in range(VPCS):
        name = f"vpc-{vpc:04}"
        own = [f"subnet-{vpc:04}{index}" for index in range(SUBNETS)]
        subnets += [
            Subnet(
                id=id_,
                vpc_id=name,
                cidr=f"10.{vpc}.{index}.0/24",
                availability_zone=f"euw1-az{index % 3}",
            )
            for index, id_ in enumerate(own)
        ]
        ids = [f"sg-{vpc:04}{index:03}" for index in range(GROUPS // VPCS)]
        groups += [
            SecurityGroup(
                id=id_,
                vpc_id=name,
                ingress=tuple(rule(random_, vpc, ids) for _ in range(4)),
                egress=(ANYWHERE, rule(random_, vpc, ids)),
            )
            for id_ in ids
        ]
        acls.append(
            NetworkAcl(
                id=f"acl-{vpc:04}",
                vpc_id=name,
                default=True,
                entries=tuple(
                    AclEntry(number=number, egress=egress, allow=allow, protocol="-1", cidr=cidr)
                    for egress in (True, False)
                    for number, allow, cidr in (
                        (90, False, f"10.{vpc}.5.0/24"),
                        (100, True, "0.0.0.0/0"),
                    )
                ),
            )
        )
        tables.append(
            RouteTable(
                id=f"rtb-{vpc:04}",
                vpc_id=name,
                main=True,
                routes=(
                    Route(destination=f"10.{vpc}.0.0/16", target="local"),
                    Route(destination="0.0.0.0/0", target="nat-1"),
                ),
            )
        )
        for index in range(INTERFACES // VPCS):
            subnet = random_.randrange(SUBNETS)
            interfaces.append(
                NetworkInterface(
                    id=f"eni-{vpc:04}{index:04}",
                    vpc_id=name,
                    subnet_id=own[subnet],
                    group_ids=tuple(random_.sample(ids, random_.choice((1, 1, 2)))),
                    addresses=(f"10.{vpc}.{subnet}.{random_.randrange(5, 250)}",),
                    description=random_.choice(DESCRIPTIONS),
                )
            )
        for index in range(functions // VPCS):
            number = vpc * (functions // VPCS) + index
            listed.append(
                Function(
                    arn=f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:f{number:05}",
                    name=f"f{number:05}",
                    region=REGION,
                    role_arn=ROLE_ARN,
                    environment=Known(()),
                    policies=Known({}),
                    vpc=VpcConfig(
                        vpc_id=name,
                        subnet_ids=tuple(random_.sample(own, random_.choice((2, 3)))),
                        security_group_ids=tuple(random_.sample(ids, random_.choice((1, 2)))),
                    ),
                )
            )
    endpoints = tuple(
        VpcEndpoint(
            id=f"vpce-{vpc:04}",
            vpc_id=f"vpc-{vpc:04}",
            service=f"com.amazonaws.{REGION}.secretsmanager",
            kind="Interface",
        )
        for vpc in range(VPCS)
    )
    return Region(
        name=REGION,
        functions=Known(tuple(listed)),
        subnets=Known(tuple(subnets)),
        security_groups=Known(tuple(groups)),
        network_interfaces=Known(tuple(interfaces)),
        network_acls=Known(tuple(acls)),
        route_tables=Known(tuple(tables)),
        vpc_endpoints=Known(endpoints),
        prefix_lists=Known({}),
    )


def main() -> int:
    """Judge, print the figures, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    account = Account(
        id=ACCOUNT_ID,
        captured_at=datetime(2026, 11, 20, tzinfo=UTC),
        regions=(region(random.Random(arguments.seed), arguments.functions),),  # noqa: S311
        roles=Known({ROLE_ARN: Role(arn=ROLE_ARN, name="bench", boundary=Known(None))}),
        organization=Known(None),
    )
    check = checks()["unnecessary-vpc"]
    audit = Audit(account, defaults([check]))
    start = time.process_time()
    outcomes = Counter(judge(check, f, audit).outcome.value for f in audit.functions())
    seconds = time.process_time() - start
    places = len({(f.vpc.subnet_ids, f.vpc.security_group_ids) for f in audit.functions() if f.vpc})
    print(
        f"{arguments.functions} functions at {places} places in {VPCS} VPCs,"
        f" {INTERFACES} interfaces, {GROUPS} security groups: {seconds:.2f} s of processor time"
    )
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))
    return int(seconds > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
