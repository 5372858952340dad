"""The half of an audit after collecting: evaluate, write, summarize, exit."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import click

from auditor.assess import gate, pipeline
from auditor.cli import output
from auditor.cli.inputs import gate_of, read
from auditor.cli.planned_change import planned_change
from auditor.cli.report_options import GateOptions, ReportingOptions, TalkOptions
from auditor.collect import CollectOptions
from auditor.evaluate.plan import Plan
from auditor.model import Account
from auditor.storage import files, snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRun:
    """What a report is made with and where it goes, checked before any call is made."""

    targets: tuple[output.OutputTarget, ...]
    inputs: pipeline.Inputs
    gate: GateOptions
    talk: TalkOptions
    regions: tuple[str, ...]  # that were named
    form: str  # "summary" or "list"
    planned: bool = False  # what is compared is a plan with the account as it is

    @classmethod
    def of(
        cls,
        plan: Plan,
        reporting: ReportingOptions,
        gate: GateOptions,
        talk: TalkOptions,
        *,
        regions: tuple[str, ...] = (),
        also: Sequence[Path] = (),
        compared: bool = False,
    ) -> Self:
        """Return what the options ask for.

        Args:
            plan: the checks that run.
            reporting: what goes into the report, and where it goes.
            gate: what makes the command fail.
            talk: what is said on stderr.
            regions: those that were named.
            also: other files that the command writes.
            compared: whether `compared_with` will be called.

        Raises:
            UsageError: a file can't be read or written, or an option is wrong.
        """
        return cls(
            targets=output.targets(reporting.output, also),
            inputs=read(reporting, gate, plan, compared=compared),
            gate=gate,
            talk=talk,
            regions=regions,
            form=reporting.form,
        )

    def judging_ahead(self, options: CollectOptions) -> tuple[ReportRun, CollectOptions]:
        """Return this run, and the collector's options, so that it judges while facts are read."""
        ahead = pipeline.judged_ahead(self.inputs)
        inputs = replace(self.inputs, ahead=ahead)
        return replace(self, inputs=inputs), replace(options, ahead=ahead.judge)

    def compared_with(self, account: Account) -> ReportRun:
        """Return this run with an account as the baseline, unless another one was named."""
        if self.inputs.baseline is not None:
            return self
        before = pipeline.report(account, self.inputs)
        return replace(self, inputs=replace(self.inputs, baseline=before), planned=True)

    def finish(self, account: Account) -> None:
        """Evaluate, write, summarize, and exit as the gate says."""
        report = pipeline.report(account, self.inputs)
        output.write(report, self.targets)
        if not self.talk.quiet:
            output.summary(report, color=output.colored(self.talk.color), form=self.form)
            if self.planned:
                click.echo(planned_change(report))
            output.list_written(self.targets)
        output.details(report, self.talk.verbose)
        code, sentence = gate.judge(report, gate_of(self.gate, self.regions), self.inputs.baseline)
        if self.gate.exit_zero and code:
            code, sentence = 0, f"exit 0: --exit-zero; it would be {sentence}"
        click.echo(sentence, err=True)
        sys.exit(code)


def save(account: Account, path: Path) -> None:
    """Write a snapshot."""
    files.write(path, snapshot.dump(account))
