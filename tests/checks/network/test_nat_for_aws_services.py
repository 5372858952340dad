from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.model import Known, Outcome, Policy, Route, Severity, Unknown, VpcEndpoint

CHECK = "nat-for-aws-services"
NAT = (Route(destination="0.0.0.0/0", target="nat-1"),)


def allowing(role: Any, *actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = role(inline=(Policy(name="use", text=Known(text)),))
    return {"roles": Known({made.arn: made})}


def gateway(service: str, *tables: str, kind: str = "Gateway") -> dict[str, Any]:
    made = VpcEndpoint(
        id="vpce-1",
        vpc_id="vpc-1",
        service=f"com.amazonaws.eu-west-1.{service}",
        kind=kind,
        route_table_ids=tables,
    )
    return {"vpc_endpoints": Known((made,))}


@pytest.mark.parametrize(
    ("action", "service"), [("s3:GetObject", "s3"), ("dynamodb:*", "dynamodb")]
)
def test_a_nat_gateway_without_the_endpoint_fails(
    *,
    run: Any,
    function: Any,
    attached: Any,
    network: Any,
    role: Any,
    action: str,
    service: str,
) -> None:
    using = allowing(role, action)
    result = run(CHECK, function(vpc=attached), region=network(routes=NAT), account=using)
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.LOW)
    (finding,) = result.findings
    assert f"com.amazonaws.eu-west-1.{service}" in finding.fix.cli
    assert finding.cause == "vpc-1"


def test_the_endpoint_passes_in_the_functions_route_tables_only(
    *, run: Any, function: Any, attached: Any, network: Any, role: Any
) -> None:
    using = allowing(role, "s3:GetObject")
    inside = function(vpc=attached)
    here = network(routes=NAT, **gateway("s3", "rtb-1"))
    assert run(CHECK, inside, region=here, account=using).outcome is Outcome.PASS
    elsewhere = network(routes=NAT, **gateway("s3", "rtb-9"))
    assert run(CHECK, inside, region=elsewhere, account=using).outcome is Outcome.FAIL
    private = network(routes=NAT, **gateway("s3", kind="Interface"))
    assert run(CHECK, inside, region=private, account=using).outcome is Outcome.PASS


def test_without_vpc_nat_or_use_it_is_not_applicable(
    *, run: Any, function: Any, attached: Any, network: Any, role: Any
) -> None:
    inside, using = function(vpc=attached), allowing(role, "s3:GetObject")
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE
    no_nat = run(CHECK, inside, region=network(), account=using)
    assert no_nat.outcome is Outcome.NOT_APPLICABLE
    no_use = run(CHECK, inside, region=network(routes=NAT))
    assert no_use.outcome is Outcome.NOT_APPLICABLE
    vague = run(CHECK, inside, region=network(routes=NAT), account=allowing(role, "*"))
    assert vague.outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("fact", ["subnets", "route_tables", "vpc_endpoints"])
def test_missing_facts_are_unknown(
    *, run: Any, function: Any, attached: Any, network: Any, role: Any, fact: str
) -> None:
    facts = network(routes=NAT, **{fact: Unknown(reason="denied")})
    using = allowing(role, "s3:GetObject")
    result = run(CHECK, function(vpc=attached), region=facts, account=using)
    assert result.outcome is Outcome.UNKNOWN


def test_a_policy_that_was_not_read_may_name_the_service(
    *, run: Any, function: Any, attached: Any, network: Any, role: Any
) -> None:
    made = role(inline=(Policy(name="use", text=Unknown(reason="denied")),))
    unread = {"roles": Known({made.arn: made})}
    result = run(CHECK, function(vpc=attached), region=network(routes=NAT), account=unread)
    assert result.outcome is Outcome.UNKNOWN


def test_missing_roles_are_unknown(run: Any, function: Any, attached: Any, network: Any) -> None:
    denied = {"roles": Unknown(reason="denied")}
    facts = network(routes=NAT)
    result = run(CHECK, function(vpc=attached), region=facts, account=denied)
    assert result.outcome is Outcome.UNKNOWN
