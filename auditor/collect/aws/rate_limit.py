"""Spends the account's request quota evenly, and never more than the share of it that is ours.

Calls wait in a queue per (region, bucket). The event loop is the one dispatcher: it releases the
next call when its moment has come. No thread ever sleeps on a quota.

Two rules decide the moment. Calls are spread evenly over the second. And a second never holds more
than the share: when only a part of the quota may be used, a call counts until one second after its
answer, since it may have reached AWS at any time before that; when the whole may be used, until one
second after its release, since AWS's own burst allowance absorbs what is late.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Mapping

_SECOND = 1.002  # for the grain of timers
_LONGEST_COUNTED = 3.0  # seconds: by then, a call that hangs has arrived
_HEAD_START = 4  # releases of a bucket's first moment, when the whole quota may be used
_WATCHED = 40  # latest answers from which a crowded quota is recognised
_CROWDED = 8  # throttled ones among them: then another caller uses the quota
_SLOWEST = 10.0  # times slower, at most
_RECOVERY = 0.98


class QuotaBucket:
    """One quota in one region: `rate` calls a second, of which `share` is ours."""

    __slots__ = (
        "_again",
        "_answers",
        "_due",
        "_expected",
        "_flying",
        "_interval",
        "_limit",
        "_loop",
        "_slow",
        "_spent",
        "_timer",
        "_waiting",
        "_whole",
        "_window",
    )

    def __init__(self, rate: float, share: float) -> None:
        self._loop = asyncio.get_running_loop()
        allowed = rate * share
        self._whole = share >= 1
        self._limit = max(1, math.floor(allowed + 1e-9)) if math.isfinite(allowed) else 0
        # Less than one call a second is kept over as many seconds as it takes.
        self._window = _SECOND / min(1.0, allowed)
        self._interval = self._window / self._limit if self._limit else 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._again: deque[asyncio.Future[None]] = deque()
        self._spent: deque[float] = deque()  # when each call that was made counts no longer
        self._flying: deque[float] = deque()  # releases that were not answered yet
        self._answers: deque[bool] = deque(maxlen=_WATCHED)
        head_start = _HEAD_START * self._interval if self._whole else 0.0
        self._due = self._loop.time() - head_start
        self._expected = 0
        self._slow = 1.0
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """Return how many calls wait."""
        return len(self._waiting) + len(self._again)

    @property
    def seconds(self) -> float:
        """Return how long it takes to release the calls that wait and those that are expected."""
        return (len(self) + self._expected) * self._interval * self._slow

    def expect(self, calls: int) -> None:
        """Take into account calls that are certain to come; fewer than none: that won't come."""
        self._expected = max(0, self._expected + calls)

    async def turn(self, *, again: bool = False) -> None:
        """Wait until a call may be made; one that is made `again` goes to the front."""
        if not again:
            self.expect(-1)
        if not self._limit:
            return
        mine: asyncio.Future[None] = self._loop.create_future()
        (self._again if again else self._waiting).append(mine)
        self._release()
        await mine

    def learn(self, *, throttled: bool) -> None:
        """Learn from an answer: a throttle drains the bucket, and many of them slow it down."""
        if not self._limit:
            return
        now = self._loop.time()
        if not self._whole:
            if self._flying:
                self._flying.popleft()
            self._spent.append(now + self._window)
        self._answers.append(throttled)
        if throttled:
            self._throttle(now)
        elif self._slow > 1:
            self._slow = max(1.0, self._slow * _RECOVERY)
        self._rearm()

    def stop(self, error: Exception) -> None:
        """Release all who wait."""
        for waiting in (*self._again, *self._waiting):
            if not waiting.done():
                waiting.set_exception(error)
        self._again.clear()
        self._waiting.clear()

    def _throttle(self, now: float) -> None:
        if sum(self._answers) > _CROWDED:
            self._slow = min(self._slow * 1.5, _SLOWEST)
            self._answers.clear()
        elif self._whole and self._slow <= 1:
            # A call that AWS threw back took nothing from the quota: its turn is given back.
            self._due = max(self._due - self._interval, now)
            if self._spent:
                self._spent.popleft()
            return
        self._due = max(self._due, now + self._interval * self._slow)

    def _rearm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._release()

    def _release(self) -> None:
        if self._timer is not None:
            return
        while queue := self._again or self._waiting:
            now = self._loop.time()
            moment = self._moment(now)
            if moment > now:
                self._timer = self._loop.call_at(moment, self._rearm)
                return
            mine = queue.popleft()
            if mine.done():  # cancelled
                continue
            step = self._interval * self._slow
            # What a process without processor missed may be caught up, up to half a second.
            self._due = max(self._due, now - self._window / 2) + step
            if self._whole:
                self._spent.append(now + self._window)
            else:
                self._flying.append(now)
            mine.set_result(None)

    def _moment(self, now: float) -> float:
        while self._spent and self._spent[0] <= now:
            self._spent.popleft()
        while self._flying and self._flying[0] + _LONGEST_COUNTED <= now:
            self._spent.append(now + self._window)
            self._flying.popleft()
        if len(self._spent) + len(self._flying) < self._limit:
            return self._due
        # Until a call counts no longer; an answer that comes earlier looks again.
        full = self._spent[0] if self._spent else self._flying[0] + _LONGEST_COUNTED
        return max(self._due, full)


class Pacing:
    """All the buckets of one account."""

    __slots__ = ("_buckets", "_rates", "_share")

    def __init__(self, rates: Mapping[str, float], share: float) -> None:
        self._rates = rates
        self._share = share
        self._buckets: dict[tuple[str, str], QuotaBucket] = {}

    def bucket(self, region: str, name: str) -> QuotaBucket:
        """Return the bucket of a region; global services have the region ''."""
        key = (region, name)
        if key not in self._buckets:
            self._buckets[key] = QuotaBucket(self._rates[name], self._share)
        return self._buckets[key]

    def seconds(self) -> float:
        """Return how long the calls that wait or are expected will take."""
        return max((bucket.seconds for bucket in self._buckets.values()), default=0.0)

    def stop(self, error: Exception) -> None:
        """Let no call wait any longer."""
        for bucket in self._buckets.values():
            bucket.stop(error)
