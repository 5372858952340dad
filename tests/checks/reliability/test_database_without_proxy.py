from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from auditor.model import (
    EnvironmentVariable,
    FunctionDetails,
    Known,
    NetworkInterface,
    Outcome,
    SecurityGroup,
    SecurityGroupRule,
    Unknown,
    VpcConfig,
)

CHECK = "database-without-proxy"
VPC = VpcConfig(vpc_id="vpc-1", subnet_ids=("subnet-1",), security_group_ids=("sg-1",))
CLUSTER = "shop.cluster-c1.eu-west-1.rds.amazonaws.com"
PROXY = "shop.proxy-c1.eu-west-1.rds.amazonaws.com"


def named(**hosts: str) -> Known[tuple[EnvironmentVariable, ...]]:
    return Known(tuple(EnvironmentVariable(name=n, reference=h) for n, h in hosts.items()))


def server(description: str) -> NetworkInterface:
    return NetworkInterface(
        id="eni-1", vpc_id="vpc-1", subnet_id="subnet-1", group_ids=("sg-2",),
        description=description,
    )  # fmt: skip


def admitting(port: int | None) -> SecurityGroup:
    rule = SecurityGroupRule(protocol="tcp", from_port=port, to_port=port, group_id="sg-1")
    return SecurityGroup(id="sg-2", vpc_id="vpc-1", ingress=(rule,))


def facts(*descriptions: str, port: int | None = 5432) -> dict[str, Any]:
    return {
        "network_interfaces": Known(tuple(server(text) for text in descriptions)),
        "security_groups": Known((admitting(port),)),
    }


def test_the_host_of_a_cluster_fails(run: Any, function: Any) -> None:
    result = run(CHECK, function(vpc=VPC, environment=named(DB_HOST=CLUSTER)))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].message.startswith("DB_HOST names a database and not a proxy")


def test_the_host_of_a_proxy_passes(run: Any, function: Any) -> None:
    result = run(CHECK, function(vpc=VPC, environment=named(DB_HOST=PROXY)))
    assert result.outcome is Outcome.PASS


def test_few_environments_pass(run: Any, function: Any) -> None:
    few = FunctionDetails(tags=Known({}), reserved_concurrency=5)
    judged = function(vpc=VPC, environment=named(DB_HOST=CLUSTER), details=Known(few))
    assert run(CHECK, judged).outcome is Outcome.PASS
    assert run(CHECK, judged, options={"connections": 4}).outcome is Outcome.FAIL


def test_a_database_that_admits_the_functions_group_fails(run: Any, function: Any) -> None:
    result = run(CHECK, function(vpc=VPC), region=facts("RDSNetworkInterface"))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].evidence["rules"] == ("sg-2 admits sg-1 on tcp 5432",)


@pytest.mark.parametrize("port", [27017, 8182, 1521, None])
def test_ports_of_other_databases_show_nothing(run: Any, function: Any, port: int | None) -> None:
    result = run(CHECK, function(vpc=VPC), region=facts("RDSNetworkInterface", port=port))
    assert result.outcome is Outcome.NOT_APPLICABLE


def test_a_proxy_in_the_vpc_may_be_used(run: Any, function: Any) -> None:
    both = facts("RDSNetworkInterface", "Network interface for DBProxy p")
    assert run(CHECK, function(vpc=VPC), region=both).outcome is Outcome.NOT_APPLICABLE


def test_outside_a_vpc_it_does_not_apply(run: Any, function: Any) -> None:
    result = run(CHECK, function(environment=named(DB_HOST=CLUSTER)))
    assert result.outcome is Outcome.NOT_APPLICABLE


def test_unread_variables_interfaces_and_details_are_unknown(run: Any, function: Any) -> None:
    lost = Unknown(reason="denied", operation="x:Y")
    assert run(CHECK, function(vpc=VPC, environment=lost)).outcome is Outcome.UNKNOWN
    region = {**facts(), "network_interfaces": lost}
    assert run(CHECK, function(vpc=VPC), region=region).outcome is Outcome.UNKNOWN
    judged = function(vpc=VPC, environment=named(DB_HOST=CLUSTER))
    assert run(CHECK, replace(judged, details=lost)).outcome is Outcome.UNKNOWN
