"""Documents that remember where each of their entries is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Mark(NamedTuple):
    """A stretch of a file; lines and columns count from 1."""

    line: int
    column: int
    end_line: int


class MarkedMap(dict[str, Any]):
    """A mapping of a document, with the mark of each key (to the end of its value)."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, Mark] = {}


class MarkedList(list[Any]):
    """A sequence of a document, with the mark of each item."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[Mark] = []


def mark_at(node: object, path: Iterable[str | int]) -> tuple[Mark | None, int]:
    """Return the mark of the deepest part of `path` that is written down, and that part's depth.

    Parts below an entry that is not there, or that no file holds, have no mark of their own.
    """
    found: Mark | None = node.mark if isinstance(node, MarkedMap | MarkedList) else None
    depth = 0
    for step in path:
        if isinstance(node, MarkedMap) and str(step) in node.marks:
            found = node.marks[str(step)]
            node = node[str(step)]
        elif isinstance(node, MarkedList) and isinstance(step, int) and step < len(node.marks):
            found = node.marks[step]
            node = node[step]
        elif isinstance(node, dict) and step in node:
            node = node[step]
        else:
            break
        depth += 1
    return found, depth
