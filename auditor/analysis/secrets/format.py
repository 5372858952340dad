"""What a row of the tables of token formats says."""

from __future__ import annotations

from collections.abc import Callable


class Format:
    """A shape that is a secret whatever the variable's name.

    Args:
        id: kebab-case; the detector's name in reports.
        literal: must occur in the value, or the pattern is not tried; "": always tried.
        pattern: a regular expression, searched for.
        source: where the shape is documented.
        confidence: "high", "medium" or "low".
        checksum: where right, the reason says so; where wrong, it does not matter.
        body: so many characters of base64 have to follow, or the confidence is low.
        glued: the match may begin in the middle of a word.

    Written by hand, as the other rows of this package are: importing `dataclasses` or `typing`
    takes longer than everything else here.
    """

    __slots__ = (
        "body", "checksum", "confidence", "glued", "id", "literal", "pattern", "source",
    )  # fmt: skip

    def __init__(
        self,
        id: str,
        literal: str,
        pattern: str,
        source: str,
        confidence: str = "high",
        *,
        checksum: Callable[[str], bool] | None = None,
        glued: bool = False,
        body: int = 0,
    ) -> None:
        self.id = id
        self.literal = literal
        self.pattern = pattern
        self.source = source
        self.confidence = confidence
        self.checksum = checksum
        self.glued = glued
        self.body = body


class NamedFormat:
    """A shape too plain to tell by itself: it counts where the name has all the words.

    `pattern` has to match the whole value.
    """

    __slots__ = ("id", "pattern", "source", "words")

    def __init__(self, id: str, words: str, pattern: str, source: str) -> None:
        self.id = id
        self.words = frozenset(words.split())
        self.pattern = pattern
        self.source = source
