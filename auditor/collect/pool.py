"""Threads for calls that block: daemons, so that a hanging connection never delays the exit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

Work = Callable[[], None]


class Pool:
    """At most `size` threads, started one by one while there is work and nobody idle."""

    __slots__ = ("_idle", "_lock", "_size", "_started", "_work")

    def __init__(self, size: int) -> None:
        self._size = size
        self._work: SimpleQueue[Work | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._started = 0
        self._idle = 0

    def submit(self, work: Work) -> None:
        """Run `work`, which must not raise, on one of the threads."""
        with self._lock:
            if self._idle > 0:
                self._idle -= 1
            elif self._started < self._size:
                self._started += 1
                threading.Thread(target=self._serve, name="auditor-call", daemon=True).start()
            else:
                self._idle -= 1  # the thread that finishes next owes itself to this work
        self._work.put(work)

    def close(self) -> None:
        """Let idle threads end; threads that are stuck are left to the end of the process."""
        for _ in range(self._started):
            self._work.put(None)

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            work()
            with self._lock:
                self._idle += 1
