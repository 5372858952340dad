from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.fix_warnings import with_warnings
from auditor.analysis.network import VpcNeeds, needs_of_vpc
from auditor.analysis.quoting import shell_comment
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Severity,
    UnavailableError,
    check,
    fix_text,
)

LOOKED_FOR = (
    "a mounted file system",
    "servers in the VPC that security groups, network ACLs and routes let it reach",
    "servers whose security group names the function's",
    "private endpoints, addresses and names in its variables",
    "endpoints of private services, or with a restricting policy",
    "conditions on the VPC or its endpoints in the role's and the function's policies",
)


@check(
    "unnecessary-vpc",
    severity=Severity.MEDIUM,
    category=Category.NETWORK,
    needs={
        Need.SUBNETS,
        Need.SECURITY_GROUPS,
        Need.NETWORK_INTERFACES,
        Need.NETWORK_ACLS,
        Need.ROUTE_TABLES,
        Need.VPC_ENDPOINTS,
        Need.PREFIX_LISTS,
        Need.ROLES,
    },
    uses={Need.RESOURCE_POLICY},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
        "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/"  # noqa: ISC004
        "security-pillar.html",
    ),
)
def unnecessary_vpc(function: Function, audit: Audit) -> Iterator[Finding]:
    """VPC attachment without a visible need.

    In a VPC a function can't reach the internet or AWS services without NAT gateways or endpoints,
    which cost money. It uses up addresses of the subnets, and starts more slowly when the network
    has to be set up. A VPC does not protect it: no one can connect to a function. Attach it only
    for something that can be reached from there alone, such as a database. The check does not see
    the code, so confirm the finding with the people who know it.

    Fix: Check what the code connects to, then detach the function from the VPC.

    Risk: Code stops working if it connects to private names, or to a partner who admits it by the
    fixed address of the NAT gateway.
    """
    found = audit.once(needs_of_vpc, function.arn)
    if found is None:
        raise NotApplicableError("the function is not attached to a VPC")
    if found.needs:
        return
    if found.gaps:
        raise UnavailableError(found.gaps[0])
    yield Finding(
        message=(
            f"Nothing was found that the function needs in {found.vpc_id}: no file system, no"
            " server that it can reach, no private name in its variables, no policy that asks"
            " for the VPC."
        ),
        evidence=_evidence(function, found),
        fix=_fix(function, found),
        confidence=_confidence(found),
    )


def _evidence(function: Function, found: VpcNeeds) -> dict[str, str | tuple[str, ...]]:
    vpc = function.vpc
    return {
        "vpc": found.vpc_id,
        "subnets": vpc.subnet_ids if vpc else (),
        "security_groups": vpc.security_group_ids if vpc else (),
        "looked_for": LOOKED_FOR,
        "reachability": found.reachability or ("the VPC holds no interface but Lambda's",),
        "ways_out": tuple(way.text for way in found.ways_out),
    }


def _confidence(found: VpcNeeds) -> Confidence:
    """Return how sure the absence of a need is: what lies beyond the VPC can't be seen."""
    if any(not way.nat for way in found.ways_out):
        return Confidence.LOW
    # A server that is there, yet kept out of reach, may be meant to be used one day.
    return Confidence.MEDIUM if found.ways_out or found.unreached else Confidence.HIGH


def _fix(function: Function, found: VpcNeeds) -> Fix:
    saves = "# saves: addresses in the subnets, network set-up at start" + (
        ", traffic through the NAT gateway" if any(way.nat for way in found.ways_out) else ""
    )
    risk = "# risk: code that connects to private names or relies on a fixed address stops working"
    undo = ""
    if function.vpc is not None:
        vpc = function.vpc
        words = fix_text.vpc_words(vpc.subnet_ids, vpc.security_group_ids, ipv6=vpc.ipv6)
        undo = shell_comment(f"undo: --vpc-config {words}")
    command = fix_text.lambda_cli(
        "update-function-configuration",
        function,
        *("--vpc-config", "SubnetIds=[],SecurityGroupIds=[]"),
    )
    return Fix(
        cli=with_warnings(f"{saves}\n{risk}\n{command}\n{undo}"),
        sam=fix_text.sam(function, saves, risk, f"VpcConfig: {fix_text.ABSENT}"),
        terraform=fix_text.terraform(
            function,
            *(saves, risk, "vpc_config {  # empty: detached"),
            *("  subnet_ids         = []", "  security_group_ids = []", "}"),
        ),
    )
