"""`collect`: the first half of a scan, the one that calls AWS."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from auditor.assess import gate
from auditor.cli.collecting import as_caller, collect_account, collect_options
from auditor.cli.option_groups import FILE
from auditor.cli.options import (
    CALLER,
    READING,
    SELECTION,
    CallerOptions,
    ReadingOptions,
    SelectionOptions,
)
from auditor.cli.report_options import TALK, TalkOptions
from auditor.cli.report_run import save
from auditor.cli.setup import Configured, load_plan
from auditor.storage import files, snapshot


@click.command("collect", cls=Configured)
@SELECTION
@READING
@CALLER
@click.option("-o", "--output", type=FILE, required=True, help="The snapshot file.")
@click.option("--resume", is_flag=True, help="Go on from the partial snapshot in --output.")
@TALK
def collect_command(
    *,
    selection: SelectionOptions,
    reading: ReadingOptions,
    caller: CallerOptions,
    talk: TalkOptions,
    output: Path,
    resume: bool,
) -> None:
    """Read the account and write a snapshot."""
    plan, settings = load_plan(selection, tags=bool(reading.tag))
    files.check_writable(output)
    partial = snapshot.load(output) if resume else None
    options = as_caller(collect_options(reading, selection, settings), caller)
    account = collect_account(plan, options, talk, partial)
    save(account, output)
    code, sentence = gate.judge_collecting(account, output, reading.region)
    click.echo(sentence, err=True)
    sys.exit(code)
