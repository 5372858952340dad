from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as their text or parts."""


def _plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return None


Loader.add_multi_constructor("!", _plain)
TEMPLATE = yaml.load((ROOT / "deploy/template.yaml").read_text(), Loader)  # noqa: S506  it is safe
RESOURCES = TEMPLATE["Resources"]


def printed(*options: str) -> list[tuple[str, tuple[str, ...]]]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", "from auditor.cli import main; main()", "permissions", *options],
        capture_output=True, text=True, check=True, cwd="/",
    )  # fmt: skip
    return _rows(json.loads(done.stdout)["Statement"])


def _rows(statements: list[dict[str, Any]]) -> list[tuple[str, tuple[str, ...]]]:
    return sorted((s["Resource"], tuple(s["Action"])) for s in statements)


def test_the_reader_has_exactly_the_permissions_that_are_printed() -> None:
    policies = RESOURCES["Reader"]["Properties"]["Policies"]
    assert [p["PolicyName"] for p in policies] == ["read"]
    # Where they differ: python deploy/read_rights.py
    assert _rows(policies[0]["PolicyDocument"]["Statement"]) == printed("--metrics", "--packages")


def test_the_function_writes_to_its_own_deployment_alone() -> None:
    write = RESOURCES["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    wide = [s["Sid"] for s in write if s["Resource"] == "*"]
    assert wide == ["OwnTraces"]
    assert all("*" not in action for s in write for action in s["Action"])


def test_the_bucket_is_private_versioned_and_encrypted() -> None:
    bucket = RESOURCES["Reports"]["Properties"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]
    assert RESOURCES["Reports"]["DeletionPolicy"] == "Retain"


def test_each_alarm_watches_a_metric_that_somebody_emits() -> None:
    alarms = [r["Properties"] for r in RESOURCES.values() if r["Type"].endswith("::Alarm")]
    watched = {(a["Namespace"], a["MetricName"]) for a in alarms}
    assert watched == {
        ("AWS/Lambda", "Errors"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("LambdaAuditor", "Completed"),
        ("LambdaAuditor", "ScoreDrop"),
        ("LambdaAuditor", "UndeliveredMessages"),
    }
