"""`waivers`: look after the waiver file."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import click

from auditor.assess import waivers
from auditor.assess.waivers.entry import WaiverKind
from auditor.cli.option_groups import FILE, grouped, option, tag_pairs
from auditor.evaluate.registry import Check, checks
from auditor.model.errors import UsageError
from auditor.model.wording import counted, nearest
from auditor.storage import files

_DAY = click.DateTime(["%Y-%m-%d"])
_CENTURY = 36_500  # days: further ahead there are no dates to compare with
_DAYS = 90  # the longest time that a high or critical waiver may run


@click.group("waivers")
def waivers_command() -> None:
    """Check, list and add waivers."""


@waivers_command.command("check")
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Say what is wrong with a waiver file; exit 2 if anything is."""
    read = waivers.load(file)
    severities = {id_: found.severity for id_, found in checks().items()}
    problems = waivers.problems(read, datetime.now(UTC), severities)
    if problems:
        raise UsageError("\n".join(problems))
    waived = counted(len(read.entries), "waiver")
    click.echo(f"exit 0: {waived} in {file}, all in order", err=True)


@waivers_command.command("expiring")
@click.argument("file", type=FILE)
@click.option("--days", type=click.IntRange(0, _CENTURY), default=30, show_default=True)
def expiring(file: Path, days: int) -> None:
    """List what ends soon or has ended; exit 1 if anything does.

    Soon is within --days.
    """
    soon = waivers.expiring(waivers.load(file), datetime.now(UTC), days)
    for waiver in soon:
        click.echo(f"{waiver.expires}  {waiver.id}  {waiver.owner}  {', '.join(waiver.checks)}")
    if soon:
        number = counted(len(soon), "waiver has", "waivers have")
        click.echo(f"exit 1: {number} ended, or will within {days} days", err=True)
        sys.exit(1)
    click.echo(f"exit 0: no waiver ends within {days} days", err=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWaiverOptions:
    """A waiver as it is typed."""

    id_: Annotated[
        str, option("--id", required=True, help="Name of the waiver, unique in the file.")
    ]
    names: Annotated[
        tuple[str, ...],
        option("--check", multiple=True, required=True, help="Check id; repeatable."),
    ]
    glob: Annotated[str | None, option("--function", help="Glob over the function's ARN.")]
    tags: Annotated[
        Mapping[str, str],
        option(
            "--tag",
            multiple=True,
            metavar="K=V",
            callback=tag_pairs,
            help="Tag that must match; repeatable.",
        ),
    ]
    kind: Annotated[
        str,
        option("--kind", type=click.Choice([kind.value for kind in WaiverKind]), required=True),
    ]
    reason: Annotated[
        str,
        option("--reason", required=True, help="Why the finding may stay; 15 characters or more."),
    ]
    owner: Annotated[str, option("--owner", required=True, help="Who owns the waiver.")]
    ticket: Annotated[
        str | None, option("--ticket", help="Required for high and critical findings.")
    ]
    expires: Annotated[
        datetime | None,
        option("--expires", type=_DAY, help=f"Last day [default: in {_DAYS} days]."),
    ]


@waivers_command.command("add")
@click.argument("file", type=FILE)
@grouped("given", NewWaiverOptions)
def add(file: Path, given: NewWaiverOptions) -> None:
    """Append a waiver to a file; what it already contains is not changed."""
    waiver, problems = _waiver(given, datetime.now(UTC).date(), checks())
    if problems:
        raise UsageError(f"the waiver was not added: {'; '.join(problems)}")
    files.check_writable(file)
    changed = waivers.add(_text(file), waiver, str(file)).encode()
    if len(changed) > waivers.LARGEST:
        raise UsageError(f"{file} would be too large; delete waivers that have ended")
    files.write(file, changed)
    click.echo(f"exit 0: added {waiver.id} to {file}; it ends on {waiver.expires}", err=True)


def _waiver(
    given: NewWaiverOptions, today: date, known: Mapping[str, Check]
) -> tuple[waivers.Waiver, Sequence[str]]:
    for name in given.names:
        if name not in known:
            raise UsageError(f"--check {name}: no such check{nearest(name, known)}")
    if not (given.glob or given.tags):
        raise UsageError("name the functions that are meant with --function or --tag")
    waiver = waivers.Waiver(
        id=given.id_,
        checks=given.names,
        match=waivers.Match(function=given.glob, tags=given.tags),
        kind=WaiverKind(given.kind),
        reason=given.reason,
        owner=given.owner,
        ticket=given.ticket,
        created=today,
        expires=_last_day(given.expires, today),
    )
    severities = {id_: found.severity for id_, found in known.items()}
    return waiver, waivers.faults(waiver, today, severities)


def _text(file: Path) -> str:
    try:
        if not file.exists():
            return ""
        return files.read(file, "waiver file", waivers.LARGEST).decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text; save it as UTF-8") from error


def _last_day(expires: datetime | None, today: date) -> date:
    return expires.date() if expires else today + timedelta(days=_DAYS)
