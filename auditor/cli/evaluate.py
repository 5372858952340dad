"""`evaluate`: the second half of a scan, without AWS."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli.option_groups import FILE
from auditor.cli.options import SELECTION, SelectionOptions
from auditor.cli.report_options import (
    GATE,
    REPORTING,
    TALK,
    GateOptions,
    ReportingOptions,
    TalkOptions,
)
from auditor.cli.report_run import ReportRun
from auditor.cli.setup import Configured, load_plan
from auditor.storage import snapshot as snapshots


@click.command("evaluate", cls=Configured)
@click.argument("snapshot", type=FILE)
@SELECTION
@REPORTING
@GATE
@TALK
def evaluate_command(
    snapshot: Path,
    *,
    selection: SelectionOptions,
    reporting: ReportingOptions,
    gate: GateOptions,
    talk: TalkOptions,
) -> None:
    """Judge a snapshot and report; no AWS needed."""
    plan, _ = load_plan(selection, tags=bool(reporting.waivers))
    run = ReportRun.of(plan, reporting, gate, talk)
    run.finish(snapshots.load(snapshot))
