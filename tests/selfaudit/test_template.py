from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.model import Function, Known, Outcome, Policy, Result, Role

ROOT = Path(__file__).parents[2]
ACCOUNT = "111122223333"


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
    rights = printed("--metrics", "--packages", "--web-functions", "--owner-tag", "team")
    assert _rows(policies[0]["PolicyDocument"]["Statement"]) == rights


def test_the_function_writes_to_its_own_deployment_alone() -> None:
    write = RESOURCES["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    wide = [s["Sid"] for s in write if s["Resource"] == "*"]
    assert wide == ["OwnTraces"]
    assert all("*" not in action for s in write for action in s["Action"])


def test_only_the_function_may_assume_the_reader_and_nothing_else() -> None:
    trust = RESOURCES["Reader"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert [(s["Principal"], s["Action"]) for s in trust] == [
        ({"AWS": "Role.Arn"}, "sts:AssumeRole")
    ]
    assume = RESOURCES["MayRead"]["Properties"]["PolicyDocument"]["Statement"]
    assert assume == [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "Reader.Arn"}]


def _policy(resource: str) -> Policy:
    document = RESOURCES[resource]["Properties"]["Policies"][0]["PolicyDocument"]
    text = json.dumps(document)
    for short, name in (("Reports.Arn", "arn:aws:s3:::reports"), ("${AWS::Partition}", "aws"),
                        ("${AWS::AccountId}", ACCOUNT), ("${AWS::Region}", "eu-west-1"),
                        ("${AWS::StackName}-audit", "orders"),
                        ("Failures.Arn", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:failures")):  # fmt: skip
        text = text.replace(f"${{{short}}}", name).replace(short, name)
    return Policy(name=resource, text=Known(text))


@pytest.mark.parametrize(
    ("roles", "outcome"), [(("Role",), Outcome.PASS), (("Role", "Reader"), Outcome.FAIL)]
)
def test_one_role_for_both_would_not_audit_clean(
    run: Callable[..., Result],
    function: Callable[..., Function],
    role: Callable[..., Role],
    roles: tuple[str, ...],
    outcome: Outcome,
) -> None:
    # Why there are two: docs/decisions/0006-two-roles-of-the-self-audit.md
    made = role(inline=tuple(_policy(name) for name in roles))
    account = {"roles": Known({made.arn: made})}
    assert run("wildcard-resource", function(), account=account).outcome is outcome


def test_the_bucket_is_private_versioned_and_encrypted() -> None:
    bucket = RESOURCES["Reports"]["Properties"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]
    assert RESOURCES["Reports"]["DeletionPolicy"] == "Retain"


def test_each_alarm_watches_a_metric_that_is_emitted() -> None:
    alarms = [r["Properties"] for r in RESOURCES.values() if r["Type"].endswith("::Alarm")]
    watched = {(a["Namespace"], a["MetricName"]) for a in alarms}
    assert watched == {
        ("AWS/Lambda", "Errors"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("LambdaAuditor", "Completed"),
        ("LambdaAuditor", "ScoreDrop"),
        ("LambdaAuditor", "UndeliveredMessages"),
    }


def commands(file: str) -> list[str]:
    """Return the commands of the console block that deploys."""
    blocks = (ROOT / file).read_text(encoding="utf-8").split("```console\n")
    block = next(b for b in blocks if b.startswith("$ pip install -c constraints.txt '.[lambda]'"))
    return [line.removeprefix("$ ") for line in block.partition("```")[0].splitlines()]


def test_the_readme_and_the_guide_deploy_with_the_same_five_commands() -> None:
    found = commands("README.md")
    assert len(found) == 5
    assert found == commands("docs/self-audit.md")


def test_the_guide_names_each_parameter_or_its_default_is_enough() -> None:
    guide = (ROOT / "docs/self-audit.md").read_text(encoding="utf-8")
    for name, parameter in TEMPLATE["Parameters"].items():
        assert "Default" in parameter, name
    for named in ("Event", "Email", "Notify", "SecurityHub", "Waivers", "Configuration", "Memory"):
        assert f"`{named}" in guide, named
