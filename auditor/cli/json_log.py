"""stderr as JSON Lines, for programs that collect logs."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TextIO


class JsonLog(io.TextIOBase):
    """A text stream that writes each line as one JSON object: when, and what was said.

    The last line waits for the exit code, which it carries.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun = ""
        self._last: dict[str, str | int] | None = None

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Write the lines that are whole; empty ones are left out."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._say(line)
        return len(text)

    def end(self, code: int) -> None:
        """Write what is left, with the exit code."""
        self._say(self._begun)
        self._begun = ""
        if self._last is not None:
            self._write({**self._last, "exit": code})
            self._last = None

    def _say(self, line: str) -> None:
        if not line.strip():
            return
        if self._last is not None:
            self._write(self._last)
        self._last = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "message": line}

    def _write(self, row: dict[str, str | int]) -> None:
        self._stream.write(json.dumps(row) + "\n")
        self._stream.flush()


@contextmanager
def json_stderr() -> Iterator[None]:
    """Write stderr as JSON Lines until the program ends."""
    plain = sys.stderr
    log = JsonLog(plain)
    sys.stderr = log
    code = 1
    try:
        yield
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
        raise
    finally:
        sys.stderr = plain
        log.end(code)
