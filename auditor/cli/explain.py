"""`explain`: one check, offline."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.cli.option_groups import FOLDER
from auditor.evaluate import check_docs
from auditor.evaluate.registry import checks, describe
from auditor.model.errors import UsageError
from auditor.model.wording import nearest


@click.command("explain")
@click.argument("check")
@click.option("--checks-dir", type=FOLDER, help="A folder of checks of your own.")
def explain_command(check: str, checks_dir: Path | None) -> None:
    """Explain one check: what it finds, why it matters, how to fix it."""
    row = None if checks_dir else check_docs.generated().get(check)
    if row is None:
        row = _installed(check, checks_dir)
    click.echo(check_docs.explain(row, color=sys.stdout.isatty()), nl=False)


def _installed(check: str, checks_dir: Path | None) -> check_docs.Row:
    found = checks(checks_dir)
    if check not in found:
        raise UsageError(f"no check {check!r}{nearest(check, found)}; `auditor checks` lists them")
    return describe(found[check])
