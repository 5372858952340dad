"""Threads for calls that block: daemons, so that a hanging connection never delays the exit."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

Work = Callable[[], object]

_FEW = 4  # threads that are worth their while however busy the processor is
LOOK = 0.1  # seconds between two looks at the processor
_BUSY = 0.7  # of one processor: further threads would only compete for it


class Pool:
    """At most `size` threads, started one by one while there is work and none is idle.

    Threads are there to wait. Where calls are answered at once, as by an emulator, a few of them
    keep the processor busy, and more make everything slower.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._first: deque[Work] = deque()
        self._later: deque[Work] = deque()
        self._turns: SimpleQueue[Callable[[], Work] | None] = SimpleQueue()  # one for each work
        self._lock = threading.Lock()
        self._started = 0
        self._idle = 0  # threads without work; below 0, works without a thread
        self._looked = time.monotonic()
        self._used = time.process_time()
        self._busy = True

    def submit(self, work: Work, *, first: bool = False) -> None:
        """Run `work`, which must not raise, on one of the threads; `first`, before what waits."""
        with self._lock:
            (self._first if first else self._later).append(work)
            self._idle -= 1
            self._grow()
        self._turns.put(self._next)

    def look(self) -> bool:
        """Start threads if work waits and the processor does not; return whether work still waits.

        Wants to be called every LOOK seconds: where every thread hangs, nothing else would.
        """
        with self._lock:
            for _ in range(_FEW):
                self._grow()
            return self._idle < 0

    def give_up(self) -> None:
        """Make up for a thread that hangs: another one may be started in its place."""
        with self._lock:
            self._size += 1

    def close(self) -> None:
        """Let idle threads end; threads that are stuck are left to the end of the process."""
        for _ in range(self._started):
            self._turns.put(None)

    def _serve(self) -> None:
        while (turn := self._turns.get()) is not None:
            turn()()
            with self._lock:
                self._idle += 1
                self._grow()

    def _next(self) -> Work:
        with self._lock:
            return (self._first or self._later).popleft()

    def _grow(self) -> None:
        if self._idle >= 0 or self._started >= self._size:
            return
        if self._started >= _FEW and self._is_busy():
            return
        try:
            threading.Thread(target=self._serve, name="auditor-call", daemon=True).start()
        except RuntimeError:  # the system grants no more of them
            if not self._started:
                raise
            self._size = self._started
            return
        self._started += 1
        self._idle += 1

    def _is_busy(self) -> bool:
        now = time.monotonic()
        if now >= self._looked + LOOK:
            used = time.process_time()
            self._busy = used - self._used > _BUSY * (now - self._looked)
            self._looked, self._used = now, used
        return self._busy
