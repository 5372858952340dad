"""`fix-plan`: the fixes of a report as one ordered script."""

from __future__ import annotations

import sys
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import click

from auditor.cli import completing
from auditor.cli.option_groups import FILE
from auditor.evaluate.registry import render_report, renderers
from auditor.model.arn import function_name
from auditor.model.errors import UsageError
from auditor.model.report import Report
from auditor.storage import codec, files

_FORMATS = {
    "sh": "fix-plan",
    "undo": "fix-plan-undo",
    "sam": "fix-plan-sam",
    "terraform": "fix-plan-terraform",
    "markdown": "fix-plan-markdown",
}


@click.command("fix-plan")
@click.argument("report", type=FILE)
@click.option(
    "--function",
    default="*",
    metavar="GLOB",
    shell_complete=completing.function_names,
    help="Only fixes of functions whose name matches.",
)
@click.option(
    "--owner",
    metavar="TEAM",
    shell_complete=completing.owners,
    help="Only fixes of functions of this owner: the report must be of an audit with --owner-tag.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_FORMATS)),
    default="sh",
    show_default=True,
    help="A shell script, the one that takes it back, template properties, or a page for people.",
)
def fix_plan_command(report: Path, function: str, owner: str | None, form: str) -> None:
    """Write the fixes of a report as one ordered script; nothing is run.

    Fixes that would undo one another are reduced to one, commands that need a value of yours are
    skipped until you set it, and what needs a decision is a comment. Audit again afterwards.
    """
    read = codec.report_from_json(files.content(report, "report"), str(report))
    wanted = _of_owner(_of_functions(read, function), owner)
    sys.stdout.buffer.write(render_report(renderers()[_FORMATS[form]], wanted))
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


def _of_owner(report: Report, owner: str | None) -> Report:
    """Return the report with the results of the functions of one owner.

    Raises:
        UsageError: the report names no owners, or not this one.
    """
    if owner is None:
        return report
    if not report.owner_tags:
        raise UsageError("--owner: the report names no owners; audit again with --owner-tag KEY")
    arns = {f.arn for f in report.functions if f.owner == owner}
    if not arns:
        known = sorted({f.owner for f in report.functions if f.owner})
        raise UsageError(f"--owner {owner}: no function has this owner, but {', '.join(known)}")
    return replace(report, results=tuple(r for r in report.results if r.function in arns))
