"""Pastes the steps of a plan into a shell that reaches the sample account and nothing else."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from auditor.assess import pipeline
from auditor.collect import UNPACED, CollectOptions, collect
from auditor.demo import SampleAccount, names
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings
from auditor.model import Account, Outcome
from auditor.model.report import Report

Case = tuple[str, str]  # check, ARN of the function


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What came of one step."""

    status: int
    output: str


def audited(sample: SampleAccount) -> tuple[Account, Report]:
    """Return the facts of the sample account and the report over all checks."""
    known = checks()
    everything = Settings(enabled=frozenset(c.id for c in known.values() if c.opt_in))
    chosen = plan.make(known, plan.Selection(packages=True, metrics=True), everything)
    with sample.entered():
        options = CollectOptions(regions=sample.regions, quota_share=UNPACED)
        account = collect(chosen.facts, options)
    return account, pipeline.report(account, pipeline.Inputs(plan=chosen))


def failures(report: Report) -> frozenset[Case]:
    """Return what fails."""
    return frozenset((r.check, r.function) for r in report.results if r.outcome is Outcome.FAIL)


def plan_of(report: Report) -> Any:
    """Return the plan behind the format `fix-plan`."""
    return importlib.import_module("auditor.reports.fix_plan.steps").fix_plan(report)


def contradicted(plan: Any) -> frozenset[Case]:
    """Return the findings of which a part was left out, or must be decided on."""
    results = (*(left.result for left in plan.left_out), *(step.result for step in plan.first))
    return frozenset((result.check, result.function) for result in results)


def answers(sample: SampleAccount, account: Account, plan: Any) -> Mapping[str, str]:
    """Return what a reader would put in place of the placeholders, all of it in the account."""
    with sample.entered():
        key = boto3.client("kms").create_key()["KeyMetadata"]["KeyId"]
    used = {s for f in account.functions() if f.vpc for s in f.vpc.subnet_ids}
    region = next(region for region in account.regions if region.name == sample.regions[0])
    inner = [subnet.id for subnet in region.subnets.get() if subnet.id in used]
    asked = (re.findall(r"\$\{(\w+):\?", step.fix.cli) for step in plan.steps)
    return {
        **{name: "example" for found in asked for name in found},
        "TOPIC_ARN": names.topic("operations", sample.regions[0]),
        "VALUE": "shop",
        "KEY_ID": key,
        "NEW_VALUE": "a-new-value",
        "CONCURRENT_EXECUTIONS": "2000",
        "RESERVED_CONCURRENCY": "10",
        "PRIVATE_SUBNET": inner[0],
    }


@contextmanager
def aws_cli(endpoint: str) -> Iterator[str]:
    """Start the AWS CLI once, for all commands; yield the socket that the command `aws` uses."""
    work = Path(os.environ["FIXES_TEST_WORK"])
    script = Path(__file__).with_name("aws_server.py")
    with tempfile.TemporaryDirectory(prefix="aws-") as folder:
        place = f"{folder}/cli"
        with subprocess.Popen(  # noqa: S603
            [str(work / "venv/bin/python"), str(script), place, endpoint],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={"PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true"},
        ) as server:  # fmt: skip
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            yield place
            assert server.stdin is not None
            server.stdin.close()  # it ends with its standard input


def paste(
    commands: str,
    variables: Mapping[str, str],
    folder: Path,
    answers: Mapping[str, str],
    *,
    limit: int = 240,  # seconds, after which it hangs
) -> Pasted:
    """Run commands as a reader would paste them: with bash, the AWS CLI and nothing else."""
    work = os.environ["FIXES_TEST_WORK"]
    done = subprocess.run(  # noqa: S603  the commands under test
        ["/bin/bash", "-eu", "-c", commands],
        env={
            "PATH": f"{work}/bin:/usr/bin:/bin",
            **variables,
            **answers,
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=limit,
    )
    return Pasted(status=done.returncode, output=done.stdout + done.stderr)
