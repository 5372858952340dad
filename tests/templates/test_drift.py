"""`drift` and `--live`: functions are found in the account, and only real differences are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from auditor.evaluate.registry import checks
from auditor.model import Function, Known
from auditor.templates.drift import FACTS
from auditor.templates.foreign_statements import with_foreign_statements

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
ORDERS = """  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: x
      {name}
      Timeout: {timeout}
      Tracing: Active
      Policies:
        - Statement: [{{Effect: Allow, Action: '{action}', Resource: !GetAtt Queue.Arn}}]
      DeadLetterQueue: {{Type: SQS, TargetArn: !GetAtt Queue.Arn}}
  Queue: {{Type: AWS::SQS::Queue{queue}}}
"""
# The same stack as the account has it: with the names that CloudFormation made.
TAGS = (
    "Tags: {'aws:cloudformation:stack-name': shop, 'aws:cloudformation:logical-id': Orders}\n"
    "      FunctionName: shop-Orders-1a2B3c4D5e6F"
)
DEPLOYED_QUEUE = ", Properties: {QueueName: shop-Queue-1A2B3C4D5E6F}"
PERMISSION = """  ByOthers:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: s3.amazonaws.com
      SourceAccount: '000000000000'
      SourceArn: arn:aws:s3:::another
"""


def template(
    *, timeout: int = 3, action: str = "sqs:GetQueueUrl", name: str = "", queue: str = ""
) -> str:
    body = ORDERS.format(
        timeout=timeout, action=action, name=name or "MemorySize: 128", queue=queue
    )
    return HEAD + body


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "live.yaml").write_text(
        template(name=TAGS, queue=DEPLOYED_QUEUE) + PERMISSION, encoding="utf-8"
    )
    run("template", "live.yaml", "--keep", "live.json.gz", "--exit-zero")
    return tmp_path / "live.json.gz"


def drifted(text: str) -> tuple[Result, dict[str, Any]]:
    Path("template.yaml").write_text(text, encoding="utf-8")
    result = run("drift", "live.json.gz", "template.yaml", "--json")
    return result, json.loads(result.stdout)


def test_what_was_deployed_as_written_has_no_drift_but_the_statement_of_others(
    snapshot: Path,
) -> None:
    assert snapshot.exists()
    result, found = drifted(template())
    assert result.exit_code == 1, result.output
    assert "exit 1: 1 difference in 1 function\n" in result.stderr
    assert [row["fact"] for row in found["drifts"]] == ["resource policy"]
    assert found["absent"] == []
    assert found["compared"] == 1


def test_a_changed_setting_and_a_changed_policy_are_told_with_their_places(snapshot: Path) -> None:
    assert snapshot.exists()
    _, found = drifted(template(timeout=60, action="sqs:*"))
    rows = {row["fact"]: row for row in found["drifts"]}
    assert (rows["timeout"]["template"], rows["timeout"]["account"]) == ("60", "3")
    assert rows["timeout"]["place"]["line"] == 10
    assert "sqs:*" in rows["permissions of the role"]["template"]
    assert "sqs:getqueueurl" in rows["permissions of the role"]["account"]


def test_a_function_that_the_template_lost_is_named(snapshot: Path) -> None:
    assert snapshot.exists()
    text = template() + template().removeprefix(HEAD).replace("Orders:", "More:").replace(
        "Queue:", "OtherQueue:"
    )
    _, found = drifted(text)
    assert found["absent"] == ["More"]


def test_with_the_account_the_function_has_its_name_there_and_others_statements_stay(
    snapshot: Path,
) -> None:
    Path("template.yaml").write_text(template(timeout=900), encoding="utf-8")
    result = run(
        *("template", "template.yaml", "--live", str(snapshot), "-o", "json:out.json"),
        *("--all-results", "--exit-zero"),
    )
    assert result.exit_code == 0, result.output
    report = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert [function["name"] for function in report["functions"]] == ["shop-Orders-1a2B3c4D5e6F"]
    assert "new: maximal-timeout at template.yaml:10" in result.output
    outcomes = {row["check"]: row["outcome"] for row in report["results"]}
    assert outcomes["missing-dlq"] == "pass"  # the bucket of another stack invokes it


def test_a_statement_of_others_stays_however_the_policy_is_written(
    function: Callable[..., Function],
) -> None:
    foreign = {"Sid": "by-hand", "Effect": "Allow", "Principal": "*", "Action": "*"}
    planned = function(policies=Known({}))
    for statement in (foreign, [foreign]):
        live = function(policies=Known({"$LATEST": Known(json.dumps({"Statement": statement}))}))
        policies = with_foreign_statements(live, planned)
        assert isinstance(policies, Known)
        document = policies.value["$LATEST"]
        assert isinstance(document, Known)
        assert json.loads(document.value)["Statement"] == [foreign]


def test_every_fact_that_is_compared_names_checks_that_exist() -> None:
    named = {check for _, readers, _ in FACTS.values() for check in readers}
    assert named <= checks().keys()
