"""`org scan`: every account, one report."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import click
from click.core import ParameterSource

from auditor.assess import waivers
from auditor.assess.pipeline import Inputs
from auditor.cli.collecting import collect_options
from auditor.cli.options import READING, SELECTION, ReadingOptions, SelectionOptions
from auditor.cli.org.asked import ASKED, JUDGING, Asked, JudgingOptions
from auditor.cli.org.finish import Finish, finish_of
from auditor.cli.org.options import (
    ORGANIZATION_GATE,
    OUTPUT,
    ROLES,
    RUN,
    SOURCES,
    OrganizationGateOptions,
    RoleOptions,
    RunOptions,
    SourceOptions,
    check_role,
    no_source,
    source_of,
)
from auditor.cli.org.progress import AccountProgress
from auditor.cli.report_options import TALK, TalkOptions
from auditor.cli.setup import Configured, load_plan
from auditor.collect import CollectOptions
from auditor.collect.access import StopSignal
from auditor.collect.facts.values import open_classifier
from auditor.collect.hub import Hub, open_hub
from auditor.evaluate.plan import Plan
from auditor.evaluate.settings import Settings
from auditor.model.errors import UsageError
from auditor.organization.folder import Folder, folder, lock_folder
from auditor.organization.run import Begun, begin, demand_same, fingerprint_key, go, newest_run
from auditor.organization.run import report as report_of
from auditor.organization.run_files import runs
from auditor.organization.source import AccountSource, list_accounts
from auditor.organization.work import Worker

_THREADS = 16  # calls of one account that may be under way at once
_CONNECTIONS = 128  # kept open to one service in one region


@click.command("scan", cls=Configured)
@SOURCES
@ROLES
@RUN
@SELECTION
@READING
@OUTPUT
@JUDGING
@ORGANIZATION_GATE
@TALK
@click.pass_context
def scan_command(
    context: click.Context,
    /,
    *,
    sources: SourceOptions,
    roles: RoleOptions,
    run_options: RunOptions,
    selection: SelectionOptions,
    reading: ReadingOptions,
    output: tuple[str, ...],
    judging: JudgingOptions,
    gate: OrganizationGateOptions,
    talk: TalkOptions,
) -> None:
    """Audit every account of an organization, a file or several profiles, and report.

    Every planned account gets a row in the report, with the reason where it could not be audited.
    A run that was ended, in whatever way, goes on with --resume and asks nothing twice.
    """
    check_role(roles)
    given = source_of(sources)
    finish = finish_of(output, gate, talk, selection.config)
    store = folder(run_options.dir)
    with lock_folder(store):
        run = newest_run(store) if run_options.resume else None
        scan = _Scan(
            profile=sources.profile,
            roles=roles,
            options=run_options,
            asked=Asked(selection=selection, reading=reading, judging=judging),
            store=store,
            given=given,
        )
        scan.restored(context, run).perform(run, finish)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    """One `org scan`, after its options were checked."""

    profile: str | None
    roles: RoleOptions
    options: RunOptions
    asked: Asked
    store: Folder
    given: AccountSource | None

    def restored(self, context: click.Context, run: Begun | None) -> _Scan:
        """Return the scan with the options of the run that it goes on with, if there is one.

        Raises:
            UsageError: an option differs from the run's.
        """
        if run is None:
            return self
        words = ParameterSource.COMMANDLINE
        typed = {name for name in ASKED if context.get_parameter_source(name) is words}
        plain = self.asked.plain()
        demand_same(run, {name: plain[name] for name in typed})
        if run.plan.external_id and self.roles.external_id is None:
            raise UsageError(
                f"run {run.plan.run} was begun with --external-id, which no file keeps;"
                " give it again"
            )
        return replace(
            self,
            asked=self.asked.restored(run.plan.asked, typed),
            roles=replace(self.roles, role_name=run.plan.role),
        )

    def perform(self, run: Begun | None, finish: Finish) -> None:
        """Audit what is left, report, and exit as the gate says.

        Raises:
            AuditorError: nothing could be begun, or the run ended before its end.
        """
        if run is None and self.given is None:
            raise no_source()
        tags = bool(self.asked.reading.tag or self.asked.judging.waivers)
        plan, settings = load_plan(self.asked.selection, tags=tags)
        worker, run = self._prepare(run, plan, settings)
        shown = AccountProgress.of(run, finish.talk)
        external_ids = {} if self.given is None else self.given.external_ids
        with _ended_by_signals(), shown:
            outcome = go(run, worker, external_ids, workers=self.options.workers, told=shown.count)
        if outcome.error is not None:
            raise type(outcome.error)(f"{outcome.error}; {self._go_on()}") from outcome.error
        organization = report_of(run, outcome.crashed, deadlines=finish.deadlines)
        code, sentence = finish.write(run, organization, whole=not outcome.stopped)
        if outcome.stopped:
            code, sentence = 3, f"exit 3: interrupted; {self._go_on()}"
        click.echo(sentence, err=True)
        sys.exit(code)

    def _prepare(self, run: Begun | None, plan: Plan, settings: Settings) -> tuple[Worker, Begun]:
        options = collect_options(self.asked.reading, self.asked.selection, settings)
        reading = replace(options, profile=self.profile, threads=_THREADS)
        inputs = self._inputs(plan)
        # Its connections are shared by all accounts that are being read.
        shared = min(_CONNECTIONS, _THREADS * self.options.workers)
        hub = open_hub(replace(reading, threads=shared))
        run = run or self._begin(hub, reading, plan.digest())
        hub.check_regions({name for member in run.plan.called for name in member.regions})
        worker = Worker(
            hub=hub,
            stop=StopSignal(),
            classifier=open_classifier(reading.classifier, fingerprint_key(run.files)),
            options=reading,
            inputs=inputs,
            files=run.files,
            role=run.plan.role,
            external_id=self.roles.external_id,
            before=run.before,
        )
        return worker, run

    def _inputs(self, plan: Plan) -> Inputs:
        judging = self.asked.judging
        return Inputs(
            plan=plan,
            waivers=waivers.load(judging.waivers) if judging.waivers else None,
            all_results=judging.all_results,
        )

    def _begin(self, hub: Hub, reading: CollectOptions, digest: str) -> Begun:
        before = (self.options.baseline or "").rpartition("run=")[2].strip("/")
        if before and before not in runs(self.store):
            raise UsageError(f"--baseline {before!r}: there is no such run in {self.store.name}")
        if self.given is None:
            raise no_source()
        found = list_accounts(self.given, hub, reading)
        hub.check_regions({name for member in found.members for name in member.regions})
        return begin(
            self.store,
            found,
            role=self.roles.role_name,
            external_id=self.roles.external_id is not None,
            asked={**self.asked.plain(), "checks_digest": digest},
            before=before,
        )

    def _go_on(self) -> str:
        return f"go on with: auditor org scan --dir {self.options.dir} --resume"


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM end the run as Ctrl-C does: what is finished is kept."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
