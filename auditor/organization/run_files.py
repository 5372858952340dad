"""Where a run keeps its files, in a folder or a bucket. Every file is final when it is written.

runs/run=ID/run.json                   what the run was begun with
           /plan.jsonl                 one account a line
           /reports/ACCOUNT.json.gz    auditor/report/1
           /summaries/ACCOUNT.json.gz  written after the report: with it, an account is done
           /organization.json          auditor/organization/1
latest.json                            {"run": ID}, written last: the newest whole run
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from auditor.model.errors import UsageError
from auditor.model.organization import Organization, Status
from auditor.model.report import Report
from auditor.model.wording import printable
from auditor.organization.plan import (
    RunPlan,
    dump_members,
    is_run_id,
    load_members,
    plan_of,
    run_order,
    settings_of,
)
from auditor.organization.summary import Summary
from auditor.organization.summary_file import DamagedSummaryError, digest_of, dump, load
from auditor.storage import codec

LATEST = "latest.json"
RUNS = "runs"
ORGANIZATION = "organization.json"
_SUMMARY = ".json.gz"
_LONGEST = 200  # characters of what is wrong in a message
_DONE = frozenset({Status.AUDITED, Status.INCOMPLETE})


class RunStore(Protocol):
    """Whole files by their keys, which look like paths."""

    @property
    def name(self) -> str:
        """Return the store as messages name it."""

    def read(self, key: str) -> bytes | None:
        """Return a file's content, or None where there is none."""

    def write(self, key: str, content: bytes) -> None:
        """Write a file, whole or not at all."""

    def remove(self, key: str) -> None:
        """Remove a file, if it is there."""

    def folders(self, key: str) -> Iterable[str]:
        """Return the names of the folders right in one."""

    def files(self, key: str) -> Iterable[str]:
        """Return the names of the files right in a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFiles:
    """The files of one run."""

    store: RunStore
    run: str

    def begin(self, plan: RunPlan) -> None:
        """Write the plan: the accounts first, and then what makes them a run."""
        members = dump_members(plan.members)
        self.store.write(self._key("plan.jsonl"), members)
        self.store.write(self._key("run.json"), _json(settings_of(plan, digest_of(members))))

    def plan(self) -> RunPlan:
        """Return the plan.

        Raises:
            UsageError: the run has none, or it is damaged.
        """
        settings, members = (self.store.read(self._key(n)) for n in ("run.json", "plan.jsonl"))
        where = f"{self.store.name}/{self._key('')}"
        if settings is None or members is None:
            raise UsageError(f"{where} holds no plan; begin a new run")
        try:
            document = json.loads(settings)
            plan = plan_of(document, load_members(members))
            wrong = self._wrong(plan, document, digest_of(members))
        except (KeyError, TypeError, AttributeError, RecursionError):
            wrong = "a value is missing or of another kind"
        except ValueError as error:
            wrong = printable(str(error))[:_LONGEST]
        if wrong:
            raise UsageError(f"the plan in {where} is damaged ({wrong}); begin a new run")
        return plan

    def _wrong(self, plan: RunPlan, settings: dict[str, Any], digest: str) -> str:
        """Return why a plan is not the one that the run was begun with, or an empty string."""
        if plan.run != self.run:
            return f"run.json is of run {printable(plan.run)}"
        if settings.get("plan", digest) != digest:  # lines may have been lost
            return "plan.jsonl has changed since"
        return ""

    def keep(self, report: bytes | None, summary: Summary) -> None:
        """Write what came of one account; `report` is its file's content."""
        if report is not None:
            self.store.write(self.report_key(summary.id), report)
        self.store.write(self._summary_key(summary.id), dump(summary))

    def report_key(self, account: str) -> str:
        """Return the key of an account's own report."""
        return self._key(f"reports/{account}.json.gz")

    def report(self, account: str) -> Report | None:
        """Return an account's own report, or None where there is none or it is damaged."""
        content = self.store.read(self.report_key(account))
        if content is None:
            return None
        try:
            return codec.report_from_json(content, self.report_key(account))
        except UsageError:
            return None

    def summary(self, account: str) -> Summary | None:
        """Return an account's summary, or None where it is missing, damaged or without its report.

        Such an account counts as lost, and is audited anew when the run is resumed.
        """
        content = self.store.read(self._summary_key(account))
        if content is None:
            return None
        try:
            summary = load(content, account)
        except DamagedSummaryError:
            return None
        if summary.status in _DONE:
            report = self.store.read(self.report_key(account))
            if report is None or digest_of(report) != summary.digest:
                return None
        return summary

    def summaries(self, plan: RunPlan) -> Iterator[Summary]:
        """Yield the whole summaries of the plan's accounts."""
        for member in plan.members:
            found = None if member.skipped else self.summary(member.id)
            if found is not None:
                yield found

    def done(self, account: str) -> bool:
        """Return whether nothing of an account is asked again when the run is resumed."""
        found = self.summary(account)
        return found is not None and found.status in _DONE and not found.partial

    def publish(self, organization: Organization, *, whole: bool) -> None:
        """Write the organization's report, and after a whole run what names the newest."""
        content = codec.organization_to_json(organization)
        self.store.write(self._key(ORGANIZATION), content)
        if whole:
            self.store.write(LATEST, _json({"run": self.run}))

    def organization(self) -> Organization | None:
        """Return the organization's report, or None where there is none.

        Raises:
            UsageError: it is damaged.
        """
        key = self._key(ORGANIZATION)
        content = self.store.read(key)
        return None if content is None else codec.organization_from_json(content, key)

    def summarized(self) -> frozenset[str]:
        """Return the accounts that have a summary, whole or damaged."""
        names = self.store.files(self._key("summaries"))
        return frozenset(n.removesuffix(_SUMMARY) for n in names if n.endswith(_SUMMARY))

    def document_key(self, name: str) -> str:
        """Return the key of a document of the run."""
        return self._key(name)

    def checkpoint_key(self, account: str) -> str:
        """Return the key of what was read of an account that takes several invocations."""
        return self._key(f"checkpoints/{account}.json.gz")

    def keep_document(self, name: str, content: bytes) -> str:
        """Write a document of the run, and return its key."""
        self.store.write(self._key(name), content)
        return self._key(name)

    def secret(self, name: str) -> bytes | None:
        """Return a key that the run needs until it ends, or None where there is none."""
        return self.store.read(self._key(name))

    def keep_secret(self, name: str, content: bytes) -> None:
        """Keep a key until the run has ended."""
        self.store.write(self._key(name), content)

    def forget_secret(self, name: str) -> None:
        """Remove a key."""
        self.store.remove(self._key(name))

    def _key(self, name: str) -> str:
        return f"{RUNS}/run={self.run}/{name}"

    def _summary_key(self, account: str) -> str:
        return self._key(f"summaries/{account}{_SUMMARY}")


def runs(store: RunStore) -> tuple[str, ...]:
    """Return the ids of the runs in a store, oldest first."""
    names = store.folders(RUNS)
    found = (n.removeprefix("run=") for n in names if n.startswith("run="))
    return tuple(sorted(filter(is_run_id, found), key=run_order))


def latest(store: RunStore) -> str | None:
    """Return the id of the newest whole run, or None."""
    content = store.read(LATEST)
    if content is None:
        return None
    try:
        found = json.loads(content)["run"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, str) and is_run_id(found) else None


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=True) + "\n").encode()
