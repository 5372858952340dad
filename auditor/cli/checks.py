"""`checks` and `explain`: what the program knows, offline."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.evaluate import check_docs
from auditor.model.errors import UsageError
from auditor.model.wording import nearest

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("checks")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "json"]),
    default="table",
    show_default=True,
)
@click.option("--checks-dir", type=_FOLDER, help="A folder of checks of your own.")
@click.option(
    "--formats", is_flag=True, help="List the token formats that plaintext-secret knows instead."
)
def checks_command(form: str, checks_dir: Path | None, *, formats: bool) -> None:
    """List the checks."""
    if formats:
        from auditor.analysis.secrets.catalogue import listed  # noqa: PLC0415  a large table

        click.echo(listed(form), nl=False)
        return
    from auditor.evaluate.registry import checks, describe  # noqa: PLC0415  slow: it imports every check

    rows = tuple(describe(check) for check in checks(checks_dir).values())
    forms = {"table": check_docs.table, "markdown": check_docs.markdown, "json": check_docs.as_json}
    click.echo(forms[form](rows), nl=False)


@click.command("explain")
@click.argument("check")
@click.option("--checks-dir", type=_FOLDER, help="A folder of checks of your own.")
def explain_command(check: str, checks_dir: Path | None) -> None:
    """Explain one check: what it finds, why it matters, how to fix it."""
    row = None if checks_dir else check_docs.generated().get(check)
    if row is None:
        row = _installed(check, checks_dir)
    click.echo(check_docs.explain(row, color=sys.stdout.isatty()), nl=False)


def _installed(check: str, checks_dir: Path | None) -> check_docs.Row:
    from auditor.evaluate.registry import checks, describe  # noqa: PLC0415  slow: it imports every check

    found = checks(checks_dir)
    if check not in found:
        raise UsageError(f"no check {check!r}{nearest(check, found)}; `auditor checks` lists them")
    return describe(found[check])
