"""A template that is deployed and scanned gets the verdicts that it got before.

Run by tests/selfaudit/run, which installs the emulator; it enforces IAM.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.selfaudit.emulator import ACCOUNT, REGION, emulator, environment

TEMPLATE = Path(__file__).with_name("template.yaml")
EVERYTHING = ("--metrics", "--packages", "--all-results", "--exit-zero", "--quiet")
# What only a running function shows: it does not apply to a template.
RUNNING = {"failed-state", "throttled", "failing-event-source", "memory-misfit"}


@pytest.fixture
def work() -> Path:
    """The folder with the tools that tests/selfaudit/run installs."""
    folder = os.environ.get("SELFAUDIT_TEST_WORK")
    if not folder:
        pytest.skip("run it with tests/selfaudit/run")
    return Path(folder)


def audited(*arguments: str, variables: dict[str, str]) -> dict[tuple[str, str], str]:
    """Run the command in a process of its own; return the outcomes by function and check."""
    command = [
        str(Path(sys.executable).with_name("auditor")),
        *arguments,
        *EVERYTHING,
        "-o",
        "json:-",
    ]
    run = subprocess.run(  # noqa: S603  a fixed command
        command, capture_output=True, check=False, env={**os.environ, **variables}, text=True
    )
    assert run.returncode == 0, run.stderr
    report: dict[str, Any] = json.loads(run.stdout)
    names = {function["arn"]: function["name"] for function in report["functions"]}
    return {(names[row["function"]], row["check"]): row["outcome"] for row in report["results"]}


def test_scanning_what_a_template_deployed_gives_its_verdicts(work: Path, tmp_path: Path) -> None:
    before = audited(
        *("template", str(TEMPLATE), "--account", ACCOUNT, "--region", REGION), variables={}
    )
    with emulator(work, tmp_path, auth=True) as url:
        variables = environment(url)
        session = boto3.Session(ACCOUNT, "test", region_name=REGION)
        stacks = session.client("cloudformation", endpoint_url=url)
        stacks.create_stack(
            StackName="orders",
            TemplateBody=TEMPLATE.read_text(encoding="utf-8"),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        stacks.get_waiter("stack_create_complete").wait(
            StackName="orders", WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
        # A function's log group is made when it first runs.
        functions = session.client("lambda", endpoint_url=url)
        for name in ("orders-receive", "orders-send", "orders-clean"):
            functions.invoke(FunctionName=name)
        # The emulator's CloudFormation drops this property; Lambda's own call keeps it.
        functions.update_function_configuration(
            FunctionName="orders-receive",
            DeadLetterConfig={"TargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders-dead"},
        )
        after = audited("scan", "--region", REGION, variables=variables)
    assert before.keys() == after.keys()
    differing = {
        key
        for key in before
        if before[key] != after[key]
        and "unknown" not in {before[key], after[key]}
        and key[1] not in RUNNING
    }
    assert not differing
    equal = sum(before[key] == after[key] for key in before)
    assert equal >= 0.85 * len(before)
