from __future__ import annotations

from dataclasses import replace
from typing import Any

from auditor.model import Known, Outcome, Route, RouteTable, Severity, Unknown

CHECK = "public-subnet"
IGW = Route(destination="0.0.0.0/0", target="igw-1")


def test_a_default_route_to_an_internet_gateway_fails(
    run: Any, function: Any, attached: Any, network: Any
) -> None:
    result = run(CHECK, function(vpc=attached), region=network(routes=(IGW,)))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    assert result.findings[0].evidence["public_subnets"] == ("subnet-a", "subnet-b")


def test_the_subnets_own_table_goes_before_the_main_one(
    run: Any, function: Any, attached: Any, network: Any
) -> None:
    nat = Route(destination="0.0.0.0/0", target="nat-1")
    tables = (
        RouteTable(id="rtb-1", vpc_id="vpc-1", main=True, routes=(IGW,)),
        RouteTable(id="rtb-2", vpc_id="vpc-1", subnet_ids=("subnet-a",), routes=(nat,)),
    )
    facts = network(route_tables=Known(tables))
    result = run(CHECK, function(vpc=attached), region=facts)
    assert result.findings[0].evidence["public_subnets"] == ("subnet-b",)
    assert "SubnetIds=subnet-a," in result.findings[0].fix.cli
    private = function(vpc=replace(attached, subnet_ids=("subnet-a",)))
    assert run(CHECK, private, region=facts).outcome is Outcome.PASS


def test_a_route_that_is_not_the_default_or_not_in_use_passes(
    run: Any, function: Any, attached: Any, network: Any
) -> None:
    part = Route(destination="198.51.100.0/24", target="igw-1")
    hole = replace(IGW, state="blackhole")
    inside = function(vpc=attached)
    assert run(CHECK, inside, region=network(routes=(part,))).outcome is Outcome.PASS
    assert run(CHECK, inside, region=network(routes=(hole,))).outcome is Outcome.PASS


def test_without_a_vpc_it_is_not_applicable(run: Any, function: Any) -> None:
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE


def test_what_could_not_be_read_is_unknown(
    run: Any, function: Any, attached: Any, network: Any
) -> None:
    denied = Unknown(reason="denied", iam_action="ec2:DescribeRouteTables")
    inside = function(vpc=attached)
    assert run(CHECK, inside, region=network(route_tables=denied)).outcome is Outcome.UNKNOWN
    assert run(CHECK, inside, region=network(subnets=denied)).outcome is Outcome.UNKNOWN
    assert run(CHECK, inside, region=network(route_tables=Known(()))).outcome is Outcome.UNKNOWN
    elsewhere = function(vpc=replace(attached, subnet_ids=("subnet-z",)))
    assert run(CHECK, elsewhere, region=network()).outcome is Outcome.UNKNOWN


def test_a_function_that_may_use_ipv6_reaches_the_internet_by_it(
    run: Any, function: Any, attached: Any, network: Any
) -> None:
    facts = network(routes=(IGW, Route(destination="::/0", target="igw-1")))
    both = function(vpc=replace(attached, ipv6=True))
    assert run(CHECK, both, region=facts).outcome is Outcome.PASS
    assert run(CHECK, function(vpc=attached), region=facts).outcome is Outcome.FAIL
    only_old = network(routes=(IGW,))
    assert run(CHECK, both, region=only_old).outcome is Outcome.FAIL
