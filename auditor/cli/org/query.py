"""`org query`: questions over all results of a run."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from auditor.cli.option_groups import FOLDER
from auditor.organization import query, tables
from auditor.organization.combined import places
from auditor.organization.folder import Folder
from auditor.organization.run import Begun


@click.command("query")
@click.argument("place", required=False, metavar="DIR|s3://BUCKET/PREFIX")
@click.argument("question", required=False, metavar="SQL")
@click.option("--run", metavar="ID", help="This run instead of the newest whole one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv"]),
    default="table",
    show_default=True,
    help="How to print the answer.",
)
@click.option("--ddl", is_flag=True, help="Print the tables for Amazon Athena instead.")
@click.option(
    "--export",
    type=FOLDER,
    help="Write the rows for those tables into this folder instead, to be copied to the bucket.",
)
def query_command(
    place: str | None,
    question: str | None,
    run: str | None,
    form: str,
    *,
    ddl: bool,
    export: Path | None,
) -> None:
    """Answer a question in SQL about the tables `accounts` and `results` of a run.

    Needs the extra: pip install 'lambda-auditor[sql]'.
    """
    if ddl:
        click.echo(tables.ddl(place or "s3://BUCKET"), nl=False)
        return
    if export is not None:
        if place is None:
            raise click.UsageError("--export needs the DIR of the run")
        _export(places((place,), run)[0], export)
        return
    if place is None or question is None:
        raise click.UsageError("name a DIR and a question, such as 'select * from accounts'")
    rows = query.table(query.ask(places((place,), run)[0], question))
    if form == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
        return
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())


def _export(begun: Begun, folder: Path) -> None:
    """Write the rows of every account that has a report.

    Raises:
        UsageError: the run or an account has no report that can be read, or a file can't be
            written.
    """
    organization = query.organization_of(begun)
    tables.keep_rows(Folder(path=folder), begun.files, organization)
    click.echo(f"{folder / tables.FOLDER}: run {organization.run}", err=True)
