"""`org accounts`: who would be audited."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from auditor.cli.org_options import SOURCES, demand_source

_OUTPUT = click.Path(dir_okay=False, path_type=Path, allow_dash=True)


@click.command("accounts")
@SOURCES
@click.option(
    "-o", "--output", type=_OUTPUT, required=True, help="JSON Lines, for --accounts; - is stdout."
)
def accounts_command(**values: Any) -> None:  # noqa: ANN401
    """List the accounts that would be audited, one a line, with those that are skipped."""
    from auditor.collect import CollectOptions  # noqa: PLC0415  this is where AWS is asked
    from auditor.collect.hub import open_hub  # noqa: PLC0415
    from auditor.organization.plan import dump_members  # noqa: PLC0415
    from auditor.organization.source import list_accounts  # noqa: PLC0415
    from auditor.storage import files  # noqa: PLC0415

    given = demand_source(values)
    path: Path = values["output"]
    if str(path) != "-":
        files.check_writable(path)
    options = CollectOptions(profile=values["profile"])
    found = list_accounts(given, open_hub(options), options)
    content = dump_members(found.members)
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        files.write(path, content)
    skipped = Counter(bool(member.skipped) for member in found.members)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(f"exit 0: {skipped[False]} accounts, and {skipped[True]} that are skipped", err=True)
