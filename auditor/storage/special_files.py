"""Pipes and devices: written and read in place, without waiting for ever for the other side."""

from __future__ import annotations

import errno
import os
import selectors
import stat
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 10.0  # seconds until a pipe that no other program has opened is given up
_PAUSE = 0.05
_CHUNK = 1 << 20


def write(path: Path, content: bytes, patience: float = PATIENCE) -> None:
    """Write into a pipe or a device.

    Args:
        path: the pipe or device.
        content: what to write.
        patience: seconds that a pipe may take to get a reader.

    Raises:
        OSError: it can't be written, or no program reads the pipe.
    """
    descriptor = _open_to_write(path, time.monotonic() + patience)
    os.set_blocking(descriptor, True)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _open_to_write(path: Path, end: float) -> int:
    while True:
        try:  # an open that blocks would wait for a reader for ever
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > end:
                raise OSError(errno.ENXIO, "no program reads this pipe") from error
        time.sleep(_PAUSE)


def chunks(path: Path, patience: float = PATIENCE) -> Iterator[bytes]:
    """Yield what a pipe or a device holds, to its end.

    Args:
        path: the pipe or device.
        patience: seconds that a pipe may take to get a writer.

    Raises:
        OSError: it can't be read, or no program writes to the pipe.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        # A device that has nothing is at its end; a pipe may not have a writer yet.
        waits = stat.S_ISFIFO(os.fstat(descriptor).st_mode)
        yield from _chunks(descriptor, time.monotonic() + patience, waits=waits)
    finally:
        os.close(descriptor)


def _chunks(descriptor: int, end: float, *, waits: bool) -> Iterator[bytes]:
    begun = not waits
    while True:
        try:
            chunk = os.read(descriptor, _CHUNK)
        except BlockingIOError:  # a program has opened the other side and not written yet
            begun = True
            _wait(descriptor)
            continue
        if chunk:
            begun = True
            yield chunk
        elif begun:
            return
        elif time.monotonic() > end:
            raise OSError(errno.ENXIO, "no program writes to this pipe")
        else:
            time.sleep(_PAUSE)


def _wait(descriptor: int) -> None:
    """Wait until a pipe has something to read; unlike `select`, for any number of open files."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(descriptor, selectors.EVENT_READ)
        waiting.select()
