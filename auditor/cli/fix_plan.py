"""`fix-plan`: the fixes of a report as one ordered script."""

from __future__ import annotations

import sys
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import click

from auditor.evaluate.registry import renderers
from auditor.model.arn import function_name
from auditor.model.errors import UsageError
from auditor.model.report import Report
from auditor.storage import codec, files

_FORMATS = {
    "sh": "fix-plan",
    "sam": "fix-plan-sam",
    "terraform": "fix-plan-terraform",
    "markdown": "fix-plan-markdown",
}


@click.command("fix-plan")
@click.argument("report", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--function",
    "function",
    default="*",
    metavar="GLOB",
    help="Only fixes of functions whose name matches.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_FORMATS)),
    default="sh",
    show_default=True,
    help="A shell script, template properties, or a page for people.",
)
def fix_plan_command(report: Path, function: str, form: str) -> None:
    """Write the fixes of a report as one ordered script; nothing is run.

    Fixes that would undo one another are reduced to one, commands that need a value of yours are
    skipped until you set it, and what needs a decision is a comment. Audit again afterwards.
    """
    read = codec.report_from_json(files.read(report, "report"), str(report))
    sys.stdout.buffer.write(renderers()[_FORMATS[form]].render(_of_functions(read, function)))
    sys.stdout.buffer.flush()


def _of_functions(report: Report, glob: str) -> Report:
    """Return the report with the results of the functions whose name matches.

    Raises:
        UsageError: none does.
    """
    names = {f.arn for f in report.functions if fnmatchcase(function_name(f.arn), glob)}
    if glob != "*" and not names:
        raise UsageError(f"--function {glob}: no function of the report has such a name")
    if glob == "*":
        return report
    return replace(report, results=tuple(r for r in report.results if r.function in names))
