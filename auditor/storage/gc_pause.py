"""The cycle collector, kept away from millions of values that hold no cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the cycle collector; what is made meanwhile, it never walks afterwards either.

    Snapshots, results and reports are immutable and hold no cycles, and one walk over those of a
    large account takes a second. They are freed as ever, when nothing refers to them any more.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def seldom() -> Iterator[None]:
    """Let the cycle collector look a tenth as often: nearly all that is made in the block stays.

    What is there at the beginning, which is modules, it never looks at again.
    """
    gc.freeze()
    before = gc.get_threshold()
    gc.set_threshold(10 * before[0], *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
