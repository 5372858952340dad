"""`org scan`: every account, one report."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from auditor.cli.options import SELECTION, TALK
from auditor.cli.org_finish import Finish, finish_of
from auditor.cli.org_options import (
    DIRECTORY,
    GATES,
    OUTPUT,
    READING,
    ROLES,
    SOURCES,
    check_role,
    source_of,
)
from auditor.cli.org_progress import AccountProgress
from auditor.cli.setup import Configured, load_plan
from auditor.model.errors import UsageError

if TYPE_CHECKING:
    from auditor.assess.pipeline import Inputs
    from auditor.evaluate.plan import Plan
    from auditor.evaluate.settings import Settings
    from auditor.organization.folder import Folder
    from auditor.organization.run import Begun
    from auditor.organization.source import AccountSource
    from auditor.organization.work import Worker

_FILE = click.Path(dir_okay=False, path_type=Path)
_THREADS = 16  # calls of one account that may be under way at once
_CONNECTIONS = 128  # kept open to one service in one region
# What decides the verdicts of a run: the same from its beginning to its last resume.
_ASKED = (
    *("check", "skip_check", "metrics", "packages", "package_secrets", "checks_dir"),
    *("region", "web_functions"),
    *("function", "tag", "all_versions", "no_alias_policies", "waivers", "all_results"),
)


@click.command("scan", cls=Configured)
@SOURCES
@ROLES
@DIRECTORY
@click.option("--resume", is_flag=True, help="Go on with the newest run in --dir.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help="Accounts to read at the same time.",
)
@SELECTION
@READING
@OUTPUT
@click.option("--waivers", type=_FILE, help="Waiver file, for all accounts.")
@click.option(
    "--baseline",
    metavar="RUN",
    help="Earlier run in --dir to compare with [default: the newest whole one].",
)
@click.option("--all-results", is_flag=True, help="Keep passes and what is not applicable too.")
@GATES
@TALK
@click.pass_context
def scan_command(context: click.Context, /, **values: Any) -> None:  # noqa: ANN401
    """Audit every account of an organization, a file or several profiles, and report.

    Every planned account gets a row in the report, with the reason where it could not be audited.
    A run that was ended, in whatever way, goes on with --resume and asks nothing twice.
    """
    check_role(values)
    given = source_of(values)
    finish = finish_of(values)
    store, run = _found(values)
    if run is not None:
        _restore(context, values, run)
    elif given is None:
        raise UsageError("name the accounts: --organization, --accounts FILE or --profiles GLOB")
    plan, settings = load_plan(values)
    scan = _Scan(values=values, plan=plan, settings=settings, store=store, given=given)
    scan.perform(run, finish)


def _found(values: Mapping[str, Any]) -> tuple[Folder, Begun | None]:
    from auditor.organization.folder import folder  # noqa: PLC0415  only where a run is kept
    from auditor.organization.run import newest_run  # noqa: PLC0415

    store = folder(values["dir"])
    return store, newest_run(store) if values["resume"] else None


def _restore(context: click.Context, values: dict[str, Any], run: Begun) -> None:
    """Take the options of the run, and refuse others.

    Raises:
        UsageError: an option differs from the run's.
    """
    from auditor.organization.run import demand_same  # noqa: PLC0415

    typed = {
        name for name in _ASKED if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    demand_same(run, {name: _plain(values[name]) for name in typed})
    for name in _ASKED:
        if name not in typed and name in run.plan.asked:
            values[name] = _typed(run.plan.asked[name], values[name])
    if run.plan.external_id and values["external_id"] is None:
        raise UsageError(
            f"run {run.plan.run} was begun with --external-id, which no file keeps; give it again"
        )
    values["role_name"] = run.plan.role


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value.absolute())
    return list(value) if isinstance(value, tuple) else value


def _typed(value: object, like: object) -> object:
    del like
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    """One `org scan`, after its options were checked."""

    values: Mapping[str, Any]
    plan: Plan
    settings: Settings
    store: Folder
    given: AccountSource | None

    def perform(self, run: Begun | None, finish: Finish) -> None:
        """Audit what is left, report, and exit as the gate says.

        Raises:
            AuditorError: nothing could be begun, or the run ended before its end.
        """
        from auditor.organization.run import go, report  # noqa: PLC0415

        worker, run = self._ready(run)
        shown = AccountProgress.of(run, self.values)
        external_ids = {} if self.given is None else self.given.external_ids
        with _ended_by_signals(), shown:
            workers = self.values["workers"]
            outcome = go(run, worker, external_ids, workers=workers, told=shown.count)
        if outcome.error is not None:
            raise type(outcome.error)(f"{outcome.error}; {self._go_on()}") from outcome.error
        organization = report(run, outcome.crashed, deadlines=finish.deadlines)
        code, sentence = finish.write(run, organization, whole=not outcome.stopped)
        if outcome.stopped:
            code, sentence = 3, f"exit 3: interrupted; {self._go_on()}"
        click.echo(sentence, err=True)
        sys.exit(code)

    def _ready(self, run: Begun | None) -> tuple[Worker, Begun]:
        from auditor.cli.collecting import options  # noqa: PLC0415  boto3 is slow to import
        from auditor.collect.access import StopSignal  # noqa: PLC0415
        from auditor.collect.facts.values import open_classifier  # noqa: PLC0415
        from auditor.collect.hub import open_hub  # noqa: PLC0415
        from auditor.organization.run import fingerprint_key  # noqa: PLC0415
        from auditor.organization.work import Worker  # noqa: PLC0415

        values = {**self.values, "role_arn": None, "external_id": None}
        reading = replace(options(values, self.settings), threads=_THREADS)
        inputs = self._inputs()
        # Its connections are shared by all accounts that are being read.
        shared = min(_CONNECTIONS, _THREADS * self.values["workers"])
        hub = open_hub(replace(reading, threads=shared))
        run = run or self._begun(hub, reading)
        hub.check_regions({name for member in run.plan.called for name in member.regions})
        worker = Worker(
            hub=hub,
            stop=StopSignal(),
            classifier=open_classifier(reading.classifier, fingerprint_key(run.files)),
            options=reading,
            inputs=inputs,
            files=run.files,
            role=run.plan.role,
            external_id=self.values["external_id"],
            before=run.before,
        )
        return worker, run

    def _inputs(self) -> Inputs:
        from auditor.assess import waivers  # noqa: PLC0415  PyYAML
        from auditor.assess.pipeline import Inputs  # noqa: PLC0415

        path = self.values["waivers"]
        return Inputs(
            plan=self.plan,
            waivers=waivers.load(Path(path)) if path else None,
            all_results=self.values["all_results"],
        )

    def _begun(self, hub: Any, reading: Any) -> Begun:  # noqa: ANN401  botocore is slow to import
        from auditor.organization.run import begin  # noqa: PLC0415
        from auditor.organization.run_files import runs  # noqa: PLC0415
        from auditor.organization.source import list_accounts  # noqa: PLC0415

        before = (self.values["baseline"] or "").rpartition("run=")[2].strip("/")
        if before and before not in runs(self.store):
            raise UsageError(f"--baseline {before!r}: there is no such run in {self.store.name}")
        if self.given is None:
            raise UsageError(
                "name the accounts: --organization, --accounts FILE or --profiles GLOB"
            )
        found = list_accounts(self.given, hub, reading)
        hub.check_regions({name for member in found.members for name in member.regions})
        return begin(
            self.store,
            found,
            role=self.values["role_name"],
            external_id=self.values["external_id"] is not None,
            asked={
                **{name: _plain(self.values[name]) for name in _ASKED},
                "checks_digest": self.plan.digest(),
            },
            before=before,
        )

    def _go_on(self) -> str:
        return f"go on with: auditor org scan --dir {self.values['dir']} --resume"


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
