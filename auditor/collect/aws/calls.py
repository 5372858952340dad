"""Makes the calls: paced, repeated where that helps, and never silently lost.

`Calls.one` and `Calls.all` are what every collector uses. They return what AWS said, or raise
`LostError` with the `Unknown` that stands for it from then on.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from auditor.collect.aws.attempt import TRIES_SLOW, Answer, Failure, attempt
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.error_codes import Fault, reason
from auditor.collect.aws.operations import BUCKETS, OPERATIONS, Operation
from auditor.collect.aws.options import CollectOptions
from auditor.collect.aws.progress import Progress
from auditor.collect.aws.rate_limit import Bucket, Pacing
from auditor.collect.aws.thread_bridge import Flights
from auditor.collect.aws.thread_pool import Pool
from auditor.model import CallStatistics, Fact, Known, Unknown

T = TypeVar("T")

_EMPTY_PAGES = 200  # one after the other, before a list is given up
_FIRST_PAUSE = 0.05  # seconds before a try is repeated, doubled each time
_LONGEST_PAUSE = 3.0
_ESTIMATES = 0.2  # seconds between two estimates of the time left

# What reading an answer of an unexpected shape raises.
ODD = (AttributeError, LookupError, TypeError, ValueError)


class LostError(Exception):
    """A call that brought nothing; carries what stands in for its facts."""

    def __init__(self, unknown: Unknown, kind: Fault) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown
        self.kind = kind


_CRASHED = LostError(
    Unknown(reason="the call failed because of an internal error", code="Crashed"), Fault.REFUSED
)


async def known(work: Awaitable[T], operation: str = "", region: str = "") -> Fact[T]:
    """Return what `work` brings as a fact: a lost call or an odd answer is Unknown."""
    try:
        return Known(await work)
    except LostError as lost:
        return lost.unknown
    except ODD as odd:
        return odd_answer(odd, operation, region)


def odd_answer(odd: Exception, operation: str, region: str) -> Unknown:
    """Return the fact that stands in for an answer that could not be understood."""
    action = OPERATIONS[operation].action if operation in OPERATIONS else ""
    return Unknown(
        # The class alone: the text could quote the answer.
        reason=f"the answer of {operation or 'AWS'} has an unexpected shape ({type(odd).__name__})",
        operation=operation,
        iam_action=action,
        code="UnexpectedAnswer",
        region=region,
    )


class Calls:
    """All calls of one audit. Belongs to one event loop."""

    def __init__(
        self,
        clients: Clients,
        options: CollectOptions,
        progress: Progress | None = None,
        rates: Mapping[str, float] = BUCKETS,
    ) -> None:
        self.clients = clients
        self.progress = progress or Progress()
        self._loop = asyncio.get_running_loop()
        self._pacing = Pacing(rates, options.quota_share)
        self._flights = Flights(Pool(options.threads), _CRASHED)
        self._stopped: Unknown | None = None
        self._made: Counter[str] = Counter()
        self._throttled = 0
        self._estimated = 0.0
        self._retried = 0

    # -- for collectors

    async def one(
        self, operation: str, region: str = "", *, absent: bool = False, **parameters: object
    ) -> Answer | None:
        """Make one call; with `absent`, return None where AWS says there is no such thing.

        Raises:
            LostError: nothing usable came back.
        """
        try:
            return await self._made_good(OPERATIONS[operation], region, parameters)
        except LostError as lost:
            if absent and lost.kind is Fault.ABSENT:
                return None
            raise

    async def get(self, operation: str, region: str = "", **parameters: object) -> Answer:
        """Make one call and return its answer.

        Raises:
            LostError: nothing usable came back.
        """
        return await self._made_good(OPERATIONS[operation], region, parameters)

    async def pages(
        self, operation: str, region: str = "", **parameters: object
    ) -> AsyncIterator[Answer]:
        """Yield the answers of a list page by page; a marker that repeats ends it.

        Raises:
            LostError: a page was lost, or the list has no end; earlier pages were yielded.
        """
        entry = OPERATIONS[operation]
        asked, answered = entry.token
        size_name, size = entry.page
        request = {**({size_name: size} if size else {}), **parameters}
        seen: set[str] = set()
        empty = 0
        while True:
            answer = await self._made_good(entry, region, request)
            yield answer
            marker = answer.get(answered) if answered else None
            if not marker:
                return
            if any(answer.get(key) for key in (entry.items, *entry.also)):
                empty = 0
            else:
                empty += 1
            if marker in seen or empty > _EMPTY_PAGES:
                raise LostError(_endless(entry, region), Fault.REFUSED)
            seen.add(marker)
            request = {**request, asked: marker}

    async def all(self, operation: str, region: str = "", **parameters: object) -> list[Any]:
        """Return the items of a whole list, duplicates included.

        Raises:
            LostError: a page was lost, or the list has no end.
        """
        key = OPERATIONS[operation].items
        found: list[Any] = []
        async for page in self.pages(operation, region, **parameters):
            found.extend(page.get(key) or ())
        return found

    async def run(self, work: Callable[[], T]) -> T:
        """Run something that blocks, such as reading a package, on one of the threads.

        Raises:
            LostError: collecting was interrupted.
        """
        return await self._fly(work)

    def expect(self, operation: str, region: str, calls: int = 1) -> None:
        """Let the time left reckon with calls that are certain to come, or, below 0, won't come."""
        self._pacing.bucket(region, OPERATIONS[operation].bucket).expect(calls)

    # -- for the one who drives them

    def stop(self, unknown: Unknown) -> None:
        """Let every call that waits or is under way end with `unknown`, and every later one."""
        if self._stopped is None:
            self._stopped = unknown
            lost = LostError(unknown, Fault.EXPIRED)
            self._pacing.stop(lost)
            self._flights.stop(lost)

    @property
    def stopped(self) -> Unknown | None:
        """Why no more calls are made; None: they are."""
        return self._stopped

    def close(self) -> None:
        """Let the threads go."""
        self._flights.close()

    def statistics(self) -> CallStatistics:
        """Return how many calls were made so far."""
        return CallStatistics(
            total=self._made.total(),
            throttled=self._throttled,
            retried=self._retried,
            by_operation=MappingProxyType(dict(sorted(self._made.items()))),
        )

    # -- inside

    async def _made_good(
        self, entry: Operation, region: str, parameters: dict[str, object]
    ) -> Answer:
        region = "" if entry.world else region
        bucket = self._pacing.bucket(region, entry.bucket)
        self.progress.add("calls", total=1)
        tries = 0
        while True:
            if self._stopped is not None:
                raise LostError(self._stopped, Fault.EXPIRED)
            await bucket.turn(again=tries > 0)
            tries += 1
            self._made[entry.id] += 1
            self._retried += tries > 1
            # Many wait for a list, and whoever asks again has waited already.
            result = await self._fly(
                lambda: attempt(self.clients, entry, region, parameters),
                first=tries > 1 or "FunctionName" not in parameters,
            )
            self._learn(bucket, result)
            if not isinstance(result, Failure):
                self._estimate()
                self.progress.add("calls", done=1)
                return result
            if not self._again(result, tries):
                self.progress.add("calls", done=1)
                raise self._lost(entry, region, result)
            await asyncio.sleep(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (tries - 1)))

    def _estimate(self) -> None:
        now = self._loop.time()
        if now >= self._estimated + _ESTIMATES:
            self._estimated = now
            self.progress.seconds_left = self._pacing.seconds()

    def _learn(self, bucket: Bucket, result: Answer | Failure) -> None:
        throttled = isinstance(result, Failure) and result.kind is Fault.THROTTLED
        bucket.answered(throttled=throttled)
        if throttled:
            self._throttled += 1

    def _again(self, failure: Failure, tries: int) -> bool:
        if failure.kind in {Fault.THROTTLED, Fault.TRANSIENT}:
            return tries < failure.tries
        # New credentials may be on their way; those that are fixed stay expired.
        return failure.kind is Fault.EXPIRED and tries < TRIES_SLOW and self.clients.refreshable()

    def _lost(self, entry: Operation, region: str, failure: Failure) -> LostError:
        unknown = Unknown(
            reason=failure.message or reason(failure.kind, entry.id, entry.action),
            operation=entry.id,
            iam_action=entry.action,
            code=failure.code,
            region=region,
        )
        if failure.kind is Fault.EXPIRED:
            self.stop(unknown)
        return LostError(unknown, failure.kind)

    async def _fly(self, work: Callable[[], T], *, first: bool = False) -> T:
        if self._stopped is not None:
            raise LostError(self._stopped, Fault.EXPIRED)
        return await self._flights.run(work, first=first)


def _endless(entry: Operation, region: str) -> Unknown:
    return Unknown(
        reason=f"{entry.id} gave one marker twice, or pages without end: the list is cut short",
        operation=entry.id,
        iam_action=entry.action,
        code="RepeatedMarker",
        region=region,
    )
