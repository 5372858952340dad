"""Which route table serves a subnet, and where it sends traffic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.model import Region, Route, RouteTable, Subnet, VpcEndpoint
from auditor.network.gaps import unlisted

ANYWHERE = "0.0.0.0/0"


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


def default_route(table: RouteTable) -> Route | None:
    """Return the IPv4 default route that is in use; None: there is none."""
    active = (route for route in table.routes if route.state == "active")
    return next((route for route in active if route.destination == ANYWHERE), None)


def gateway_endpoint_services(endpoints: Iterable[VpcEndpoint], table: RouteTable) -> Iterator[str]:
    """Yield the short names of AWS services whose gateway endpoint the table routes to."""
    for endpoint in endpoints:
        if endpoint.kind == "Gateway" and table.id in endpoint.route_table_ids:
            yield endpoint.service.rsplit(".", 1)[-1]
