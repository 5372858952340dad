from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from auditor.model import (
    AclEntry,
    Confidence,
    EnvironmentVariable,
    FileSystem,
    Known,
    NetworkAcl,
    Outcome,
    Policy,
    Route,
    SecurityGroupRule,
    Severity,
    Sighting,
    Unknown,
    VpcEndpoint,
)

CHECK = "unnecessary-vpc"
DENIED = Unknown(reason="denied", iam_action="ec2:DescribeSubnets")
FROM_FUNCTION = (SecurityGroupRule(protocol="tcp", from_port=5432, to_port=5432, group_id="sg-fn"),)
FROM_SUBNET = (SecurityGroupRule(protocol="tcp", from_port=5432, to_port=5432, cidr="10.0.0.0/16"),)
FROM_WORLD = (SecurityGroupRule(protocol="tcp", from_port=443, to_port=443, cidr="0.0.0.0/0"),)
FULL = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'
TIGHT = FULL.replace('"Action": "*"', '"Action": "s3:GetObject"')


def endpoint(service: str, **differences: Any) -> dict[str, Any]:
    made = VpcEndpoint(
        id="vpce-1",
        vpc_id="vpc-1",
        service=service,
        kind="Interface",
        subnet_ids=("subnet-a",),
        group_ids=("sg-db",),
    )
    return {"vpc_endpoints": Known((replace(made, **differences),))}


def test_an_empty_vpc_is_not_needed(run: Any, function: Any, attached: Any, network: Any) -> None:
    result = run(CHECK, function(vpc=attached), region=network())
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    (finding,) = result.findings
    assert finding.confidence is Confidence.HIGH
    assert "SubnetIds=[],SecurityGroupIds=[]" in finding.fix.cli
    assert "undo: --vpc-config SubnetIds=subnet-a,subnet-b" in finding.fix.cli


def test_without_a_vpc_it_is_not_applicable(run: Any, function: Any) -> None:
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("ingress", [FROM_FUNCTION, FROM_SUBNET])
def test_a_database_that_it_can_reach_is_a_need(
    *, run: Any, function: Any, attached: Any, network: Any, interface: Any, ingress: Any
) -> None:
    facts = network(interface(), ingress=ingress)
    assert run(CHECK, function(vpc=attached), region=facts).outcome is Outcome.PASS


def test_a_database_that_admits_no_one_is_none(
    run: Any, function: Any, attached: Any, network: Any, interface: Any
) -> None:
    result = run(CHECK, function(vpc=attached), region=network(interface()))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].confidence is Confidence.MEDIUM
    (line,) = result.findings[0].evidence["reachability"]
    assert line == "RDS (1 interface): none needed; no ingress rule of sg-db lets sg-fn in"


def test_a_network_acl_that_drops_the_answers_blocks(
    run: Any, function: Any, attached: Any, network: Any, interface: Any
) -> None:
    out = AclEntry(number=1, egress=True, allow=True, protocol="-1", cidr="0.0.0.0/0")
    # Lets the request in, but not the answer to an ephemeral port.
    into = replace(out, egress=False, protocol="6", from_port=5432, to_port=5432)
    listed = tuple(
        NetworkAcl(id=f"acl-{letter}", vpc_id="vpc-1", subnet_ids=(f"subnet-{letter}",), entries=e)
        for letter, e in (("a", (out,)), ("b", (out, into)))
    )
    facts = network(interface(), ingress=FROM_SUBNET, network_acls=Known(listed))
    elsewhere = replace(attached, subnet_ids=("subnet-a",))
    result = run(CHECK, function(vpc=elsewhere), region=facts)
    assert "acl-a and acl-b do not let it pass both ways" in str(
        result.findings[0].evidence["reachability"]
    )
    same = replace(attached, subnet_ids=("subnet-b",))  # inside a subnet no list is asked
    assert run(CHECK, function(vpc=same), region=facts).outcome is Outcome.PASS


def test_a_blackhole_route_blocks(
    run: Any, function: Any, attached: Any, network: Any, interface: Any
) -> None:
    hole = Route(destination="10.0.1.0/24", target="eni-9", state="blackhole")
    facts = network(interface(), ingress=FROM_SUBNET, routes=(hole,))
    elsewhere = replace(attached, subnet_ids=("subnet-a",))
    assert run(CHECK, function(vpc=elsewhere), region=facts).outcome is Outcome.FAIL


def test_being_named_by_another_group_is_a_need_though_a_port_is_closed(
    run: Any, function: Any, attached: Any, network: Any, interface: Any
) -> None:
    facts = network(interface(), ingress=FROM_FUNCTION, egress=FROM_WORLD)
    assert run(CHECK, function(vpc=attached), region=facts).outcome is Outcome.PASS


@pytest.mark.parametrize(
    "differences",
    [
        {"description": "AWS Lambda VPC ENI-orders", "interface_type": "lambda"},
        {"interface_type": "nat_gateway"},
        {"description": "Attached to Glue using role: etl"},
    ],
)
def test_unused_interfaces_are_no_need(
    *, run: Any, function: Any, attached: Any, network: Any, interface: Any, differences: Any
) -> None:
    facts = network(interface(**differences), ingress=FROM_FUNCTION)
    assert run(CHECK, function(vpc=attached), region=facts).outcome is Outcome.FAIL


def test_a_balancer_that_serves_the_internet_is_no_need(
    run: Any, function: Any, attached: Any, network: Any, interface: Any
) -> None:
    balancer = {"description": "ELB app/shop/1", "public_address": "203.0.113.9"}
    public = network(interface(**balancer), ingress=FROM_WORLD)
    result = run(CHECK, function(vpc=attached), region=public)
    assert "open to the whole internet" in str(result.findings[0].evidence["reachability"])
    internal = network(interface(description="ELB app/shop/1"), ingress=FROM_WORLD)
    assert run(CHECK, function(vpc=attached), region=internal).outcome is Outcome.PASS
    both = network(interface(**balancer), ingress=(*FROM_WORLD, *FROM_SUBNET))
    assert run(CHECK, function(vpc=attached), region=both).outcome is Outcome.PASS


def test_a_file_system_is_a_need_even_where_the_network_is_hidden(
    run: Any, function: Any, attached: Any
) -> None:
    mounted = function(vpc=attached, file_systems=(FileSystem(arn="fs", local_mount_path="/m"),))
    assert run(CHECK, mounted, region={"subnets": DENIED}).outcome is Outcome.PASS


def test_a_private_name_in_a_variable_is_a_need(
    run: Any, function: Any, attached: Any, network: Any
) -> None:
    variable = EnvironmentVariable(name="DB", reference="orders.abc.eu-west-1.rds.amazonaws.com")
    using = function(vpc=attached, environment=Known((variable,)))
    assert run(CHECK, using, region=network()).outcome is Outcome.PASS


def test_a_condition_on_the_vpc_is_a_need(
    *, run: Any, function: Any, attached: Any, network: Any, role: Any
) -> None:
    statement = {
        "Effect": "Deny",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}},
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    bound = role(inline=(Policy(name="perimeter", text=Known(text)),))
    roles = {"roles": Known({bound.arn: bound})}
    result = run(CHECK, function(vpc=attached), region=network(), account=roles)
    assert result.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("service", "policy", "outcome"),
    [
        ("com.amazonaws.eu-west-1.secretsmanager", FULL, Outcome.FAIL),
        ("com.amazonaws.eu-west-1.secretsmanager", TIGHT, Outcome.PASS),
        ("com.amazonaws.eu-west-1.execute-api", None, Outcome.PASS),
        ("com.amazonaws.vpce.eu-west-1.vpce-svc-0123", None, Outcome.PASS),
    ],
)
def test_endpoints_are_a_need_where_nothing_outside_replaces_them(
    *,
    run: Any,
    function: Any,
    attached: Any,
    network: Any,
    service: str,
    policy: str | None,
    outcome: Outcome,
) -> None:
    facts = network(ingress=FROM_SUBNET, **endpoint(service, policy=policy))
    assert run(CHECK, function(vpc=attached), region=facts).outcome is outcome


def test_an_endpoint_that_is_not_reached_is_no_need(
    run: Any, function: Any, attached: Any, network: Any
) -> None:
    facts = network(**endpoint("com.amazonaws.eu-west-1.execute-api"))
    assert run(CHECK, function(vpc=attached), region=facts).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("target", "confidence"),
    [
        ("nat-1", Confidence.MEDIUM),
        ("pcx-1", Confidence.LOW),
        ("tgw-1", Confidence.LOW),
        ("vgw-1", Confidence.LOW),
        ("igw-1", Confidence.HIGH),
    ],
)
def test_ways_out_of_the_vpc_lower_the_confidence(
    *,
    run: Any,
    function: Any,
    attached: Any,
    network: Any,
    target: str,
    confidence: Confidence,
) -> None:
    facts = network(routes=(Route(destination="0.0.0.0/0", target=target),))
    (finding,) = run(CHECK, function(vpc=attached), region=facts).findings
    assert finding.confidence is confidence


@pytest.mark.parametrize(
    "fact",
    [
        "subnets",
        "security_groups",
        "network_interfaces",
        "network_acls",
        "route_tables",
        "vpc_endpoints",
    ],
)
def test_missing_network_facts_are_unknown(
    *, run: Any, function: Any, attached: Any, network: Any, fact: str
) -> None:
    facts = network(**{fact: DENIED})
    assert run(CHECK, function(vpc=attached), region=facts).outcome is Outcome.UNKNOWN


def test_missing_roles_and_variables_are_unknown(
    run: Any, function: Any, attached: Any, network: Any
) -> None:
    inside = function(vpc=attached)
    no_roles = run(CHECK, inside, region=network(), account={"roles": DENIED})
    assert no_roles.outcome is Outcome.UNKNOWN
    hidden = function(vpc=attached, environment=Unknown(reason="no kms:Decrypt"))
    assert run(CHECK, hidden, region=network()).outcome is Outcome.UNKNOWN


def test_a_connection_string_that_was_not_kept_is_unknown(
    run: Any, function: Any, attached: Any, network: Any
) -> None:
    seen = Sighting(
        place="environment",
        name="DATABASE_URL",
        detector="url-password",
        confidence="high",
        reason="the value is a URL with a password in it",
        fingerprint="00000000",
    )
    hidden = function(vpc=attached, secrets=Known((seen,)))
    result = run(CHECK, hidden, region=network())
    assert result.outcome is Outcome.UNKNOWN
    assert "DATABASE_URL" in result.reason
    other = function(vpc=attached, secrets=Known((replace(seen, detector="stripe-key"),)))
    assert run(CHECK, other, region=network()).outcome is Outcome.FAIL


def test_what_ec2_does_not_list_is_unknown(
    run: Any, function: Any, attached: Any, network: Any, interface: Any
) -> None:
    foreign = network(interface(group_ids=("sg-of-another-account",)))
    assert run(CHECK, function(vpc=attached), region=foreign).outcome is Outcome.UNKNOWN
    nowhere = function(vpc=replace(attached, subnet_ids=("subnet-z",)))
    assert run(CHECK, nowhere, region=network()).outcome is Outcome.UNKNOWN
    gone = function(vpc=replace(attached, security_group_ids=("sg-z",)))
    assert run(CHECK, gone, region=network()).outcome is Outcome.UNKNOWN


def test_a_prefix_list_is_read_where_a_rule_names_it(
    *, run: Any, function: Any, attached: Any, network: Any, interface: Any
) -> None:
    rule = SecurityGroupRule(protocol="tcp", from_port=5432, to_port=5432, prefix_list_id="pl-1")
    known = network(interface(), ingress=(rule,), prefix_lists=Known({"pl-1": ("10.0.0.0/24",)}))
    assert run(CHECK, function(vpc=attached), region=known).outcome is Outcome.PASS
    unread = network(interface(), ingress=(rule,))
    assert run(CHECK, function(vpc=attached), region=unread).outcome is Outcome.UNKNOWN
