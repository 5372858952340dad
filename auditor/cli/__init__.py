"""The command line: parse, call, print."""

from __future__ import annotations

import click

from auditor.cli.commands import COMMANDS
from auditor.cli.failure import Program


@click.command(
    cls=Program,
    commands_by_name=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": None},
)
@click.version_option(package_name="lambda-auditor", prog_name="auditor")
def main() -> None:
    """Audit the Lambda functions of an AWS account."""
