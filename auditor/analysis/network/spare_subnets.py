"""Which other subnets of its VPC a function could be attached to."""

from __future__ import annotations

from collections.abc import Collection

from auditor.analysis.network.routes import default_route, subnets_of, table_of
from auditor.model import Function, Subnet, UnavailableError
from auditor.model.audit import Audit

_PUBLIC = "igw-"


def spare_subnets(
    audit: Audit, function: Function, kept: Collection[str], fewest: int
) -> tuple[str, ...]:
    """Return subnets to add to those that are kept, so that they lie in enough zones.

    Only private subnets of the function's VPC count, one of each zone; those with a default route
    come first. There may be fewer than asked for, or none where the network was not read.

    Args:
        audit: the account.
        function: attached to a VPC.
        kept: ids of the subnets that stay attached.
        fewest: how many zones there should be.
    """
    try:
        known = audit.once(subnets_of, function.region)
    except UnavailableError:
        return ()
    ways = {id_: way for id_ in known if (way := _way(audit, function, id_)) is not None}
    zones = {known[id_].availability_zone for id_ in kept if id_ in known}
    vpc = function.vpc.vpc_id if function.vpc else ""
    attached = function.vpc.subnet_ids if function.vpc else ()
    found = [
        subnet
        for subnet in known.values()
        if subnet.vpc_id == vpc
        and subnet.id not in attached
        and not ways.get(subnet.id, _PUBLIC).startswith(_PUBLIC)
    ]
    added: dict[str, str] = {}
    for subnet in sorted(found, key=lambda s: _order(s, ways)):
        zone = subnet.availability_zone
        if len(zones) + len(added) < fewest and zone not in zones:
            added.setdefault(zone, subnet.id)
    return tuple(added.values())


def _way(audit: Audit, function: Function, subnet: str) -> str | None:
    """Return what the subnet's default route leads to; None: its route table is not known."""
    try:
        way = default_route(audit.once(table_of, (function.region, subnet)))
    except UnavailableError:
        return None
    return "" if way is None else way.target


def _order(subnet: Subnet, ways: dict[str, str]) -> tuple[bool, str, str]:
    return not ways[subnet.id], subnet.availability_zone, subnet.id
