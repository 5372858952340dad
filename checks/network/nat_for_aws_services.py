from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam import effective_role
from auditor.analysis.network import default_route, gateway_endpoint_services, table_of
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    RouteTable,
    Severity,
    UnavailableError,
    check,
    fix_text,
)

# The services that have a gateway endpoint, which costs nothing.
SERVICES = {"s3": "S3", "dynamodb": "DynamoDB"}


@check(
    "nat-for-aws-services",
    severity=Severity.LOW,
    category=Category.NETWORK,
    needs={Need.SUBNETS, Need.ROUTE_TABLES, Need.VPC_ENDPOINTS, Need.ROLES},
    references=("https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",),
)
def nat_for_aws_services(function: Function, audit: Audit) -> Iterator[Finding]:
    """S3 or DynamoDB traffic through a NAT gateway.

    A NAT gateway charges for every gigabyte. S3 and DynamoDB have gateway endpoints, which are
    free, faster, and keep the traffic on AWS's network. The function's role uses one of them, and
    its subnets reach it through a NAT gateway.

    Fix: Add a gateway endpoint for the service to the VPC, for the function's route tables.

    Risk: Open connections to the service are cut once while the routes change, and policies that
    name the NAT gateway's address no longer match.
    """
    if function.vpc is None:
        raise NotApplicableError("the function is not attached to a VPC")
    tables = [t for t in _tables(function, audit) if _leads_to_nat(t)]
    if not tables:
        raise NotApplicableError("the function's subnets have no route to a NAT gateway")
    used = [name for name in SERVICES if _uses(function, audit, name)]
    if not used:
        raise NotApplicableError("the function's role names neither S3 nor DynamoDB")
    endpoints = [
        endpoint
        for endpoint in audit.region(function).vpc_endpoints.get()
        if endpoint.vpc_id == function.vpc.vpc_id
    ]
    private = {e.service.rsplit(".", 1)[-1] for e in endpoints if e.kind == "Interface"}
    for service in used:
        without = [t for t in tables if service not in gateway_endpoint_services(endpoints, t)]
        if without and service not in private:
            yield _finding(function, service, without)


def _tables(function: Function, audit: Audit) -> list[RouteTable]:
    subnets = function.vpc.subnet_ids if function.vpc else ()
    tables = [audit.once(table_of, (function.region, id_)) for id_ in subnets]
    found = {table.id: table for table in tables}
    return [found[id_] for id_ in sorted(found)]


def _leads_to_nat(table: RouteTable) -> bool:
    way = default_route(table)
    return way is not None and way.target.startswith("nat-")


def _uses(function: Function, audit: Audit, service: str) -> bool:
    """Whether the role names the service: `*` alone says nothing of what the code uses."""
    role = audit.once(effective_role, function.role_arn)
    named = role is not None and any(
        action.lower().startswith(f"{service}:")
        for grant in role.allows.every
        if not grant.statement.not_action
        for action in grant.statement.actions
    )
    if not named and role is not None and role.unread is not None:
        raise UnavailableError(role.unread)
    return named


def _finding(function: Function, service: str, tables: list[RouteTable]) -> Finding:
    vpc = function.vpc.vpc_id if function.vpc else ""
    name = f"com.amazonaws.{function.region}.{service}"
    ids = tuple(table.id for table in tables)
    return Finding(
        message=(
            f"{SERVICES[service]} is reached through a NAT gateway: {vpc} has no gateway endpoint"
            f" for it in {', '.join(ids)}."
        ),
        evidence={
            "vpc": vpc,
            "service": name,
            "route_tables": ids,
            "nat": tuple(f"{t.id}: {way.target}" for t in tables if (way := default_route(t))),
        },
        fix=_fix(function, service, ids),
        cause=vpc,
    )


def _fix(function: Function, service: str, tables: tuple[str, ...]) -> Fix:
    vpc = function.vpc.vpc_id if function.vpc else ""
    name = f"com.amazonaws.{function.region}.{service}"
    return Fix(
        cli=fix_text.shell(
            *("aws", "ec2", "create-vpc-endpoint", "--vpc-id", vpc, "--service-name", name),
            *("--vpc-endpoint-type", "Gateway", "--region", function.region),
            *("--route-table-ids", *tables),
        ),
        sam=fix_text.resource(
            "AWS::EC2::VPCEndpoint",
            f"VpcId: {fix_text.text(vpc)}",
            f"ServiceName: {fix_text.text(name)}",
            "VpcEndpointType: Gateway",
            "RouteTableIds:",
            *(f"  - {fix_text.text(id_)}" for id_ in tables),
        ),
        terraform=fix_text.block(
            "aws_vpc_endpoint",
            f"{vpc}_{service}",
            f"vpc_id          = {fix_text.hcl(vpc)}",
            f"service_name    = {fix_text.hcl(name)}",
            f"route_table_ids = [{', '.join(fix_text.hcl(id_) for id_ in tables)}]",
        ),
    )
