"""`demo --organization`: twelve accounts, three of which can't be read as they should."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from auditor.cli.org.report import report_command
from auditor.cli.org.scan import scan_command
from auditor.cli.variables import PREFIX
from auditor.demo import sample_organization
from auditor.demo.organization import EXTERNAL_ID

_REPORTS = ("org.html", "org.md", "org.json", "org.csv")


def audit_organization(folder: Path, color: str) -> None:
    """Start the sample organization, and audit it with the commands that a user would type.

    Raises:
        AuditorError: the emulator does not start, or a file can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    runs = str(folder / "audit")
    shown = ("--fail-on", "none", "--allow-unknown", "100", "--color", color)
    # Ministack is asked in one region, and has no quota.
    reading = ("--region", "eu-west-1", "--quota-share", "inf")
    click.echo("creating twelve accounts …", err=True)
    with sample_organization() as hub, hub.entered(), _without_configuration():
        words = ("--organization", "--external-id", EXTERNAL_ID, "--dir", runs)
        _run(scan_command, (*words, *reading, *shown, "--quiet"))
    with _without_configuration():  # the emulator has ended: this needs only the folder
        outputs = [word for name in _REPORTS for word in ("-o", str(folder / name))]
        _run(report_command, (runs, *outputs, "--members", str(folder / "members"), *shown))
    click.echo("exit 0: this was a demo, so no gate applies", err=True)


def _run(command: click.Command, words: Sequence[str]) -> None:
    name = f"auditor org {command.name}"
    click.echo(f"$ {name} {shlex.join(words)}", err=True)
    try:
        command.main(args=list(words), prog_name=name, standalone_mode=False)
    except SystemExit as ended:
        if ended.code:
            raise


@contextmanager
def _without_configuration() -> Iterator[None]:
    """Keep the user's configuration file and `AUDITOR_*` variables out of the demo."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="auditor-demo-") as folder:
        empty = Path(folder) / "auditor.toml"
        empty.touch()
        try:
            for name in before:
                if name.startswith(PREFIX):
                    del os.environ[name]
            os.environ[f"{PREFIX}CONFIG"] = str(empty)
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
