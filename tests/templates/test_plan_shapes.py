"""What the AWS provider's own plans look like, in the shapes that modules bring about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.analysis.secrets import Classifier
from auditor.templates.templates import TemplateRequest, read_templates
from tests.templates.conftest import NOW, Audited, PlanAudit, results_of
from tests.templates.planned import (
    AFTER_APPLY,
    ORDERS,
    ROLE,
    TRUST,
    change,
    configured,
    function,
    plan,
    refers,
    root,
)

WIDE = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


def orders(**more: Any) -> dict[str, Any]:
    return change(ORDERS, function("orders", **more), unknown=AFTER_APPLY)


def written(**more: Any) -> dict[str, Any]:
    role = refers("aws_iam_role.orders.arn", "aws_iam_role.orders")
    return configured(ORDERS, role=role, function_name={}, **more)


def test_an_attribute_that_no_one_writes_gets_the_default(audit_plan: PlanAudit) -> None:
    role = change(
        "aws_iam_role.orders",
        {"name": "orders", "assume_role_policy": TRUST},
        unknown={"arn": True, "inline_policy": True, "managed_policy_arns": True},
    )
    rows = written(), configured("aws_iam_role.orders", name={}, assume_role_policy={})
    found = audit_plan(plan(orders(), role, configuration=root(*rows)))
    assert found.outcome("missing-tracing", ORDERS) == "fail"
    assert found.outcome("x86-function", ORDERS) == "fail"
    assert found.outcome("oversized-tmp", ORDERS) == "pass"
    assert found.outcome("unstructured-logs", ORDERS) == "fail"
    assert found.outcome("unbounded-log-retention", ORDERS) == "fail"
    assert found.outcome("untagged-function", ORDERS) == "fail"
    assert found.outcome("admin-role", ORDERS) == "pass"


def test_an_attribute_that_is_written_and_known_after_apply_stays_unknown(
    audit_plan: PlanAudit,
) -> None:
    row = written(tracing_config=[{"mode": refers("local.mode")}])
    found = audit_plan(plan(orders(), ROLE, configuration=root(row)))
    assert found.outcome("missing-tracing", ORDERS) == "unknown"


def test_a_plan_without_its_configuration_leaves_defaults_open(audit_plan: PlanAudit) -> None:
    found = audit_plan(plan(orders(), ROLE))
    assert found.outcome("missing-tracing", ORDERS) == "unknown"


@pytest.mark.parametrize("written", [None, True, [], "x"])
def test_a_configuration_that_is_not_understood_leaves_defaults_open(
    audit_plan: PlanAudit, written: object
) -> None:
    row = {"address": ORDERS, "expressions": written}
    found = audit_plan(plan(orders(), ROLE, configuration=root(row)))
    assert found.outcome("missing-tracing", ORDERS) == "unknown"


def test_tags_of_the_provider_leave_the_tags_open(audit_plan: PlanAudit) -> None:
    configuration = root(written())
    configuration["provider_config"]["aws"]["expressions"]["default_tags"] = [
        {"tags": refers("local.tags")}
    ]
    found = audit_plan(plan(orders(), ROLE, configuration=configuration))
    assert found.outcome("untagged-function", ORDERS) == "unknown"


MODULE = "module.orders"
INSIDE = f"{MODULE}.aws_lambda_function.this[0]"


def community_module(**inputs: Any) -> dict[str, Any]:
    """Return the plan of a module whose attributes are conditionals, dynamic blocks and maps."""
    changes = (
        change(
            INSIDE,
            function(
                "orders",
                environment=[{"variables": {"STAGE": "prod"}}],
                dead_letter_config=[{}],
                tracing_config=[{"mode": "Active"}],
            ),
            unknown={
                **AFTER_APPLY,
                "tracing_config": [{}],
                "environment": [{"variables": {"TABLE": True}}],
                "dead_letter_config": [{"target_arn": True}],
            },
        ),
        change(f"{MODULE}.aws_iam_role.lambda[0]", {"name": "orders", "assume_role_policy": TRUST}),
        change(
            f"{MODULE}.data.aws_iam_policy_document.logs[0]",
            {"statement": [{"effect": "Allow", "actions": ["logs:PutLogEvents"]}]},
            unknown={"json": True, "statement": [{"actions": [False], "resources": True}]},
            actions=("read",),
        ),
        change(
            f"{MODULE}.aws_iam_policy.logs[0]",
            {"name": "orders-logs"},
            unknown={"arn": True, "policy": True},
        ),
        change(
            f"{MODULE}.aws_iam_role_policy_attachment.logs[0]",
            {"role": "orders"},
            unknown={"policy_arn": True},
        ),
        change(
            f'{MODULE}.aws_lambda_permission.current["bucket"]',
            {
                "action": "lambda:InvokeFunction",
                "principal": "s3.amazonaws.com",
                "function_name": "orders",
            },
            unknown={"source_arn": True},
        ),
        change(
            f'{MODULE}.aws_lambda_event_source_mapping.this["queue"]',
            {"function_response_types": None},
            unknown={
                "event_source_arn": True,
                "function_name": True,
                "maximum_retry_attempts": True,
            },
        ),
        change("aws_sqs_queue.jobs", {"name": "jobs"}, unknown={"redrive_policy": True}),
    )
    this = ("aws_lambda_function.this[0].arn", "aws_lambda_function.this[0]")
    resources = [
        configured(
            "aws_lambda_function.this",
            role=refers(
                "var.create_role", "aws_iam_role.lambda[0].arn", "aws_iam_role.lambda", "var.role"
            ),
        ),
        configured(
            "data.aws_iam_policy_document.logs",
            statement=[{"resources": refers("local.log_group_arn"), "actions": {}}],
        ),
        configured(
            "aws_iam_policy.logs",
            policy=refers(
                "data.aws_iam_policy_document.logs[0].json", "data.aws_iam_policy_document.logs"
            ),
        ),
        configured(
            "aws_iam_role_policy_attachment.logs",
            policy_arn=refers("aws_iam_policy.logs[0].arn", "aws_iam_policy.logs"),
        ),
        {
            **configured(
                "aws_lambda_event_source_mapping.this",
                function_name=refers(*this),
                event_source_arn=refers("each.value.event_source_arn", "each.value"),
            ),
            "for_each_expression": refers("var.event_source_mapping"),
        },
    ]
    call = {
        "module": {"resources": resources},
        "expressions": {
            "event_source_mapping": refers("aws_sqs_queue.jobs.arn", "aws_sqs_queue.jobs"),
            **inputs,
        },
    }
    queue = configured("aws_sqs_queue.jobs", name={})
    return plan(*changes, configuration=root(queue, orders=call))


def test_a_role_that_a_conditional_chooses_is_the_one_that_is_made(audit_plan: PlanAudit) -> None:
    found = audit_plan(community_module())
    assert found.outcome("admin-role", INSIDE) == "pass"
    assert found.outcome("wildcard-resource", INSIDE) == "pass"
    assert found.outcome("no-log-permission", INSIDE) != "unknown"
    assert found.outcome("broken-tracing", INSIDE) == "fail"


def test_a_variable_that_is_made_later_and_not_sensitive_is_no_secret(
    audit_plan: PlanAudit,
) -> None:
    assert audit_plan(community_module()).outcome("plaintext-secret", INSIDE) == "pass"


def test_before_terraform_0_15_a_variable_that_is_made_later_may_be_a_secret(
    audit_plan: PlanAudit,
) -> None:
    document = community_module()
    for row in document["resource_changes"]:
        del row["change"]["after_sensitive"]
    assert audit_plan(document).outcome("plaintext-secret", INSIDE) == "unknown"


def test_a_plan_of_planned_values_alone_keeps_its_secrets(audit_plan: PlanAudit) -> None:
    row = {
        "address": ORDERS,
        "mode": "managed",
        "type": "aws_lambda_function",
        "values": function("orders", environment=[{"variables": {"TOKEN": "s3cr3t-of-terraform"}}]),
        "sensitive_values": {"environment": [{"variables": {"TOKEN": True}}]},
    }
    found = audit_plan(
        {"format_version": "1.2", "planned_values": {"root_module": {"resources": [row]}}}
    )
    assert found.outcome("plaintext-secret", ORDERS) == "fail"
    assert "s3cr3t" not in repr(found.results)


def test_a_dead_letter_queue_that_is_made_later_is_one(audit_plan: PlanAudit) -> None:
    assert audit_plan(community_module()).outcome("missing-dlq", INSIDE) == "pass"


def test_a_mapping_finds_its_queue_through_for_each_and_a_variable(audit_plan: PlanAudit) -> None:
    found = audit_plan(community_module())
    assert found.outcome("queue-without-redrive", INSIDE) == "fail"


def test_two_sources_of_one_map_are_not_mistaken_for_each_other(audit_plan: PlanAudit) -> None:
    document = community_module(
        event_source_mapping=refers("aws_sqs_queue.jobs.arn", "aws_sqs_queue.more.arn")
    )
    assert audit_plan(document).outcome("queue-without-redrive", INSIDE) == "unknown"


@pytest.mark.parametrize(
    ("resource", "check", "outcome"),
    [
        (
            change("aws_iam_role_policy.p", {"name": "p", "role": "orders", "policy": WIDE}),
            "wildcard-action",
            "fail",
        ),
        (
            change(
                "aws_iam_role_policy_attachments_exclusive.a",
                {
                    "role_name": "orders",
                    "policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
                },
            ),
            "admin-role",
            "fail",
        ),
        (
            change(
                "aws_iam_role_policies_exclusive.a", {"role_name": "orders", "policy_names": []}
            ),
            "admin-role",
            "pass",
        ),
        (
            change(
                "aws_lambda_function_recursion_config.r",
                {"function_name": "orders", "recursive_loop": "Allow"},
            ),
            "recursive-loop-allowed",
            "fail",
        ),
        (
            change(
                "aws_lambda_runtime_management_config.r",
                {"function_name": "orders", "update_runtime_on": "Manual"},
            ),
            "pinned-runtime",
            "fail",
        ),
        (
            change(
                "aws_cloudwatch_log_group.g",
                {"name": "/aws/lambda/orders", "retention_in_days": 0},
            ),
            "unbounded-log-retention",
            "fail",
        ),
        (
            change(
                "aws_cloudwatch_log_group.g",
                {"name": "/aws/lambda/orders", "retention_in_days": 30},
            ),
            "unbounded-log-retention",
            "pass",
        ),
        (
            change(
                "aws_api_gateway_integration.i",
                {
                    "http_method": "GET",
                    "timeout_milliseconds": 29000,
                    "uri": "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
                    "arn:aws:lambda:eu-west-1:111122223333:function:orders/invocations",
                },
            ),
            "api-timeout",
            "pass",
        ),
    ],
)
def test_resources_of_their_own_count_for_the_function(
    audit_plan: PlanAudit, resource: dict[str, Any], check: str, outcome: str
) -> None:
    found = audit_plan(plan(orders(), ROLE, resource, configuration=root(written())))
    assert found.outcome(check, ORDERS) == outcome


def test_an_inline_block_and_the_state_of_its_policies_are_judged_once(
    audit_plan: PlanAudit,
) -> None:
    narrow = json.dumps(
        {
            "Statement": [
                {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
            ]
        }
    )
    role = change(
        "aws_iam_role.orders",
        {
            "name": "orders",
            "assume_role_policy": TRUST,
            "inline_policy": [{"name": "p", "policy": narrow}],
            "managed_policy_arns": ["arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"],
        },
        actions=("update",),
    )
    policy = change(
        "aws_iam_role_policy.p",
        {"name": "p", "role": "orders", "policy": WIDE},
        actions=("update",),
    )
    attachment = change(
        "aws_iam_role_policy_attachment.x",
        {"role": "orders", "policy_arn": "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"},
        actions=("no-op",),
    )
    found = audit_plan(plan(orders(), role, policy, attachment, configuration=root(written())))
    assert found.outcome("wildcard-action", ORDERS) == "fail"
    assert len(found.results[ORDERS, "wildcard-action"].findings) == 1


FOUND = "arn:aws:lambda:eu-central-1:123456789012:function:orders"


def existing() -> dict[str, Any]:
    """Return the plan of an update: ARNs are known, in an account that no option names."""
    permission = {
        "action": "lambda:InvokeFunction",
        "function_name": FOUND,
        "principal": "s3.amazonaws.com",
        "source_arn": "arn:aws:s3:::uploads",
    }
    role = "arn:aws:iam::123456789012:role/orders"
    return plan(
        change(ORDERS, function("orders", arn=FOUND, role=role), actions=("update",)),
        change("aws_iam_role.orders", {"name": "orders", "arn": role, "assume_role_policy": TRUST}),
        change("aws_lambda_permission.uploads", permission, actions=("no-op",)),
    )


def test_the_account_of_a_plan_is_the_one_that_its_resources_are_in(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(existing()), encoding="utf-8")
    account = read_templates(TemplateRequest(paths=(path,)), Classifier.new(), NOW)
    assert [found.arn for found in account.functions()] == [FOUND]
    assert Audited(results_of(account)).outcome("missing-dlq", ORDERS) == "fail"


def test_a_first_plan_tells_account_and_region_by_what_it_reads(tmp_path: Path) -> None:
    identity = {"address": "data.aws_caller_identity.me", "mode": "data"}
    rows = [{**identity, "type": "aws_caller_identity", "values": {"account_id": "123456789012"}}]
    state = {"values": {"root_module": {"resources": rows}}}
    configuration = root(written())
    expressions = configuration["provider_config"]["aws"]["expressions"]
    expressions["region"] = {"constant_value": "eu-central-1"}
    path = tmp_path / "plan.json"
    document = plan(orders(), ROLE, configuration=configuration, prior_state=state)
    path.write_text(json.dumps(document), encoding="utf-8")
    account = read_templates(TemplateRequest(paths=(path,)), Classifier.new(), NOW)
    assert [found.arn for found in account.functions()] == [FOUND]


def test_the_policy_of_an_inline_block_is_rebuilt_from_its_data_source(
    audit_plan: PlanAudit,
) -> None:
    role = change(
        "aws_iam_role.orders",
        {"name": "orders", "assume_role_policy": TRUST, "inline_policy": [{"name": "p"}]},
        unknown={"inline_policy": [{"policy": True}]},
    )
    document = change(
        "data.aws_iam_policy_document.p",
        {"statement": [{"actions": ["s3:*"]}]},
        unknown={"json": True, "statement": [{"resources": [True]}]},
        actions=("read",),
    )
    rows = (
        written(),
        configured(
            "aws_iam_role.orders",
            inline_policy=[{"policy": refers("data.aws_iam_policy_document.p.json")}],
        ),
        configured(
            "data.aws_iam_policy_document.p",
            statement=[{"resources": refers("aws_s3_bucket.b.arn")}],
        ),
    )
    found = audit_plan(plan(orders(), role, document, configuration=root(*rows)))
    assert found.outcome("wildcard-action", ORDERS) == "fail"
