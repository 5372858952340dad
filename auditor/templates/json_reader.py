"""JSON with the marks of its entries; Python's own reader keeps none."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError, decoder
from typing import Any, NoReturn

from auditor.model.errors import UsageError
from auditor.templates.marks import Mark, MarkedList, MarkedMap
from auditor.templates.values import Node

DEEPEST = 100  # levels; a plan's or a template's JSON has about 20
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,400})(\.\d{1,400})?([eE][-+]?\d{1,4})?")
_SCAN: Any = vars(decoder)["scanstring"]  # in C where Python has it
_WORDS = {"true": True, "false": False, "null": None}


class _JsonReader:
    """Walks over one text once, from its begin to its end."""

    def __init__(self, text: str, shown: str) -> None:
        self._text = text
        self._shown = shown
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(self, at: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1

    def refuse(self, what: str, at: int) -> NoReturn:
        """Raise the error for what is wrong at an offset."""
        line, column = self.position(at)
        raise UsageError(f"{self._shown}:{line}:{column}: {what}")

    def space(self, at: int) -> int:
        """Return the offset of the next character that is no space."""
        match = _SPACE.match(self._text, at)
        return match.end() if match else at

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        """Return the value at an offset and the offset behind it."""
        if depth > DEEPEST:
            self.refuse(f"nested deeper than {DEEPEST} levels", at)
        character = self._text[at : at + 1]
        if character == "{":
            return self._object(at, depth)
        if character == "[":
            return self._array(at, depth)
        if character == '"':
            return self._string(at)
        for word, meant in _WORDS.items():
            if self._text.startswith(word, at):
                return meant, at + len(word)
        number = _NUMBER.match(self._text, at)
        if number is None:
            self.refuse("a JSON value was expected", at)
        plain = number[1] is None and number[2] is None
        return (int(number[0]) if plain else float(number[0])), number.end()

    def _string(self, at: int) -> tuple[str, int]:
        try:
            found: tuple[str, int] = _SCAN(self._text, at + 1, True)  # noqa: FBT003  its signature
        except JSONDecodeError as error:
            self.refuse(error.msg.lower(), error.pos)
        return found

    def _mark(self, start: int, end: int) -> Mark:
        line, column = self.position(start)
        return Mark(line, column, self.position(max(start, end - 1))[0])

    def _object(self, at: int, depth: int) -> tuple[MarkedMap, int]:
        found = MarkedMap(self._mark(at, at + 1))
        here = self.space(at + 1)
        while self._text[here : here + 1] != "}":
            if found:
                here = self._comma(here, "}")
            if self._text[here : here + 1] != '"':
                self.refuse('a key in double quotes, or "}", was expected', here)
            key, behind = self._string(here)
            behind = self.space(behind)
            if self._text[behind : behind + 1] != ":":
                self.refuse('":" was expected after the key', behind)
            found[key], end = self.value(self.space(behind + 1), depth + 1)
            found.marks[key] = self._mark(here, end)
            here = self.space(end)
        found.mark = self._mark(at, here + 1)
        return found, here + 1

    def _array(self, at: int, depth: int) -> tuple[MarkedList, int]:
        found = MarkedList(self._mark(at, at + 1))
        here = self.space(at + 1)
        while self._text[here : here + 1] != "]":
            if found:
                here = self._comma(here, "]")
            item, end = self.value(here, depth + 1)
            found.append(item)
            found.marks.append(self._mark(here, end))
            here = self.space(end)
        found.mark = self._mark(at, here + 1)
        return found, here + 1

    def _comma(self, at: int, closing: str) -> int:
        if self._text[at : at + 1] != ",":
            self.refuse(f'"," or "{closing}" was expected', at)
        return self.space(at + 1)


def read_json(text: str, shown: str) -> Node:
    """Return the document of a JSON text.

    Raises:
        UsageError: the text is no JSON, or nested too deeply; with line and column.
    """
    reader = _JsonReader(text, shown)
    value, end = reader.value(reader.space(0), 0)
    end = reader.space(end)
    if end != len(text):
        reader.refuse("the document was expected to end here", end)
    return value
