"""`schema`: the JSON Schema of the report, or of an organization's."""

from __future__ import annotations

import click

from auditor.assess import schema


@click.command("schema")
@click.argument("document", type=click.Choice([*schema.DOCUMENTS]), default="report")
def schema_command(document: str) -> None:
    """Print the JSON Schema of the report, or of an organization's."""
    click.echo(schema.text(document), nl=False)
