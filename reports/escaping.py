"""Text of an account inside Markdown: shown as it is, and never obeyed.

What GitHub does after Markdown (mentions, references to issues, links, emoji) no backslash stops;
there a zero-width space parts what would be recognised.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from .digest import one_line
from .html.text import spans, visible

PART = "&#8203;"
ARN = re.compile(r"(arn:aws[a-z-]*:[^\s,;()\"'<>|`]*[^\s,;()\"'<>|`.:])")
SPECIAL = re.compile(r"[\\`*\[\]<>|~$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
RECOGNISED = re.compile(
    r"(?P<mention>@(?!\w[\w-]*\.\w)|(?<!\w)@)"
    r"|(?P<issue>\#(?=\d)|\bGH(?=-\d))"
    r"|(?P<link>:(?=//)|\bwww(?=\.))"
    r"|(?P<emoji>(?<!\w):(?=[\w+-]+:))",
    re.IGNORECASE,
)
BLOCK = re.compile(r"^(?:[-+=#]|\d+(?=[.)](?:\s|$)))")
SNIPPET = 4_000


@dataclass(frozen=True, slots=True)
class Raw:
    """Markdown of our own, which is not escaped again."""

    text: str


def finalize(value: object) -> str:
    """Escape every value that a template prints, but for Markdown of our own."""
    if isinstance(value, Raw):
        return value.text
    return prose(value).text if isinstance(value, str) else str(value)


def prose(text: str, limit: int = 0) -> Raw:
    """Return a text that reads as it is, on one line; ARNs become code."""
    pieces = ARN.split(one_line(text, limit))
    return Raw("".join(_code(p) if n % 2 else _escaped(p, n) for n, p in enumerate(pieces)))


def words(text: str) -> Raw:
    """Return a check's own words, which set names in backticks."""
    pieces = spans(one_line(text))
    if len(pieces) == 1 and not pieces[0][1]:
        return prose(text)
    return Raw("".join(_code(p) if code else _escaped(p, n) for n, (p, code) in enumerate(pieces)))


def code(text: str, limit: int = 0) -> Raw:
    """Return a name as code, in which nothing is recognised."""
    line = one_line(text, limit)
    return Raw(_code(line) if line else "")


def fence(text: str, language: str) -> Raw:
    """Return a block of code of several lines, which nothing inside it can end."""
    shown = visible(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if len(shown) > SNIPPET:
        shown = f"{shown[:SNIPPET]}…"
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    ticks = "`" * max(3, longest + 1)
    return Raw(f"{ticks}{language}\n{shown}\n{ticks}")


def inside_html(text: str) -> Raw:
    """Return a text for the inside of an HTML element, where Markdown is not read."""
    return Raw(html.escape(one_line(text)).replace("@", f"@{PART}"))


def row(*cells: Raw | str) -> Raw:
    """Return a line of a table."""
    return Raw(f"| {' | '.join(finalize(cell) for cell in cells)} |")


def _code(line: str) -> str:
    if "`" not in line and "|" not in line:
        return f"`{line}`"
    # A table reads a bar before code, and backticks would need ever longer fences.
    return f"<code>{''.join(c if c.isalnum() or c == ' ' else f'&#{ord(c)};' for c in line)}</code>"


def _escaped(text: str, position: int) -> str:
    text = SPECIAL.sub(r"\\\g<0>", text)
    text = RECOGNISED.sub(rf"\g<0>{PART}", text)
    if position == 0:
        text = BLOCK.sub(_literal, text)
    return text


def _literal(match: re.Match[str]) -> str:
    start = match[0]
    return f"{start}\\" if start.isdigit() else f"\\{start}"
