"""The one place that takes up whatever code of a plugin raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class CrashError(Exception):
    """Code of a plugin failed; the text is the class of what it raised, never its words.

    The words could quote what the account holds.
    """


def guard(work: Callable[[], T], *passing: type[BaseException]) -> T:
    """Return what `work` returns.

    Args:
        work: code of a plugin.
        passing: what it may raise, apart from the signal of Ctrl-C.

    Raises:
        CrashError: it raised anything else, an exit of the program included.
    """
    try:
        return work()
    except BaseException as crash:  # a broken plugin must not end the audit
        if isinstance(crash, (KeyboardInterrupt, *passing)):
            raise
        raise CrashError(type(crash).__name__) from crash
