"""Why a function needs its VPC: every need that the facts show, and what was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auditor.analysis.iam import network_conditions
from auditor.analysis.network.elsewhere import UNSEEN, connections, neighbours, suggestions
from auditor.analysis.network.endpoints import endpoint_findings
from auditor.analysis.network.interfaces import UNREACHED, interface_findings
from auditor.analysis.network.names import private_endpoint
from auditor.analysis.network.reach import Position
from auditor.analysis.network.routes import default_route, table_of
from auditor.model import Function, Known, UnavailableError, Unknown, VpcConfig
from auditor.model.arn import is_arn, parse_arn
from auditor.model.audit import Audit

# What a route can lead to beyond the VPC, by the start of the target's id.
BEYOND = {
    "pcx-": "VPC peering",
    "tgw-": "a transit gateway",
    "vgw-": "a VPN",
    "lgw-": "an Outpost",
    "VpcLattice": "VPC Lattice",
}
# The same by the service in the target's ARN.
NETWORKS = {"networkmanager": "a core network", "odb": "an Oracle Database@AWS network"}


# Detectors of secrets whose value also says where something is; the value itself is not kept.
CONNECTIONS = frozenset({"url-password", "keyword-credentials", "json-credentials"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcNeed:
    """One reason to be in the VPC."""

    kind: str  # file system, reachable, admitted, endpoint, environment or policy
    text: str  # one clause with the ids that prove it


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """A route out of the VPC: it proves no need, but something may be used through it."""

    text: str  # one clause with the ids
    nat: bool = False  # a NAT gateway, to the internet; else another network beyond the VPC


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcNeeds:
    """What was found out about a function in a VPC, for a verdict and for its reader."""

    vpc_id: str
    needs: tuple[VpcNeed, ...] = ()
    reachability: tuple[str, ...] = ()  # per kind of interface or endpoint: reached, or why not
    unreached: tuple[str, ...] = ()  # the lines above about servers that can't be reached
    ways_out: tuple[WayOut, ...] = ()  # they prove nothing, but lower confidence
    gaps: tuple[Unknown, ...] = ()  # without these, "no need" is not proven


def needs_of_vpc(audit: Audit, arn: str) -> VpcNeeds | None:
    """Return the needs of the function with this unqualified ARN; None: it is in no VPC.

    A need that is found counts, whatever else could not be read; what could not be read is a gap.
    """
    function = audit.function(arn)
    if function is None or function.vpc is None:
        return None
    needs: list[VpcNeed] = [
        VpcNeed(kind="file system", text=f"the file system {system.arn} is mounted")
        for system in function.file_systems
    ]
    gaps: list[Unknown] = []
    _guard(gaps, lambda: needs.extend(_environment(function)))
    gaps.extend(_hidden(function))
    _guard(gaps, lambda: needs.extend(_policies(audit, function)))
    if function.vpc.elsewhere:
        return _elsewhere(audit, function, needs, gaps)
    network = audit.once(_network_of, _key(function, function.vpc))
    return VpcNeeds(
        vpc_id=function.vpc.vpc_id,
        needs=(*needs, *network.needs),
        reachability=network.reachability,
        unreached=network.unreached,
        ways_out=network.ways_out,
        gaps=(*gaps, *network.gaps),
    )


def _elsewhere(
    audit: Audit, function: Function, needs: list[VpcNeed], gaps: list[Unknown]
) -> VpcNeeds:
    """Return the needs in a VPC that the template does not describe."""
    vpc = function.vpc.vpc_id if function.vpc else ""

    def note(found: Iterator[tuple[str, str]]) -> None:
        needs.extend(VpcNeed(kind=kind, text=text) for kind, text in found)

    _guard(gaps, lambda: note(neighbours(audit, function.region, vpc)))
    _guard(gaps, lambda: note(connections(audit, function)))
    gaps.extend(suggestions(function))
    return VpcNeeds(
        vpc_id=vpc, needs=tuple(needs), ways_out=(WayOut(text=UNSEEN),), gaps=tuple(gaps)
    )


def _guard(gaps: list[Unknown], look: Callable[[], None]) -> None:
    try:
        look()
    except UnavailableError as missing:
        gaps.append(missing.unknown)


def _environment(function: Function) -> Iterator[VpcNeed]:
    for variable in function.environment.get():
        what = None if variable.missing else private_endpoint(variable.reference or "")
        if what:
            text = f"the variable {variable.name} points at {what}"
            yield VpcNeed(kind="environment", text=text)


def _hidden(function: Function) -> Iterator[Unknown]:
    """Yield a gap for each variable whose value is not known, but may name a private host."""
    if isinstance(function.environment, Known):
        yield from (v.missing for v in function.environment.value if v.missing is not None)
    if isinstance(function.secrets, Known):
        for seen in function.secrets.value:
            if seen.place == "environment" and seen.detector in CONNECTIONS:
                yield Unknown(
                    reason=(
                        f"the variable {seen.name} holds a password together with where it is"
                        " used, so its value was not kept"
                    ),
                    region=function.region,
                )


def _policies(audit: Audit, function: Function) -> Iterator[VpcNeed]:
    for place in network_conditions(audit, function):
        yield VpcNeed(kind="policy", text=f"a policy asks for the VPC: {place}")


_Key = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def _key(function: Function, vpc: VpcConfig) -> _Key:
    """Return region, VPC, subnets and groups: functions that share them are judged once."""
    subnets, groups = tuple(sorted(vpc.subnet_ids)), tuple(sorted(vpc.security_group_ids))
    return function.region, vpc.vpc_id, subnets, groups


def _network_of(audit: Audit, key: _Key) -> VpcNeeds:
    region_name, vpc, subnets, groups = key
    position = Position(subnets=subnets, groups=groups)
    needs: list[VpcNeed] = []
    lines: list[str] = []
    unreached: list[str] = []
    gaps: list[Unknown] = []
    ways_out: list[WayOut] = []

    def note(found: Iterator[tuple[str, str]]) -> None:
        for kind, text in found:
            lines.append(text)
            if kind == UNREACHED:
                unreached.append(text)
            elif kind:
                needs.append(VpcNeed(kind=kind, text=text))

    _guard(gaps, lambda: note(interface_findings(audit, (region_name, vpc), position)))
    _guard(gaps, lambda: note(endpoint_findings(audit, (region_name, vpc), position)))
    _guard(gaps, lambda: ways_out.extend(_ways_out(audit, region_name, subnets)))
    return VpcNeeds(
        vpc_id=vpc,
        needs=tuple(needs),
        reachability=tuple(lines),
        unreached=tuple(unreached),
        ways_out=tuple(dict.fromkeys(ways_out)),
        gaps=tuple(gaps),
    )


def _ways_out(audit: Audit, region: str, subnets: tuple[str, ...]) -> Iterator[WayOut]:
    for subnet in subnets:
        yield from audit.once(_beyond, (region, subnet))


def _beyond(audit: Audit, key: tuple[str, str]) -> tuple[WayOut, ...]:
    """Return where the subnet's routes lead beyond the VPC, other than to AWS's own services."""
    table = audit.once(table_of, key)
    found = [
        WayOut(text=f"{table.id} sends {route.destination} to {what} ({route.target})")
        for route in table.routes
        if route.state == "active" and (what := _network_behind(route.target))
    ]
    way = default_route(table)
    if way is not None and way.target.startswith("nat-"):
        text = f"{table.id} leads to the internet through {way.target}, a fixed address"
        found.append(WayOut(text=text, nat=True))
    return tuple(found)


def _network_behind(target: str) -> str:
    """Return which other network a route's target leads to; empty: none."""
    if is_arn(target):
        return NETWORKS.get(parse_arn(target).service, "another network")
    return next((what for start, what in BEYOND.items() if target.startswith(start)), "")
