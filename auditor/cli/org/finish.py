"""The end of `org scan` and `org report`: documents, summary, gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from auditor.cli import output
from auditor.cli.org.options import OrganizationGateOptions, deadlines, numbers
from auditor.cli.report_options import TalkOptions
from auditor.evaluate.organization_renderers import organization_renderers
from auditor.model import Severity
from auditor.model.organization import Organization
from auditor.organization.gate import OrganizationGate, judge
from auditor.organization.run import Begun, finish

_SEVERITIES = tuple(severity.value for severity in Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Where the reports go and what the gate demands; checked before anything is called."""

    targets: tuple[output.OutputTarget, ...]
    gate: OrganizationGate
    deadlines: Mapping[str, int]
    talk: TalkOptions
    exit_zero: bool

    def write(
        self, run: Begun | None, organization: Organization, *, whole: bool
    ) -> tuple[int, str]:
        """Write the documents and the summary; return the exit code and its sentence.

        Raises:
            UsageError: a file can't be written.
        """
        if run is not None:
            finish(run, organization, whole=whole)
        output.write(organization, self.targets)
        if not self.talk.quiet:
            self._summarize(organization)
            output.list_written(self.targets)
        code, sentence = judge(organization, self.gate)
        if self.exit_zero and code:
            return 0, f"exit 0: --exit-zero; it would be {sentence}"
        return code, sentence

    def _summarize(self, organization: Organization) -> None:
        color = output.colored(self.talk.color)
        chosen = organization_renderers()["terminal-color" if color else "terminal"]
        click.echo(chosen.render(organization).decode(), err=True, nl=False, color=color)


def finish_of(
    outputs: tuple[str, ...], gate: OrganizationGateOptions, talk: TalkOptions, config: Path | None
) -> Finish:
    """Return the end that the options describe.

    Raises:
        UsageError: a format or path, or an option of the gate is wrong.
    """
    most = numbers(gate.max_open_accounts, "--max-open-accounts", _SEVERITIES)
    return Finish(
        targets=output.targets(outputs, formats=organization_renderers()),
        gate=OrganizationGate(
            fail_on=None if gate.fail_on == "none" else Severity(gate.fail_on),
            fail_under=gate.fail_under,
            fail_on_new=gate.fail_on_new,
            fail_on_overdue=gate.fail_on_overdue,
            most_accounts=most,
            allow_unknown=gate.allow_unknown,
        ),
        deadlines=deadlines(gate, config),
        talk=talk,
        exit_zero=gate.exit_zero,
    )
