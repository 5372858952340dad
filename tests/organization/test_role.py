"""The role in each account: exactly the printed rights, and a trust that is narrow."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from auditor.cli import main

ROOT = Path(__file__).parents[2]
NAME = "lambda-auditor-reader"
HUB = "arn:aws:iam::111122223333:role/hub"


def role(*words: str) -> Result:
    return CliRunner().invoke(main, ["org", "role", *words], catch_exceptions=False)


def template(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(role(*words).stdout)
    return found


def member(*words: str) -> dict[str, Any]:
    made = template("--format", "stack", "--trust", HUB, *words)
    properties: dict[str, Any] = made["Resources"]["Reader"]["Properties"]
    return properties


@pytest.mark.parametrize("words", [(), ("--packages", "--metrics"), ("--check", "missing-dlq")])
def test_the_role_has_exactly_the_printed_permissions(words: tuple[str, ...]) -> None:
    printed = json.loads(CliRunner().invoke(main, ["permissions", *words]).stdout)
    (policy,) = member(*words)["Policies"]
    assert policy["PolicyDocument"] == printed


def test_the_trust_admits_the_caller_alone_and_survives_a_new_role_of_its_name() -> None:
    words = ("--external-id", "consultancy", "--organization-id", "o-ab12cd34ef")
    (statement,) = member(*words)["AssumeRolePolicyDocument"]["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "ArnEquals": {"aws:PrincipalArn": HUB},
            "StringEquals": {
                "aws:PrincipalOrgID": "o-ab12cd34ef", "sts:ExternalId": "consultancy",
            },
        },
    }  # fmt: skip


def test_the_stackset_puts_the_same_role_into_every_account() -> None:
    made = template("--trust", HUB)["Resources"]["Roles"]
    properties = made["Properties"]
    assert made["Type"] == "AWS::CloudFormation::StackSet"
    assert properties["PermissionModel"] == "SERVICE_MANAGED"
    assert properties["AutoDeployment"]["Enabled"] is True
    inner = json.loads(properties["TemplateBody"])
    assert inner["Resources"]["Reader"]["Properties"] == member()
    assert len(properties["TemplateBody"]) < 51_200  # what CloudFormation takes inline


def test_terraform_says_the_same() -> None:
    text = role("--format", "terraform", "--trust", HUB).stdout
    for statement in member()["Policies"][0]["PolicyDocument"]["Statement"]:
        for action in statement["Action"]:
            assert f'"{action}"' in text
    assert '"aws:PrincipalArn" = "arn:aws:iam::111122223333:role/hub"' in text


def test_every_partition_has_its_own_principal() -> None:
    made = template("--format", "stack", "--trust", "arn:aws-cn:iam::111122223333:root")
    trust = made["Resources"]["Reader"]["Properties"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Principal"] == {"AWS": "arn:aws-cn:iam::111122223333:root"}
    assert "Condition" not in trust["Statement"][0]


def test_the_template_has_the_printed_permissions() -> None:
    # Where they differ: python deploy/read_rights.py
    text = (ROOT / "deploy/member-role.yaml").read_text()
    listed = re.findall(r"^ {18}- ([a-z0-9-]+:\w+)$", text, re.MULTILINE)
    printed = json.loads(CliRunner().invoke(main, ["permissions"]).stdout)
    assert listed == [action for row in printed["Statement"] for action in row["Action"]]


def test_the_parameters_of_the_template_refuse_what_cannot_be_right() -> None:
    text = (ROOT / "deploy/member-role.yaml").read_text()
    patterns = re.findall(r"AllowedPattern: (.+)", text)
    good = (HUB, "consultancy-7", "o-ab12cd34ef", NAME)
    bad = ("arn:aws:sts::123456789012:assumed-role/x/me", "x", "r-ab12", "a/b")
    for pattern, taken, refused in zip(patterns, good, bad, strict=True):
        assert re.search(pattern, taken)
        assert not re.search(pattern, refused)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--trust", "111122223333"), "is not the ARN"),
        (("--trust", "arn:aws:iam::111122223333:role/x y"), "is not the ARN"),
        (("--trust", "arn:aws:sts::111122223333:assumed-role/hub/me"), "role/hub"),
        (("--trust", HUB, "--external-id", "x"), "--external-id"),
        (("--trust", HUB, "--organization-id", "r-1"), "--organization-id"),
        (("--trust", HUB, "--role-name", "a/b"), "--role-name"),
    ],
)
def test_a_trust_that_cannot_be_right_is_refused(words: tuple[str, ...], text: str) -> None:
    result = role(*words)
    assert result.exit_code == 2
    assert text in result.stderr
