"""Whether a list that comes in pages still gets anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditor.collect.aws.members import OddAnswerError, flag_or_none, text_or_none
from auditor.collect.table.rows import Operation

_WITHOUT_NEWS = 20  # pages one after the other that repeat earlier items
_EMPTY = 200  # pages one after the other without items: AWS filters after it has cut pages
_LONGEST = 20_000  # pages
# What says that more follows, apart from the marker.
_MORE_TO_COME = "IsTruncated"  # of IAM alone


class PageProgress:
    """Counts the pages of one list, and those that bring nothing new."""

    __slots__ = ("_empty", "_entry", "_items", "_markers", "_pages", "_repeated", "endless")

    def __init__(self, entry: Operation) -> None:
        self._entry = entry
        self._markers: set[str] = set()
        self._items: set[int] = set()  # hashes of the items seen
        self._pages = self._empty = self._repeated = 0
        self.endless = False  # one marker came twice, or the list does not get on

    def marker_after(self, answer: Mapping[str, Any], name: str) -> str | None:
        """Take in a page; return the marker of the next one, or None if it is the last.

        Raises:
            OddAnswerError: the list is not a list, or the marker not a text, or there is none
                although the page says that it is not the last.
        """
        items = self._listed(answer)
        marker = text_or_none(answer, name) if name else None
        if marker is None:
            if name and flag_or_none(answer, _MORE_TO_COME):
                raise OddAnswerError(name)
            return None
        new = {hash(self._identity(item)) for item in items} - self._items
        self._items |= new
        self._pages += 1
        self._empty = 0 if items else self._empty + 1
        self._repeated = 0 if new or not items else self._repeated + 1
        self.endless = (
            marker in self._markers
            or self._empty > _EMPTY
            or self._repeated > _WITHOUT_NEWS
            or self._pages > _LONGEST
        )
        self._markers.add(marker)
        return marker

    def _listed(self, answer: Mapping[str, Any]) -> list[Any]:
        """Return the items of a page, of all its lists."""
        found: list[Any] = []
        for key in filter(None, (self._entry.items, *self._entry.also)):
            items = answer.get(key)
            if items is not None and not isinstance(items, list):
                raise OddAnswerError(key)
            found += items or ()
        return found

    def _identity(self, item: object) -> str:
        """Return a text that tells an item from others."""
        if self._entry.identity and isinstance(item, Mapping):
            return str(item.get(self._entry.identity))
        return json.dumps(item, sort_keys=True, default=repr)
