"""A run of an organization in the cloud: the same plan, work and report, over a bucket."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.assess.pipeline import Inputs
from auditor.collect import CollectOptions
from auditor.collect.access import StopSignal
from auditor.collect.facts.values import open_classifier
from auditor.collect.hub import open_hub
from auditor.model import Account
from auditor.model.errors import UsageError
from auditor.organization import run as runs_of
from auditor.organization import tables
from auditor.organization.handler_environment import HandlerEnvironment
from auditor.organization.listing import of_organization
from auditor.organization.member import Member, member_of
from auditor.organization.rollup import DEADLINES
from auditor.organization.run_files import RunFiles, RunStore
from auditor.organization.work import Worker
from auditor.selfaudit import measure, services
from auditor.selfaudit.checkpoint import State
from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.lock import Busy, Claim, Lock, acquire
from auditor.selfaudit.prepared import Prepared
from auditor.selfaudit.request import parse
from auditor.selfaudit.store import Store as Objects
from auditor.storage import snapshot

if TYPE_CHECKING:
    from auditor.model.organization import Organization
    from auditor.organization.run import Begun

LOG = logging.getLogger("auditor.organization")
ROUNDS = 3
LOCK = "locks/run"
_LONGEST = timedelta(hours=12)  # a run that was stopped leaves its lock behind
MOST_PARTS = 14  # invocations for one account
_SAVING = 0.2  # of the time that is left: for the checkpoint, or judging and writing
_SAVING_AT_MOST = 120.0  # seconds

Outcome = Mapping[str, Any]


def plan(here: HandlerEnvironment, event: Outcome) -> Outcome:
    """List the accounts, write the plan, and return where its first round is.

    Raises:
        CollectError: the organization can't be listed as a whole.
        UsageError: the configuration is wrong, or another run is under way; nothing was called.
    """
    prepared = _prepare(here)
    execution = str(event.get("execution") or "")
    lock = _lock(here, execution)
    if isinstance(lock, Busy):
        raise UsageError(
            f"another run of this organization is under way ({lock.reason}); wait for its end, or"
            f" delete s3://{here.bucket}/{LOCK} where it was stopped"
        )
    found = of_organization(open_hub(CollectOptions()), here.filters)
    begun = runs_of.begin(
        here.store,
        found,
        role=here.role,
        external_id=bool(here.external_id_parameter),
        asked={"request": here.request, "deadlines": dict(prepared.deadlines)},
    )
    key = _write_round(begun.files, 1, begun.plan.run, begun.plan.called)
    LOG.info("run %s: %d accounts", begun.plan.run, len(begun.plan.called))
    return {
        "run": begun.plan.run,
        "round": 1,
        "bucket": here.bucket,
        "key": key,
        "accounts": len(begun.plan.called),
        "execution": execution,
    }


def _lock(here: HandlerEnvironment, execution: str) -> Lock | Busy:
    """Take the lock of the organization, or take it once more for the same execution."""
    now, store = datetime.now(UTC), Objects(s3=services.client("s3"), bucket=here.bucket)
    return acquire(store, LOCK, Claim(run=execution, part=1), now=now, until=now + _LONGEST)


def work(here: HandlerEnvironment, item: Outcome, seconds: float) -> Outcome:
    """Audit one account as far as the time allows.

    Raises:
        CredentialsError, StoreError: nothing could be kept.
    """
    run, part = str(item["run"]), int(item.get("part") or 1)
    member = member_of(item["member"])
    files = RunFiles(store=here.store, run=run)
    place = _Checkpoint(store=here.store, key=files.checkpoint_key(member.id))
    prepared, hub = _prepare(here), open_hub(CollectOptions())
    time = seconds - min(_SAVING * seconds, _SAVING_AT_MOST)
    put_off = place.save if part < MOST_PARTS else None
    before = str(item.get("before") or "")
    worker = Worker(
        hub=hub,
        stop=StopSignal(),
        classifier=open_classifier(prepared.options.classifier, _fingerprint_key(here, run)),
        options=replace(prepared.options, seconds=time),
        inputs=Inputs(plan=prepared.plan, waivers=prepared.waivers),
        files=files,
        role=here.role,
        external_id=_external_id(here.external_id_parameter),
        before=RunFiles(store=here.store, run=before) if before else None,
        resume=place.account,
        put_off=put_off,
        keep_rows=True,
    )
    summary = worker.audit(member)
    again = {"run": run, "member": member.row(), "before": before, "part": part + 1}
    if summary is None:
        return {**again, "done": False}
    place.remove()
    return {**again, "done": True}


def missing(here: HandlerEnvironment, event: Outcome) -> Outcome:
    """Return how many accounts have no result; with another round's items where there are some."""
    run, done = str(event["run"]), int(event["round"])
    files = RunFiles(store=here.store, run=run)
    known = files.summarized()
    left = [member for member in files.plan().called if member.id not in known]
    again = bool(left) and done < ROUNDS
    key = _write_round(files, done + 1, run, left) if again else ""
    return {
        "run": run,
        "round": done + 1,
        "bucket": here.bucket,
        "key": key,
        "missing": len(left),
        "again": again,
        "execution": str(event.get("execution") or ""),
    }


def roll_up(here: HandlerEnvironment, event: Outcome) -> Outcome:
    """Write the report of a run as JSON and HTML, tell its figures, and name it as the newest.

    Raises:
        StoreError: the bucket can't be read or written.
    """
    from auditor.evaluate.organization_renderers import (  # noqa: PLC0415  renderers load Jinja2
        organization_renderers,
    )

    files = RunFiles(store=here.store, run=str(event["run"]))
    begun = runs_of.open_run(here.store, files)
    deadlines = {**DEADLINES, **begun.plan.asked.get("deadlines", {})}
    organization = runs_of.report(begun, deadlines=deadlines)
    for form, name in (("html", "org.html"), ("csv", "org.csv")):
        files.keep_document(name, organization_renderers()[form].render(organization))
    tables.keep_accounts(here.store, organization)
    runs_of.finish(begun, organization, whole=True)
    lock = _lock(here, str(event.get("execution") or ""))
    if isinstance(lock, Lock):
        lock.release(datetime.now(UTC))
    measure.emit(here.service, _figures(organization))
    if here.topic and (here.notify == "always" or _worse(begun, organization)):
        _tell(here, organization)
    return {
        "run": organization.run,
        "report": f"s3://{here.bucket}/{files.document_key('org.html')}",
        "counts": dict(organization.counts),
        "value": organization.score.value,
        "grade": organization.score.grade,
        "headline": organization.headline,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checkpoint:
    """What one invocation leaves of an account to the next."""

    store: RunStore
    key: str

    def save(self, account: Account) -> None:
        self.store.write(self.key, snapshot.dump(account))

    def account(self, _: str) -> Account | None:
        content = self.store.read(self.key)
        if content is None:
            return None
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "snapshot.json.gz"
            path.write_bytes(content)
            return snapshot.load(path)

    def remove(self) -> None:
        self.store.remove(self.key)


def _write_round(files: RunFiles, number: int, run: str, members: Iterable[Member]) -> str:
    """Write the items of a round as JSON Lines, which the state machine reads one by one."""
    before = files.plan().before
    rows = ({"run": run, "before": before, "part": 1, "member": m.row()} for m in members)
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    return files.keep_document(f"round-{number}.jsonl", lines.encode())


def _prepare(here: HandlerEnvironment) -> Prepared:
    request, _ = parse(json.loads(here.request), "AUDIT")
    deployment = Deployment(
        bucket=here.bucket, waivers=here.waivers, configuration=here.configuration
    )
    state = State(request=request, started=datetime.now(UTC))
    store = Objects(s3=services.client("s3"), bucket=here.bucket)
    return Prepared.of(deployment, store, services.client, state)


@cache
def _external_id(parameter: str) -> str | None:
    """Return the external id; one environment asks for it once."""
    if not parameter:
        return None
    answer = services.client("ssm").get_parameter(Name=parameter, WithDecryption=True)
    return str(answer["Parameter"]["Value"])


def _fingerprint_key(here: HandlerEnvironment, run: str) -> bytes | None:
    """Return the run's key for fingerprints: equal in every worker, and kept in no place."""
    if not here.fingerprint_key:
        return None
    return _mac(here.fingerprint_key, run)


@cache
def _mac(key: str, run: str) -> bytes:
    answer = services.client("kms").generate_mac(
        KeyId=key, Message=run.encode(), MacAlgorithm="HMAC_SHA_256"
    )
    return bytes(answer["Mac"])


def _figures(organization: Organization) -> tuple[measure.Row, ...]:
    counts, score = organization.counts, organization.score
    late = sum(row.results for row in organization.overdue)
    rows: list[measure.Row] = [
        ("Completed", "Count", 1),
        ("Accounts", "Count", counts["planned"]),
        ("NotAudited", "Count", score.in_scope - counts["audited"]),
        ("CleanAccounts", "Count", score.clean),
        ("Overdue", "Count", late),
        ("New", "Count", organization.changes.new if organization.changes else 0),
    ]
    rows += [(f"Open{w.capitalize()}", "Count", n) for w, n in organization.open.items()]
    if score.value is not None:
        rows.append(("CleanShare", "Percent", score.value))
    return tuple(rows)


def _worse(begun: Begun, organization: Organization) -> bool:
    """Return whether something severe is new or overdue, or an account was lost."""
    changes = organization.changes
    if begun.before is None or changes is None or changes.since is None:
        return True
    new = sum(changes.new_by_severity.get(word, 0) for word in ("critical", "high"))
    return bool(new or changes.lost or any(row.results for row in organization.overdue))


def _tell(here: HandlerEnvironment, organization: Organization) -> None:
    from auditor.evaluate.organization_renderers import (  # noqa: PLC0415  as in `roll_up`
        organization_renderers,
    )

    text = organization_renderers()["terminal"].render(organization).decode()
    services.client("sns").publish(
        TopicArn=here.topic,
        Subject=f"Lambda audit: {organization.score.clean} of {organization.score.in_scope}"
        " accounts clean",
        Message=text,
    )
