"""`scan`, `collect` and `evaluate`: the main job, whole and in halves."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.options import CONNECTION, GATING, REPORTING, SELECTION, TALK
from auditor.cli.setup import Configured, load_plan

if TYPE_CHECKING:
    from auditor.evaluate.plan import Plan
    from auditor.evaluate.settings import Settings
    from auditor.model import Account

_SNAPSHOT = click.Path(dir_okay=False, path_type=Path)


@click.command("scan", cls=Configured)
@SELECTION
@CONNECTION
@REPORTING
@click.option("--save-snapshot", type=_SNAPSHOT, help="Keep what was collected in this file.")
@GATING
@TALK
def scan_command(**values: Any) -> None:  # noqa: ANN401
    """Audit every function of an account: collect, check, score, report."""
    plan, settings = load_plan(values)
    kept = values["save_snapshot"]
    run = ReportRun(values, plan, (kept,) if kept else ())
    account = _collect(values, plan, settings)
    if kept:
        save(account, kept)
    run.finish(account)


@click.command("collect", cls=Configured)
@SELECTION
@CONNECTION
@click.option("-o", "--output", type=_SNAPSHOT, required=True, help="The snapshot file.")
@click.option("--resume", is_flag=True, help="Go on from the partial snapshot in --output.")
@TALK
def collect_command(**values: Any) -> None:  # noqa: ANN401
    """Read the account and write a snapshot."""
    from auditor.assess import gate  # noqa: PLC0415  only this command needs it
    from auditor.storage import snapshot  # noqa: PLC0415  as this

    plan, settings = load_plan(values)
    path: Path = values["output"]
    _writable(path)
    partial = snapshot.load(path) if values["resume"] else None
    account = _collect(values, plan, settings, partial)
    save(account, path)
    code, sentence = gate.judge_collecting(account, path, tuple(values["region"]))
    click.echo(sentence, err=True)
    sys.exit(code)


@click.command("evaluate", cls=Configured)
@click.argument("snapshot", type=_SNAPSHOT)
@SELECTION
@REPORTING
@GATING
@TALK
def evaluate_command(**values: Any) -> None:  # noqa: ANN401
    """Judge a snapshot and report; no AWS needed."""
    from auditor.storage import snapshot  # noqa: PLC0415  only this command needs it

    plan, _ = load_plan(values)
    run = ReportRun(values, plan)
    run.finish(snapshot.load(values["snapshot"]))


class ReportRun:
    """The half after collecting; what can be wrong with its inputs is found before any call."""

    def __init__(self, values: Mapping[str, Any], plan: Plan, also: Sequence[Path] = ()) -> None:
        from auditor.cli import output  # noqa: PLC0415  renderers load Jinja2
        from auditor.cli.inputs import read  # noqa: PLC0415  so do waivers and PyYAML

        self._values = values
        self._targets = output.targets(values["output"], also)
        self._inputs = read(values, plan)

    def compare_with(self, account: Account) -> None:
        """Take the account as it is now as the baseline, unless another one was named."""
        from auditor.assess import pipeline  # noqa: PLC0415  only these commands need it

        if self._inputs.baseline is None:
            before = pipeline.report(account, self._inputs)
            self._inputs = replace(self._inputs, baseline=before)

    def finish(self, account: Account) -> None:
        """Evaluate, write, summarise, and exit as the gate says."""
        from auditor.assess import gate, pipeline  # noqa: PLC0415  only these commands need it
        from auditor.cli import output  # noqa: PLC0415  renderers load Jinja2
        from auditor.cli.inputs import gate_of  # noqa: PLC0415  beside it

        report = pipeline.report(account, self._inputs)
        output.write(report, self._targets)
        if not self._values["quiet"]:
            output.summary(report, color=output.colored(self._values["color"]))
            output.list_written(self._targets)
        output.details(report, self._values["verbose"])
        code, sentence = gate.judge(report, gate_of(self._values))
        if self._values["exit_zero"] and code:
            code, sentence = 0, f"exit 0: --exit-zero; it would be {sentence}"
        click.echo(sentence, err=True)
        sys.exit(code)


def _collect(
    values: Mapping[str, Any], plan: Plan, settings: Settings, partial: Account | None = None
) -> Account:
    from auditor.cli.collecting import collect_account  # noqa: PLC0415  boto3 is slow to import

    return collect_account(values, plan, settings, partial)


def _writable(path: Path) -> None:
    from auditor.storage.files import check_writable  # noqa: PLC0415  only where a file is written

    check_writable(path)


def save(account: Account, path: Path) -> None:
    """Write a snapshot."""
    from auditor.storage import files, snapshot  # noqa: PLC0415  only where a file is written

    files.write(path, snapshot.dump(account))
