"""Nested blocks of a plan: those that a `dynamic` block writes, and those that no block writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.templates.terraform.plan import as_document
from auditor.templates.values import UNDECIDED
from tests.templates.conftest import PlanAudit
from tests.templates.planned import (
    AFTER_APPLY,
    ORDERS,
    ROLE,
    audited,
    change,
    configured,
    function,
    plan,
    refers,
    root,
)

DYNAMIC = Path(__file__).parent / "plans" / "dynamic"
BLOCKS = ("missing-tracing", "missing-dlq", "plaintext-secret", "unnecessary-vpc")


def verdicts(name: str, *, source: bool) -> dict[str, str]:
    found = audited(DYNAMIC, source=source)
    return {check: found.outcome(check, f"aws_lambda_function.{name}") for check in BLOCKS}


def test_blocks_that_may_not_be_there_are_unknown_without_the_source() -> None:
    for name in ("told", "open"):
        found = verdicts(name, source=False)
        assert found["missing-tracing"] == found["missing-dlq"] == "unknown"
        assert found["plaintext-secret"] == "unknown"
    assert verdicts("open", source=False)["unnecessary-vpc"] == "unknown"


def test_the_source_tells_of_blocks_whose_number_it_tells() -> None:
    assert verdicts("told", source=True) == {
        "missing-tracing": "pass",
        "missing-dlq": "pass",
        "plaintext-secret": "fail",
        "unnecessary-vpc": "not_applicable",
    }
    assert set(verdicts("open", source=True).values()) == {"unknown"}


@pytest.mark.parametrize("source", [True, False])
def test_blocks_that_the_plan_counts_are_known(*, source: bool) -> None:
    assert verdicts("known", source=source) == {
        "missing-tracing": "pass",
        "missing-dlq": "fail",
        "plaintext-secret": "pass",
        "unnecessary-vpc": "not_applicable",
    }


def orders(**more: Any) -> dict[str, Any]:
    return change(ORDERS, function("orders", **more), unknown=AFTER_APPLY)


def written(**more: Any) -> dict[str, Any]:
    role = refers("aws_iam_role.orders.arn", "aws_iam_role.orders")
    return configured(ORDERS, role=role, function_name={}, **more)


def test_what_a_plan_depends_on_and_no_expression_names_may_make_a_block(
    audit_plan: PlanAudit,
) -> None:
    document = plan(
        orders(),
        ROLE,
        change("aws_vpc.main", {}, unknown={"id": True}),
        configuration=root(written()),
        relevant_attributes=[{"resource": "aws_vpc.main", "attribute": ["id"]}],
    )
    found = audit_plan(document)
    assert found.outcome("missing-tracing", ORDERS) == "unknown"
    assert "--source" in found.reason("missing-tracing", ORDERS)
    assert found.outcome("x86-function", ORDERS) == "fail"  # an attribute is no block


def test_what_expressions_name_makes_no_block(audit_plan: PlanAudit) -> None:
    subnet = configured("aws_subnet.a", vpc_id=refers("aws_vpc.main.id", "aws_vpc.main"))
    document = plan(
        orders(),
        ROLE,
        change("aws_vpc.main", {}, unknown={"id": True}),
        configuration=root(written(), subnet),
        relevant_attributes=[
            {"resource": "aws_vpc.main", "attribute": ["id"]},
            {"resource": "aws_iam_role.orders", "attribute": ["name"]},
        ],
    )
    assert audit_plan(document).outcome("missing-tracing", ORDERS) == "fail"


@pytest.mark.parametrize(("used", "outcome"), [(True, "fail"), (False, "unknown")])
def test_a_variable_that_a_module_uses_out_of_sight_may_make_a_block(
    audit_plan: PlanAudit, *, used: bool, outcome: str
) -> None:
    inside = f"module.orders.{ORDERS}"
    row = written(**({"kms_key_arn": refers("var.key")} if used else {}))
    call = {
        "module": {"resources": [row]},
        "expressions": {"key": refers("aws_kms_key.main.arn", "aws_kms_key.main")},
    }
    document = plan(
        change(inside, function("orders"), unknown=AFTER_APPLY),
        change("aws_kms_key.main", {}, unknown={"arn": True}),
        configuration=root(configured("aws_kms_key.main"), orders=call),
    )
    assert audit_plan(document).outcome("missing-tracing", inside) == outcome


FILES = """
variable "secret" {
  sensitive = true
}
variable "open" {}
locals {
  rows = { none = [], one = ["Active"], two = [["Active"], []] }
}
resource "aws_sqs_queue" "q" {
  name = "q"
}
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  dynamic "tracing_config" {
    for_each = FOR_EACH
    content {
      mode = "Active"
    }
  }
}
"""
# What for_each says, and what missing-tracing says then.
WRITTEN = {
    '["Active"]': "pass",
    "[]": "fail",
    'compact(["", null])': "fail",
    'compact(["", aws_sqs_queue.q.arn])': "pass",
    "compact([var.open])": "unknown",
    "flatten([[], var.open])": "unknown",
    'flatten([[], ["Active"]])': "pass",
    'coalescelist([], ["Active"])': "pass",
    "local.rows.none": "fail",
    'local.rows["none"]': "fail",
    'local.rows["one"]': "pass",
    "local.rows.two[0]": "pass",
    "local.rows.two[1]": "fail",
    "local.rows.two[2]": "unknown",
    "local.rows[var.open]": "unknown",
    'var.secret != null ? ["Active"] : []': "unknown",
    'aws_sqs_queue.q.policy != null ? ["Active"] : []': "fail",
    'aws_sqs_queue.q.arn != null ? ["Active"] : []': "pass",
    "var.open": "unknown",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_dynamic_block_is_there_as_often_as_its_for_each_says(tmp_path: Path, text: str) -> None:
    (tmp_path / "main.tf").write_text(FILES.replace("FOR_EACH", text), encoding="utf-8")
    queue = change("aws_sqs_queue.q", {"name": "q", "policy": None}, unknown={"arn": True})
    document = plan(orders(), ROLE, queue, configuration=root(written()))
    (tmp_path / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    found = audited(tmp_path, source=True)
    assert found.outcome("missing-tracing", ORDERS) == WRITTEN[text]


@pytest.mark.parametrize(
    "resident",
    [
        change("aws_opensearch_domain.r", {"vpc_options": [{"subnet_ids": ["subnet-1"]}]}),
        change(
            "aws_msk_cluster.r",
            {
                "broker_node_group_info": [
                    {"client_subnets": ["subnet-1"], "security_groups": ["sg-1"]}
                ]
            },
        ),
        change(
            "aws_elasticache_serverless_cache.r",
            {"name": "c", "subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]},
        ),
        change("aws_lb.r", {"internal": True, "subnets": ["subnet-1"], "security_groups": []}),
    ],
    ids=lambda row: str(row["type"]),
)
def test_what_lies_in_the_vpc_makes_it_needed(
    audit_plan: PlanAudit, resident: dict[str, Any]
) -> None:
    subnet = change("aws_subnet.a", {"id": "subnet-1", "vpc_id": "vpc-1"})
    inside = [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}]
    found = audit_plan(plan(orders(vpc_config=inside), ROLE, resident, subnet))
    assert found.outcome("unnecessary-vpc", ORDERS) == "pass"


def test_the_policy_of_a_topic_is_an_attribute_as_well(audit_plan: PlanAudit) -> None:
    own = {"AWS": "arn:aws:iam::111122223333:role/orders"}
    let_in = {"Statement": [{"Effect": "Allow", "Principal": own, "Action": "sns:Publish"}]}
    topic = change("aws_sns_topic.dead", {"name": "dead", "policy": json.dumps(let_in)})
    config = [{"target_arn": "arn:aws:sns:eu-west-1:111122223333:dead"}]
    found = audit_plan(
        plan(orders(dead_letter_config=config), ROLE, topic, configuration=root(written()))
    )
    assert found.results[ORDERS, "broken-dlq"].outcome.value == "pass"


OPENAPI = """
openapi: 3.0.1
paths:
  /orders:
    get:
      x-amazon-apigateway-integration:
        type: aws_proxy
        timeoutInMillis: 1000
        uri: arn:aws:lambda:eu-west-1:111122223333:function:orders
"""


@pytest.mark.parametrize("kind", ["aws_api_gateway_rest_api", "aws_apigatewayv2_api"])
def test_a_body_in_yaml_tells_its_integrations(audit_plan: PlanAudit, kind: str) -> None:
    api = change(f"{kind}.a", {"name": "a", "protocol_type": "HTTP", "body": OPENAPI})
    assert audit_plan(plan(orders(), ROLE, api)).outcome("api-timeout", ORDERS) == "fail"


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("aws_kinesis_stream_consumer", "fail"),
        ("aws_msk_cluster", "fail"),
        ("aws_docdb_cluster", "not_applicable"),
        ("aws_mq_broker", "not_applicable"),
    ],
)
def test_a_source_that_is_made_later_is_of_its_service(
    audit_plan: PlanAudit, kind: str, outcome: str
) -> None:
    source = change(f"{kind}.s", {"name": "s"}, unknown={"arn": True})
    mapping = change(
        "aws_lambda_event_source_mapping.m",
        {"function_name": "orders"},
        unknown={"event_source_arn": True},
    )
    rows = (
        written(),
        configured(
            "aws_lambda_event_source_mapping.m",
            event_source_arn=refers(f"{kind}.s.arn", f"{kind}.s"),
        ),
    )
    found = audit_plan(plan(orders(), ROLE, source, mapping, configuration=root(*rows)))
    assert found.outcome("stream-without-failure-destination", ORDERS) == outcome


@pytest.mark.parametrize(
    ("later", "expressions", "scheme"),
    [
        (False, {}, "internet-facing"),  # the plan says null
        (True, {}, "internet-facing"),  # nothing writes it
        (True, {"internal": refers("local.inside")}, None),
    ],
)
def test_whether_a_load_balancer_is_internal_may_be_open(
    *, later: bool, expressions: dict[str, Any], scheme: str | None
) -> None:
    balancer = change("aws_lb.r", {"internal": None}, unknown={"internal": later})
    document = plan(balancer, configuration=root(configured("aws_lb.r", **expressions)))
    made = as_document(document)["Resources"]["aws_lb.r"]["Properties"]["Scheme"]
    assert made == scheme if scheme else UNDECIDED in made
