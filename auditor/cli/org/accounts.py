"""`org accounts`: who would be audited."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from auditor.cli.org.options import SOURCES, SourceOptions, demand_source
from auditor.collect import CollectOptions
from auditor.collect.hub import open_hub
from auditor.model.wording import counted
from auditor.organization.plan import dump_members
from auditor.organization.source import list_accounts
from auditor.storage import files

_OUTPUT = click.Path(dir_okay=False, path_type=Path, allow_dash=True)


@click.command("accounts")
@SOURCES
@click.option(
    "-o", "--output", type=_OUTPUT, required=True, help="JSON Lines, for --accounts; - is stdout."
)
def accounts_command(*, sources: SourceOptions, output: Path) -> None:
    """List the accounts that would be audited, one a line, with those that are skipped."""
    given = demand_source(sources)
    if str(output) != "-":
        files.check_writable(output)
    options = CollectOptions(profile=sources.profile)
    found = list_accounts(given, open_hub(options), options)
    content = dump_members(found.members)
    if str(output) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        files.write(output, content)
    skipped = Counter(bool(member.skipped) for member in found.members)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    skips = counted(skipped[True], "that is skipped", "that are skipped")
    click.echo(f"exit 0: {counted(skipped[False], 'account')}, and {skips}", err=True)
