"""Spends the account's request quota evenly, and never more than the share of it that is ours.

Calls wait in a queue per (region, bucket). The event loop is the one dispatcher: it releases the
next call when its moment has come. No thread ever sleeps on a quota.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque

# Releases and arrivals differ by the time it takes to sign and send, so the limit per second is
# kept over a window that is longer by this much.
_JITTER = 0.06  # seconds, when only a share may be used
_JITTER_WHOLE = 0.004  # at the whole quota AWS's own burst absorbs it
_LATE = 3  # releases that may be caught up after the process had no processor
_WATCHED = 40  # latest answers from which a crowded quota is recognised
_CROWDED = 0.2  # share of throttled answers above which somebody else uses the quota
_SLOWEST = 0.1  # of the rate


class Bucket:
    """One quota in one region: `rate` calls a second, of which `share` is ours."""

    __slots__ = (
        "_again",
        "_answers",
        "_due",
        "_interval",
        "_limit",
        "_loop",
        "_released",
        "_slow",
        "_timer",
        "_waiting",
        "_window",
    )

    def __init__(self, rate: float, share: float) -> None:
        self._loop = asyncio.get_running_loop()
        allowed = rate * share
        whole = share >= 1
        self._window = 1 + (_JITTER_WHOLE if whole else _JITTER)
        # A share of less than one call a second is kept over as many seconds as it takes.
        self._limit = max(1, math.floor(allowed + 1e-9)) if math.isfinite(allowed) else 0
        if allowed < 1:
            self._window /= allowed
        self._interval = self._window / self._limit if self._limit else 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._again: deque[asyncio.Future[None]] = deque()
        self._released: deque[float] = deque(maxlen=self._limit or 1)
        self._answers: deque[bool] = deque(maxlen=_WATCHED)
        self._due = 0.0
        self._slow = 1.0
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """Return how many calls wait."""
        return len(self._waiting) + len(self._again)

    @property
    def seconds(self) -> float:
        """How long the calls that wait will take to be released."""
        return len(self) * self._interval * self._slow

    async def turn(self, *, again: bool = False) -> None:
        """Wait until a call may be made; one that is made `again` goes to the front."""
        if not self._limit:
            return
        mine: asyncio.Future[None] = self._loop.create_future()
        (self._again if again else self._waiting).append(mine)
        self._release()
        await mine

    def answered(self, *, throttled: bool) -> None:
        """Learn from an answer: a throttle drains the bucket, and many of them slow it down."""
        if not self._limit:
            return
        self._answers.append(throttled)
        crowded = sum(self._answers) > _CROWDED * _WATCHED
        if throttled:
            self._due = max(self._due, self._loop.time() + self._interval * self._slow)
            if crowded:
                self._slow = min(self._slow * 1.5, 1 / _SLOWEST)
                self._answers.clear()
        elif self._slow > 1:
            self._slow = max(1.0, self._slow * 0.98)

    def refund(self) -> None:
        """Give back the turn of a call that AWS threw back: it took nothing from the quota."""
        if self._limit and self._slow <= 1 and self._released:
            self._due = max(self._due - self._interval, self._loop.time() - self._interval)
            self._released.popleft()
            if self._timer is not None:
                self._timer.cancel()
                self._wake()

    def stop(self, error: Exception) -> None:
        """Let nobody wait any longer."""
        for waiting in (*self._again, *self._waiting):
            if not waiting.done():
                waiting.set_exception(error)
        self._again.clear()
        self._waiting.clear()

    def _release(self) -> None:
        if self._timer is not None:
            return
        while queue := self._again or self._waiting:
            now = self._loop.time()
            moment = self._moment()
            if moment > now:
                self._timer = self._loop.call_at(moment, self._wake)
                return
            mine = queue.popleft()
            if mine.done():  # cancelled
                continue
            step = self._interval * self._slow
            self._due = max(self._due, now - _LATE * step) + step
            self._released.append(now)
            mine.set_result(None)

    def _moment(self) -> float:
        full = len(self._released) == self._limit
        return max(self._due, self._released[0] + self._window if full else 0.0)

    def _wake(self) -> None:
        self._timer = None
        self._release()


class Pacing:
    """All the buckets of one account."""

    __slots__ = ("_buckets", "_rates", "_share")

    def __init__(self, rates: dict[str, float], share: float) -> None:
        self._rates = rates
        self._share = share
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def bucket(self, region: str, name: str) -> Bucket:
        """Return the bucket of a region; global services have the region ''."""
        key = (region, name)
        if key not in self._buckets:
            self._buckets[key] = Bucket(self._rates[name], self._share)
        return self._buckets[key]

    def seconds(self) -> float:
        """Return how long the calls that wait now will take."""
        return max((bucket.seconds for bucket in self._buckets.values()), default=0.0)

    def stop(self, error: Exception) -> None:
        """Let no call wait any longer."""
        for bucket in self._buckets.values():
            bucket.stop(error)
