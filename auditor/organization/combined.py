"""Finished runs, from one place or several, as one report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from auditor.model.errors import UsageError
from auditor.model.organization import Organization
from auditor.organization.folder import Folder
from auditor.organization.member import once
from auditor.organization.rollup import RolledUp, roll_up
from auditor.organization.run import Begun, compared_with, report
from auditor.organization.run_files import RunFiles, RunStore, latest, runs

_BUCKET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?")
_RUN = re.compile(r"(?:(.*)/)?runs/run=([^/]+)/?")


def places(names: Sequence[str], run: str | None = None) -> tuple[Begun, ...]:
    """Return the run of each place: the one that is named, or the newest whole one.

    Raises:
        UsageError: a place holds no run.
    """
    return tuple(_begun(name, run) for name in names)


def combined(
    begun: Sequence[Begun], earlier: Organization | None, deadlines: Mapping[str, int]
) -> Organization:
    """Return one report of all of them; `earlier` is what to compare with.

    Raises:
        UsageError: an earlier run's report is damaged.
    """
    if len(begun) == 1:
        return report(begun[0], deadlines=deadlines, before=earlier)
    members = once(member for run in begun for member in run.plan.members)
    newest = max(begun, key=lambda run: run.plan.created)
    units: dict[str, str] = {}
    for run in begun:
        units.update(run.plan.units)
    given = RolledUp(
        run=newest.plan.run,
        captured_at=newest.plan.created,
        members=members,
        unit_names=units,
        notes=tuple(dict.fromkeys(note for run in begun for note in run.plan.notes)),
        before=earlier,
        deadlines=deadlines,
    )
    summaries = (
        compared_with(run, summary, earlier)
        for run in begun
        for summary in run.files.summaries(run.plan)
    )
    return roll_up(given, summaries)


def _begun(name: str, run: str | None) -> Begun:
    store, named = _store(name)
    known = runs(store)
    chosen = run or named or latest(store) or (known[-1] if known else None)
    if chosen is None or chosen not in known:
        what = f"no run {chosen}" if chosen else "no run"
        raise UsageError(f"{name} holds {what}; name the --dir of `auditor org scan`")
    files = RunFiles(store=store, run=chosen)
    plan = files.plan()
    before = RunFiles(store=store, run=plan.before) if plan.before else None
    return Begun(plan=plan, files=files, before=before)


def _store(name: str) -> tuple[RunStore, str | None]:
    bucket = _BUCKET.fullmatch(name)
    path = (bucket[2] or "") if bucket else name
    inside = _RUN.fullmatch(path)
    run = inside[2] if inside else None
    path = (inside[1] or "") if inside else path
    if bucket:
        from auditor.selfaudit.organization_bucket import bucket_store  # noqa: PLC0415  boto3

        return bucket_store(bucket[1], path.strip("/")), run
    folder = Path(path or ".")
    if not folder.is_dir():
        raise UsageError(f"{name} is not a folder; name the --dir of `auditor org scan`")
    return Folder(path=folder), run


def pages(begun: Iterable[Begun]) -> Iterable[tuple[str, RunFiles]]:
    """Yield each account with the files that hold its own report."""
    seen: set[str] = set()
    for run in begun:
        for member in run.plan.called:
            if member.id not in seen:
                seen.add(member.id)
                yield member.id, run.files


def with_page_links(organization: Organization, links: Mapping[str, str]) -> Organization:
    """Return the report with the addresses of the accounts' own pages."""
    rows = (replace(row, page=links.get(row.id, "")) for row in organization.accounts)
    return replace(organization, accounts=tuple(rows))
