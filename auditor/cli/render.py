"""`render`, `diff` and `schema`: work on report files alone."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

_FILE = click.Path(dir_okay=False, path_type=Path)
_DIFF = {"text": "diff", "markdown": "diff-markdown", "json": "diff-json"}


@click.command("render")
@click.argument("reports", type=_FILE, nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    required=True,
    metavar="[FORMAT:]PATH",
    help="Where to write; format by extension or FORMAT:; - is stdout; repeatable.",
)
def render_command(reports: Sequence[Path], outputs: Sequence[str]) -> None:
    """Turn a report.json into other formats.

    With several reports of one account, the newest is rendered and the others draw its trend.
    """
    from auditor.assess import compare  # noqa: PLC0415  only these commands need them
    from auditor.cli import output  # noqa: PLC0415  renderers load Jinja2
    from auditor.storage import codec, files  # noqa: PLC0415  only these commands need them

    wanted = output.targets(outputs)
    read = [codec.report_from_json(files.read(p, "report"), str(p)) for p in reports]
    output.write(compare.with_trend(read) if len(read) > 1 else read[0], wanted)
    output.list_written(wanted)


@click.command("diff")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
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
    from auditor.assess import compare  # noqa: PLC0415  only these commands need them
    from auditor.evaluate.registry import render_report, renderers  # noqa: PLC0415  so do Jinja2 and tabulate
    from auditor.storage import codec, files  # noqa: PLC0415  only these commands need them

    before, after = (codec.report_from_json(files.read(p, "report"), str(p)) for p in (old, new))
    compared = compare.with_baseline(before, after)
    sys.stdout.buffer.write(render_report(renderers()[_DIFF[form]], compared))
    sys.stdout.buffer.flush()
    changes = compared.comparison.changes if compared.comparison else ()
    if exit_code and any(change.kind in {"new", "expired"} for change in changes):
        sys.exit(1)


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of the report."""
    from auditor.assess import schema  # noqa: PLC0415  only this command needs it

    click.echo(schema.text(), nl=False)
