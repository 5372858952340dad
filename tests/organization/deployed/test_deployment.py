"""`sam deploy -t deploy/org.yaml` to an emulator that enforces IAM, and a run in it."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from auditor.collect import permissions
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings
from auditor.organization.role import RoleTrust, render
from auditor.selfaudit import bundle
from tests.selfaudit.emulator import ACCOUNT, REGION, emulator, environment

ROOT = Path(__file__).parents[3]
STACK = "org-audit"
EXTERNAL_ID = "consultancy-7"
HEALTHY, DEFECTS = 8, ("absent", "other-id", "powerless")
# Rights for gaps of the emulator alone, as in tests/selfaudit/deployed.
GAPS = [
    {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "arn:aws:iam::*:role/*"},
    {"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*"},
]


@dataclass(frozen=True, kw_only=True)
class Deployed:
    url: str
    outputs: dict[str, str]
    resources: dict[str, str]
    accounts: dict[str, str]  # id -> what it is

    def client(self, service: str, account: str = ACCOUNT) -> Any:
        return client(self.url, service, account)

    def run(self) -> dict[str, Any]:
        machine = self.client("stepfunctions")
        started = machine.start_execution(stateMachineArn=self.outputs["Machine"], input="{}")
        for _ in range(3600):
            found = machine.describe_execution(executionArn=started["executionArn"])
            if found["status"] != "RUNNING":
                assert found["status"] == "SUCCEEDED", found
                answer: dict[str, Any] = json.loads(found["output"])
                return answer
            time.sleep(0.5)
        raise AssertionError("the run did not end")

    def read(self, key: str) -> bytes:
        found = self.client("s3").get_object(Bucket=self.outputs["Bucket"], Key=key)
        return bytes(found["Body"].read())

    def organization(self) -> dict[str, Any]:
        run = json.loads(self.read("latest.json"))["run"]
        found: dict[str, Any] = json.loads(self.read(f"runs/run={run}/organization.json"))
        return found


def client(url: str, service: str, account: str) -> Any:
    return boto3.client(
        service, region_name=REGION, endpoint_url=url, aws_access_key_id=account,
        aws_secret_access_key="test",  # noqa: S106
        config=Config(proxies={}, read_timeout=120, retries={"total_max_attempts": 1}),
    )  # fmt: skip


@pytest.fixture(scope="module")
def deployed(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("emulator")
    (folder / "deploy").mkdir()
    (folder / "deploy/lambda.zip").write_bytes(bundle.build().content)
    (folder / "deploy/org.yaml").write_bytes((ROOT / "deploy/org.yaml").read_bytes())
    with emulator(work, folder, auth=True) as url:
        client(url, "ssm", ACCOUNT).put_parameter(
            Name="/lambda-auditor/external-id", Value=EXTERNAL_ID, Type="SecureString"
        )
        sam(work, folder, url)
        cloud = client(url, "cloudformation", ACCOUNT)
        stack = cloud.describe_stacks(StackName=STACK)["Stacks"][0]
        rows = cloud.describe_stack_resources(StackName=STACK)["StackResources"]
        outputs = {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}
        # The emulator speaks HTTP only.
        client(url, "s3", ACCOUNT).delete_bucket_policy(Bucket=outputs["Bucket"])
        yield Deployed(
            url=url,
            outputs=outputs,
            resources={r["LogicalResourceId"]: r["PhysicalResourceId"] for r in rows},
            accounts=accounts(url, outputs["Trust"]),
        )


def sam(work: Path, folder: Path, url: str) -> None:
    parameters = (
        "ExternalIdParameter=/lambda-auditor/external-id",
        f'Audit="{json.dumps({"regions": [REGION]})}"'.replace('{"', '{\\"').replace(
            '":', '\\":').replace('["', '[\\"').replace('"]', '\\"]'),
    )  # fmt: skip
    done = subprocess.run(  # noqa: S603
        [
            work / "tools/bin/sam", "deploy", "-t", "deploy/org.yaml", "--stack-name", STACK,
            "--resolve-s3", "--capabilities", "CAPABILITY_NAMED_IAM", "--parameter-overrides",
            *parameters,
        ],
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **environment(url)},
        cwd=folder, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def accounts(url: str, trust: str) -> dict[str, str]:
    """Make an organization: healthy accounts, and one of each defect."""
    organizations = client(url, "organizations", ACCOUNT)
    made: dict[str, str] = {}
    for number, kind in enumerate((*("healthy",) * HEALTHY, *DEFECTS)):
        status = organizations.create_account(
            Email=f"a{number}@example.com", AccountName=f"team-{number}"
        )["CreateAccountStatus"]
        made[status["AccountId"]] = kind
    policy = needed()
    for account, kind in made.items():
        if kind != "absent":
            reader(url, account, kind, trust, policy)
        function(url, account)
    return made


def needed() -> dict[str, Any]:
    """Return the reading rights, as `auditor org role` prints them."""
    needs = plan.make(checks(), plan.Selection(), Settings()).facts
    trust = RoleTrust(arn=f"arn:aws:iam::{ACCOUNT}:role/x", external_id=EXTERNAL_ID)
    template = yaml_of(render(permissions(needs), trust, "lambda-auditor-reader", "stack"))
    properties: dict[str, Any] = template["Resources"]["Reader"]["Properties"]
    return properties


def yaml_of(text: str) -> Any:
    import yaml  # noqa: PLC0415  only here

    return yaml.safe_load(text)


def reader(url: str, account: str, kind: str, trust: str, properties: dict[str, Any]) -> None:
    external_id = "somebody-else" if kind == "other-id" else EXTERNAL_ID
    document = RoleTrust(arn=trust, external_id=external_id).document()
    # The emulator knows no aws:PrincipalArn: there the role itself is the principal.
    (statement,) = document["Statement"]
    del statement["Condition"]["ArnEquals"]
    statement["Principal"] = {"AWS": trust}
    iam = client(url, "iam", account)
    iam.create_role(RoleName="lambda-auditor-reader", AssumeRolePolicyDocument=json.dumps(document))
    if kind == "powerless":
        return
    policy = properties["Policies"][0]["PolicyDocument"]
    rights = {**policy, "Statement": [*policy["Statement"], *GAPS]}
    iam.put_role_policy(
        RoleName="lambda-auditor-reader", PolicyName="read", PolicyDocument=json.dumps(rights)
    )


def function(url: str, account: str) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): pass\n")
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        },
    }
    client(url, "iam", account).create_role(
        RoleName="orders", AssumeRolePolicyDocument=json.dumps(trust)
    )
    client(url, "lambda", account).create_function(
        FunctionName="orders", Runtime="python3.12", Handler="app.handler",
        Role=f"arn:aws:iam::{account}:role/orders", Code={"ZipFile": code.getvalue()},
        Environment={"Variables": {"DB_PASSWORD": "hunter2-shared-by-all"}},
    )  # fmt: skip


@pytest.mark.timeout(1800)
def test_every_account_has_a_row_with_what_became_of_it(deployed: Deployed) -> None:
    outcome = deployed.run()
    organization = deployed.organization()
    assert outcome["counts"] == organization["counts"]
    rows = {row["id"]: row for row in organization["accounts"]}
    expected = {
        "healthy": "audited", "absent": "unreachable", "other-id": "unreachable",
        "powerless": "incomplete",
    }  # fmt: skip
    for account, kind in deployed.accounts.items():
        assert rows[account]["status"] == expected[kind], rows[account]
    assert rows[ACCOUNT]["status"] != "audited"  # the hub has no reading role of its own
    assert organization["complete"] is False
    assert deployed.read(f"runs/run={organization['run']}/org.html").startswith(b"<!doctype")


def test_one_secret_in_all_accounts_has_one_fingerprint(deployed: Deployed) -> None:
    found = [f for f in deployed.organization()["fixes"] if f["cause"].startswith("secret:")]
    assert [fix["accounts"] for fix in found] == [HEALTHY]


def test_no_report_holds_the_external_id_or_a_secret(deployed: Deployed) -> None:
    s3 = deployed.client("s3")
    listed = s3.list_objects_v2(Bucket=deployed.outputs["Bucket"], Prefix="runs/")["Contents"]
    for item in listed:
        content = deployed.read(item["Key"])
        text = gzip.decompress(content) if item["Key"].endswith(".gz") else content
        assert EXTERNAL_ID.encode() not in text
        assert b"hunter2-shared" not in text


@pytest.mark.timeout(1800)
def test_an_account_whose_result_is_refused_is_asked_three_times_and_then_lost(
    deployed: Deployed,
) -> None:
    role, iam = deployed.resources["WorkRole"], deployed.client("iam")
    lost = min(id_ for id_, kind in deployed.accounts.items() if kind == "healthy")
    bucket = deployed.outputs["Bucket"]
    deny = {
        "Effect": "Deny", "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/runs/*/summaries/{lost}.json.gz",
    }  # fmt: skip
    document = {"Version": "2012-10-17", "Statement": [deny]}
    iam.put_role_policy(RoleName=role, PolicyName="deny", PolicyDocument=json.dumps(document))
    try:
        deployed.run()
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="deny")
    organization = deployed.organization()
    rows = {row["id"]: row["status"] for row in organization["accounts"]}
    assert rows[lost] == "lost"
    assert list(rows.values()).count("audited") == HEALTHY - 1
    listed = deployed.client("s3").list_objects_v2(
        Bucket=bucket, Prefix=f"runs/run={organization['run']}/round-"
    )["Contents"]
    assert [item["Key"][-7] for item in listed] == ["1", "2", "3"]
