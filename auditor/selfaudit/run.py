"""One invocation of the self-audit: lock, collect or go on collecting, report, deliver."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import botocore.exceptions

from auditor.collect import collect
from auditor.model import Account
from auditor.model.arn import parse_arn
from auditor.model.errors import CollectError
from auditor.selfaudit import measure
from auditor.selfaudit.checkpoint import Checkpoint, State
from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.lock import Busy, Claim, Lock, LostLockError, acquire
from auditor.selfaudit.prepared import Prepared
from auditor.selfaudit.request import AuditRequest, Continuation
from auditor.selfaudit.store import Client, Store

if TYPE_CHECKING:
    from auditor.selfaudit.reporting import Reporting

LOG = logging.getLogger("auditor.selfaudit")

# Lambda may keep an event that waits for a free environment for a while.
_HANDED_OVER = timedelta(minutes=45)
_GRACE = timedelta(seconds=60)
# Of the time that is left: for calls under way and a checkpoint, 4 s of work at 30,000 functions.
_SAVING = 0.2
_SAVING_AT_MOST = 90.0
# Judging to rendering takes 80 s for 30,000 functions where bench/selfaudit.py was run last; the
# function's processor may be a fraction of that one, and a fresh invocation costs little.
_REPORTING = 4.0
_REPORTING_A_FUNCTION = 0.02

Outcome = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What Lambda tells about this invocation."""

    request_id: str
    function_arn: str
    seconds_left: Callable[[], float]

    @property
    def account(self) -> str:
        """Return the account that the function belongs to, which is the one it audits."""
        return parse_arn(self.function_arn).account


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

    def perform(self, request: AuditRequest) -> Outcome:
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

    def _part(self, lock: Lock, request: AuditRequest, now: datetime) -> Outcome:
        left = self.checkpoint.state()
        if left is None and self.claim.part > 1:
            raise CollectError(f"run {self.claim.run} has no checkpoint; it has ended or expired")
        state = left or State(request=request, started=now)
        prepared = Prepared.of(self.deployment, self.store, self.client, state)
        partial = None if left is None else self.checkpoint.account()
        account = self._collect(prepared, partial)
        # An account that was read whole needs no second try in a fresh invocation.
        fresh = account is partial
        del partial
        if self._goes_on(account, fresh=fresh):
            return self._continue_later(lock, account, prepared.state)
        from auditor.selfaudit.reporting import Reporting  # noqa: PLC0415  see there

        reporting = Reporting(
            deployment=self.deployment,
            prepared=prepared,
            client=self.client,
            store=self.store,
            clock=self.clock,
            account=self.invocation.account,
        )
        if account.interrupted:
            raise CollectError(self._unfinished(account, reporting))
        report, place = reporting.judge(account)
        del account  # most of the memory, and not needed for comparing and rendering
        outcome = reporting.publish(report, place, lock, self._end())
        self.checkpoint.remove()
        return {**outcome, "parts": self.claim.part}

    def _goes_on(self, account: Account, *, fresh: bool) -> bool:
        """Return whether the rest is for a new invocation: something to read, or the report."""
        if self.claim.part >= self.deployment.max_parts:
            return False
        needed = _REPORTING + _REPORTING_A_FUNCTION * len(account.functions())
        return account.interrupted or (not fresh and self.invocation.seconds_left() < needed)

    def _collect(self, prepared: Prepared, partial: Account | None) -> Account:
        if partial is not None and not partial.interrupted:
            return partial
        left = self.invocation.seconds_left()
        options = replace(prepared.options, seconds=left - min(_SAVING * left, _SAVING_AT_MOST))
        return collect(prepared.plan.facts, options, resume=partial)

    def _continue_later(self, lock: Lock, account: Account, state: State) -> Outcome:
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
        except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError) as error:
            passed.release(self.clock())
            raise CollectError(f"the audit can't go on in a new invocation: {error}") from error
        LOG.info("out of time after %d functions; part %d goes on", len(account.functions()),
                 passed.claim.part)  # fmt: skip
        return {"status": "continued", **event["continue"]}

    def _unfinished(self, account: Account, reporting: Reporting) -> str:
        """Keep what was read, and say that it is not enough for a report."""
        place = reporting.save_snapshot(account)
        self.checkpoint.remove()
        return (
            f"{self.claim.part} invocations were not enough to read the account; what was read is"
            f" in {place}; raise Timeout, MaxParts or quota_share, or name fewer regions"
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
