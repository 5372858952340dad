"""The nearest known name to one that nothing understands."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean X?` for the nearest known name, or an empty string."""
    import difflib  # noqa: PLC0415  only needed where something is wrong

    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
