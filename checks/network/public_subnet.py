from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.network import ANYWHERE_IPV6, default_route, spare_subnets, table_of
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Function,
    Need,
    NotApplicableError,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
)

ZONES = 2


@check(
    "public-subnet",
    severity=Severity.MEDIUM,
    category=Category.NETWORK,
    needs={Need.SUBNETS, Need.ROUTE_TABLES},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",),
)
def public_subnet(function: Function, audit: Audit) -> Iterator[Finding]:
    """Function in a public subnet.

    An internet gateway only carries IPv4 traffic of interfaces that have a public address, and
    Lambda's never have one. So a public subnet gives the function no internet access: connections
    to the internet, or to an AWS service without an endpoint, time out when the function runs
    there. A function that may use IPv6 in a subnet with an IPv6 route is not judged.

    Fix: Attach private subnets whose default route is a NAT gateway, or detach the function from
    the VPC if it needs nothing there.

    Risk: Security groups and firewalls that name the old subnet's addresses must admit the new
    ones, and a NAT gateway costs by the hour.
    """
    if function.vpc is None:
        raise NotApplicableError("the function is not attached to a VPC")
    public: dict[str, str] = {}
    unread: list[Unknown] = []
    for id_ in function.vpc.subnet_ids:
        try:
            table = audit.once(table_of, (function.region, id_))
        except UnavailableError as missing:
            unread.append(missing.unknown)
            continue
        way = default_route(table)
        over_ipv6 = function.vpc.ipv6 and default_route(table, ANYWHERE_IPV6) is not None
        if way is not None and way.target.startswith("igw-") and not over_ipv6:
            public[id_] = way.target
    if public:
        yield _finding(function, audit, public)
    if unread:
        raise UnavailableError(unread[0])


def _finding(function: Function, audit: Audit, public: dict[str, str]) -> Finding:
    vpc = function.vpc
    attached = vpc.subnet_ids if vpc else ()
    groups = vpc.security_group_ids if vpc else ()
    left = tuple(id_ for id_ in attached if id_ not in public)
    # In two zones, so that the function does not stop with one.
    private = (*left, *spare_subnets(audit, function, left, ZONES))
    return Finding(
        message=(
            "Attached subnets lead to an internet gateway, which Lambda can't use:"
            f" {', '.join(public)} ({len(public)} of {len(attached)})."
        ),
        evidence={
            "vpc": vpc.vpc_id if vpc else "",
            "public_subnets": tuple(public),
            "default_routes": tuple(f"{s}: 0.0.0.0/0 to {t}" for s, t in public.items()),
        },
        fix=fix_text.vpc_config(
            function, private or (fix_text.placeholder("PRIVATE_SUBNET"),), groups
        ),
    )
