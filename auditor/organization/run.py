"""A run on one machine, from its plan to the report; it can be gone on with after anything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from auditor.assess.compare import with_baseline
from auditor.model.errors import UsageError
from auditor.model.organization import Organization
from auditor.organization.engine import RunOutcome, Told, run_all
from auditor.organization.member import with_external_ids
from auditor.organization.plan import RunPlan, run_id
from auditor.organization.rollup import DEADLINES, RolledUp, roll_up
from auditor.organization.run_files import RunFiles, RunStore, latest, runs
from auditor.organization.summary import Summary, by_counts, with_changes
from auditor.storage import gc_pause

if TYPE_CHECKING:
    from auditor.organization.listing import Listed
    from auditor.organization.work import Worker

FINGERPRINT_KEY = "fingerprints.key"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run that exists: its plan, its files, and what it is compared with."""

    plan: RunPlan
    files: RunFiles
    before: RunFiles | None = None


def begin(
    store: RunStore,
    listed: Listed,
    *,
    role: str,
    external_id: bool,
    asked: Mapping[str, Any],
    before: str = "",
) -> Begun:
    """Write the plan of a new run; `before` is the run to compare with, or the newest whole one."""
    now = datetime.now(UTC).replace(microsecond=0)
    plan = RunPlan(
        run=run_id(now, runs(store)),
        created=now,
        members=listed.members,
        role=role,
        external_id=external_id,
        asked=asked,
        units=listed.units,
        notes=listed.notes,
        before=before or latest(store) or "",
    )
    files = RunFiles(store=store, run=plan.run)
    files.begin(plan)
    return Begun(plan=plan, files=files, before=_before(store, plan))


def newest_run(store: RunStore) -> Begun | None:
    """Return the newest run of a store, or None where there is none.

    Raises:
        UsageError: its plan is damaged.
    """
    names = runs(store)
    if not names:
        return None
    return open_run(store, RunFiles(store=store, run=names[-1]))


def open_run(store: RunStore, files: RunFiles) -> Begun:
    """Return a run that exists.

    Raises:
        UsageError: its plan is missing or damaged.
    """
    plan = files.plan()
    return Begun(plan=plan, files=files, before=_before(store, plan))


def _before(store: RunStore, plan: RunPlan) -> RunFiles | None:
    return RunFiles(store=store, run=plan.before) if plan.before else None


def fingerprint_key(files: RunFiles) -> bytes:
    """Return the run's key for fingerprints of secrets, made where there is none yet.

    It is kept until every account was read, so that a secret that accounts share is recognised
    after a resume as well.
    """
    found = files.secret(FINGERPRINT_KEY)
    if found is not None and len(found) == _KEY_BYTES:
        return found
    made = os.urandom(_KEY_BYTES)
    files.keep_secret(FINGERPRINT_KEY, made)
    return made


def go(
    run: Begun, worker: Worker, external_ids: Mapping[str, str], *, workers: int, told: Told
) -> RunOutcome:
    """Audit every account of the plan that is not done."""
    left = [member for member in run.plan.called if not run.files.done(member.id)]
    members = with_external_ids(left, external_ids)
    return run_all(members, worker.audit, workers=workers, stop=worker.stop, told=told)


def report(
    run: Begun,
    crashed: Mapping[str, Summary] | None = None,
    *,
    deadlines: Mapping[str, int] | None = None,
    before: Organization | None = None,
) -> Organization:
    """Return the report of a run, from the files of its accounts.

    Raises:
        UsageError: the earlier run's report is damaged.
    """
    lost = dict(crashed or {})

    def summaries() -> Any:  # noqa: ANN401  a generator of summaries
        yield from lost.values()  # first: what is in a file of such an account is older
        for summary in run.files.summaries(run.plan):
            yield compared_with(run, summary, before)

    earlier = before
    if earlier is None and run.before is not None:
        earlier = run.before.organization()
    given = RolledUp(
        run=run.plan.run,
        captured_at=run.plan.created,
        members=run.plan.members,
        unit_names=run.plan.units,
        notes=run.plan.notes,
        before=earlier,
        deadlines=deadlines or DEADLINES,
    )
    with gc_pause.paused():
        return roll_up(given, summaries())


def compared_with(run: Begun, summary: Summary, before: Organization | None) -> Summary:
    """Return a summary with what is new and fixed since another run than it was compared with.

    That run's own reports tell it where the store still has them; otherwise the counts of open
    findings do, and a finding that replaced another of its severity goes unseen.
    """
    if before is None or before.run == run.plan.before:
        return summary
    old = RunFiles(store=run.files.store, run=before.run).report(summary.id)
    new = run.files.report(summary.id) if old is not None else None
    if old is not None and new is not None:
        return with_changes(summary, with_baseline(old, new))
    then = next((row for row in before.accounts if row.id == summary.id), None)
    return by_counts(summary, then.open if then is not None else None)


def finish(run: Begun, organization: Organization, *, whole: bool) -> None:
    """Write the report; after a whole run name it as the newest, and forget its key."""
    run.files.publish(organization, whole=whole)
    if whole and all(run.files.done(member.id) for member in run.plan.called):
        run.files.forget_secret(FINGERPRINT_KEY)


def demand_same(run: Begun, asked: Mapping[str, Any]) -> None:
    """Refuse to go on with a run under other conditions than it was begun with.

    Raises:
        UsageError: an option differs.
    """
    for key, value in asked.items():
        then = run.plan.asked.get(key)
        if key in run.plan.asked and then != value:
            option = f"--{key.replace('_', '-')}"
            raise UsageError(
                f"run {run.plan.run} was begun with another {option}; leave it out, or begin a new"
                " run without --resume"
            )
