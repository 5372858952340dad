"""`bundle`: the zip of the self-audit function."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.cli.option_groups import FILE
from auditor.selfaudit import bundle
from auditor.storage import files


@click.command("bundle")
@click.option("-o", "--output", type=FILE, required=True, help="The zip, such as lambda.zip.")
@click.option(
    "--with-boto3",
    is_flag=True,
    help="Carry boto3's core, with the services used, instead of the runtime's.",
)
@click.option(
    "--runtime",
    default="python3.13",
    show_default=True,
    help="The Lambda runtime it is for; its version of Python makes the bytecode.",
)
def bundle_command(output: Path, runtime: str, *, with_boto3: bool) -> None:
    """Build the zip of the self-audit function; see docs/self-audit.md."""
    files.check_writable(output)
    made = bundle.build(runtime=runtime, with_boto3=with_boto3)
    files.write(output, made.content)
    click.echo(f"{output}: {len(made.content) / 1e6:.1f} MB, sha256 {made.digest}", err=True)
    if not made.bytecode:
        own = f"python{sys.version_info.major}.{sys.version_info.minor}"
        other = f", or use --runtime {own} and deploy with Runtime={own}"
        click.echo(
            f"{made.runtime} is not installed here, so the zip has no bytecode and cold starts"
            f" take longer; install it{other if own in bundle.RUNTIMES else ''}",
            err=True,
        )
    click.echo(f"exit 0: the function for {made.runtime} is in {output}", err=True)
