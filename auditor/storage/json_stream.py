"""A JSON document read from its beginning to its end, so that it is never in memory as a whole."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from typing import Any

from auditor.storage import strict_values

_BLANK = " \t\n\r"
_EXPONENT = len("e+")  # what may follow a number and not be a part of it until a digit comes


class JsonStream:
    """A JSON text that arrives in pieces.

    Every method reads on where the last one ended, and raises ValueError where the text is not
    what is asked for.
    """

    __slots__ = ("_at", "_decode", "_pieces", "_text")

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = codecs.iterdecode(pieces, "utf-8")
        self._text = ""
        self._at = 0
        self._decode = json.JSONDecoder(
            object_pairs_hook=strict_values.unambiguous,
            parse_constant=strict_values.no_number,
            parse_float=strict_values.finite,
            parse_int=strict_values.whole,
        ).raw_decode

    def value(self) -> Any:  # noqa: ANN401  plain data
        """Return the next value with all that is in it."""
        self._next()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError:
                if not self._read_on():
                    raise
                continue
            # A number may go on: `1` and `1e+` can be the beginning of `1e+5`.
            if end + _EXPONENT < len(self._text) or not self._read_on():
                self._at = end
                return value

    def members(self) -> Iterator[str]:
        """Yield the keys of the next object; whoever asks reads the value after each of them."""
        self._take("{")
        if self._next() == "}":
            self._take("}")
            return
        seen: set[str] = set()
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise ValueError("a key of an object is no text")  # noqa: TRY004  as for any damage
            if key in seen:
                raise ValueError("a key comes twice in an object")
            seen.add(key)
            self._take(":")
            yield key
            if self._take(",}") == "}":
                return

    def items(self) -> Iterator[None]:
        """Yield once for each item of the next list; whoever asks reads it."""
        self._take("[")
        if self._next() == "]":
            self._take("]")
            return
        while True:
            yield
            if self._take(",]") == "]":
                return

    def end(self) -> None:
        """Read what may follow a document: nothing but blanks."""
        if self._next():
            raise ValueError("something follows the document")

    def _take(self, wanted: str) -> str:
        found = self._next()
        if not found or found not in wanted:
            raise ValueError(f"{found!r} instead of {wanted!r}")
        self._at += 1
        return found

    def _next(self) -> str:
        """Return the next character that is no blank, without taking it; empty at the end."""
        while True:
            while self._at < len(self._text):
                found = self._text[self._at]
                if found not in _BLANK:
                    return found
                self._at += 1
            if not self._read_on():
                return ""

    def _read_on(self) -> bool:
        """Read at least as much as is still unread, so that a long value is not tried too often."""
        rest = self._text[self._at :]
        more: list[str] = []
        length = 0
        while length <= len(rest):
            piece = next(self._pieces, None)
            if piece is None:
                break
            more.append(piece)
            length += len(piece)
        if more:
            self._text, self._at = rest + "".join(more), 0
        return bool(more)
