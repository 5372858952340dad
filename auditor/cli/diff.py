"""`diff`: two reports compared."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.assess import compare
from auditor.cli.option_groups import FILE
from auditor.evaluate.registry import render_report, renderers
from auditor.storage import codec, files

_DIFF = {"text": "diff", "markdown": "diff-markdown", "json": "diff-json"}


@click.command("diff")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
)
@click.option("--exit-code", is_flag=True, help="Exit 1 if there are new findings.")
def diff_command(old: Path, new: Path, form: str, *, exit_code: bool) -> None:
    """Compare two reports: new, fixed, changed, waived, expired, unknown."""
    before, after = (codec.report_from_json(files.content(p, "report"), str(p)) for p in (old, new))
    compared = compare.with_baseline(before, after)
    sys.stdout.buffer.write(render_report(renderers()[_DIFF[form]], compared))
    sys.stdout.buffer.flush()
    changes = compared.comparison.changes if compared.comparison else ()
    if exit_code and any(change.kind in {"new", "expired"} for change in changes):
        sys.exit(1)
