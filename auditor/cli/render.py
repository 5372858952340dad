"""`render`: a report in other formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from auditor.assess import compare
from auditor.cli import output
from auditor.cli.option_groups import FILE
from auditor.storage import codec, files


@click.command("render")
@click.argument("reports", type=FILE, nargs=-1, required=True)
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
    wanted = output.targets(outputs)
    read = [codec.report_from_json(files.content(p, "report"), str(p)) for p in reports]
    output.write(compare.with_trend(read) if len(read) > 1 else read[0], wanted)
    output.list_written(wanted)
