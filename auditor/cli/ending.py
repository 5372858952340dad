"""Signals that end the program: what it was writing is taken back first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Windows has no SIGHUP.
_SIGNALS = tuple(
    number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None
)
_SHELL = 128  # and the signal's number: the exit code that a shell gives to such an end


class EndedError(KeyboardInterrupt):
    """A signal that ends the program, as Ctrl-C does."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ended_as_by_ctrl_c() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the program as Ctrl-C does, so that no temporary file stays.

    Signals that are ignored, as under `nohup`, or handled already are left alone.
    Only the main thread gets signals: in any other, nothing changes.

    Raises:
        EndedError: one came.
    """
    mine = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        mine = []
    for number in mine:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, signal.SIG_DFL)


def interrupted(error: KeyboardInterrupt) -> tuple[int, str]:
    """Return the exit code of an interruption and what to say; another signal ends all at once."""
    if threading.current_thread() is threading.main_thread():
        # Python would answer a second Ctrl-C with a traceback while it shuts down.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if not isinstance(error, EndedError):
        return _SHELL + signal.SIGINT, "interrupted before it was finished"
    name = signal.Signals(error.number).name
    return _SHELL + error.number, f"ended by {name} before it was finished"


def _end(number: int, _: object) -> None:
    # Where Python drops the exception, as in a callback of an import, the next signal ends it all.
    signal.signal(number, signal.SIG_DFL)
    raise EndedError(number)
