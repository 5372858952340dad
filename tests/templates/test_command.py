"""`auditor template`: options, exit codes, files."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main

TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders
      Runtime: python3.13
      Handler: a.b
      InlineCode: 'x = 1'
      Tracing: %s
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_text(TEMPLATE % "Active", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["template", *arguments], catch_exceptions=False)


def report(name: str = "report.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(name).read_text(encoding="utf-8"))
    return found


def test_a_template_is_audited_like_an_account() -> None:
    result = run("template.yaml", "--account", "111122223333", "-o", "report.json", "-q")
    assert result.exit_code == 0, result.output
    assert report()["origin"] == "template"
    assert [f["arn"] for f in report()["functions"]] == [
        "arn:aws:lambda:us-east-1:111122223333:function:orders"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1, 2", "template.yaml:2:1"),
        ("just text", "not a template"),
        ("AWSTemplateFormatVersion: '2010-09-09'\n", "Resources section"),
        ("x: &a [*a]\nResources: {}", "template.yaml:1:8"),
    ],
)
def test_a_file_that_is_no_template_is_exit_2(folder: Path, text: str, said: str) -> None:
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    result = run("template.yaml", "-o", "report.json")
    assert result.exit_code == 2
    assert said in result.output
    assert not Path("report.json").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--region", ""), "--region is empty"),
        (("--account", ""), "--account is empty"),
        (("--parameter", "Stag=prod"), "no template declares it"),
        (("--account", "12"), "12 digits"),
        (("--region", "nowhere"), "not the name of a region"),
        (("--samconfig", "samconfig.toml"), "cannot be read"),
        (("missing.yaml",), "no such file"),
    ],
)
def test_wrong_options_are_exit_2(arguments: tuple[str, ...], said: str) -> None:
    result = run("template.yaml", *arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_a_template_without_functions_has_no_score_and_passes(folder: Path) -> None:
    (folder / "template.yaml").write_text("Resources: {B: {Type: AWS::S3::Bucket}}")
    result = run("template.yaml", "-o", "report.json", "-q")
    assert result.exit_code == 0
    assert report()["score"]["value"] is None


@pytest.mark.parametrize("location", ["https://example.com/t.yaml", "../outside.yaml"])
def test_what_is_not_fetched_or_lies_outside_is_a_gap(folder: Path, location: str) -> None:
    (folder.parent / "outside.yaml").write_text("Resources: {}")
    nested = (
        f"  Child: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {location}}}}}"
    )
    (folder / "template.yaml").write_text(TEMPLATE % "Active" + nested, encoding="utf-8")
    result = run("template.yaml", "-o", "report.json", "-q", "--allow-unknown", "100")
    assert result.exit_code == 3
    assert location in json.dumps(report()["gaps"])


def test_a_nested_template_is_part_of_the_audit(folder: Path) -> None:
    (folder / "child.yaml").write_text(TEMPLATE.replace("orders", "child") % "PassThrough")
    nested = "  Child: {Type: AWS::Serverless::Application, Properties: {Location: child.yaml}}"
    (folder / "template.yaml").write_text(TEMPLATE % "Active" + nested, encoding="utf-8")
    run("template.yaml", "-o", "report.json", "-q")
    assert {f["name"] for f in report()["functions"]} == {"orders", "child"}


def test_a_kept_snapshot_is_judged_alike(folder: Path) -> None:
    (folder / "template.yaml").write_text(
        TEMPLATE.replace("Default: dev", "AllowedValues: [a, b]") % "!Ref Stage"
    )
    run("template.yaml", "--keep", "kept.json.gz", "-o", "report.json", "-q")
    arguments = ["evaluate", "kept.json.gz", "-o", "again.json", "-q"]
    CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert report()["results"] == report("again.json")["results"]


def test_the_live_account_is_judged_as_it_will_be(folder: Path) -> None:
    other = TEMPLATE.replace("Orders", "Billing").replace("orders", "billing") % "PassThrough"
    (folder / "live.yaml").write_text((TEMPLATE % "PassThrough") + other.split("Resources:\n")[1])
    run("live.yaml", "--keep", "live.json.gz", "--account", "111122223333", "-q")
    run("template.yaml", "--live", "live.json.gz", "-o", "report.json", "-q")
    found = report()
    assert {f["name"] for f in found["functions"]} == {"orders", "billing"}
    assert found["account"]["id"] == "111122223333"
    fixed = [c for c in found["comparison"]["changes"] if c["kind"] == "fixed"]
    assert [c["check"] for c in fixed] == ["missing-tracing"]


def test_samconfig_names_the_stack_and_its_tags(folder: Path) -> None:
    (folder / "samconfig.toml").write_text(
        '[prod.deploy.parameters]\nstack_name = "shop"\nregion = "eu-west-1"\n'
        'tags = "owner=shop"\nparameter_overrides = "Stage=prod"\n'
    )
    result = run("template.yaml", "--samconfig", "samconfig.toml:prod", "-o", "report.json", "-q")
    assert result.exit_code == 0, result.output
    assert report()["regions"] == ["eu-west-1"]
    assert report()["functions"][0]["tags"] == {
        "lambda:createdBy": "SAM",
        "owner": "shop",
    }


WAIVED = """    Metadata:
      auditor:
        waive:
          - {check: missing-tracing, reason: traced by the sidecar, owner: shop, expires: %s}
"""


def test_a_waiver_in_the_template_holds_and_is_listed(folder: Path) -> None:
    text = TEMPLATE % "PassThrough" + WAIVED % (datetime.now(UTC).date() + timedelta(days=30))
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    run("template.yaml", "-o", "report.json", "-q")
    waived = [r["check"] for r in report()["results"] if r["outcome"] == "waived"]
    assert waived == ["missing-tracing"]
    assert [w["waiver"]["id"] for w in report()["waivers"]] == ["template.yaml:15"]


def test_a_waiver_without_a_date_is_exit_2_with_its_line(folder: Path) -> None:
    text = TEMPLATE % "PassThrough" + WAIVED % "soon"
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    result = run("template.yaml")
    assert result.exit_code == 2
    assert "template.yaml:15: the waiver expires on 'soon'" in result.output


def test_workflow_commands_name_file_and_line(folder: Path) -> None:
    (folder / "template.yaml").write_text(TEMPLATE % "PassThrough", encoding="utf-8")
    result = run("template.yaml", "-o", "github:-", "-q", "--fail-on", "none")
    assert "::warning file=template.yaml,line=11," in result.stdout


def test_the_demo_audits_a_sample_repository_with_every_finding_at_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["demo", "--template"])
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "demo-report" / "report.json").read_text(encoding="utf-8"))
    assert len(report["functions"]) == 6
    repository = tmp_path / "demo-report" / "repository"
    files = set()
    for row in report["results"]:
        for finding in row["findings"]:
            place = finding["place"]
            files.add(place["file"])
            lines = (repository / place["file"]).read_text(encoding="utf-8").splitlines()
            assert lines[place["line"] - 1].strip()
    assert files == {"template.yaml", "cdk/app.js", "infra/main.tf"}
    assert "correct-horse" not in json.dumps(report)
