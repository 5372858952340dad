"""Ctrl-C, SIGTERM and a lost terminal as an orderly end: what was read by then is kept."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeAlias

_Handler: TypeAlias = Callable[[int, FrameType | None], object] | int | signal.Handlers | None

# Windows has no SIGHUP.
_SIGNALS = tuple(s for s in signal.Signals if s.name in {"SIGINT", "SIGTERM", "SIGHUP"})


@contextmanager
def ended_by_signals(stop: Callable[[str], None]) -> Iterator[None]:
    """Call `stop` with the name of the first signal; a second one ends the program as usual.

    Only the main thread gets signals: in any other, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS if not _is_ignored(number)}

    def first(name: str) -> None:
        stop(name)
        _restore(loop, before)

    for number in before:
        _listen(loop, number, first)
    try:
        yield
    finally:
        _restore(loop, before)


def _is_ignored(number: signal.Signals) -> bool:
    """Return whether the program was started so that losing its terminal does not end it."""
    return number.name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN


def _listen(
    loop: asyncio.AbstractEventLoop, number: signal.Signals, act: Callable[[str], None]
) -> None:
    def handle(_: int, __: FrameType | None) -> None:
        loop.call_soon_threadsafe(act, number.name)

    try:
        loop.add_signal_handler(number, act, number.name)
    except NotImplementedError:  # Windows: its loop takes no handlers, the interpreter does
        signal.signal(number, handle)


def _restore(loop: asyncio.AbstractEventLoop, before: Mapping[signal.Signals, _Handler]) -> None:
    for number, handler in before.items():
        with suppress(NotImplementedError):  # on Windows
            loop.remove_signal_handler(number)
        if handler is not None:  # None: it was not set from Python, and cannot be set again
            signal.signal(number, handler)  # the loop would leave the system's own in its place
