"""How the report words things: hostile text made visible, dates, numbers and addresses."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import quote

from markupsafe import Markup, escape

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200c\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_ASCII = bytes((0x0A, *range(0x20, 0x7F)))  # what of ASCII is visible, and line breaks
_BRIEF = 320


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    pictures = {0x7F: "\u2421", **{c: chr(0x2400 + c) for c in range(0x20)}}
    return pictures.get(code, f"[U+{code:04X}]")


def visible(text: str) -> str:
    """Return the text with control, bidi and invisible characters and lone surrogates shown.

    Line breaks and tabs stay: they do no harm and are part of policies and templates.
    """
    if text.isascii() and not text.encode().translate(None, delete=_ASCII):
        return text  # nearly every text, and this is told in a quarter of the time
    if text.replace("\n", "").isprintable():
        return text
    return _HIDDEN.sub(_shown, text)


def brief(text: str) -> str:
    """Return the text, or its beginning and its length where it is too long for a list."""
    shown = visible(text)
    if len(shown) <= _BRIEF:
        return shown
    return f"{shown[:_BRIEF]}… ({len(shown):,} characters)"


def finalize(value: object) -> object:
    """Make every string that a template prints visible; markup of our own passes."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def spans(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the pieces of a check's own words, and of each whether backticks set it as code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0 or any(not piece.strip() for piece in pieces[1::2]):
        return ((text, False),)
    return tuple((piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece)


def words(text: str) -> Markup:
    """Return a check's own words with the names that backticks set as code."""
    return Markup("").join(
        Markup("<code>{}</code>").format(visible(piece)) if code else escape(visible(piece))
        for piece, code in spans(text)
    )


def css_string(text: str) -> Markup:
    """Return the text as a CSS string, with all but plain characters as escapes."""
    kept = (
        c if c.isascii() and (c.isalnum() or c in " .:-") else f"\\{ord(c):x} "
        for c in visible(text)
    )
    return Markup('"{}"').format(Markup("").join(map(Markup, kept)))


def day(moment: date) -> str:
    """Return a date as people write it, such as `20 Nov 2026`."""
    return f"{moment.day} {moment:%b} {moment.year}"


def time(moment: datetime) -> str:
    """Return a time in UTC, such as `20 Nov 2026, 12:00 UTC`."""
    utc = moment.astimezone(UTC)
    return f"{day(utc)}, {utc:%H:%M} UTC"


def stamp(moment: datetime) -> str:
    """Return a time for machines, in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def score(value: float | None) -> str:
    """Return a score with one decimal, or `n/a`."""
    return "n/a" if value is None else f"{value:.1f}"


def signed(value: float) -> str:
    """Return a difference with its sign; the minus is a real one."""
    return f"+{value:.1f}" if value >= 0 else f"\u2212{-value:.1f}"


def percent(share: float) -> str:
    """Return a share in percent, never rounded up to 100 or down to 0."""
    if share in (0, 1):
        return f"{share:.0%}"
    return f"{min(max(share * 100, 0.1), 99.9):.1f}%".replace(".0%", "%")


def finding_anchor(check: str, result: str) -> str:
    """Return the stable address of a finding within the document."""
    return f"f-{quote(visible(check), safe='')}-{result[:12]}"


def function_anchor(region: str, name: str) -> str:
    """Return the stable address of a function within the document."""
    return f"fn/{quote(visible(region), safe='')}/{quote(visible(name), safe='')}"


def value(item: object) -> str:
    """Return a value of the evidence as text; the parts of a list are on lines of their own."""
    if isinstance(item, str):
        return item
    if isinstance(item, bool):
        return "yes" if item else "no"
    if isinstance(item, int):
        return f"{item:,}" if abs(item) >= 10_000 else str(item)  # noqa: PLR2004
    if isinstance(item, tuple):
        return "\n".join(map(str, item)) or "none"
    return "none" if item is None else str(item)


def label(key: str) -> str:
    """Return a key of the evidence as words."""
    return key.replace("_", " ")
