"""`org`: many accounts, one report."""

from __future__ import annotations

import click

from auditor.cli.commands import ORGANIZATION
from auditor.cli.failure import Program


@click.command("org", cls=Program, commands_by_name=ORGANIZATION)
def org_command() -> None:
    """Audit the accounts of an organization, and report on all of them together."""
