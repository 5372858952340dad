"""The bundle in AWS's own runtime interface client, with Lambda's limits, against an emulator."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from auditor.selfaudit import bundle
from tests.selfaudit.emulator import ACCOUNT, REGION, emulator, environment
from tests.selfaudit.runtime_api import RuntimeApi, runtime_api

BUCKET = "reports"
MANIFEST = f"{ACCOUNT}/latest/manifest.json"
LOCK = f"locks/{ACCOUNT}.json"
EVENT = {"regions": [REGION]}
# So small a share that the functions below take about 10 seconds.
SLOW = {**EVENT, "checks": ["public-function"], "quota_share": 0.07}


@pytest.fixture(scope="module")
def url(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with emulator(work, tmp_path_factory.mktemp("emulator"), auth=False) as found:
        yield found


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lambda") / "task"
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    content = bundle.build(runtime=runtime).content
    zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
    return folder


def client(url: str, service: str) -> Any:
    return boto3.client(
        service, region_name=REGION, endpoint_url=url, aws_access_key_id=ACCOUNT,
        aws_secret_access_key="test", config=Config(proxies={}),  # noqa: S106
    )  # fmt: skip


@pytest.fixture(scope="module")
def functions(url: str) -> list[str]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("index.py", "def handler(event, context): pass")
    names = [f"orders-{number}" for number in range(10)]
    for name in names:
        client(url, "lambda").create_function(
            FunctionName=name, Runtime="python3.13", Handler="index.handler",
            Role=f"arn:aws:iam::{ACCOUNT}:role/orders", Code={"ZipFile": archive.getvalue()},
        )  # fmt: skip
    return names


@pytest.fixture
def api(work: Path, task: Path, url: str, functions: list[str]) -> Iterator[RuntimeApi]:
    assert functions
    s3 = client(url, "s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    variables = {**environment(url), "REPORT_BUCKET": BUCKET, "AWS_ACCESS_KEY_ID": ACCOUNT}
    with runtime_api(task, work / "runtime/bin/python", variables, url) as served:
        yield served
    for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        s3.delete_object(Bucket=BUCKET, Key=item["Key"])
    s3.delete_bucket(Bucket=BUCKET)


def read(url: str, key: str) -> Any:
    return json.loads(client(url, "s3").get_object(Bucket=BUCKET, Key=key)["Body"].read())


def keys(url: str) -> list[str]:
    found = client(url, "s3").list_objects_v2(Bucket=BUCKET).get("Contents", ())
    return [item["Key"] for item in found]


def test_an_audit_succeeds_and_measures_itself(api: RuntimeApi, url: str) -> None:
    outcome = api.invoke(EVENT)
    assert outcome.answer["status"] == "completed", outcome.log
    assert read(url, MANIFEST)["folder"] in outcome.answer["report"]
    metrics = next(json.loads(x) for x in outcome.log.splitlines() if '"CloudWatchMetrics"' in x)
    assert metrics["Functions"] == [10.0]
    assert metrics["Score"] == [outcome.answer["score"]]


@pytest.mark.parametrize("event", [[], "x", None, {"regions": ["mars-north-1"]}, {"metrics": 1}])
def test_a_bad_event_is_an_error_and_leaves_nothing(api: RuntimeApi, url: str, event: Any) -> None:
    outcome = api.invoke(event)
    assert outcome.error == "UsageError", outcome.log
    assert MANIFEST not in keys(url)
    assert api.invoke(EVENT).answer["status"] == "completed"  # the lock is free


def test_an_audit_that_needs_more_time_goes_on_in_new_invocations(
    api: RuntimeApi, url: str
) -> None:
    first = api.invoke(SLOW, timeout=8, id="run-1")
    assert first.answer["status"] == "continued", first.log
    assert MANIFEST not in keys(url)
    assert api.invoke(EVENT).answer["status"] == "skipped"  # the audit still has the lock
    outcome = first
    while outcome.answer["status"] == "continued":
        assert len(api.sent) <= 10
        outcome = api.invoke(api.sent[-1], timeout=8)
        assert not outcome.error, outcome.log
    assert outcome.answer["status"] == "completed"
    assert outcome.answer["parts"] == len(api.sent) + 1 > 1
    report = read(url, f"{ACCOUNT}/latest/report.json")
    assert len(report["functions"]) == 10
    assert not report["partial"]
    assert not any(key.startswith("checkpoints/") for key in keys(url))


def test_the_number_of_continuations_is_bounded(api: RuntimeApi, url: str) -> None:
    api.environment = {**api.environment, "MAX_PARTS": "2"}
    slower = {**SLOW, "quota_share": 0.005}
    assert api.invoke(slower, timeout=12).answer["status"] == "continued"
    outcome = api.invoke(api.sent[-1], timeout=12)
    assert outcome.error == "CollectError", outcome.log
    assert "MaxParts" in outcome.message
    assert len(api.sent) == 1
    assert any(key.endswith("/snapshot.json.gz") for key in keys(url))
    assert MANIFEST not in keys(url)


def test_a_killed_audit_leaves_the_last_good_report_in_place(api: RuntimeApi, url: str) -> None:
    assert api.invoke(EVENT).answer["status"] == "completed"
    before = read(url, MANIFEST)
    killed = api.invoke(SLOW, id="killed", crash=lambda: read(url, LOCK)["run"] == "killed")
    assert killed.error == "Runtime.ExitError"
    assert read(url, MANIFEST) == before
    assert api.invoke(EVENT).answer["status"] == "skipped"  # until the dead one's lock ends
    # Lambda repeats the event under the same id, and the repetition has the lock of the dead one.
    assert api.invoke(EVENT, id="killed").answer["status"] == "completed"
    assert read(url, MANIFEST) != before


def test_an_audit_out_of_memory_leaves_the_last_good_report(api: RuntimeApi, url: str) -> None:
    assert api.invoke(EVENT).answer["status"] == "completed"
    before = read(url, MANIFEST)
    assert api.invoke(EVENT, memory=40).error == "Runtime.OutOfMemory"
    assert read(url, MANIFEST) == before


def test_a_bucket_that_is_gone_is_an_error(api: RuntimeApi) -> None:
    api.environment = {**api.environment, "REPORT_BUCKET": "elsewhere"}
    outcome = api.invoke(EVENT)
    assert outcome.error == "StoreError"
    assert "elsewhere" in outcome.message


def test_a_waiver_file_that_is_missing_stops_the_audit_before_it_begins(
    api: RuntimeApi, url: str
) -> None:
    api.environment = {**api.environment, "WAIVERS": "s3:config/waivers.yaml"}
    outcome = api.invoke(EVENT)
    assert outcome.error == "UsageError"
    assert "upload it" in outcome.message
    assert MANIFEST not in keys(url)
