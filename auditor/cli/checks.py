"""`checks`: the list of checks, offline."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.analysis.secrets.catalogue import listed
from auditor.cli.option_groups import FOLDER
from auditor.evaluate import check_docs
from auditor.evaluate.registry import checks, describe


@click.command("checks")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "json"]),
    default="table",
    show_default=True,
)
@click.option("--checks-dir", type=FOLDER, help="A folder of checks of your own.")
@click.option(
    "--formats", is_flag=True, help="List the token formats that plaintext-secret knows instead."
)
def checks_command(form: str, checks_dir: Path | None, *, formats: bool) -> None:
    """List the checks."""
    if formats:
        click.echo(listed(form), nl=False)
        return
    rows = tuple(describe(check) for check in checks(checks_dir).values())
    forms = {"table": check_docs.table, "markdown": check_docs.markdown, "json": check_docs.as_json}
    click.echo(forms[form](rows), nl=False)
