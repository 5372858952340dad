"""One audit of an account at a time: an object that is written on a condition, with an expiry.

A run that crashes leaves its lock behind, so every lock ends by itself. A run that goes on in a
new invocation hands it to its own next part; a part that is repeated late finds it passed on.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from auditor.model.errors import AuditorError
from auditor.selfaudit.store import Store, StoreError

LOG = logging.getLogger("auditor.selfaudit")


class LostLockError(AuditorError):
    """Another run took over; nothing was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who wants the lock: a run and its part, counted from 1."""

    run: str
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A lock that is ours until `until`."""

    store: Store
    key: str
    claim: Claim
    etag: str
    until: datetime

    def hand_over(self, until: datetime) -> Lock | None:
        """Pass the lock to the next part; None: it is not ours any more."""
        return _write(
            self.store, self.key, Claim(run=self.claim.run, part=self.claim.part + 1),
            until=until, etag=self.etag,
        )  # fmt: skip

    def renew(self, until: datetime) -> Lock | None:
        """Keep it until another moment; None: it is not ours any more."""
        return _write(self.store, self.key, self.claim, until=until, etag=self.etag)

    def release(self, now: datetime) -> None:
        """End it, unless another run has taken it since.

        Where the bucket can't be written, it stays until its end: what the audit came to counts.
        """
        try:
            _write(self.store, self.key, self.claim, until=now, etag=self.etag)
        except StoreError as error:
            LOG.warning("locked until %s: %s", self.until.isoformat(timespec="minutes"), error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """Why the lock can't be had."""

    reason: str


def acquire(store: Store, key: str, claim: Claim, *, now: datetime, until: datetime) -> Lock | Busy:
    """Take the lock, or say who has it.

    Raises:
        StoreError: the bucket can't be reached.
    """
    lock = _write(store, key, claim, until=until, etag=None)
    if lock is not None:
        return lock
    found = store.get(key)
    if found is None:
        return Busy(reason="the lock came and went just now")
    holder, ends = _read(found.content)
    if holder.run == claim.run and holder.part > claim.part:
        return Busy(reason=f"part {holder.part} of run {holder.run} goes on with this audit")
    if holder.run != claim.run and ends > now:
        return Busy(reason=f"run {holder.run} audits this account until {ends:%Y-%m-%d %H:%M} UTC")
    lock = _write(store, key, claim, until=until, etag=found.etag)
    return lock or Busy(reason="another run was a moment faster")


def _write(
    store: Store, key: str, claim: Claim, *, until: datetime, etag: str | None
) -> Lock | None:
    document = {"run": claim.run, "part": claim.part, "until": until.isoformat()}
    written = store.put_if(key, json.dumps(document).encode(), etag)
    if written is None:
        return None
    return Lock(store=store, key=key, claim=claim, etag=written, until=until)


def _read(content: bytes) -> tuple[Claim, datetime]:
    """Return who holds a lock, and until when; one that is not a lock has ended."""
    try:
        document = json.loads(content)
        ends = datetime.fromisoformat(document["until"]).astimezone(UTC)
        return Claim(run=str(document["run"]), part=int(document["part"])), ends
    except (ValueError, KeyError, TypeError):
        return Claim(run="", part=0), datetime.min.replace(tzinfo=UTC)
