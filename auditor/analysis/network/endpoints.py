"""Which endpoints of its VPC a function uses that nothing outside could replace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.analysis.iam import Malformed, Statement, parse_document
from auditor.analysis.network.blocks import Address
from auditor.analysis.network.compiled import CompiledVpc, compile_vpc
from auditor.analysis.network.interfaces import UNREACHED
from auditor.analysis.network.reach import Placement, Position, Reach, StoppedAt, explain, reach
from auditor.analysis.network.survey import check_known
from auditor.model import VpcEndpoint
from auditor.model.audit import Audit

# Private APIs answer through this endpoint only; every other service of AWS answers outside too.
PRIVATE_SERVICES = frozenset({"execute-api"})
# Types of endpoints that lead to a resource of one's own or a partner's, wherever it is.
ELSEWHERE = frozenset({"Resource", "ServiceNetwork"})
_FIRST_FREE = 4  # AWS keeps the first four addresses of a subnet


def _by_vpc(audit: Audit, region: str) -> Mapping[str, tuple[VpcEndpoint, ...]]:
    found: dict[str, list[VpcEndpoint]] = {}
    for endpoint in next(r for r in audit.account.regions if r.name == region).vpc_endpoints.get():
        found.setdefault(endpoint.vpc_id, []).append(endpoint)
    return {vpc: tuple(sorted(ones, key=lambda e: e.id)) for vpc, ones in found.items()}


def endpoint_findings(
    audit: Audit, vpc: tuple[str, str], position: Position
) -> Iterator[tuple[str, str]]:
    """Yield (kind of need, UNREACHED or "", one line) for each endpoint with interfaces.

    Raises:
        UnavailableError: a fact that the answer rests on could not be read.
    """
    compiled = audit.once(compile_vpc, vpc)
    check_known(compiled, position.subnets, position.groups, vpc[0])
    for endpoint in audit.once(_by_vpc, vpc[0]).get(vpc[1], ()):
        if endpoint.kind == "GatewayLoadBalancer":
            yield "", f"endpoint {endpoint.id} carries traffic to a firewall, and serves nothing"
        elif endpoint.kind != "Gateway":
            yield _endpoint(compiled, position, endpoint, vpc[0])


def _endpoint(
    vpc: CompiledVpc, position: Position, endpoint: VpcEndpoint, region: str
) -> tuple[str, str]:
    what = f"{endpoint.kind.lower()} endpoint {endpoint.id} ({endpoint.service})"
    private = endpoint.kind in ELSEWHERE or is_private(endpoint.service)
    restricted = is_restricting(endpoint.policy)
    if not private and not restricted:
        return "", f"{what}: AWS's service answers outside the VPC too"
    found, why = _reach(vpc, position, endpoint, region)
    purpose = "leads to private APIs or another network" if private else "has a restricting policy"
    if found.open:
        return "endpoint", f"{what} {purpose}: reached on {vpc.ports.words(found.ports)} by {why}"
    shared = sorted(set(endpoint.group_ids) & set(position.groups))
    if private and shared:
        # They were put into one group to work together, though no rule says so yet.
        return "endpoint", f"{what} {purpose} and carries the function's group {shared[0]}"
    return UNREACHED, f"{what} {purpose}, but is not reached: {why}"


def is_private(service: str) -> bool:
    """Whether a service is not AWS's own, or is one that answers in VPCs only."""
    parts = service.split(".")
    own = parts[:2] == ["com", "amazonaws"] and "vpce" not in parts
    return parts[-1] in PRIVATE_SERVICES or not (own or parts[0] in ("aws", "cn"))


def is_restricting(policy: str | None) -> bool:
    """Whether an endpoint's policy is anything but full access for everyone."""
    if not policy:
        return False
    document = parse_document(policy)
    if isinstance(document, Malformed):
        return False
    if any(not statement.allow for statement in document.statements):
        return True
    return not any(_allows_everything(statement) for statement in document.statements)


def _allows_everything(statement: Statement) -> bool:
    return (
        "*" in statement.actions
        and not statement.not_action
        and "*" in statement.resources
        and not statement.not_resource
        and any(p.value == "*" for p in statement.principals)
        and not statement.not_principal
        and not statement.conditions
    )


def _reach(
    vpc: CompiledVpc, position: Position, endpoint: VpcEndpoint, region: str
) -> tuple[Reach, str]:
    found, why = Reach(stop=StoppedAt.VERSION), "it is in no subnet"
    check_known(vpc, endpoint.subnet_ids, endpoint.group_ids, region)
    for subnet in endpoint.subnet_ids:
        spots = tuple(
            vpc.spot(Address(block.version, min(block.first + _FIRST_FREE, block.last)))
            for block in vpc.nets[subnet].blocks
        )
        groups = tuple(sorted(endpoint.group_ids))
        target = Placement(subnet=subnet, groups=groups, spots=spots)
        found = reach(vpc, position, target)
        why = explain(vpc, position, target, found)
        if found.open:
            break
    return found, why
