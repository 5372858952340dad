"""Options that several commands share: what is reported, where, and what makes them fail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from auditor.cli.option_groups import FILE, THRESHOLD, Number, click_options, grouped, option
from auditor.cli.options import CallerOptions, ReadingOptions, SelectionOptions

EXIT_ZERO = option("--exit-zero", is_flag=True, help="Exit 0 whatever was found.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingOptions:
    """What goes into a report, and where reports go."""

    output: Annotated[
        tuple[str, ...],
        option(
            "-o",
            "--output",
            multiple=True,
            metavar="[FORMAT:]PATH",
            help="Write a report; format by extension or FORMAT:; - is stdout; repeatable.",
        ),
    ]
    waivers: Annotated[Path | None, option("--waivers", type=FILE, help="Waiver file.")]
    baseline: Annotated[
        str | None,
        option(
            "--baseline",
            metavar="FILE|s3://BUCKET/KEY",
            help="Earlier report.json to compare with.",
        ),
    ]
    form: Annotated[
        str,
        option(
            "--format",
            type=click.Choice(["summary", "list"]),
            default="summary",
            show_default=True,
            help="Print the summary with the 20 worst findings, or list all of them.",
        ),
    ]
    all_results: Annotated[
        bool,
        option("--all-results", is_flag=True, help="Also list passes and what is not applicable."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotOptions:
    """Whether what was collected is kept."""

    save_snapshot: Annotated[
        Path | None,
        option("--save-snapshot", type=FILE, help="Keep what was collected in this file."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOptions:
    """What makes a command fail."""

    fail_on: Annotated[
        str,
        option(
            "--fail-on",
            type=THRESHOLD,
            default="high",
            show_default=True,
            help="Fail if a finding this severe is open.",
        ),
    ]
    fail_under: Annotated[
        float | None,
        option(
            "--fail-under", type=Number(0, 100), metavar="N", help="Fail if the score is lower."
        ),
    ]
    fail_on_new: Annotated[
        bool,
        option(
            "--fail-on-new",
            is_flag=True,
            help="Apply --fail-on only to findings that are not in --baseline.",
        ),
    ]
    allow_unknown: Annotated[
        float,
        option(
            "--allow-unknown",
            type=Number(0, 100),
            default=0.0,
            metavar="PCT",
            help="Per cent of verdicts that may be unknown: critical and high ones, and those that"
            " lost a call [default: 0].",
        ),
    ]
    exit_zero: Annotated[bool, EXIT_ZERO]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkOptions:
    """What a command says on stderr."""

    quiet: Annotated[bool, option("-q", "--quiet", is_flag=True, help="No summary.")]
    verbose: Annotated[
        int, option("-v", "--verbose", count=True, help="List gaps and notes; -vv the calls too.")
    ]
    no_progress: Annotated[bool, option("--no-progress", is_flag=True, help="No progress line.")]
    color: Annotated[
        str,
        option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="Colour the summary [default: auto].",
        ),
    ]


REPORTING = grouped("reporting", ReportingOptions)
SNAPSHOT = grouped("kept", SnapshotOptions)
GATE = grouped("gate", GateOptions)
TALK = grouped("talk", TalkOptions)


def scan_options() -> list[click.Option]:
    """Return the options of `scan`, which the [scan] table of a configuration file may set."""
    return click_options(
        SelectionOptions,
        ReadingOptions,
        CallerOptions,
        ReportingOptions,
        SnapshotOptions,
        GateOptions,
        TalkOptions,
    )
