"""One heap for all threads, where the C library would give each thread one of its own."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_ARENA_MAX = -8  # in glibc's malloc.h


def share_heap() -> None:
    """Let threads that start from now on allocate from one heap; without glibc, change nothing.

    Python runs one thread at a time, so more heaps gain no speed, and what a thread has freed no
    other thread can use. The service models, each read on another thread, held 16 MB that way.
    """
    with suppress(OSError, TypeError, AttributeError):  # no C library by that name, or no mallopt
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
