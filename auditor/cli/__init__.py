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
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How stderr is written: for people, or as JSON Lines with times [default: text].",
)
def main(log_format: str) -> None:
    """Audit the Lambda functions of an AWS account."""
    del log_format  # `Program.invoke` reads it, before the command runs
