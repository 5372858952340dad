"""What several modules say alike: counts, near names, hostile text, and what was removed."""

from __future__ import annotations

from collections.abc import Iterable

# What collecting writes where it removed something.
SECRET = "[secret]"  # noqa: S105  a token
DROPPED = "[dropped]"  # the value of a condition that only two parties may know


def counted(number: float, one: str, many: str = "") -> str:
    """Return a number with its noun, as "1 waiver" or "1,200 waivers".

    `many` is the plural where it is not `one` and an s, so that a verb can come along:
    `counted(n, "verdict is", "verdicts are")`.
    """
    return f"{number:,.0f} {one if number == 1 else many or f'{one}s'}"


def printable(text: str) -> str:
    """Return a text on one line, with `?` for each character that a terminal might obey."""
    return "".join(c if c.isprintable() else "?" for c in text)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean X?` for the nearest known name, or an empty string."""
    import difflib  # noqa: PLC0415  only needed where something is wrong

    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
