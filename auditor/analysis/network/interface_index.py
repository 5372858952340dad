"""The network interfaces of a region, found by their VPC."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model import NetworkInterface
from auditor.model.audit import Audit


def interfaces_by_vpc(audit: Audit, region: str) -> Mapping[str, tuple[NetworkInterface, ...]]:
    """Return a region's interfaces by the id of their VPC, in the order of their own ids.

    A derivation for `audit.once`.

    Raises:
        UnavailableError: they could not be read.
    """
    found: dict[str, list[NetworkInterface]] = {}
    listed = next(r for r in audit.account.regions if r.name == region).network_interfaces.get()
    for interface in listed:
        found.setdefault(interface.vpc_id, []).append(interface)
    return {vpc: tuple(sorted(ones, key=lambda i: i.id)) for vpc, ones in found.items()}
