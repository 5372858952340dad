"""`checks`, `explain` and `permissions`: what the program knows, offline."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from auditor import catalogue
from auditor.cli.options import SELECTION
from auditor.cli.setup import Configured, planned
from auditor.errors import UsageError
from auditor.registry import checks
from auditor.settings import nearest

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("checks")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "json"]),
    default="table",
    show_default=True,
)
@click.option("--checks-dir", type=_FOLDER, help="A folder of checks of your own.")
def checks_command(form: str, checks_dir: Path | None) -> None:
    """List the checks."""
    found = tuple(checks(checks_dir).values())
    forms = {"table": catalogue.table, "markdown": catalogue.markdown, "json": catalogue.as_json}
    click.echo(forms[form](found), nl=False)


@click.command("explain")
@click.argument("check")
@click.option("--checks-dir", type=_FOLDER, help="A folder of checks of your own.")
def explain_command(check: str, checks_dir: Path | None) -> None:
    """Explain one check: what it finds, why it matters, how to mend it."""
    found = checks(checks_dir)
    if check not in found:
        raise UsageError(f"no check {check!r}{nearest(check, found)}; list them: auditor checks")
    click.echo(catalogue.explain(found[check], color=sys.stdout.isatty()), nl=False)


@click.command("permissions", cls=Configured)
@SELECTION
@click.option(
    "--format",
    "form",
    type=click.Choice(["policy", "sam", "terraform"]),
    default="policy",
    show_default=True,
)
def permissions_command(form: str, **values: Any) -> None:  # noqa: ANN401
    """Print the least IAM policy for the chosen checks."""
    from auditor.collect import permissions  # noqa: PLC0415  only this command needs it

    plan, _ = planned(values)
    click.echo(permissions.render(plan.facts, form), nl=False)
