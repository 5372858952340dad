"""`explain`: a check, offline, or its finding at one function with evidence and commands."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from auditor.cli import completing
from auditor.cli.option_groups import FILE, FOLDER
from auditor.evaluate import check_docs
from auditor.evaluate.registry import checks, describe, render_report, renderers
from auditor.model.errors import UsageError
from auditor.model.report import Report, ReportResult
from auditor.model.wording import nearest
from auditor.storage import codec, files

_NAMED = 5  # functions that a message names


@click.command("explain")
@click.argument("check", shell_complete=completing.check_ids)
@click.argument("report", type=FILE, required=False)
@click.option(
    "--function",
    metavar="NAME",
    shell_complete=completing.function_names,
    help="Explain the finding at this function of REPORT: its name or ARN.",
)
@click.option("--checks-dir", type=FOLDER, help="A folder of checks of your own.")
def explain_command(
    check: str, report: Path | None, function: str | None, checks_dir: Path | None
) -> None:
    """Explain one check: what it finds, why it matters, how to fix it.

    With REPORT, a report.json, the check's findings in it: evidence, commands, owner and waiver.
    """
    if report is not None:
        _explain_findings(check, function, report)
        return
    if function is not None:
        raise UsageError(f"--function {function} needs the report too: explain {check} REPORT.json")
    row = None if checks_dir else check_docs.generated().get(check)
    if row is None:
        row = _installed(check, checks_dir)
    click.echo(check_docs.explain(row, color=sys.stdout.isatty()), nl=False)


def _installed(check: str, checks_dir: Path | None) -> check_docs.Row:
    found = checks(checks_dir)
    if check not in found:
        raise UsageError(f"no check {check!r}{nearest(check, found)}; `auditor checks` lists them")
    return describe(found[check])


def _explain_findings(check: str, function: str | None, path: Path) -> None:
    report = codec.report_from_json(files.content(path, "report"), str(path))
    narrowed = _narrowed(report, check, function, str(path))
    color = sys.stdout.isatty()
    document = render_report(renderers()["explain-color" if color else "explain"], narrowed)
    click.echo(document.decode(), nl=False)


def _narrowed(report: Report, check: str, function: str | None, name: str) -> Report:
    """Return the report with the results that were asked for alone.

    Raises:
        UsageError: there are none; the message says what is there.
    """
    ran = [summary.id for summary in report.checks]
    if check not in ran:
        raise UsageError(f"{name}: no check {check!r} ran{nearest(check, ran)}")
    of_check = tuple(result for result in report.results if result.check == check)
    if function is None:
        return replace(report, results=of_check)
    names = {f.arn: f.name for f in report.functions}
    arns = {arn for arn, known in names.items() if function in (arn, known)}
    if not arns:
        near = nearest(function, names.values()) or _elsewhere(check, of_check, names)
        raise UsageError(f"{name}: there is no function {function!r}{near}")
    found = tuple(result for result in of_check if result.function in arns)
    if not found:
        there = _elsewhere("it", of_check, names)
        raise UsageError(f"{name}: {check} has no result at {function!r} that is listed{there}")
    return replace(report, results=found)


def _elsewhere(check: str, of_check: Sequence[ReportResult], names: Mapping[str, str]) -> str:
    """Return `; CHECK has results at A, B`, or an empty string."""
    functions = sorted({names.get(r.function, r.function) for r in of_check})
    if not functions:
        return ""
    more = f" and {len(functions) - _NAMED:,} more" if len(functions) > _NAMED else ""
    return f"; {check} has results at {', '.join(functions[:_NAMED])}{more}"
