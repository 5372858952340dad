"""`org watch`: the progress of a run in the cloud."""

from __future__ import annotations

import sys
import time

import click

from auditor.cli.failure import INCOMPLETE
from auditor.selfaudit.organization_progress import progress

_EVERY = 5.0  # seconds
_ENDED = frozenset({"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"})


@click.command("watch")
@click.argument("arn", metavar="ARN")
@click.option("--once", is_flag=True, help="Show the state once, instead of until the end.")
def watch_command(arn: str, *, once: bool) -> None:
    """Show how many accounts are done: of an execution, or of a machine's newest one."""
    last = ""
    while True:
        found = progress(arn)
        counts = ", ".join(f"{number} {word}" for word, number in found.counts.items() if number)
        line = f"{found.status}: round {found.round}: {counts or 'nothing begun'}"
        if line != last:
            click.echo(line)
            last = line
        if once or found.status in _ENDED:
            break
        time.sleep(_EVERY)
    if found.status in _ENDED - {"SUCCEEDED"}:
        click.echo(f"exit {INCOMPLETE}: the run ended as {found.status}", err=True)
        sys.exit(INCOMPLETE)
    click.echo(f"exit 0: {found.status.lower()}", err=True)
