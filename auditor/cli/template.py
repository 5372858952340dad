"""`template`: the same audit on files, before deployment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.options import GATING, REPORTING, SELECTION, TALK, tag_pairs
from auditor.cli.scan import ReportRun, save
from auditor.cli.setup import Configured, load_plan

if TYPE_CHECKING:
    from auditor.analysis.secrets import Classifier
    from auditor.evaluate.settings import Settings
    from auditor.model import Account
    from auditor.templates.loading import Template
    from auditor.templates.templates import TemplateRequest

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("template", cls=Configured)
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--parameter",
    callback=tag_pairs,
    multiple=True,
    metavar="K=V",
    help="Value of a template's parameter; repeatable.",
)
@click.option("--parameters", type=_FILE, multiple=True, help="Parameters file; repeatable.")
@click.option("--samconfig", metavar="FILE[:ENV]", help="samconfig file [environment: default].")
@click.option(
    "--account",
    "deploy_account",
    metavar="ID",
    help="Account to deploy to [default: 000000000000].",
)
@click.option(
    "--region", "deploy_region", metavar="REGION", help="Region to deploy to [default: us-east-1]."
)
@click.option(
    "--source",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the .tf files behind a Terraform plan.",
)
@click.option("--live", type=_FILE, help="Snapshot of the account: judge it as it will be.")
@click.option(
    "--fix-patch", type=_FILE, metavar="FILE", help="Write the safe fixes as a patch of the files."
)
@click.option("--keep", type=_FILE, help="Keep what the templates describe as a snapshot.")
@SELECTION
@REPORTING
@GATING
@TALK
def template_command(**values: Any) -> None:  # noqa: ANN401
    """Audit templates before they are deployed: SAM, CloudFormation, CDK, Serverless, Terraform.

    PATH is a template, a folder of templates, cdk.out, .serverless or a Terraform plan as JSON.
    Nothing is fetched, and nothing of the repository is run.
    """
    plan, settings = load_plan(values)
    kept, patch = values["keep"], values["fix_patch"]
    run = ReportRun(values, plan, [path for path in (kept, patch) if path])
    reading = reading_of(values, settings)
    account = reading.account()
    if kept:
        save(account, kept)
    if patch:
        from auditor.cli.template_patch import write_patch  # noqa: PLC0415  only with the option

        write_patch(reading, plan, patch)
    if reading.live is not None:
        run.compare_with(reading.live)
    run.finish(account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the templates of one command are read."""

    request: TemplateRequest
    classifier: Classifier
    captured_at: datetime
    live: Account | None

    def account(self, templates: Sequence[Template] | None = None) -> Account:
        """Return the account that the templates describe, joined with the live one if given."""
        from auditor.templates.live import joined  # noqa: PLC0415  beside the next
        from auditor.templates.templates import described, open_templates  # noqa: PLC0415  slow

        opened = open_templates(self.request) if templates is None else templates
        found = described(opened, self.request, self.classifier, self.captured_at)
        return found if self.live is None else joined(self.live, found)


def reading_of(values: Mapping[str, Any], settings: Settings) -> Reading:
    """Return how to read the templates that the options name."""
    from auditor.analysis.secrets import Classifier  # noqa: PLC0415  its tables are large
    from auditor.storage import snapshot  # noqa: PLC0415  only this command needs it
    from auditor.templates.templates import TemplateRequest  # noqa: PLC0415  PyYAML is slow to import

    live = snapshot.load(values["live"]) if values["live"] else None
    given = _given(values)
    request = TemplateRequest(
        paths=tuple(values["paths"]),
        given=given,
        surroundings=_surroundings(values, given, live),
        source=values["source"],
    )
    classifier = Classifier.new(**settings.classifier())
    return Reading(request=request, classifier=classifier, captured_at=datetime.now(UTC), live=live)


def _given(values: Mapping[str, Any]) -> Any:  # noqa: ANN401  Given, whose module is slow to import
    from auditor.templates.given import Given, parameters_file, samconfig  # noqa: PLC0415

    found = Given()
    if values["samconfig"]:
        path, _, environment = values["samconfig"].partition(":")
        found = samconfig(Path(path), environment or "default")
    everything = dict(found.values)
    for path in values["parameters"]:
        everything.update(parameters_file(path))
    return Given(
        named=values["parameter"],
        values=everything,
        stack_name=found.stack_name,
        region=found.region,
        tags=found.tags,
    )


def _surroundings(values: Mapping[str, Any], given: Any, live: Account | None) -> Any:  # noqa: ANN401
    from auditor.model.errors import UsageError  # noqa: PLC0415  beside it
    from auditor.templates.surroundings import Surroundings  # noqa: PLC0415  beside it

    known = (live.id, live.regions[0].name) if live and live.regions else ("0" * 12, "us-east-1")
    account = values["deploy_account"] or known[0]
    if live is not None and account != live.id:
        raise UsageError(f"--account {account}: --live is a snapshot of the account {live.id}")
    if not (account.isascii() and account.isdigit() and len(account) == 12):  # noqa: PLR2004
        raise UsageError(f"--account {account}: an account id has 12 digits")
    region = values["deploy_region"] or given.region or known[1]
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+){1,3}-\d", region):
        raise UsageError(f"--region {region}: not the name of a region")
    return Surroundings(
        account=account, region=region, stack_name=given.stack_name, tags=given.tags
    )
