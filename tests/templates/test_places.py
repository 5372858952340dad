"""Each finding lies on the line that says it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.assess import pipeline
from auditor.model.report import Report
from tests.templates.conftest import EVERYTHING, account_of

TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.8
    Environment:
      Variables:
        DB_PASSWORD: hunter2-Kx9vQz71
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      CodeUri: src/
      Tracing: PassThrough
      Environment:
        Variables:
          API_TOKEN: ghp_0123456789abcdefghijABCDEFGHIJ012345
      Policies:
        - AWSLambdaBasicExecutionRole
        - Statement:
            - {Effect: Allow, Action: '*', Resource: '*'}
      Events:
        Queue:
          Type: SQS
          Properties: {Queue: !GetAtt Jobs.Arn}
  Jobs:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 30}
"""


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE, encoding="utf-8")
    inputs = pipeline.Inputs(plan=EVERYTHING)
    return pipeline.report(account_of(path), inputs)


@pytest.fixture
def lines(report: Report) -> Callable[[str], list[tuple[int, str]]]:
    def found(check: str) -> list[tuple[int, str]]:
        return sorted(
            (finding.place.line, finding.place.note)
            for result in report.results
            if result.check == check
            for finding in result.findings
            if finding.place is not None
        )

    return found


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("missing-tracing", [(14, "")]),
        ("deprecated-runtime", [(4, "from Globals")]),
        ("plaintext-secret", [(7, "from Globals"), (17, "")]),
        ("admin-role", [(20, "")]),
        ("queue-without-redrive", [(26, "")]),
        ("untagged-function", []),
    ],
)
def test_a_finding_lies_on_the_property_that_it_is_about(
    lines: Callable[[str], list[tuple[int, str]]], check: str, expected: list[tuple[int, str]]
) -> None:
    assert lines(check) == expected


def test_every_finding_has_a_place(report: Report) -> None:
    lost = [r.check for r in report.results for f in r.findings if f.place is None]
    assert lost == []
    assert report.origin == "template"
    assert {f.logical_id for f in report.functions} == {"Orders"}
    places = [function.place for function in report.functions]
    assert [(p.file, p.line, p.end_line) for p in places if p] == [("template.yaml", 9, 25)]


ROLE = """  {name}Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Action: 'sts:AssumeRole', Principal: {{Service: lambda.amazonaws.com}}}}]
      Policies:
        - {{PolicyName: own, PolicyDocument: {{Statement: [{{Effect: Allow, Action: 'sqs:*', Resource: '*'}}]}}}}
  {name}Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: separate
      Roles: [!Ref {name}Role]
      PolicyDocument: {{Statement: [{{Effect: Allow, Action: 's3:*', Resource: '*'}}]}}
  {name}:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: a.b, Code: {{ZipFile: x}}, Role: !GetAtt {name}Role.Arn}}
"""  # noqa: E501


def test_policies_of_one_name_are_told_apart_by_their_roles(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Resources:\n" + ROLE.format(name="One") + ROLE.format(name="Two"), "utf-8")
    report = pipeline.report(account_of(path), pipeline.Inputs(plan=EVERYTHING))
    names = {function.arn: function.logical_id for function in report.functions}
    found = {
        (names[result.function], finding.place.line)
        for result in report.results
        if result.check == "wildcard-action"
        for finding in result.findings
        if finding.place is not None
    }
    second = ROLE.count("\n")
    lines = {8, 14}
    assert found == {("One", n) for n in lines} | {("Two", n + second) for n in lines}
