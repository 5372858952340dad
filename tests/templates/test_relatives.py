"""What is given in place of a template, and what the sentence says then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.errors import UsageError
from tests.templates.conftest import account_of, results_of
from tests.templates.planned import change, function, plan

TEMPLATE = """
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}, Role: !Ref Role}
"""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("main.tf", b'resource "aws_lambda_function" "f" {}', "--source"),
        ("plan.bin", b"PK\x03\x04\x00\xff", "terraform show -json"),
        (
            "plan.json",
            b'{"@level":"info","type":"version"}\n{"@level":"info"}\n',
            "log of a Terraform command",
        ),
        (
            "plan.txt",
            "Terraform used the selected providers to\n  + resource".encode("utf-16"),
            "plan as text",
        ),
        ("terraform.tfstate", b'{"version": 4, "terraform_version": "1.9"}', "state of Terraform"),
        ("serverless.yml", b"service: a\nprovider: {name: aws}\n", "sls package"),
        ("preview.json", b'{"steps": [], "changeSummary": {}}', "Pulumi"),
        ("pod.yaml", b"apiVersion: v1\nkind: Pod\n", "not a template"),
    ],
)
def test_a_file_that_is_no_template_is_named_for_what_it_is(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UsageError, match=said) as caught:
        account_of(path)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    "more",
    [
        {"errored": True},
        {"deferred_changes": [{"reason": "unknown_instances"}]},
        {"format_version": "2.0"},
    ],
)
def test_a_plan_that_is_not_complete_leaves_a_gap(tmp_path: Path, more: dict[str, object]) -> None:
    path = tmp_path / "plan.json"
    row = change("aws_lambda_function.f", function("f", role="arn:aws:iam::111122223333:role/r"))
    path.write_text(json.dumps({**plan(row), **more}), encoding="utf-8")
    assert account_of(path).gaps


def test_the_stages_of_a_cdk_pipeline_are_read_with_it(tmp_path: Path) -> None:
    stage = tmp_path / "assembly-Prod"
    stage.mkdir()
    pipeline = {"Resources": {"Pipeline": {"Type": "AWS::CodePipeline::Pipeline"}}}
    (tmp_path / "Pipeline.template.json").write_text(json.dumps(pipeline), encoding="utf-8")
    function_row = {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Runtime": "python3.13", "Handler": "a.b", "Code": {"ZipFile": "x"}},
    }
    staged = {"Resources": {"Function": function_row}}
    (stage / "ProdApp.template.json").write_text(json.dumps(staged), encoding="utf-8")
    assert [found.logical_id for found in account_of(tmp_path).functions()] == ["Function"]


def test_of_a_key_that_is_there_twice_the_last_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE + "    Properties: {PackageType: Image, Code: {ImageUri: x}}\n")
    found = results_of(account_of(path))
    assert found["Function", "deprecated-runtime"].outcome.value == "not_applicable"
