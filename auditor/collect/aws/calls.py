"""Makes the calls: paced, repeated where that helps, and never silently lost.

`Calls.one` and `Calls.all` are what every collector uses. They return what AWS said, or raise
`LostError` with the `Unknown` that stands for it from then on.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from auditor.collect.aws.attempt import TRIES_LATE, TRIES_SLOW, Answer, Failure, attempt
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.direct_calls import DirectCalls
from auditor.collect.aws.error_codes import LOSSES, Fault, reason
from auditor.collect.aws.fact_barrier import ODD, LostError, odd_answer
from auditor.collect.aws.operations import BUCKETS, OPERATIONS, Operation
from auditor.collect.aws.options import CollectOptions
from auditor.collect.aws.page_progress import PageProgress
from auditor.collect.aws.progress import Progress
from auditor.collect.aws.rate_limit import Pacing, QuotaBucket
from auditor.collect.aws.thread_bridge import Flights
from auditor.collect.aws.thread_pool import Pool
from auditor.model import CallStatistics, Loss, Unknown

T = TypeVar("T")

_FIRST_PAUSE = 0.05  # seconds before a try is repeated, doubled each time
_LONGEST_PAUSE = 3.0
_ESTIMATES = 0.2  # seconds between two estimates of the time left

# Its pages are large, and botocore takes five times as long to read them.
_LISTING = "lambda:ListFunctions"

_CRASHED = LostError(
    Unknown(
        reason="the call failed because of an internal error", code="Crashed", loss=Loss.FAILED
    ),
    Fault.REFUSED,
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
        self._flights = Flights(Pool(options.threads), _CRASHED, options.call_seconds)
        self._late = Failure(
            Fault.TRANSIENT,
            "CallDeadline",
            f"the answer was not complete after {options.call_seconds:g} seconds",
            TRIES_LATE,
            Loss.NETWORK,
        )
        self._direct = DirectCalls(clients, options, self._fly, self._late)
        self._stopped: Unknown | None = None
        # One for each (operation, region, code) that a call was lost with.
        self.lost: dict[tuple[str, str, str], Unknown] = {}
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
            return await self._call(OPERATIONS[operation], region, parameters)
        except LostError as lost:
            if absent and lost.kind is Fault.ABSENT:
                return None
            raise

    async def get(self, operation: str, region: str = "", **parameters: object) -> Answer:
        """Make one call and return its answer.

        Raises:
            LostError: nothing usable came back.
        """
        return await self._call(OPERATIONS[operation], region, parameters)

    async def pages(
        self, operation: str, region: str = "", **parameters: object
    ) -> AsyncIterator[Answer]:
        """Yield the answers of a list page by page; a marker that repeats ends it.

        Raises:
            LostError: a page was lost or damaged, or the list has no end; earlier pages were
                yielded.
        """
        entry = OPERATIONS[operation]
        asked, answered = entry.token
        size_name, size = entry.page
        request = {**({size_name: size} if size else {}), **parameters}
        progress = PageProgress(entry)
        while True:
            answer = await self._call(entry, region, request)
            try:
                marker = progress.marker_after(answer, answered)
            except ODD as odd:
                unknown = odd_answer(odd, operation, region)
                raise LostError(unknown, Fault.REFUSED) from odd
            yield answer
            if not marker:
                return
            if progress.endless:
                raise LostError(_endless(entry, region), Fault.REFUSED)
            request = {**request, asked: marker}

    async def all(self, operation: str, region: str = "", **parameters: object) -> list[Any]:
        """Return the items of a whole list, duplicates included.

        Raises:
            LostError: a page was lost or damaged, or the list has no end.
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

    def seconds_left(self) -> float:
        """Return how long the calls that wait, or are certain to come, have to wait at least."""
        return self._pacing.seconds()

    # -- for the one who drives them

    def stop(self, unknown: Unknown) -> None:
        """Let every call that waits or is under way end with `unknown`, and every later one."""
        if self._stopped is None:
            self._stopped = unknown
            lost = LostError(unknown, Fault.EXPIRED)
            self._pacing.stop(lost)
            self._flights.stop(lost)
            self._direct.stop(lost)

    @property
    def stopped(self) -> Unknown | None:
        """Why no more calls are made; None: they are."""
        return self._stopped

    def close(self) -> None:
        """Let the threads and the connections go."""
        self._direct.close()
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

    async def _call(self, entry: Operation, region: str, parameters: dict[str, object]) -> Answer:
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
            result = await self._try(
                entry, region, parameters, first=tries > 1 or "FunctionName" not in parameters
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

    async def _try(
        self, entry: Operation, region: str, parameters: dict[str, object], *, first: bool
    ) -> Answer | Failure:
        """Make one call: those that functions take on the loop, others on threads."""
        if "FunctionName" in parameters or entry.id == _LISTING:
            result = await self._direct.attempt(entry, region, parameters, first=first)
            if result is not None:
                return result
        return await self._fly(
            lambda: attempt(self.clients, entry, region, parameters), first=first, late=self._late
        )

    def _estimate(self) -> None:
        now = self._loop.time()
        if now >= self._estimated + _ESTIMATES:
            self._estimated = now
            self.progress.seconds_left = self._pacing.seconds()

    def _learn(self, bucket: QuotaBucket, result: Answer | Failure) -> None:
        throttled = isinstance(result, Failure) and result.kind is Fault.THROTTLED
        bucket.learn(throttled=throttled)
        if throttled:
            self._throttled += 1

    def _again(self, failure: Failure, tries: int) -> bool:
        if failure.kind in {Fault.THROTTLED, Fault.TRANSIENT}:
            return tries < failure.tries
        # New credentials may be on their way; those that are fixed stay expired.
        return failure.kind is Fault.EXPIRED and tries < TRIES_SLOW and self.clients.refreshable()

    def _lost(self, entry: Operation, region: str, failure: Failure) -> LostError:
        loss = failure.loss or LOSSES[failure.kind]
        told = failure.message or reason(failure.kind, entry.id, entry.action)
        unknown = Unknown(
            reason=told,
            operation=entry.id,
            iam_action=entry.action if loss is Loss.DENIED else "",
            code=failure.code,
            region=region,
            loss=loss,
        )
        if failure.kind is not Fault.ABSENT:
            self.lost.setdefault((entry.id, region, failure.code), unknown)
        if failure.kind is Fault.EXPIRED:
            self.stop(unknown)
        return LostError(unknown, failure.kind)

    async def _fly(self, work: Callable[[], T], *, first: bool = False, late: T | None = None) -> T:
        if self._stopped is not None:
            raise LostError(self._stopped, Fault.EXPIRED)
        return await self._flights.run(work, first=first, late=late)


def _endless(entry: Operation, region: str) -> Unknown:
    return Unknown(
        reason=f"{entry.id} gave one marker twice, or pages without end: the list is cut short",
        operation=entry.id,
        code="RepeatedMarker",
        region=region,
        loss=Loss.UNEXPECTED,
    )
