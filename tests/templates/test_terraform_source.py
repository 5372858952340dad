"""Plans of a real Terraform: what they tell alone, and what the .tf files add."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.templates.terraform.hcl import parse
from auditor.templates.terraform.hcl_tree import HclError
from tests.templates.planned import audited

PLANS = Path(__file__).parent / "plans"
IAM = ("admin-role", "privilege-escalation", "wildcard-action", "wildcard-resource")
ORDERS, REPORTS = (
    f'module.function["{name}"].aws_lambda_function.this' for name in ("orders", "reports")
)
FUNCTION = "aws_lambda_function.f"


def test_policies_that_a_first_plan_hides_are_read_from_the_source() -> None:
    found = audited(PLANS / "orders", source=True)
    assert {check: found.outcome(check, FUNCTION) for check in IAM} == {
        "admin-role": "pass",
        "privilege-escalation": "pass",
        "wildcard-action": "fail",
        "wildcard-resource": "pass",
    }
    assert "s3:*" in found.messages("wildcard-action", FUNCTION)
    assert "dynamodb:*" in found.messages("wildcard-action", FUNCTION)


@pytest.mark.parametrize(("name", "function"), [("orders", FUNCTION), ("modules", ORDERS)])
def test_without_the_source_each_hidden_policy_is_named(name: str, function: str) -> None:
    found = audited(PLANS / name, source=False)
    assert found.outcome("admin-role", function) == "unknown"
    assert "--source" in found.reason("admin-role", function)
    assert ".policy is known after apply" in found.reason("admin-role", function)


@pytest.mark.parametrize("source", [True, False])
def test_a_queue_behind_a_redrive_policy_that_is_not_known_yet_is_seen(*, source: bool) -> None:
    found = audited(PLANS / "orders", source=source)
    assert found.outcome("queue-without-redrive", FUNCTION) == "pass"
    assert found.outcome("low-receive-count", FUNCTION) == ("pass" if source else "unknown")


@pytest.mark.parametrize("source", [True, False])
def test_the_value_of_a_sensitive_variable_is_a_secret_and_nowhere_kept(*, source: bool) -> None:
    found = audited(PLANS / "orders", source=source)
    assert found.outcome("plaintext-secret", FUNCTION) == "fail"
    assert "correct-horse" not in repr(found.results)


def test_each_instance_of_a_module_has_its_own_role_and_policy() -> None:
    found = audited(PLANS / "modules", source=True)
    assert found.outcome("wildcard-action", ORDERS) == "fail"
    assert found.outcome("wildcard-action", REPORTS) == "pass"
    assert found.outcome("shared-role", ORDERS) == "pass"
    assert found.outcome("missing-dlq", ORDERS) == "fail"
    assert found.outcome("missing-dlq", REPORTS) == "not_applicable"


def test_a_database_behind_its_security_group_makes_the_vpc_needed() -> None:
    found = audited(PLANS / "modules", source=True)
    assert found.outcome("unnecessary-vpc", ORDERS) == "pass"
    assert found.outcome("unnecessary-vpc", REPORTS) == "not_applicable"
    assert found.outcome("single-az", ORDERS) == "pass"


STYLES: dict[str, dict[str, str]] = {
    "joined": {"wildcard-action": "pass", "wildcard-resource": "pass", "no-log-permission": "pass"},
    "inline": {"wildcard-action": "fail", "no-log-permission": "fail"},
    "each": {"wildcard-action": "pass", "wildcard-resource": "pass", "no-log-permission": "pass"},
    "documents": {"wildcard-action": "fail", "no-log-permission": "fail"},
    "file": {"wildcard-action": "pass", "wildcard-resource": "pass", "no-log-permission": "fail"},
}


@pytest.mark.parametrize("name", STYLES)
def test_policies_in_the_styles_of_many_authors_are_read_from_the_source(name: str) -> None:
    found = audited(PLANS / "styles", source=True)
    function = f'aws_lambda_function.this["{name}"]'
    outcomes = {check: found.outcome(check, function) for check in STYLES[name]}
    assert outcomes == STYLES[name]
    assert all(found.outcome(check, function) != "unknown" for check in IAM)


def first_plans() -> list[str]:
    return sorted(path.parent.name for path in PLANS.glob("*/plan.json"))


@pytest.mark.parametrize("name", first_plans())
def test_without_the_source_each_unknown_policy_names_the_option(name: str) -> None:
    found = audited(PLANS / name, source=False)
    unknown = [r for (_, check), r in found.results.items() if check in IAM and not r.findings]
    reasons = [r.reason for r in unknown if r.outcome.value == "unknown"]
    assert all("--source" in reason for reason in reasons)


def test_a_file_out_of_the_source_folder_is_not_read(tmp_path: Path) -> None:
    styles = PLANS / "styles"
    folder = tmp_path / "infra"
    (folder / "policies").mkdir(parents=True)
    (tmp_path / "read.json").write_text('{"Statement": []}')
    (folder / "policies" / "read.json").symlink_to(tmp_path / "read.json")
    (folder / "plan.json").write_bytes((styles / "plan.json").read_bytes())
    (folder / "main.tf").write_bytes((styles / "main.tf").read_bytes())
    found = audited(folder, source=True)
    assert found.outcome("admin-role", 'aws_lambda_function.this["file"]') == "unknown"


BROKEN = (
    'resource "a" "b" {',
    'a = "x',
    'a = "${b"',
    "a = [1, 2",
    "a = <<EOT\nx\n",
    "a = {b}",
    "{}",
    'x = "%{ if a }b%{ endif }"',
    "a = " + "[" * 500,
    "a = " + "(" * 500,
    "a {" * 500,
)


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_is_no_hcl_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(HclError):
        parse(text)


def test_expressions_that_break_over_lines_are_read() -> None:
    (block,) = parse(
        'locals {\n  a = (var.b\n    ? "x" : "y")  // why\n  c = [\n    "d", # one\n    "e",\n  ]\n'
        "  f = { for k, v in var.m : k => v.name if v.on }\n  g = !a && b[0].c[*].d\n}\n"
    )
    assert [block.attributes[name].kind for name in "acfg"] == ["choice", "list", "loop", "other"]


def test_a_reference_whose_name_is_computed_leaves_its_value_open(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes((PLANS / "orders" / "plan.json").read_bytes())
    source = (PLANS / "orders" / "main.tf").read_text(encoding="utf-8")
    (tmp_path / "main.tf").write_text(
        source.replace("local.actions", "aws_iam_policy[local.x].y.z")
    )
    found = audited(tmp_path, source=True)
    assert found.outcome("wildcard-action", FUNCTION) == "fail"
    assert found.outcome("admin-role", FUNCTION) == "unknown"
