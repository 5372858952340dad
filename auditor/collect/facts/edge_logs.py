"""Log groups of Lambda@Edge in regions that have no function of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace

from auditor.analysis.invocation.edge import EDGE_HOME, EDGE_LOGS, trusts_edge
from auditor.collect.aws.fact_barrier import await_fact
from auditor.collect.aws.operations import FACTS
from auditor.collect.facts.logs_and_alarms import log_groups_under
from auditor.collect.scope import RegionScope
from auditor.model import Fact, Function, Known, Need, Region, Role, setting
from auditor.model.fact import NOT_ASKED


async def with_edge_logs(
    everywhere: RegionScope, regions: Iterable[Region], roles: Fact[Mapping[str, Role]]
) -> tuple[Region, ...]:
    """Return the regions, each with the groups that functions at the edge may have made there.

    Asked only if a role lets Lambda@Edge run a function, and only in regions whose log groups
    were not read for functions of their own.
    """
    read = tuple(regions)
    if Need.LOG_GROUPS not in everywhere.needs or not _any_at_edge(read, roles):
        return read
    return tuple(await asyncio.gather(*(_with_logs(everywhere, region) for region in read)))


def _any_at_edge(regions: Iterable[Region], roles: Fact[Mapping[str, Role]]) -> bool:
    by_arn = roles.value if isinstance(roles, Known) else {}
    return any(
        trusts_edge(by_arn.get(role.value))
        for region in regions
        if region.name == EDGE_HOME
        for function in _listed(region)
        if isinstance(role := setting(function, "role_arn"), Known)
    )


def _listed(region: Region) -> tuple[Function, ...]:
    return region.functions.value if isinstance(region.functions, Known) else ()


async def _with_logs(everywhere: RegionScope, region: Region) -> Region:
    if region.log_groups != NOT_ASKED:
        return region
    scope = replace(everywhere, region=region.name)
    row = FACTS[Need.LOG_GROUPS]
    found = await await_fact(log_groups_under(scope, (EDGE_LOGS,)), row.operations[0], scope.region)
    return replace(region, log_groups=found)
