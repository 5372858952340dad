"""`schema`: the JSON Schema of the report."""

from __future__ import annotations

import click

from auditor.assess import schema


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of the report."""
    click.echo(schema.text(), nl=False)
