"""`drift`: where templates and the account differ, in facts that a check reads."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from auditor.analysis.secrets import Classifier
from auditor.cli.option_groups import FILE, FOLDER
from auditor.cli.options import SELECTION, SelectionOptions
from auditor.cli.setup import Configured, load_plan
from auditor.cli.template_options import DEPLOYMENT, DeploymentOptions, request
from auditor.cli.template_reading import TemplateReading
from auditor.model import Account
from auditor.model.wording import counted, printable
from auditor.storage import snapshot
from auditor.templates.deployed_names import stacks_of
from auditor.templates.drift import DriftComparison, compare


@click.command("drift", cls=Configured)
@click.argument("live", type=FILE, metavar="SNAPSHOT")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH…")
@DEPLOYMENT
@click.option("--source", type=FOLDER, help="Folder of the .tf files behind a Terraform plan.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@SELECTION
def drift_command(
    live: Path,
    paths: tuple[Path, ...],
    *,
    deployment: DeploymentOptions,
    source: Path | None,
    as_json: bool,
    selection: SelectionOptions,
) -> None:
    """Compare templates with a snapshot of the account, in the facts that checks read.

    Exit 0: no difference. Exit 1: some. Exit 3: none was found, but not all could be compared.
    """
    plan, settings = load_plan(selection, tags=False)
    account = snapshot.load(live)
    classifier = Classifier.new(**settings.classifier())
    asked = request(paths, deployment, source, account)
    reading = TemplateReading.of(asked, classifier, datetime.now(UTC), account)
    found = _compared(reading, account, frozenset(check.id for check in plan.checks))
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2, default=str))
    else:
        _tell(found)
    differs = bool(found.drifts or found.absent or found.extra)
    code = 1 if differs else 3 if found.unknown else 0
    click.echo(f"exit {code}: {_sentence(found)}", err=True)
    sys.exit(code)


def _compared(reading: TemplateReading, live: Account, checks: frozenset[str]) -> DriftComparison:
    stacks = reading.deployment().stacks
    made_up = frozenset(name for stack in stacks for name in stack.made_up_names())
    known = stacks_of(live, reading.request.surroundings.names)
    return compare(reading.planned(), live, made_up, known, checks)


def _sentence(found: DriftComparison) -> str:
    parts = [
        f"{counted(len(found.drifts), 'difference')} in {counted(found.compared, 'function')}",
        *([f"{len(found.absent)} not deployed"] if found.absent else []),
        *([f"{len(found.extra)} in the account alone"] if found.extra else []),
        *([f"{counted(len(found.unknown), 'fact')} not compared"] if found.unknown else []),
    ]
    return "; ".join(parts)


def _tell(found: DriftComparison) -> None:
    for row in found.drifts:
        place = f" ({row.place.file}:{row.place.line})" if row.place else ""
        click.echo(printable(f"{row.function}: {row.fact}{place}"))
        click.echo(printable(f"  template  {row.template}"))
        click.echo(printable(f"  account   {row.account}"))
        click.echo(f"  read by   {', '.join(row.checks)}")
    for name in found.absent:
        click.echo(printable(f"{name}: not deployed"))
    for name in found.extra:
        click.echo(printable(f"{name}: in the account alone; deploying the stack deletes it"))
    for function, fact, reason in found.unknown:
        click.echo(printable(f"{function}: {fact} was not compared: {reason}"), err=True)
