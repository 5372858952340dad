"""`demo --template`: a sample repository, audited before deployment."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import click

from auditor.analysis.secrets import Classifier
from auditor.assess import pipeline
from auditor.cli import output
from auditor.demo.sample_repository import PATHS, SOURCE, copy_repository
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings
from auditor.templates.templates import TemplateRequest, read_templates

_REPORTS = ("report.html", "report.md", "report.json")


def audit_repository(folder: Path, color: str) -> None:
    """Write the sample repository to a folder, audit it there, and report next to it."""
    folder.mkdir(parents=True, exist_ok=True)
    targets = output.targets([str(folder.absolute() / name) for name in _REPORTS])
    repository = folder / "repository"
    copy_repository(repository)
    chosen = plan.make(checks(), plan.Selection(packages=True, metrics=True), Settings())
    request = TemplateRequest(paths=tuple(Path(path) for path in PATHS), source=Path(SOURCE))
    with contextlib.chdir(repository):  # places are relative to the working directory
        account = read_templates(request, Classifier.new(), datetime.now(UTC))
    report = pipeline.report(account, pipeline.Inputs(plan=chosen))
    output.write(report, targets)
    output.summary(report, color=output.colored(color))
    output.list_written(targets)
    named = " ".join(PATHS)
    click.echo(
        f"the sample repository is in {repository}; try it there: auditor template {named}"
        f" --source {SOURCE} --fix-patch fixes.patch",
        err=True,
    )
    click.echo("exit 0: this was a demo, so no gate applies", err=True)
