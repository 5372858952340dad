"""Wildcards as IAM reads them: `*` is any run of characters, `?` is any one, nothing else.

Both matchers take time in proportion to the text, whatever the pattern: patterns are written by
others, and a regular expression made of one could run for hours.
"""

from __future__ import annotations

from functools import lru_cache


def has_wildcard(pattern: str) -> bool:
    """Return whether the pattern can match more than itself."""
    return "*" in pattern or "?" in pattern


def _at(text: str, piece: str, start: int) -> bool:
    if "?" not in piece:
        return text.startswith(piece, start)
    if start + len(piece) > len(text):
        return False
    return all(p in ("?", text[start + i]) for i, p in enumerate(piece))


def _find(text: str, piece: str, start: int) -> int:
    if "?" not in piece:
        return text.find(piece, start)
    last = len(text) - len(piece)
    return next((i for i in range(start, last + 1) if _at(text, piece, i)), -1)


def matches(pattern: str, text: str) -> bool:
    """Return whether the whole text matches the pattern; case matters."""
    if pattern == "*":
        return True
    if "*" not in pattern:
        return pattern == text or (
            "?" in pattern and len(pattern) == len(text) and _at(text, pattern, 0)
        )
    head, middle, tail, exact = _pieces(pattern)
    end = len(text) - len(tail)
    if len(head) > end:  # they would overlap
        return False
    if exact:  # as nearly all are
        at_both_ends = text.startswith(head) and text.endswith(tail)
    else:
        at_both_ends = _at(text, head, 0) and _at(text, tail, end)
    return at_both_ends and (not middle or _in_order(text, middle, len(head), end))


@lru_cache(maxsize=32768)
def _pieces(pattern: str) -> tuple[str, tuple[str, ...], str, bool]:
    """Return what is before, between and after the stars, and whether the ends have no `?`.

    Nothing between is left out.
    """
    head, *middle, tail = pattern.split("*")
    return head, tuple(filter(None, middle)), tail, "?" not in head and "?" not in tail


def _in_order(text: str, pieces: tuple[str, ...], position: int, end: int) -> bool:
    # The leftmost place is always good enough: a later piece only has more room after it.
    for piece in pieces:
        position = _find(text, piece, position)
        if position < 0:
            return False
        position += len(piece)
    return position <= end


def covers(wide: str, narrow: str) -> bool:
    """Return whether `wide` surely matches all that the pattern `narrow` matches."""
    if wide in ("*", narrow):
        return True
    # A `?` of the wide pattern must not stand in for a `*` of the narrow one.
    return matches(wide, narrow.replace("*", "\ue010\ue010"))
