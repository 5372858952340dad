"""The roles in moto's CloudFormation: by StackSet in each account, and by the template alone."""

from __future__ import annotations

import ast
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
import yaml
from botocore.config import Config
from click.testing import CliRunner

from auditor.cli import main

ROOT = Path(__file__).parents[3]
TRUST = "arn:aws:iam::123456789012:role/org-audit-work"
NAME = "lambda-auditor-reader"


@pytest.fixture(scope="module")
def server(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url, folder = f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("moto")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            [str(work / "moto/bin/moto_server"), "-H", "127.0.0.1", "-p", str(port)],
            cwd=folder, env={"PATH": os.environ["PATH"], "HOME": str(folder)},
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            for _ in range(300):
                try:
                    reset(url)
                    break
                except OSError:
                    time.sleep(0.2)
            yield url
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def moto(server: str) -> str:
    reset(server)
    return server


def reset(url: str) -> None:
    asked = urllib.request.Request(f"{url}/moto-api/reset", method="POST")  # noqa: S310
    urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310


def test_the_stackset_puts_a_role_with_the_printed_rights_into_each_account(moto: str) -> None:
    unit, inside = organization(moto)
    words = ["org", "role", "--trust", TRUST, "--external-id", "consultancy-7"]
    template = yaml.safe_load(CliRunner().invoke(main, words, catch_exceptions=False).stdout)
    wanted = template["Resources"]["Roles"]["Properties"]
    client = client_of(moto, "cloudformation")
    same = ("StackSetName", "TemplateBody", "Capabilities", "PermissionModel", "AutoDeployment")
    client.create_stack_set(**{key: wanted[key] for key in same})
    client.create_stack_instances(
        StackSetName=wanted["StackSetName"], Regions=["eu-west-1"],
        DeploymentTargets={"OrganizationalUnitIds": [unit]},
    )  # fmt: skip
    stack = json.loads(wanted["TemplateBody"])["Resources"]["Reader"]["Properties"]
    for account in inside:
        role = role_in(moto, account)
        assert role["trust"] == stack["AssumeRolePolicyDocument"]
        assert role["rights"] == printed()


@pytest.mark.parametrize(
    ("external_id", "organization"),
    [("", ""), ("consultancy-7", ""), ("", "o-ab12cd34ef"), ("consultancy-7", "o-ab12cd34ef")],
)
def test_the_template_of_the_role_says_what_the_command_prints(
    moto: str, external_id: str, organization: str
) -> None:
    given = {"Trust": TRUST, "ExternalId": external_id, "OrganizationId": organization}
    client_of(moto, "cloudformation").create_stack(
        StackName="role", TemplateBody=(ROOT / "deploy/member-role.yaml").read_text(),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in given.items()],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )  # fmt: skip
    words = ["org", "role", "--format", "stack", "--trust", TRUST]
    words += ["--external-id", external_id] if external_id else []
    words += ["--organization-id", organization] if organization else []
    template = yaml.safe_load(CliRunner().invoke(main, words, catch_exceptions=False).stdout)
    expected = template["Resources"]["Reader"]["Properties"]
    iam = client_of(moto, "iam")
    role = iam.get_role(RoleName=NAME)["Role"]
    assert plain(role["AssumeRolePolicyDocument"]) == expected["AssumeRolePolicyDocument"]
    assert role["MaxSessionDuration"] == expected["MaxSessionDuration"]
    rights = iam.get_role_policy(RoleName=NAME, PolicyName="read")["PolicyDocument"]
    assert plain(rights) == printed()  # where they differ: python deploy/read_rights.py


def organization(url: str) -> tuple[str, list[str]]:
    """Make an organization; return a unit two levels deep, and the accounts in it."""
    client = client_of(url, "organizations")
    client.create_organization(FeatureSet="ALL")
    root = unit = client.list_roots()["Roots"][0]["Id"]
    for name in ("production", "payments"):
        answer = client.create_organizational_unit(ParentId=unit, Name=name)
        unit = answer["OrganizationalUnit"]["Id"]
    inside = []
    for number in range(8):
        name = f"team-{number}"
        answer = client.create_account(Email=f"{name}@example.com", AccountName=name)
        account = answer["CreateAccountStatus"]["AccountId"]
        client.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
        inside.append(account)
    return unit, inside


def client_of(url: str, service: str, **credentials: str) -> Any:
    own = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "example", **credentials}
    config = Config(proxies={}, retries={"total_max_attempts": 1})
    return boto3.client(service, region_name="eu-west-1", endpoint_url=url, config=config, **own)


def role_in(url: str, account: str) -> dict[str, Any]:
    assumed = client_of(url, "sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{NAME}", RoleSessionName="test",
        ExternalId="consultancy-7",
    )["Credentials"]  # fmt: skip
    iam = client_of(
        url, "iam", aws_access_key_id=assumed["AccessKeyId"],
        aws_secret_access_key=assumed["SecretAccessKey"],
        aws_session_token=assumed["SessionToken"],
    )  # fmt: skip
    trust = iam.get_role(RoleName=NAME)["Role"]["AssumeRolePolicyDocument"]
    rights = iam.get_role_policy(RoleName=NAME, PolicyName="read")["PolicyDocument"]
    return {"trust": plain(trust), "rights": plain(rights)}


def plain(document: Any) -> Any:
    """Return a policy document; moto puts some out as Python writes them."""
    return ast.literal_eval(unquote(document)) if isinstance(document, str) else document


def printed() -> Any:
    return json.loads(CliRunner().invoke(main, ["permissions"], catch_exceptions=False).stdout)
