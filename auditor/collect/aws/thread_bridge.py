"""Lets coroutines wait for what blocks on a thread."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from auditor.collect.aws.thread_pool import LOOK, Pool

T = TypeVar("T")

_SWEEP = 1.0  # seconds between two looks for calls that take too long


class Flights:
    """All that is under way on the threads of a pool. Belongs to one event loop."""

    def __init__(self, pool: Pool, crashed: Exception, seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._pool = pool
        self._crashed = crashed  # raised where work ended by an exception of its own
        self._seconds = seconds  # after which an answer is too late
        self._flying: set[asyncio.Future[Any]] = set()
        # Calls on threads: since when, and what they bring if they take too long.
        self._begun: dict[asyncio.Future[Any], tuple[float, Any]] = {}
        self._sweeping = False
        self._inbox: deque[Callable[[], None]] = deque()
        self._woken = False
        self._looking = False

    async def run(self, work: Callable[[], T], *, first: bool = False, late: T | None = None) -> T:
        """Run `work` on a thread, `first` before what waits, and return what it returns.

        Return `late` instead, if it is given, when work that was begun takes too long. Its thread
        is given up: whatever it waits for, nothing waits for it.
        """
        future: asyncio.Future[T] = self._loop.create_future()
        self._flying.add(future)
        self._pool.submit(self._task(future, work, late), first=first)
        self._watch()
        try:
            return await future
        finally:
            self._flying.discard(future)
            self._begun.pop(future, None)

    def _task(
        self, future: asyncio.Future[T], work: Callable[[], T], late: T | None
    ) -> Callable[[], None]:
        """Return what a thread does: the work, and its result or its failure for the future."""

        def arrive(result: T) -> None:
            if not future.done():
                future.set_result(result)

        def fail() -> None:
            if not future.done():
                future.set_exception(self._crashed)

        def task() -> None:
            answer: Callable[[], None] = fail
            if late is not None:
                self._begun[future] = (time.monotonic(), late)
            try:
                answer = partial(arrive, work())
            finally:  # whatever happened, nothing may be left waiting
                self._deliver(answer)

        return task

    def _watch(self) -> None:
        """Look after what is under way: threads that are missing, calls that take too long."""
        if not self._sweeping:
            self._sweeping = True
            self._loop.call_later(_SWEEP, self._sweep)
        if not self._looking:
            self._looking = True
            self._loop.call_later(LOOK, self._look)

    def _sweep(self) -> None:
        """End the waiting for calls that were begun too long ago."""
        now = time.monotonic()
        for future, (since, late) in list(self._begun.items()):
            if now - since > self._seconds and not future.done():
                self._pool.give_up()
                future.set_result(late)
        self._sweeping = bool(self._flying)
        if self._sweeping:
            self._loop.call_later(_SWEEP, self._sweep)

    def stop(self, error: Exception) -> None:
        """Release all who wait."""
        for flying in self._flying:
            if not flying.done():
                flying.set_exception(error)

    def close(self) -> None:
        """Let the threads go."""
        self._pool.close()

    def _look(self) -> None:
        self._looking = self._pool.look()
        if self._looking:
            self._loop.call_later(LOOK, self._look)

    def _deliver(self, answer: Callable[[], None]) -> None:
        # Called by the threads. Waking the loop costs a system call, so one does for all answers
        # that have come in until it looks.
        self._inbox.append(answer)
        if not self._woken:
            self._woken = True
            with suppress(RuntimeError):  # the loop has ended; no one waits any more
                self._loop.call_soon_threadsafe(self._open_inbox)

    def _open_inbox(self) -> None:
        self._woken = False
        while self._inbox:
            self._inbox.popleft()()
