"""Texts by number, held small: the commands and templates of a large account are tens of MB."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from hashlib import blake2b

from .functions import dumped

_SHORT = 64  # characters; a longer text is told from others by its digest
_RECENT = 100  # long texts by number: the next findings often have the same commands
_BLOCK = 64  # texts that are packed together: they differ in little


class TextTable:
    """Texts in the order of their first appearance, each once; number 0 is the empty text."""

    __slots__ = ("_blocks", "_filling", "_numbers", "_recent")

    def __init__(self) -> None:
        self._numbers: dict[str | bytes, int] = {"": 0}
        self._recent: dict[str, int] = {}  # long texts that need no digest
        self._filling = [""]  # the last texts, not packed yet
        self._blocks: list[bytes] = []  # all others as JSON, packed

    def add(self, text: str) -> int:
        """Return the number of a text."""
        if len(text) <= _SHORT:
            return self._number(text, text)
        number = self._recent.get(text)
        if number is None:
            number = self._number(blake2b(text.encode(), digest_size=16).digest(), text)
            if len(self._recent) == _RECENT:
                self._recent.clear()
            self._recent[text] = number
        return number

    def _number(self, key: str | bytes, text: str) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._keep(text)
        return number

    def _keep(self, text: str) -> None:
        self._filling.append(text)
        if len(self._filling) == _BLOCK:
            self._blocks.append(zlib.compress(dumped(self._filling)[1:-1].encode(), 1))
            self._filling = []

    def pieces(self) -> Iterator[bytes]:
        """Yield the texts as a list in JSON."""
        opening = b"["
        for block in self._blocks:
            yield opening + zlib.decompress(block)
            opening = b","
        if self._filling:
            yield opening + dumped(self._filling)[1:-1].encode()
        yield b"]"
