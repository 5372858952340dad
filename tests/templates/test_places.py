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
