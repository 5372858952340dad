"""`sam deploy` to an emulator that enforces IAM; the function is invoked there for real."""

from __future__ import annotations

import json
import shlex
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from auditor.selfaudit import bundle
from tests.selfaudit.emulator import ACCOUNT, REGION, emulator, environment

ROOT = Path(__file__).parents[3]
STACK = "lambda-auditor"  # as in the README
# Rights for gaps of the emulator alone: its sweep of roles leaves out when they were last used,
# which AWS always says, and it asks for the right to describe log groups on `*`.
GAPS = [
    {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "arn:aws:iam::*:role/*"},
    {"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*"},
]


@dataclass(frozen=True, kw_only=True)
class Deployed:
    outputs: dict[str, str]
    resources: dict[str, str]  # logical -> physical
    url: str

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key="test",  # noqa: S106
            config=Config(proxies={}, read_timeout=120, retries={"total_max_attempts": 1}),
        )

    def invoke(self, event: object) -> tuple[str | None, Any]:
        answer = self.client("lambda").invoke(
            FunctionName=self.outputs["Function"], Payload=json.dumps(event).encode()
        )
        return answer.get("FunctionError"), json.loads(answer["Payload"].read())

    def read(self, key: str) -> bytes:
        found = self.client("s3").get_object(Bucket=self.outputs["Bucket"], Key=key)
        return bytes(found["Body"].read())

    def report(self) -> Any:
        return json.loads(self.read(f"{ACCOUNT}/latest/report.json"))


@pytest.fixture(scope="module")
def deployed(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("emulator")
    (folder / "deploy").mkdir()
    (folder / "deploy/lambda.zip").write_bytes(bundle.build().content)
    (folder / "deploy/template.yaml").write_bytes((ROOT / "deploy/template.yaml").read_bytes())
    with emulator(work, folder, auth=True) as url:
        command = written("sam deploy")
        assert command[-2] == "--parameter-overrides"
        own = (f'Event="{EVENT}"', "Configuration=s3:config/auditor.toml")
        sam(work, folder, url, *command[1:], *own)
        aws = Deployed(outputs={}, resources={}, url=url)
        cloud = aws.client("cloudformation")
        stack = cloud.describe_stacks(StackName=STACK)["Stacks"][0]
        rows = cloud.describe_stack_resources(StackName=STACK)["StackResources"]
        made = Deployed(
            outputs={o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]},
            resources={r["LogicalResourceId"]: r["PhysicalResourceId"] for r in rows},
            url=url,
        )
        made.client("s3").put_object(
            Bucket=made.outputs["Bucket"], Key="config/auditor.toml",
            Body=f'[scan]\nregion = ["{REGION}"]\n'.encode(),
        )  # fmt: skip
        made.client("iam").put_role_policy(
            RoleName=made.resources["Reader"], PolicyName="emulator",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": GAPS}),
        )  # fmt: skip
        yield made


EVENT = json.dumps({"regions": [REGION]}).replace('"', '\\"')


def written(begin: str) -> list[str]:
    """Return the words of the README's command that begins so."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    return shlex.split(next(line[2:] for line in lines if line.startswith(f"$ {begin} ")))


def sam(work: Path, folder: Path, url: str, *words: str) -> str:
    """Run the SAM CLI as a user does who has a region and credentials in the environment."""
    done = subprocess.run(  # noqa: S603
        [work / "tools/bin/sam", *words],
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **environment(url)},
        cwd=folder, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return done.stdout


def test_the_template_is_valid_and_builds(work: Path, tmp_path: Path) -> None:
    (tmp_path / "lambda.zip").write_bytes(bundle.build().content)
    template = tmp_path / "template.yaml"
    template.write_bytes((ROOT / "deploy/template.yaml").read_bytes())
    sam(work, tmp_path, "http://127.0.0.1:9", "validate", "--lint", "--template", str(template))
    sam(work, tmp_path, "http://127.0.0.1:9", "build", "--template", str(template))
    assert (tmp_path / ".aws-sam/build/template.yaml").is_file()


def test_a_write_without_tls_is_refused(deployed: Deployed) -> None:
    # The emulator speaks HTTP only: this first audit shows it, and the others go without the rule.
    error, answer = deployed.invoke({})
    assert error
    assert "explicit deny in a resource-based policy" in answer["errorMessage"]
    deployed.client("s3").delete_bucket_policy(Bucket=deployed.outputs["Bucket"])
    error, outcome = deployed.invoke({})
    assert error is None
    assert outcome["undelivered"] == ["sns"]  # the topic has the same rule


def test_what_could_not_be_told_is_told_with_the_next_audit(deployed: Deployed) -> None:
    sns, topic = deployed.client("sns"), deployed.resources["Topic"]
    rules = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    rules["Statement"] = [s for s in rules["Statement"] if s["Effect"] == "Allow"]
    sns.set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(rules)
    )
    manifest = json.loads(deployed.read(f"{ACCOUNT}/latest/manifest.json"))
    assert manifest["undelivered"] == ["sns"]
    assert deployed.invoke({})[1]["undelivered"] == []


def test_the_commands_of_the_readme_start_an_audit_and_fetch_its_report(
    deployed: Deployed, work: Path, tmp_path: Path
) -> None:
    before = deployed.report()["captured_at"]
    sam(work, tmp_path, deployed.url, *written("sam remote")[1:])
    for _ in range(300):
        if deployed.report()["captured_at"] != before:
            break
        time.sleep(0.2)
    assert deployed.report()["captured_at"] > before
    latest = f"s3://{deployed.outputs['Bucket']}/{ACCOUNT}/latest/report.html"
    assert deployed.outputs["Latest"] == latest
    assert "OutputKey==Latest" in " ".join(written("aws s3"))


def test_the_deployment_audits_clean(deployed: Deployed) -> None:
    report = deployed.report()
    assert [f["name"] for f in report["functions"]] == [deployed.outputs["Function"]]
    assert (report["score"]["grade"], report["score"]["value"]) == ("A", 100.0)
    assert report["score"]["without_waivers"] == 100.0
    assert report["complete"]
    assert report["gaps"] == []


def test_the_report_names_the_edition_of_its_configuration(deployed: Deployed) -> None:
    notes = deployed.report()["notes"]
    assert any("configuration: s3:config/auditor.toml, version " in note for note in notes)


def test_all_documents_are_in_the_bucket(deployed: Deployed) -> None:
    manifest = json.loads(deployed.read(f"{ACCOUNT}/latest/manifest.json"))
    assert manifest["folder"].startswith(f"{ACCOUNT}/20")
    for name in ("report.html", "report.md", "report.json"):
        dated = deployed.read(f"{manifest['folder']}/{name}")
        assert dated == deployed.read(f"{ACCOUNT}/latest/{name}")
    assert deployed.read(f"{manifest['folder']}/snapshot.json.gz").startswith(b"\x1f\x8b")


def test_the_next_audit_compares_with_the_last(deployed: Deployed) -> None:
    before = deployed.report()
    bad = deployed.client("lambda")
    bad.add_permission(
        FunctionName=deployed.outputs["Function"], StatementId="open",
        Action="lambda:InvokeFunction", Principal="*",
    )  # fmt: skip
    error, outcome = deployed.invoke({"checks": ["public-function"]})
    assert error is None
    after = deployed.report()
    assert after["comparison"]["baseline_at"] == before["captured_at"]
    assert [(c["kind"], c["check"]) for c in after["comparison"]["changes"]] == [
        ("new", "public-function")
    ]
    assert outcome["worse"][-1] == "1 new"
    bad.remove_permission(FunctionName=deployed.outputs["Function"], StatementId="open")
    assert deployed.invoke({})[0] is None
    assert deployed.report()["results"] == []


def test_the_role_that_reads_can_write_nothing(deployed: Deployed) -> None:
    iam = deployed.client("iam")
    policy = iam.get_role_policy(RoleName=deployed.resources["Reader"], PolicyName="read")
    actions = {a for s in policy["PolicyDocument"]["Statement"] for a in s["Action"]}
    verbs = {action.partition(":")[2] for action in actions}
    assert all(v.startswith(("Get", "List", "Describe", "GET", "Batch")) or v == "Decrypt"
               for v in verbs)  # fmt: skip
    attached = iam.list_attached_role_policies(RoleName=deployed.resources["Reader"])
    assert attached["AttachedPolicies"] == []


def test_the_schedule_starts_the_function_and_keeps_what_fails(deployed: Deployed) -> None:
    schedule = deployed.client("scheduler").get_schedule(Name=deployed.resources["Timer"])
    target = schedule["Target"]
    assert schedule["ScheduleExpression"] == "cron(30 6 * * ? *)"
    assert target["Arn"].endswith(f":function:{deployed.outputs['Function']}")
    assert json.loads(target["Input"]) == {"regions": [REGION]}
    assert ":sqs:" in target["DeadLetterConfig"]["Arn"]


def test_a_bad_event_fails_and_says_what_is_wrong(deployed: Deployed) -> None:
    error, answer = deployed.invoke({"regoins": [REGION]})
    assert error
    assert "regoins" in answer["errorMessage"]
