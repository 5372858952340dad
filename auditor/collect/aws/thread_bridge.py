"""Lets coroutines wait for what blocks on a thread."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from auditor.collect.aws.thread_pool import LOOK, Pool

T = TypeVar("T")


class Flights:
    """All that is under way on the threads of a pool. Belongs to one event loop."""

    def __init__(self, pool: Pool, crashed: Exception) -> None:
        self._loop = asyncio.get_running_loop()
        self._pool = pool
        self._crashed = crashed  # raised where work ended by an exception of its own
        self._flying: set[asyncio.Future[Any]] = set()
        self._inbox: deque[Callable[[], None]] = deque()
        self._woken = False
        self._looking = False

    async def run(self, work: Callable[[], T], *, first: bool = False) -> T:
        """Run `work` on a thread, `first` before what waits, and return what it returns."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._flying.add(future)

        def arrive(result: T) -> None:
            if not future.done():
                future.set_result(result)

        def fail() -> None:
            if not future.done():
                future.set_exception(self._crashed)

        def task() -> None:
            answer: Callable[[], None] = fail
            try:
                answer = partial(arrive, work())
            finally:  # whatever happened, nobody may be left waiting
                self._deliver(answer)

        self._pool.submit(task, first=first)
        if not self._looking:
            self._looking = True
            self._loop.call_later(LOOK, self._look)
        try:
            return await future
        finally:
            self._flying.discard(future)

    def stop(self, error: Exception) -> None:
        """Let nobody wait any longer."""
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
            with suppress(RuntimeError):  # the loop has ended; nobody waits any more
                self._loop.call_soon_threadsafe(self._open_inbox)

    def _open_inbox(self) -> None:
        self._woken = False
        while self._inbox:
            self._inbox.popleft()()
