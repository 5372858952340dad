"""`cdk.out`: the lines of the source, and the packages that are next to the template."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.analysis.secrets import Classifier
from auditor.evaluate.alternatives import evaluate_account
from auditor.model import Known, setting
from auditor.model.audit import Audit
from auditor.templates.templates import TemplateRequest, read_templates
from tests.templates.conftest import EVERYTHING, NOW, Audited, account_of, results_of

TEMPLATE = {
    "Resources": {
        "Handler886CB40B": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Code": {"S3Bucket": {"Fn::Sub": "cdk-${AWS::AccountId}"}, "S3Key": "abc.zip"},
                "Runtime": "python3.13",
                "Handler": "app.handler",
                "Role": {"Fn::GetAtt": ["Role1ABCC5F0", "Arn"]},
            },
            "Metadata": {"aws:cdk:path": "Shop/Handler", "aws:asset:path": "asset.abc"},
        },
        "Role1ABCC5F0": {"Type": "AWS::IAM::Role", "Properties": {}},
        "BucketNotifications": {
            "Type": "Custom::S3BucketNotifications",
            "Properties": {
                "ServiceToken": "arn:aws:lambda:eu-west-1:111122223333:function:helper",
                "BucketName": "uploads",
                "NotificationConfiguration": {
                    "LambdaFunctionConfigurations": [
                        {"LambdaFunctionArn": {"Fn::GetAtt": ["Handler886CB40B", "Arn"]}}
                    ]
                },
            },
        },
    }
}
FUNCTION = "Handler886CB40B"


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cdk.out"
    (folder / "asset.abc" / "tests").mkdir(parents=True)
    (folder / "asset.abc" / "app.py").write_text("def handler(event, context): ...\n")
    (folder / "asset.abc" / "tests" / "test_app.py").write_text("x = 1\n" * 40_000)
    (folder / "Shop.template.json").write_text(json.dumps(TEMPLATE, indent=1))
    frames = [
        f"new Function ({tmp_path}/node_modules/aws-cdk-lib/f.js:1:2)",
        f"new Shop ({tmp_path}/lib/shop.ts:12:5)",
    ]
    rows = [
        {"type": "aws:cdk:logicalId", "data": FUNCTION},
        {"type": "aws:cdk:creationStack", "data": frames},
    ]
    artifact = {
        "type": "aws:cloudformation:stack",
        "properties": {"templateFile": "Shop.template.json"},
        "metadata": {"/Shop/Handler/Resource": rows},
    }
    (folder / "manifest.json").write_text(json.dumps({"artifacts": {"Shop": artifact}}))
    return folder


def test_a_function_lies_on_the_line_of_the_source_that_made_it(output: Path) -> None:
    account = account_of(output)
    (function,) = account.functions()
    place = account.places[function.arn][""]
    assert (place.file, place.line, place.column) == ("lib/shop.ts", 12, 5)
    assert place.note == "in cdk.out/Shop.template.json"


def test_the_asset_next_to_the_template_is_the_package(output: Path) -> None:
    account = account_of(output)
    (function,) = account.functions()
    size = setting(function, "code_size")
    assert isinstance(size, Known)
    assert 0 < size.value < 10_000
    found = Audited(results_of(account))
    assert found.outcome("oversized-package", FUNCTION) == "pass"
    assert found.outcome("dead-weight", FUNCTION) == "fail"


def test_a_bucket_that_notifies_through_the_helper_of_the_cdk_is_a_source(output: Path) -> None:
    assert Audited(results_of(account_of(output))).outcome("missing-dlq", FUNCTION) == "fail"


def test_a_link_out_of_the_folder_is_not_followed(output: Path) -> None:
    outside = output.parent / "secret"
    outside.mkdir()
    (output / "asset.abc" / "app.py").unlink()
    (output / "asset.abc" / "tests" / "test_app.py").unlink()
    (output / "asset.abc" / "tests").rmdir()
    (output / "asset.abc").rmdir()
    (output / "asset.abc").symlink_to(outside)
    reason = Audited(results_of(account_of(output))).reason("oversized-package", FUNCTION)
    assert "outside the folder" in reason


def staged(folder: Path) -> Path:
    """Write one construct as two stacks, as stages of a pipeline do, the second with a tag."""
    artifacts = {}
    for name, tags in (("Test", {}), ("Live", {"team": "shop"})):
        (folder / f"{name}Shop1.template.json").write_text(json.dumps(TEMPLATE))
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "environment": "aws://222233334444/eu-central-1",
            "properties": {
                "templateFile": f"{name}Shop1.template.json",
                "stackName": f"{name}-Shop",
                "tags": tags,
            },
        }
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    return folder


def test_one_construct_in_two_stacks_is_two_functions(tmp_path: Path) -> None:
    account = account_of(staged(tmp_path))
    assert sorted(function.name for function in account.functions()) == [
        FUNCTION,
        f"Test-Shop-{FUNCTION}",
    ]


def test_the_manifest_tells_account_region_and_tags_of_a_stack(tmp_path: Path) -> None:
    request = TemplateRequest(paths=(staged(tmp_path),))
    account = read_templates(request, Classifier.new(), NOW)
    assert account.id == "222233334444"
    assert [region.name for region in account.regions] == ["eu-central-1"]
    results = evaluate_account(account, Audit(account, EVERYTHING.options), EVERYTHING)
    tagged = {r.function: r.outcome.value for r in results if r.check == "untagged-function"}
    assert sorted(tagged.values()) == ["pass", "unknown"]


@pytest.mark.parametrize("manifest", ["{", "[]", '{"artifacts": 1}', '{"artifacts": {"a": []}}'])
def test_a_manifest_that_is_not_understood_tells_nothing(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "Shop.template.json").write_text(json.dumps(TEMPLATE))
    (tmp_path / "manifest.json").write_text(manifest)
    request = TemplateRequest(paths=(tmp_path,))
    assert read_templates(request, Classifier.new(), NOW).id == "000000000000"
