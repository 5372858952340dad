from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.network import spare_subnets, subnets_of
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Option,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
)


@check(
    "single-az",
    severity=Severity.MEDIUM,
    category=Category.RELIABILITY,
    needs={Need.SUBNETS},
    uses={Need.ROUTE_TABLES},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",),
    frameworks=("AWS Security Hub Lambda.5", "AWS Config LAMBDA_VPC_MULTI_AZ_CHECK"),
    options={"minimum": Option(default=2, text="availability zones that the subnets must span")},
)
def single_az(function: Function, audit: Audit) -> Iterator[Finding]:
    """Subnets in a single availability zone.

    A function that is attached to a VPC runs only where it has a subnet. With subnets in a single
    zone, it stops when that zone has an outage, although Lambda itself spans several.

    Fix: Attach subnets in at least two availability zones.

    Risk: The new subnets need the same routes and endpoints, and security groups that name
    addresses must admit theirs.
    """
    if function.vpc is None:
        raise NotApplicableError("the function is not attached to a VPC")
    minimum = int(audit.number("single-az", "minimum"))
    known = audit.once(subnets_of, function.region)
    attached = function.vpc.subnet_ids
    zones = sorted({known[s].availability_zone for s in attached if s in known})
    if len(zones) >= minimum:
        return
    missing = [s for s in attached if s not in known]
    if missing:
        raise UnavailableError(
            Unknown(
                reason=f"EC2 does not list the subnet {missing[0]}, so its zone is not known",
                operation="ec2:DescribeSubnets",
                iam_action="ec2:DescribeSubnets",
                region=function.region,
            )
        )
    where = zones[0] if len(zones) == 1 else f"{len(zones)} zones"
    yield Finding(
        message=f"The only attached subnet is in {where}."
        if len(attached) == 1
        else f"The {len(attached)} attached subnets are all in {where}.",
        evidence={"vpc": function.vpc.vpc_id, "subnets": attached, "zones": tuple(zones)},
        fix=_fix(function, audit, minimum),
    )


def _fix(function: Function, audit: Audit, minimum: int) -> Fix:
    vpc = function.vpc
    if vpc is None:
        return Fix()
    found = spare_subnets(audit, function, vpc.subnet_ids, minimum)
    added = found or (fix_text.placeholder("SUBNET_IN_ANOTHER_ZONE"),)
    return fix_text.vpc_config(function, (*vpc.subnet_ids, *added), vpc.security_group_ids)
