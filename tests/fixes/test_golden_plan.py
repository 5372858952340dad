"""The plan for every fix of the larger account, whole. UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from auditor.evaluate.registry import checks, renderers
from auditor.model.report import Report, ReportResult
from tests.fixes.test_model import judged_by
from tests.fixes.variants import variants
from tests.reports import samples

GOLDEN = Path(__file__).parents[1] / "golden" / "fixes"
FORMATS = {
    "fix-plan": "plan.sh",
    "fix-plan-markdown": "plan.md",
    "fix-plan-sam": "plan.yaml",
    "fix-plan-undo": "undo.sh",
    "fix-plan-terraform": "plan.tf",
}


@cache
def _report() -> Report:
    found = checks()
    results = tuple(_results())
    judged = {result.check for result in results}
    rows = tuple(samples.check(id=id_, risk=found[id_].risk) for id_ in sorted(judged))
    return replace(samples.empty(), results=results, checks=rows)


def _results() -> Iterator[ReportResult]:
    """Yield each check's result at a function with settings, and at one with strange names."""
    for check, name, made in variants():
        if "bare" in name:
            continue
        result = judged_by(check, made.account(), made.function.arn)
        yield samples.result(
            id=hashlib.sha256(f"{check}{name}".encode()).hexdigest()[:16],
            check=check,
            function=made.function.arn,
            severity=result.severity,
            findings=result.findings,
        )


@pytest.mark.parametrize("form", FORMATS)
def test_the_plan_is_as_reviewed(form: str) -> None:
    path = GOLDEN / FORMATS[form]
    made = renderers()[form].render(_report())
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made)
    assert made.decode().splitlines() == path.read_bytes().decode().splitlines()


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="tests/fixes/run installs it")
@pytest.mark.parametrize("name", ["plan.sh", "undo.sh"])
def test_shellcheck_has_nothing_to_say(name: str) -> None:
    done = subprocess.run(  # noqa: S603
        ["shellcheck", str(GOLDEN / name)],  # noqa: S607
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == ""


def test_without_the_values_that_it_needs_the_plan_ends_well_and_says_what_to_set(
    tmp_path: Path,
) -> None:
    """Each command is answered by a program that does nothing, so that the script is seen whole."""
    for name in ("aws", "jq", "sleep"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {_report().account.id}\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(  # noqa: S603
        ["/bin/bash", str(GOLDEN / "plan.sh")],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    assert "skipped step" in done.stderr
    made = {path.name for path in tmp_path.iterdir()} - {"aws", "jq", "sleep"}
    assert [name.startswith("fix-plan-backup-") for name in made] == [True]
