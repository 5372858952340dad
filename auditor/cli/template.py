"""`template`: the same audit on files, before deployment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from auditor.analysis.secrets import Classifier
from auditor.cli.options import SELECTION, SelectionOptions
from auditor.cli.report_options import (
    GATE,
    REPORTING,
    TALK,
    GateOptions,
    ReportingOptions,
    TalkOptions,
)
from auditor.cli.report_run import ReportRun, save
from auditor.cli.setup import Configured, load_plan
from auditor.cli.template_options import DEPLOYMENT, FILES, DeploymentOptions, FileOptions, request
from auditor.cli.template_patch import write_patch
from auditor.cli.template_reading import TemplateReading
from auditor.storage import snapshot


@click.command("template", cls=Configured)
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH…")
@DEPLOYMENT
@FILES
@SELECTION
@REPORTING
@GATE
@TALK
def template_command(
    paths: tuple[Path, ...],
    *,
    deployment: DeploymentOptions,
    files: FileOptions,
    selection: SelectionOptions,
    reporting: ReportingOptions,
    gate: GateOptions,
    talk: TalkOptions,
) -> None:
    """Audit templates before they are deployed: SAM, CloudFormation, CDK, Serverless, Terraform.

    PATH is a template, a folder of templates, cdk.out, .serverless or a Terraform plan as JSON.
    Nothing is fetched, and nothing of the repository is run.
    """
    plan, settings = load_plan(selection, tags=bool(reporting.waivers))
    also = [path for path in (files.keep, files.fix_patch) if path]
    run = ReportRun.of(plan, reporting, gate, talk, also=also, compared=files.live is not None)
    live = snapshot.load(files.live) if files.live else None
    classifier = Classifier.new(**settings.classifier())
    asked = request(paths, deployment, files.source, live)
    reading = TemplateReading.of(asked, classifier, datetime.now(UTC), live)
    account = reading.account(live)
    if files.keep:
        save(account, files.keep)
    if files.fix_patch:
        write_patch(reading, live, plan, files.fix_patch)
    if live is not None:
        run = run.compared_with(live)
    run.finish(account)
