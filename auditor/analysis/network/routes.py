"""Which route table serves a subnet, and where it sends traffic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from auditor.analysis.network.gaps import unlisted
from auditor.model import Region, Route, RouteTable, Subnet, VpcEndpoint
from auditor.model.audit import Audit

ANYWHERE = "0.0.0.0/0"
ANYWHERE_IPV6 = "::/0"


def route_table_of(region: Region, subnet: Subnet) -> RouteTable:
    """Return the subnet's own route table, or its VPC's main one.

    Raises:
        UnavailableError: route tables could not be read, or neither is among them.
    """
    tables = [table for table in region.route_tables.get() if table.vpc_id == subnet.vpc_id]
    for table in tables:
        if subnet.id in table.subnet_ids:
            return table
    for table in tables:
        if table.main:
            return table
    raise unlisted(f"a route table for the subnet {subnet.id}", "DescribeRouteTables", region.name)


def table_of(audit: Audit, key: tuple[str, str]) -> RouteTable:
    """Return the route table that serves a subnet (region name, subnet id). Made for `audit.once`.

    Raises:
        UnavailableError: subnets or route tables could not be read, or do not hold it.
    """
    region = next(r for r in audit.account.regions if r.name == key[0])
    subnet = audit.once(subnets_of, key[0]).get(key[1])
    if subnet is None:
        raise unlisted(f"the subnet {key[1]}", "DescribeSubnets", key[0])
    return route_table_of(region, subnet)


def subnets_of(audit: Audit, region: str) -> Mapping[str, Subnet]:
    """Return a region's subnets by id. Made for `audit.once`.

    Raises:
        UnavailableError: subnets could not be read.
    """
    listed = next(r for r in audit.account.regions if r.name == region).subnets.get()
    return {subnet.id: subnet for subnet in listed}


def default_route(table: RouteTable, anywhere: str = ANYWHERE) -> Route | None:
    """Return the default route that is in use, of IPv4 unless told; None: there is none."""
    active = (route for route in table.routes if route.state == "active")
    return next((route for route in active if route.destination == anywhere), None)


def gateway_endpoint_services(endpoints: Iterable[VpcEndpoint], table: RouteTable) -> Iterator[str]:
    """Yield the short names of AWS services whose gateway endpoint the table routes to."""
    for endpoint in endpoints:
        if endpoint.kind == "Gateway" and table.id in endpoint.route_table_ids:
            yield endpoint.service.rsplit(".", 1)[-1]
