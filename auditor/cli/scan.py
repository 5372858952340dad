"""`scan`: the main job as a whole."""

from __future__ import annotations

import click

from auditor.cli.collecting import as_caller, collect_account, collect_options
from auditor.cli.options import (
    CALLER,
    READING,
    SELECTION,
    CallerOptions,
    ReadingOptions,
    SelectionOptions,
)
from auditor.cli.report_options import (
    GATE,
    REPORTING,
    SNAPSHOT,
    TALK,
    GateOptions,
    ReportingOptions,
    SnapshotOptions,
    TalkOptions,
)
from auditor.cli.report_run import ReportRun, save
from auditor.cli.setup import Configured, load_plan


@click.command("scan", cls=Configured)
@SELECTION
@READING
@CALLER
@REPORTING
@SNAPSHOT
@GATE
@TALK
def scan_command(
    *,
    selection: SelectionOptions,
    reading: ReadingOptions,
    caller: CallerOptions,
    reporting: ReportingOptions,
    kept: SnapshotOptions,
    gate: GateOptions,
    talk: TalkOptions,
) -> None:
    """Audit every function of an account: collect, check, score, report."""
    plan, settings = load_plan(selection, tags=bool(reading.tag or reporting.waivers))
    path = kept.save_snapshot
    also = (path,) if path else ()
    run = ReportRun.of(plan, reporting, gate, talk, regions=reading.region, also=also)
    options = as_caller(collect_options(reading, selection, settings), caller)
    account = collect_account(plan, options, talk)
    if path:
        save(account, path)
    run.finish(account)
