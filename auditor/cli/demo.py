"""`demo`: the main job on an embedded sample account."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.assess import pipeline
from auditor.cli import output
from auditor.cli.demo_organization import audit_organization
from auditor.cli.demo_template import audit_repository
from auditor.cli.option_groups import FOLDER
from auditor.collect import UNPACED, CollectOptions, collect
from auditor.demo import sample_account
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings

_REPORTS = ("report.html", "report.md", "report.json")


@click.command("demo")
@click.option(
    "-o",
    "--output",
    "folder",
    type=FOLDER,
    default=Path("demo-report"),
    show_default=True,
    help="Folder for report.html, report.md and report.json.",
)
@click.option(
    "--organization", is_flag=True, help="Audit a sample organization of twelve accounts instead."
)
@click.option(
    "--template",
    is_flag=True,
    help="Audit a sample repository instead: SAM, CDK and Terraform; no emulator is started.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
def demo_command(folder: Path, color: str, *, organization: bool, template: bool) -> None:
    """Audit an embedded sample account for real, without an AWS account.

    An emulator is started on this machine, filled with a small company's functions, audited over
    HTTP like any account, and stopped. No gate applies: the sample is meant to have defects.
    """
    if organization:
        audit_organization(folder, color)
        return
    if template:
        audit_repository(folder, color)
        return
    folder.mkdir(parents=True, exist_ok=True)
    targets = output.targets([str(folder / name) for name in _REPORTS])
    known = checks()
    opt_in = frozenset(check.id for check in known.values() if check.opt_in)
    everything = Settings(enabled=opt_in, owner_tags=("team",))
    chosen = plan.make(known, plan.Selection(packages=True, metrics=True), everything)
    click.echo("creating the sample account …", err=True)
    with sample_account() as sample, sample.entered():
        click.echo("auditing it …", err=True)
        options = CollectOptions(regions=sample.regions, quota_share=UNPACED)
        account = collect(chosen.facts, options)
    report = pipeline.report(account, pipeline.Inputs(plan=chosen))
    output.write(report, targets)
    output.summary(report, color=output.colored(color))
    output.list_written(targets)
    click.echo("exit 0: this was a demo, so no gate applies", err=True)
