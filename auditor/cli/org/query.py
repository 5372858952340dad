"""`org query`: questions over all results of a run."""

from __future__ import annotations

import csv
import sys

import click

from auditor.organization import query
from auditor.organization.combined import places


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
def query_command(
    place: str | None, question: str | None, run: str | None, form: str, *, ddl: bool
) -> None:
    """Answer a question in SQL about the tables `accounts` and `results` of a run.

    Needs the extra: pip install 'lambda-auditor[sql]'.
    """
    if ddl:
        click.echo(query.ddl(place or "s3://BUCKET"), nl=False)
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
