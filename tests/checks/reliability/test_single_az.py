from __future__ import annotations

from typing import Any

from auditor.model import Known, Outcome, RouteTable, Severity, Subnet, Unknown, VpcConfig

CHECK = "single-az"


def subnets(*zones: str) -> dict[str, Any]:
    return {
        "subnets": Known(
            tuple(
                Subnet(id=f"subnet-{i}", vpc_id="vpc-1", cidr="10.0.0.0/24", availability_zone=zone)
                for i, zone in enumerate(zones)
            )
        ),
        "route_tables": Known((RouteTable(id="rtb-1", vpc_id="vpc-1", main=True),)),
    }


def attached(*numbers: int) -> VpcConfig:
    return VpcConfig(vpc_id="vpc-1", subnet_ids=tuple(f"subnet-{n}" for n in numbers))


def test_subnets_in_one_zone_fail(run: Any, function: Any) -> None:
    facts = subnets("az1", "az1", "az2")
    result = run(CHECK, function(vpc=attached(0, 1)), region=facts)
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    assert "subnet-2" in result.findings[0].fix.cli  # the one in the other zone


def test_subnets_in_two_zones_pass(run: Any, function: Any) -> None:
    result = run(CHECK, function(vpc=attached(0, 1)), region=subnets("az1", "az2"))
    assert result.outcome is Outcome.PASS


def test_the_number_of_zones_is_an_option(run: Any, function: Any) -> None:
    facts = subnets("az1", "az2")
    result = run(CHECK, function(vpc=attached(0, 1)), region=facts, options={"minimum": 3})
    assert "2 zones" in result.findings[0].message


def test_without_a_vpc_it_is_not_applicable(run: Any, function: Any) -> None:
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE


def test_unread_subnets_are_unknown(run: Any, function: Any) -> None:
    denied = {"subnets": Unknown(reason="denied", iam_action="ec2:DescribeSubnets")}
    assert run(CHECK, function(vpc=attached(0)), region=denied).outcome is Outcome.UNKNOWN
    missing = run(CHECK, function(vpc=attached(0, 9)), region=subnets("az1"))
    assert missing.outcome is Outcome.UNKNOWN
    assert "subnet-9" in missing.reason
