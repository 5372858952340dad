"""One invocation of the self-audit: lock, collect or go on collecting, report, deliver."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import botocore.exceptions

from auditor import compare, pipeline, plan, snapshot
from auditor.collect import CollectOptions, collect
from auditor.errors import AuditorError, CollectError
from auditor.model import Account
from auditor.model.report import Report
from auditor.registry import checks
from auditor.selfaudit import announce, measure, publish, sources
from auditor.selfaudit.checkpoint import Checkpoint, State
from auditor.selfaudit.delivery import Delivery
from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.lock import Busy, Claim, Lock, acquire
from auditor.selfaudit.publish import Manifest
from auditor.selfaudit.request import Continuation, Request
from auditor.selfaudit.store import Client, Store
from auditor.waivers import Waivers

LOG = logging.getLogger("auditor.selfaudit")

# Lambda may keep an event that waits for a free environment for a while.
_HANDED_OVER = timedelta(minutes=45)
_GRACE = timedelta(seconds=60)
# Of the time that is left: for writing a checkpoint, which at 30,000 functions takes half a minute.
_SAVING = 0.2
_SAVING_AT_MOST = 90.0
# Measured with bench/selfaudit.py; the function's processor is taken for half as fast.
_REPORTING = 4.0
_REPORTING_A_FUNCTION = 0.02

_GZIP = "application/gzip"

Outcome = Mapping[str, Any]


class LostLockError(AuditorError):
    """Another run took over; nothing was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What Lambda tells about this invocation."""

    request_id: str
    function_arn: str
    seconds_left: Callable[[], float]

    @property
    def account(self) -> str:
        """Return the account that the function belongs to, which is the one it audits."""
        return self.function_arn.split(":")[4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One invocation's part of an audit."""

    deployment: Deployment
    invocation: Invocation
    client: Callable[..., Client]  # (service, region="")
    store: Store
    claim: Claim
    clock: Callable[[], datetime]

    @property
    def checkpoint(self) -> Checkpoint:
        """Return the place where this run's checkpoint is."""
        return Checkpoint.of(self.store, self.invocation.account, self.claim.run)

    def perform(self, request: Request) -> Outcome:
        """Audit, or go on with an audit; return what became of it.

        Raises:
            AuditorError: it failed; the last good report is still in place.
        """
        now = self.clock()
        lock = acquire(
            self.store,
            f"locks/{self.invocation.account}.json",
            self.claim,
            now=now,
            until=self._end(),
        )
        if isinstance(lock, Busy):
            LOG.warning("nothing done: %s", lock.reason)
            measure.emit(self.deployment.service, (measure.SKIPPED,))
            return {"status": "skipped", "reason": lock.reason}
        handed_over = False
        try:
            outcome = self._part(lock, request, now)
            handed_over = outcome["status"] == "continued"
            return outcome
        finally:
            if not handed_over:
                lock.release(self.clock())

    def _end(self) -> datetime:
        """Return the latest moment at which this invocation can still be at work."""
        return self.clock() + timedelta(seconds=self.invocation.seconds_left()) + _GRACE

    def _part(self, lock: Lock, request: Request, now: datetime) -> Outcome:
        state = self.checkpoint.state()
        if state is None and self.claim.part > 1:
            raise CollectError(f"run {self.claim.run} has no checkpoint; it has ended or expired")
        prepared = _Prepared.of(self, state or State(request=request, started=now))
        partial = None if state is None else self.checkpoint.account()
        account = self._collected(prepared, partial)
        last_part = self.claim.part >= self.deployment.max_parts
        if account.interrupted and last_part:
            raise CollectError(self._unfinished(account))
        if account.interrupted:
            return self._continued(lock, account, prepared.state)
        listed = len(account.functions())
        needed = _REPORTING + _REPORTING_A_FUNCTION * listed
        # An account that was read whole needs no second try in a fresh invocation.
        fresh = partial is not None and not partial.interrupted
        if self.invocation.seconds_left() < needed and not (fresh or last_part):
            return self._continued(lock, account, prepared.state)
        report, place = self._judged(account, prepared)
        del account, partial  # most of the memory, and not needed for comparing and rendering
        return self._reported(lock, report, place, prepared)

    def _collected(self, prepared: _Prepared, partial: Account | None) -> Account:
        if partial is not None and not partial.interrupted:
            return partial
        left = self.invocation.seconds_left()
        options = replace(prepared.options, seconds=left - min(_SAVING * left, _SAVING_AT_MOST))
        return collect(prepared.plan.facts, options, resume=partial)

    def _continued(self, lock: Lock, account: Account, state: State) -> Outcome:
        self.checkpoint.save(account, state)
        passed = lock.hand_over(self.clock() + _HANDED_OVER)
        if passed is None:
            raise LostLockError(f"run {self.claim.run} lost its lock; nothing was published")
        event = {"continue": {"run": passed.claim.run, "part": passed.claim.part}}
        try:
            self.client("lambda").invoke(
                FunctionName=self.invocation.function_arn,
                InvocationType="Event",
                Payload=json.dumps(event).encode(),
            )
        except botocore.exceptions.ClientError as error:
            passed.release(self.clock())
            raise CollectError(f"the audit can't go on in a new invocation: {error}") from error
        LOG.info("out of time after %d functions; part %d goes on", len(account.functions()),
                 passed.claim.part)  # fmt: skip
        return {"status": "continued", **event["continue"]}

    def _judged(self, account: Account, prepared: _Prepared) -> tuple[Report, str]:
        """Keep the snapshot; return the report, not yet compared, and the folder for it."""
        place = publish.folder(self.invocation.account, account.captured_at)
        self.store.put(f"{place}/{publish.SNAPSHOT}", snapshot.dump(account), _GZIP)
        report = pipeline.report(
            account, pipeline.Inputs(plan=prepared.plan, waivers=prepared.waivers)
        )
        return replace(report, notes=(*report.notes, *prepared.notes)), place

    def _reported(self, lock: Lock, report: Report, place: str, prepared: _Prepared) -> Outcome:
        before = publish.last(self.store, self.invocation.account)
        baseline = publish.baseline(self.store, before)
        if baseline is not None:
            report = compare.with_baseline(baseline, report)
        del baseline
        publish.write(self.store, report, place)
        if report.score.value is None and report.gaps:
            raise CollectError(f"no function could be listed ({report.score.cap}); see {place}")
        kept = lock.renewed(self._end())
        if kept is None:
            raise LostLockError(f"run {self.claim.run} lost its lock; its report is in {place}")
        try:
            return self._published(report, place, before, prepared)
        finally:
            kept.release(self.clock())

    def _published(
        self, report: Report, place: str, before: Manifest | None, prepared: _Prepared
    ) -> Outcome:
        now = self.clock()
        told = Delivery(
            client=self.client, deployment=self.deployment, report=report, before=before, now=now
        )
        where = f"s3://{self.store.bucket}/{place}"
        undelivered, imported_at = told.deliver(where, prepared.state.request.notify)
        manifest = Manifest(
            folder=place,
            captured_at=report.captured_at.isoformat(),
            undelivered=undelivered,
            imported_at=imported_at,
        )
        publish.point(self.store, self.invocation.account, manifest)
        self.checkpoint.remove()
        seconds = (self.clock() - prepared.state.started).total_seconds()
        rows = measure.of_report(report, seconds=seconds, undelivered=len(undelivered))
        aged = measure.age(before.captured_at, now) if before else ()
        measure.emit(self.deployment.service, (*rows, *aged))
        return {
            "status": "completed",
            "report": f"{where}/report.html",
            "score": report.score.value,
            "grade": report.score.grade,
            "open": dict(report.open),
            "worse": list(announce.worse(report)),
            "undelivered": list(undelivered),
            "parts": self.claim.part,
        }

    def _unfinished(self, account: Account) -> str:
        """Keep what was read, and say that it is not enough for a report."""
        key = f"{publish.folder(self.invocation.account, account.captured_at)}/{publish.SNAPSHOT}"
        self.store.put(key, snapshot.dump(account), _GZIP)
        self.checkpoint.remove()
        return (
            f"{self.claim.part} invocations were not enough to read the account; what was read is"
            f" in {key}; raise Timeout, MaxParts or quota_share, or name fewer regions"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """What is read and checked before the first call to the audited account."""

    state: State
    plan: plan.Plan
    options: CollectOptions
    waivers: Waivers | None
    notes: tuple[str, ...]

    @classmethod
    def of(cls, run: Run, state: State) -> _Prepared:
        def read(place: str) -> sources.Source | None:
            return sources.read(place, run.store, lambda: run.client("ssm"))

        waiver_file = read(run.deployment.waivers)
        configuration = read(run.deployment.configuration)
        known = checks()
        settings, defaults = sources.configuration(configuration, known)
        request = state.request.over(defaults)
        selection = plan.Selection(
            include=request.checks or (),
            exclude=request.skip_checks or (),
            metrics=bool(request.metrics),
            packages=bool(request.packages),
        )
        classifier = {
            "extra_formats": settings.secret_formats,
            "extra_references": settings.secret_references,
        }
        return cls(
            state=replace(state, request=request),
            plan=plan.make(known, selection, settings),
            options=CollectOptions(
                regions=request.regions or (),
                role_arn=run.deployment.reader or None,
                quota_share=request.share,
                packages=bool(request.packages),
                classifier=MappingProxyType(classifier),
            ),
            waivers=sources.waivers_of(waiver_file),
            notes=sources.notes(waivers=waiver_file, configuration=configuration),
        )


def run_of(
    deployment: Deployment,
    invocation: Invocation,
    continuation: Continuation | None,
    client: Callable[..., Client],
) -> Run:
    """Return this invocation's part of an audit."""
    claim = (
        Claim(run=invocation.request_id, part=1)
        if continuation is None
        else Claim(run=continuation.run, part=continuation.part)
    )
    return Run(
        deployment=deployment,
        invocation=invocation,
        client=client,
        store=Store(s3=client("s3"), bucket=deployment.bucket),
        claim=claim,
        clock=lambda: datetime.now(UTC),
    )
