"""One stack in the forms that plans have: each tells the same of it.

The forms are those of plans in public repositories: versions of Terraform since 0.12, OpenTofu and
HCP Terraform, files as shells write them, and plans that were cut down for tests of policies.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.analysis.secrets import Classifier
from auditor.model.errors import UsageError
from auditor.templates.templates import TemplateRequest, read_templates
from tests.templates.conftest import NOW, Audited, account_of, results_of
from tests.templates.planned import TRUST, change, configured, function, plan, refers, root

Plan = dict[str, Any]
FUNCTION = "aws_lambda_function.orders"
CHECKS = {
    "missing-tracing": "fail",
    "missing-dlq": "fail",
    "wildcard-action": "fail",
    "admin-role": "pass",
    "x86-function": "pass",
    "unbounded-log-retention": "pass",
}
WIDE = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
ROLE = "arn:aws:iam::111122223333:role/orders"


def rows(prefix: str = "") -> list[Plan]:
    """Return a function, its role with a wide policy, its log group, a bucket's permission."""
    permission = {
        "action": "lambda:InvokeFunction",
        "function_name": "orders",
        "principal": "s3.amazonaws.com",
        "source_arn": "arn:aws:s3:::uploads",
    }
    tracing = [{"mode": "PassThrough"}]
    own = function("orders", role=ROLE, tracing_config=tracing, architectures=["arm64"])
    return [
        change(f"{prefix}{FUNCTION}", own, unknown={"arn": True}),
        change(
            f"{prefix}aws_iam_role.orders",
            {"name": "orders", "arn": ROLE, "assume_role_policy": TRUST},
        ),
        change(
            f"{prefix}aws_iam_role_policy.wide",
            {"name": "wide", "role": "orders", "policy": WIDE},
        ),
        change(
            f"{prefix}aws_cloudwatch_log_group.orders",
            {"name": "/aws/lambda/orders", "retention_in_days": 14},
        ),
        change(f"{prefix}aws_lambda_permission.bucket", permission),
    ]


def base() -> Plan:
    return plan(*rows())


def planned_values(found: Plan, **modules: Any) -> Plan:
    values = [
        {
            "address": row["address"],
            "mode": "managed",
            "type": row["type"],
            "name": row["name"],
            "values": row["change"]["after"],
        }
        for row in found["resource_changes"]
    ]
    return {"root_module": {"resources": values, **modules}}


def each(found: Plan, edit: Callable[[Plan], None]) -> Plan:
    for row in found["resource_changes"]:
        edit(row)
    return found


def terraform_0_12(found: Plan) -> Plan:
    """terraform-compliance: format 0.1, short provider names, nothing said of sensitive values."""

    def edit(row: Plan) -> None:
        del row["change"]["after_sensitive"]
        row.update(provider_name="aws", deposed="")

    return {
        **each(found, edit),
        "format_version": "0.1",
        "terraform_version": "0.12.31",
        "planned_values": planned_values(found),
        "prior_state": {"format_version": "0.1", "values": {"outputs": {}, "root_module": {}}},
    }


def terraform_0_15(found: Plan) -> Plan:
    return {
        **each(found, lambda row: row["change"].update(before=None, before_sensitive=False)),
        "format_version": "0.2",
        "terraform_version": "0.15.5",
    }


def terraform_1_11(found: Plan) -> Plan:
    return {
        **found,
        "terraform_version": "1.11.4",
        "planned_values": planned_values(found),
        "timestamp": "2026-11-30T00:00:00Z",
        "applyable": True,
        "complete": True,
        "errored": False,
        "checks": [{"address": {"kind": "check"}, "status": "pass"}],
        "output_changes": {"name": {"actions": ["create"], "after": "orders"}},
    }


def opentofu(found: Plan) -> Plan:
    def edit(row: Plan) -> None:
        row["provider_name"] = "registry.opentofu.org/hashicorp/aws"

    return {**each(found, edit), "terraform_version": "1.10.0", "timestamp": "2026-11-30T00:00:00Z"}


def redacted_by_hcp(found: Plan) -> Plan:
    return {
        "plan_format_version": "1.2",
        "provider_format_version": "1.0",
        "provider_schemas": {"registry.terraform.io/hashicorp/aws": {"resource_schemas": {}}},
        "resource_changes": found["resource_changes"],
        "resource_drift": [],
    }


def without_changes(found: Plan) -> Plan:
    return each(found, lambda row: row["change"].update(actions=["no-op"]))


def replaced(found: Plan) -> Plan:
    return each(found, lambda row: row["change"].update(actions=["delete", "create"]))


def replaced_without_a_gap(found: Plan) -> Plan:
    return each(found, lambda row: row["change"].update(actions=["create", "delete"]))


def imported(found: Plan) -> Plan:
    def edit(row: Plan) -> None:
        row["change"].update(actions=["update"], importing={"id": "orders"})

    return each(found, edit)


def moved(found: Plan) -> Plan:
    return each(found, lambda row: row.update(previous_address=f"module.old.{row['address']}"))


def with_a_deposed_object(found: Plan) -> Plan:
    gone = change(FUNCTION, {}, actions=("delete",))
    gone.update(deposed="0a1b2c3d")
    gone["change"]["after"] = None
    return {**found, "resource_changes": [gone, *found["resource_changes"]]}


def with_drift(found: Plan) -> Plan:
    drifted = copy.deepcopy(found["resource_changes"][0])
    drifted["change"]["after"]["tracing_config"] = [{"mode": "Active"}]
    return {**found, "resource_drift": [drifted]}


def with_deleted_neighbours(found: Plan) -> Plan:
    gone = change("aws_iam_role_policy.admin", {"name": "admin", "role": "orders"})
    gone["change"].update(actions=["delete"], after=None)
    return {**found, "resource_changes": [*found["resource_changes"], gone]}


def with_data_sources(found: Plan) -> Plan:
    read = [
        {"address": "data.aws_lambda_function.other", "mode": "data", "type": "aws_lambda_function"}
        | {"name": "other", "values": {"function_name": "other"}},
        {"address": "data.aws_region.here", "mode": "data", "type": "aws_region", "name": "here"}
        | {"values": {"name": "eu-west-1"}},
    ]
    state = {"format_version": "1.0", "values": {"root_module": {"resources": read}}}
    return {**found, "prior_state": state}


def only_planned_values(found: Plan) -> Plan:
    return {"format_version": "1.1", "planned_values": planned_values(found)}


def planned_values_of_a_module(found: Plan) -> Plan:
    inner = planned_values(found)["root_module"]
    outer = {"root_module": {"child_modules": [{"address": "module.shop", **inner}]}}
    return {"format_version": "1.2", "planned_values": outer}


def cut_down_to_types_and_values(found: Plan) -> Plan:
    """Tests of Rego policies: neither addresses nor modes."""
    values = planned_values(found)
    for row in values["root_module"]["resources"]:
        del row["address"], row["mode"]
    return {"planned_values": values}


def cut_down_to_changes(found: Plan) -> Plan:
    def edit(row: Plan) -> None:
        del row["mode"], row["name"], row["change"]["actions"], row["change"]["after_sensitive"]

    return {"resource_changes": each(found, edit)["resource_changes"]}


def without_addresses(found: Plan) -> Plan:
    return each(found, lambda row: row.pop("address"))


def with_a_configuration(found: Plan) -> Plan:
    written = configured(
        FUNCTION,
        function_name={"constant_value": "orders"},
        role={"constant_value": ROLE},
        tracing_config=[{"mode": {"constant_value": "PassThrough"}}],
        architectures={"constant_value": ["arm64"]},
    )
    return {**found, "configuration": root(written)}


def with_aliased_providers(found: Plan) -> Plan:
    configuration = root()
    configuration["provider_config"]["aws.west"] = {
        "name": "aws",
        "alias": "west",
        "expressions": {"region": {"constant_value": "us-west-2"}},
    }
    return {**found, "configuration": configuration}


FORMS = (
    terraform_0_12,
    terraform_0_15,
    terraform_1_11,
    opentofu,
    redacted_by_hcp,
    without_changes,
    replaced,
    replaced_without_a_gap,
    imported,
    moved,
    with_a_deposed_object,
    with_drift,
    with_deleted_neighbours,
    with_data_sources,
    only_planned_values,
    planned_values_of_a_module,
    cut_down_to_types_and_values,
    cut_down_to_changes,
    without_addresses,
    with_a_configuration,
    with_aliased_providers,
)


def verdicts(path: Path) -> dict[str, str]:
    account = account_of(path)
    (only,) = account.functions()
    found = Audited(results_of(account))
    return {check: found.outcome(check, only.logical_id) for check in CHECKS}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_each_form_of_a_plan_tells_the_same(tmp_path: Path, form: Callable[[Plan], Plan]) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(form(base())), encoding="utf-8")
    assert verdicts(path) == CHECKS


@pytest.mark.parametrize(
    ("prefix", "index"),
    [("module.shop.", ""), ('module.shop["eu.west"].', ""), ("module.a[0].module.b.", "[1]")],
)
def test_modules_and_indexes_tell_the_same(tmp_path: Path, prefix: str, index: str) -> None:
    found = plan(*rows(prefix))
    for row in found["resource_changes"]:
        row.update(address=f"{row['address']}{index}", module_address=prefix.rstrip("."))
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    assert verdicts(path) == CHECKS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("indent", [None, 2])
def test_each_encoding_and_layout_tells_the_same(
    tmp_path: Path, encoding: str, indent: int | None
) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(json.dumps(base(), indent=indent).encode(encoding) + "\r\n".encode(encoding))
    if encoding in {"utf-8-sig", "utf-16"}:  # a second mark at the end is no part of a file
        path.write_bytes(json.dumps(base(), indent=indent).encode(encoding))
    assert verdicts(path) == CHECKS


def test_a_function_whose_code_and_layer_lie_in_a_bucket(tmp_path: Path) -> None:
    layer = change(
        "aws_lambda_layer_version.shared", {"layer_name": "shared"}, unknown={"arn": True}
    )
    document = plan(*rows(), layer)
    row = document["resource_changes"][0]["change"]
    row["after"].update(filename=None, s3_bucket="code", s3_key="orders.zip")
    row["after_unknown"]["layers"] = True
    named = refers("aws_lambda_layer_version.shared.arn", "aws_lambda_layer_version.shared")
    document["configuration"] = root(configured(FUNCTION, layers=named))
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert verdicts(path) == CHECKS
    assert Audited(results_of(account_of(path))).outcome("foreign-layer", FUNCTION) == "pass"


def test_a_role_that_is_only_read_is_not_told_whole(tmp_path: Path) -> None:
    role = {"address": "data.aws_iam_role.r", "mode": "data", "type": "aws_iam_role", "name": "r"}
    values = {"name": "orders", "arn": ROLE, "assume_role_policy": TRUST}
    read = {"root_module": {"resources": [{**role, "values": values}]}}
    document = plan(rows()[0], prior_state={"values": read})
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert Audited(results_of(account_of(path))).outcome("admin-role", FUNCTION) == "unknown"


def test_a_plan_that_only_deletes_has_no_function(tmp_path: Path) -> None:
    document = each(base(), lambda row: row["change"].update(actions=["delete"], after=None))
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert account_of(path).functions() == ()


def test_a_state_is_no_plan(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    state = {"format_version": "1.0", "terraform_version": "1.11.4"}
    path.write_text(json.dumps({**state, "values": planned_values(base())}), encoding="utf-8")
    with pytest.raises(UsageError, match="state of Terraform"):
        read_templates(TemplateRequest(paths=(path,)), Classifier.new(), NOW)
