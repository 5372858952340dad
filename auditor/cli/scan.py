"""`scan`: the main job as a whole."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from auditor.cli.collecting import as_caller, collect_account, collect_options, find_clients
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
from auditor.cli.setup import Configured, load_plan, may_name_checks
from auditor.storage import gc_pause


@click.command("scan", cls=Configured)
@SELECTION
@READING
@CALLER
@REPORTING
@SNAPSHOT
@GATE
@TALK
@gc_pause.seldom()
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
    path = kept.save_snapshot
    also = (path,) if path else ()
    check_targets(reporting, also)
    # Checks take a second to load, which is long for learning that there are no credentials.
    early = not may_name_checks(selection, reporting)
    clients = find_clients(reading, selection, caller) if early else None
    from auditor.cli.report_run import ReportRun, save  # noqa: PLC0415  it loads what judges

    plan, settings = load_plan(selection, tags=bool(reading.tag or reporting.waivers))
    run = ReportRun.of(plan, reporting, gate, talk, regions=reading.region, also=also)
    run, options = run.judging_ahead(collect_options(reading, selection, settings))
    options = as_caller(options, caller)
    account = collect_account(plan, options, talk, clients=clients)
    # Clients and connections refer to each other; what they held serves the report.
    del clients
    gc.collect()
    if path:
        save(account, path)
    run.finish(account)


def check_targets(reporting: ReportingOptions, also: tuple[Path, ...]) -> None:
    """Refuse places that nothing can be written to.

    Raises:
        UsageError: an unknown format, or a path that cannot be written.
    """
    if reporting.output:
        from auditor.cli import output  # noqa: PLC0415  it loads the formats

        output.targets(reporting.output, also)
