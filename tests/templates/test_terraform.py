"""Terraform plans: what they tell, what they hide, and what must not leak."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.analysis.secrets import Classifier
from auditor.templates.templates import TemplateRequest, read_templates
from tests.templates.conftest import NOW, Audited, account_of, results_of
from tests.templates.planned import change, refers

SENSITIVE = "s3cr3t-of-terraform"


def function(name: str, **more: Any) -> dict[str, Any]:
    return {
        "function_name": name,
        "runtime": "python3.13",
        "handler": "a.b",
        "timeout": 3,
        "memory_size": 128,
        "package_type": "Zip",
        "tracing_config": [{"mode": "Active"}],
        **more,
    }


PLAN = {
    "format_version": "1.2",
    "resource_changes": [
        change(
            "module.api.aws_lambda_function.f[0]",
            function("orders", environment=[{"variables": {"TOKEN": SENSITIVE, "STAGE": "dev"}}]),
            unknown={"role": True, "environment": [{"variables": {"TABLE": True}}]},
            sensitive={"environment": [{"variables": {"TOKEN": True}}]},
        ),
        change(
            "module.api.aws_iam_role.r[0]",
            {"name": "orders", "assume_role_policy": json.dumps({"Statement": []})},
        ),
        change(
            "module.api.aws_iam_role_policy.p",
            {"name": "wide"},
            unknown={"policy": True, "role": True},
        ),
        change(
            "module.api.data.aws_iam_policy_document.d",
            {"statement": [{"effect": "Allow", "actions": ["s3:*"]}]},
            unknown={"json": True, "statement": [{"resources": [True]}]},
            actions=("read",),
        ),
        change(
            "aws_lambda_permission.bucket",
            {"action": "lambda:InvokeFunction", "principal": "s3.amazonaws.com"},
            unknown={"function_name": True},
        ),
        change("aws_lambda_function.gone", {}, actions=("delete",)),
        change(
            "aws_lambda_function.hidden",
            function("hidden", role="arn:aws:iam::111122223333:role/hidden"),
        ),
        change(
            "aws_iam_role.hidden",
            {"name": "hidden", "arn": "arn:aws:iam::111122223333:role/hidden"},
        ),
        change(
            "aws_iam_role_policy.hidden",
            {"name": "hidden", "role": "hidden"},
            unknown={"policy": True},
        ),
    ],
    "configuration": {
        "root_module": {
            "resources": [
                {
                    "address": "aws_lambda_permission.bucket",
                    "expressions": {"function_name": refers("module.api.name", "module.api")},
                },
                {
                    "address": "aws_iam_role_policy.hidden",
                    "expressions": {"policy": refers("aws_s3_bucket.b.arn", "aws_s3_bucket.b")},
                },
            ],
            "module_calls": {
                "api": {
                    "module": {
                        "outputs": {
                            "name": {
                                "expression": refers(
                                    "aws_lambda_function.f[0].function_name",
                                    "aws_lambda_function.f[0]",
                                    "aws_lambda_function.f",
                                )
                            }
                        },
                        "resources": [
                            {
                                "address": "aws_lambda_function.f",
                                "expressions": {
                                    "role": refers("aws_iam_role.r[0].arn", "aws_iam_role.r[0]"),
                                    "environment": [
                                        {"variables": refers("aws_dynamodb_table.t.name")}
                                    ],
                                },
                            },
                            {
                                "address": "aws_iam_role_policy.p",
                                "expressions": {
                                    "role": refers("aws_iam_role.r[0].id", "aws_iam_role.r[0]"),
                                    "policy": refers(
                                        "data.aws_iam_policy_document.d.json",
                                        "data.aws_iam_policy_document.d",
                                    ),
                                },
                            },
                            {
                                "address": "data.aws_iam_policy_document.d",
                                "expressions": {
                                    "statement": [{"resources": refers("aws_s3_bucket.b.arn")}]
                                },
                            },
                        ],
                    }
                }
            },
        }
    },
}
ORDERS = "module.api.aws_lambda_function.f[0]"


@pytest.fixture(params=["utf-8", "utf-16"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_bytes(json.dumps(PLAN, indent=1).encode(request.param))
    return path


def test_functions_that_the_plan_deletes_are_not_listed(plan: Path) -> None:
    names = {function.logical_id for function in account_of(plan).functions()}
    assert names == {ORDERS, "aws_lambda_function.hidden"}


def test_a_policy_is_rebuilt_from_its_data_source_through_modules(plan: Path) -> None:
    found = Audited(results_of(account_of(plan)))
    assert found.outcome("wildcard-action", ORDERS) == "fail"
    assert found.outcome("missing-tracing", ORDERS) == "pass"


def test_a_permission_reaches_its_function_through_an_output(plan: Path) -> None:
    found = Audited(results_of(account_of(plan)))
    assert found.outcome("missing-dlq", ORDERS) == "fail"


def test_a_policy_that_the_plan_hides_is_unknown_and_says_where_it_is_told(plan: Path) -> None:
    found = Audited(results_of(account_of(plan)))
    assert found.outcome("admin-role", "aws_lambda_function.hidden") == "unknown"
    reason = found.reason("admin-role", "aws_lambda_function.hidden")
    assert "aws_iam_role_policy.hidden" in reason
    assert "--source" in reason


def test_a_sensitive_value_is_a_secret_and_is_in_no_fact(plan: Path) -> None:
    account = account_of(plan)
    found = Audited(results_of(account))
    assert found.outcome("plaintext-secret", ORDERS) == "fail"
    assert SENSITIVE not in repr(account)
    assert SENSITIVE not in repr(found.results)


def test_findings_lie_on_the_lines_of_the_source_that_is_named(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plan.parent / "infra"
    folder.mkdir()
    (folder / "main.tf").write_text('\nresource "aws_lambda_function" "f" {\n  count = 1\n}\n')
    monkeypatch.chdir(plan.parent)
    account = read_templates(
        TemplateRequest(paths=(plan,), source=Path("infra")), Classifier.new(), NOW
    )
    arn = next(f.arn for f in account.functions() if f.logical_id == ORDERS)
    place = account.places[arn][""]
    assert (place.file, place.line, place.end_line) == ("infra/main.tf", 2, 4)
