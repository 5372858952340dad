"""Pastes the steps of a plan into a shell that reaches the sample account and nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.assess import pipeline
from auditor.collect import UNPACED, CollectOptions, collect
from auditor.demo import SampleAccount
from auditor.demo.names import ACCOUNT
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings
from auditor.model import Account, Outcome
from auditor.model.report import Report

# What a reader would put in place of the placeholders, all of it in the sample account.
ANSWERS = {
    "TOPIC_ARN": f"arn:aws:sns:eu-west-1:{ACCOUNT}:alarms",
    "VALUE": "shop",
}


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


def failures(report: Report) -> frozenset[tuple[str, str]]:
    """Return what fails, as (check, function)."""
    return frozenset((r.check, r.function) for r in report.results if r.outcome is Outcome.FAIL)


def paste(commands: str, sample: SampleAccount, folder: Path) -> Pasted:
    """Run commands as a reader would paste them: with bash, the AWS CLI and nothing else."""
    done = subprocess.run(  # noqa: S603  the commands under test
        ["/bin/bash", "-eu", "-c", commands],
        env=dict(_environment(sample)),
        cwd=folder,
        input="a-new-value",
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    return Pasted(status=done.returncode, output=done.stdout + done.stderr)


def _environment(sample: SampleAccount) -> Iterator[tuple[str, str]]:
    work = os.environ["AUDITOR_FIXES_WORK"]
    yield "PATH", f"{work}/bin:/usr/bin:/bin"
    yield "AUDITOR_FIXES_ENDPOINT", sample.endpoint_url
    yield from sample.environment.items()
    yield from ANSWERS.items()
