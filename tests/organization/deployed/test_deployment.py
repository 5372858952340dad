"""`sam deploy -t deploy/org.yaml` to an emulator that enforces IAM, and a run in it."""

from __future__ import annotations

import gzip
import io
import json
import re
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from click.testing import CliRunner

from auditor.cli import main
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
HEALTHY = 29
DEFECTS = ("absent", "other-id", "powerless", "suspended") * 2 + ("crash", "goes-on")
EXPECTED = {
    "healthy": "audited", "goes-on": "audited", "absent": "unreachable", "other-id": "unreachable",
    "suspended": "skipped", "powerless": "incomplete", "crash": "lost",
}  # fmt: skip
MANY = 60  # functions, which take longer than one invocation at this share of the quota
CONFIGURATION = f'[scan]\nregion = ["{REGION}"]\nquota-share = 0.1\n'
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

    def of(self, kind: str) -> str:
        """Return the one account of a kind."""
        (found,) = (account for account, known in self.accounts.items() if known == kind)
        return found

    def run(self) -> dict[str, Any]:
        machine = self.client("stepfunctions")
        started = machine.start_execution(stateMachineArn=self.outputs["Machine"], input="{}")
        for _ in range(3600):
            found = machine.describe_execution(executionArn=started["executionArn"])
            if found["status"] != "RUNNING":
                assert found["status"] == "SUCCEEDED", (found.get("error"), found.get("cause"))
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
        client(url, "ssm", ACCOUNT).put_parameter(
            Name="/lambda-auditor/configuration", Value=CONFIGURATION, Type="String"
        )
        sam(work, folder, url)
        cloud = client(url, "cloudformation", ACCOUNT)
        stack = cloud.describe_stacks(StackName=STACK)["Stacks"][0]
        rows = cloud.describe_stack_resources(StackName=STACK)["StackResources"]
        outputs = {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}
        # The emulator speaks HTTP only.
        s3 = client(url, "s3", ACCOUNT)
        s3.delete_bucket_policy(Bucket=outputs["Bucket"])
        s3.put_object(
            Bucket=outputs["Bucket"], Key="config/waivers.yaml", Body=b"version: 1\nwaivers: []\n"
        )
        yield Deployed(
            url=url,
            outputs=outputs,
            resources={r["LogicalResourceId"]: r["PhysicalResourceId"] for r in rows},
            accounts=accounts(url, outputs["Trust"]),
        )


def sam(work: Path, folder: Path, url: str) -> None:
    parameters = (
        "ExternalIdParameter=/lambda-auditor/external-id",
        "Configuration=ssm:/lambda-auditor/configuration",
        "Waivers=s3:config/waivers.yaml",
        "Timeout=60",
        "Concurrency=3",
    )
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
        if kind == "suspended":
            organizations.close_account(AccountId=status["AccountId"])
    policy = needed()
    for account, kind in made.items():
        if kind != "absent":
            reader(url, account, kind, trust, policy)
        functions(url, account, MANY if kind == "goes-on" else 1)
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
    external_id = "another-id" if kind == "other-id" else EXTERNAL_ID
    document = RoleTrust(arn=trust, external_id=external_id).document()
    # The emulator knows no aws:PrincipalArn: there the role itself is the principal.
    (statement,) = document["Statement"]
    del statement["Condition"]["ArnEquals"]
    statement["Principal"] = {"AWS": [trust, f"arn:aws:iam::{ACCOUNT}:root"]}
    iam = client(url, "iam", account)
    iam.create_role(RoleName="lambda-auditor-reader", AssumeRolePolicyDocument=json.dumps(document))
    if kind == "powerless":
        return
    policy = properties["Policies"][0]["PolicyDocument"]
    rights = {**policy, "Statement": [*policy["Statement"], *GAPS]}
    iam.put_role_policy(
        RoleName="lambda-auditor-reader", PolicyName="read", PolicyDocument=json.dumps(rights)
    )


def functions(url: str, account: str, number: int) -> None:
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
    aws = client(url, "lambda", account)
    for n in range(number):
        aws.create_function(
            FunctionName=f"orders-{n}", Runtime="python3.12", Handler="app.handler",
            Role=f"arn:aws:iam::{account}:role/orders", Code={"ZipFile": code.getvalue()},
            Environment={"Variables": {"DB_PASSWORD": "hunter2-shared-by-all"}},
        )  # fmt: skip


def state(url: str, account: str) -> str:
    """Return all that a member account has, to see whether a run changed something."""
    found: list[Any] = []
    for service, operation in (
        ("lambda", "list_functions"), ("iam", "get_account_authorization_details"),
        ("logs", "describe_log_groups"), ("s3", "list_buckets"), ("sqs", "list_queues"),
        ("events", "list_rules"), ("cloudwatch", "describe_alarms"),
    ):  # fmt: skip
        answer = getattr(client(url, service, account), operation)()
        answer.pop("ResponseMetadata")
        found.append(answer)
    return json.dumps(found, default=str, sort_keys=True)


@contextmanager
def refusing(aws: Deployed, account: str) -> Iterator[None]:
    """Let the worker crash at the end of one account: what it found can't be kept."""
    role, iam = aws.resources["WorkRole"], aws.client("iam")
    deny = {
        "Effect": "Deny", "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{aws.outputs['Bucket']}/runs/*/summaries/{account}.json.gz",
    }  # fmt: skip
    document = {"Version": "2012-10-17", "Statement": [deny]}
    iam.put_role_policy(RoleName=role, PolicyName="deny", PolicyDocument=json.dumps(document))
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="deny")


@contextmanager
def checkpoints(aws: Deployed) -> Iterator[set[str]]:
    """Yield the accounts of which a checkpoint is seen meanwhile."""
    seen: set[str] = set()
    over = threading.Event()

    def look() -> None:
        s3 = aws.client("s3")
        while not over.wait(0.5):
            listed = s3.list_objects_v2(Bucket=aws.outputs["Bucket"], Prefix="runs/")
            keys = [item["Key"] for item in listed.get("Contents", [])]
            seen.update(key[-20:-8] for key in keys if "/checkpoints/" in key)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


@dataclass(frozen=True, kw_only=True)
class FirstRun:
    outcome: dict[str, Any]
    organization: dict[str, Any]
    went_on: set[str]
    changed: list[str]  # accounts that are not as they were before

    def row(self, account: str) -> dict[str, Any]:
        return next(row for row in self.organization["accounts"] if row["id"] == account)


@pytest.fixture(scope="module")
def first(deployed: Deployed) -> FirstRun:
    """One run over forty accounts with six kinds of defects."""
    aws = deployed
    before = {account: state(aws.url, account) for account in aws.accounts}
    with refusing(aws, aws.of("crash")), checkpoints(aws) as went_on:
        outcome = aws.run()
    return FirstRun(
        outcome=outcome, organization=aws.organization(), went_on=went_on,
        changed=[a for a, was in before.items() if state(aws.url, a) != was],
    )  # fmt: skip


@pytest.mark.timeout(2400)
def test_every_account_has_a_row_with_what_became_of_it(
    deployed: Deployed, first: FirstRun
) -> None:
    organization = first.organization
    assert first.outcome["counts"] == organization["counts"]
    counts = organization["counts"]
    assert counts["planned"] == 40 == sum(n for word, n in counts.items() if word != "planned")
    for account, kind in deployed.accounts.items():
        assert first.row(account)["status"] == EXPECTED[kind], first.row(account)
    assert first.row(ACCOUNT)["status"] != "audited"  # the hub has no reading role of its own
    assert organization["complete"] is False
    html = deployed.read(f"runs/run={organization['run']}/org.html")
    assert html.startswith(b"<!doctype")


def test_no_run_changes_anything_in_an_account(first: FirstRun) -> None:
    assert first.changed == []


def test_a_large_account_takes_several_invocations(deployed: Deployed, first: FirstRun) -> None:
    assert deployed.of("goes-on") in first.went_on
    assert first.row(deployed.of("goes-on"))["functions"] == MANY


def test_an_account_without_a_result_is_asked_three_times(
    deployed: Deployed, first: FirstRun
) -> None:
    bucket, run = deployed.outputs["Bucket"], first.organization["run"]
    listed = deployed.client("s3").list_objects_v2(Bucket=bucket, Prefix=f"runs/run={run}/round-")
    assert [item["Key"][-7] for item in listed["Contents"]] == ["1", "2", "3"]
    again = deployed.read(f"runs/run={run}/round-3.jsonl").decode()
    assert [json.loads(row)["member"]["id"] for row in again.splitlines()] == [deployed.of("crash")]


@pytest.mark.usefixtures("first")
def test_a_second_run_is_refused_while_one_is_under_way(deployed: Deployed) -> None:
    s3, bucket = deployed.client("s3"), deployed.outputs["Bucket"]
    ended = s3.get_object(Bucket=bucket, Key="locks/run")["Body"].read()
    ends = datetime.now(UTC) + timedelta(hours=1)
    taken = {"run": "another", "part": 1, "until": ends.isoformat()}
    s3.put_object(Bucket=bucket, Key="locks/run", Body=json.dumps(taken).encode())
    try:
        answer = deployed.client("lambda").invoke(FunctionName=deployed.resources["Plan"])
        assert b"another run of this organization is under way" in answer["Payload"].read()
    finally:
        s3.put_object(Bucket=bucket, Key="locks/run", Body=ended)


def test_one_secret_in_all_accounts_has_one_fingerprint(first: FirstRun) -> None:
    found = [f for f in first.organization["fixes"] if f["cause"].startswith("secret:")]
    assert [fix["accounts"] for fix in found] == [HEALTHY + 1]  # and the large one


@pytest.mark.usefixtures("first")
def test_no_report_holds_the_external_id_or_a_secret(deployed: Deployed) -> None:
    s3 = deployed.client("s3")
    listed = s3.list_objects_v2(Bucket=deployed.outputs["Bucket"])["Contents"]
    assert {item["Key"].partition("/")[0] for item in listed} >= {"runs", "tables"}
    for item in listed:
        content = deployed.read(item["Key"])
        text = gzip.decompress(content) if item["Key"].endswith(".gz") else content
        assert EXTERNAL_ID.encode() not in text
        assert b"hunter2-shared" not in text


def test_the_rows_of_each_account_are_where_the_tables_of_athena_look(
    deployed: Deployed, first: FirstRun
) -> None:
    run = first.organization["run"]
    account = deployed.of("goes-on")
    found = gzip.decompress(deployed.read(f"tables/results/run={run}/{account}.jsonl.gz"))
    rows = [json.loads(row) for row in found.splitlines()]
    failed = sum(row["outcome"] == "fail" for row in rows)
    assert failed == sum(first.row(account)["open"].values())
    planned = gzip.decompress(deployed.read(f"tables/accounts/run={run}/accounts.jsonl.gz"))
    assert len(planned.splitlines()) == 40


@pytest.mark.usefixtures("first")
def test_the_progress_of_a_run_can_be_watched(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(deployed.url).items():
        monkeypatch.setenv(name, value)
    words = ["org", "watch", "--once", deployed.outputs["Machine"]]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0
    assert "SUCCEEDED" in done.output


def test_the_stack_itself_has_grade_a(
    deployed: Deployed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(deployed.url).items():
        monkeypatch.setenv(name, value)
    out = tmp_path / "stack.json"
    words = ["scan", "--region", REGION, "--function", f"{STACK}-*", "-o", str(out), "--quiet",
             "--fail-on", "none", "--quota-share", "inf"]  # fmt: skip
    CliRunner().invoke(main, words, catch_exceptions=False)
    report = json.loads(out.read_bytes())
    assert len(report["functions"]) == 4
    assert report["open"]["critical"] == report["open"]["high"] == report["open"]["medium"] == 0
    assert report["score"]["grade"].rstrip("?") == "A"


@pytest.mark.timeout(1200)
def test_a_laptop_reports_the_same_of_the_same_accounts(
    deployed: Deployed, first: FirstRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(deployed.url).items():
        monkeypatch.setenv(name, value)
    # The hub is the root user here and the worker there; and of the crash there is no summary.
    left_out = {ACCOUNT, deployed.of("crash")}
    (tmp_path / "auditor.toml").write_text(CONFIGURATION)
    words = [
        "org", "scan", "--organization", "--dir", str(tmp_path / "audit"), "--fail-on", "none",
        "--external-id", EXTERNAL_ID, "--config", str(tmp_path / "auditor.toml"), "--quiet",
        "--quota-share", "inf", "--allow-unknown", "100",
        *(word for account in left_out for word in ("--skip-account", account)),
    ]  # fmt: skip
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    (path,) = (tmp_path / "audit/runs").glob("*/organization.json")
    laptop = json.loads(path.read_bytes())
    cloud = first.organization
    for account, kind in deployed.accounts.items():
        if kind == "crash":
            continue
        (row,) = (row for row in laptop["accounts"] if row["id"] == account)
        assert without_run(row) == without_run(first.row(account))
    for part in ("checks", "fixes", "causes", "gaps", "open"):
        assert part in cloud
    hub = {gap["iam_action"] for gap in cloud["gaps"]} - {g["iam_action"] for g in laptop["gaps"]}
    assert {"accounts": 0, **laptop["counts"]}["planned"] == cloud["counts"]["planned"]
    assert folded(laptop) == folded(cloud), hub


def without_run(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without what two runs differ in: their day, their calls, and who asked."""
    kept = {key: value for key, value in row.items() if key not in {"calls", "oldest"}}
    return {**kept, "reason": re.sub(r"arn:aws:\S+", "the caller", kept["reason"])}


def folded(organization: dict[str, Any]) -> list[Any]:
    """Return what is told of several accounts; the fingerprint's key is each run's own."""
    checks = [
        (c["id"], c["severity"], c["accounts"], c["fail"], c["waived"])
        for c in organization["checks"]
    ]
    causes = [
        (c["check"], c["cause"].partition(":")[0] if "secret:" in c["cause"] else c["cause"],
         c["accounts"], c["functions"])
        for c in organization["causes"]
    ]  # fmt: skip
    fixes = [(f["checks"], f["accounts"], f["functions"]) for f in organization["fixes"]]
    return [sorted(checks), sorted(causes), fixes, organization["open"]]
