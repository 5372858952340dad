"""Reachability inside a VPC, and whether a function needs to be in it. Pure functions of facts."""

from __future__ import annotations

from auditor.analysis.network.needs import VpcNeed, VpcNeeds, needs_of_vpc
from auditor.analysis.network.routes import (
    ANYWHERE_IPV6,
    default_route,
    gateway_endpoint_services,
    subnets_of,
    table_of,
)
from auditor.analysis.network.spare_subnets import spare_subnets

__all__ = [
    "ANYWHERE_IPV6",
    "VpcNeed",
    "VpcNeeds",
    "default_route",
    "gateway_endpoint_services",
    "needs_of_vpc",
    "spare_subnets",
    "subnets_of",
    "table_of",
]
