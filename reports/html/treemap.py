"""The treemap: whose functions they are, and their grades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from auditor.plugin import Report, counted

from .. import digest  # noqa: TID252  what every format says, in one place

Row: TypeAlias = tuple[str, int, str]  # owner, functions, grade
Box: TypeAlias = tuple[float, float, float, float]  # x, y, width, height

TILES = 16  # owners drawn; the rest share one tile
LETTER = 7.2  # wide, in units of the drawing
OTHERS = "all others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One owner in the treemap."""

    x: float
    y: float
    width: float
    height: float
    name: str
    shown: str  # what fits into it
    grade: str
    words: str


def treemap(report: Report, width: int, height: int) -> Iterator[Tile]:
    """Yield a tile for each owner, the largest first; none where there is only one."""
    rows = sorted(digest.open_by_owner(report), key=lambda row: (-row.functions, row.owner))
    if len(rows) < 2:  # noqa: PLR2004  one tile says nothing
        return
    drawn = [(r.owner, r.functions, r.score.grade if r.score else "n/a") for r in rows[:TILES]]
    rest = sum(row.functions for row in rows[TILES:])
    if rest:
        drawn.append((OTHERS, rest, "n/a"))
    for (name, size, grade), box in _halved(drawn, (0.0, 0.0, float(width), float(height))):
        yield _tile(name, size, grade, box)


def _halved(rows: Sequence[Row], box: Box) -> Iterator[tuple[Row, Box]]:
    """Share a box among rows by size: halve the sizes, cut the longer side, and so on in each."""
    if len(rows) == 1:
        yield rows[0], box
        return
    sums = list(accumulate(size for _, size, _ in rows))
    whole = sums[-1] or 1
    cut = min(range(1, len(rows)), key=lambda at: abs(whole / 2 - sums[at - 1]))
    share = sums[cut - 1] / whole
    x, y, width, height = box
    if width > height:
        first = (x, y, width * share, height)
        second = (x + width * share, y, width * (1 - share), height)
    else:
        first = (x, y, width, height * share)
        second = (x, y + height * share, width, height * (1 - share))
    yield from _halved(rows[:cut], first)
    yield from _halved(rows[cut:], second)


def _tile(name: str, size: int, grade: str, box: Box) -> Tile:
    x, y, width, height = (round(part, 1) for part in box)
    letters = int((width - 10) / LETTER)
    fits = letters >= 3 and height >= 16  # noqa: PLR2004  a shorter text would only be dots
    return Tile(
        x=x,
        y=y,
        width=width,
        height=height,
        name=name,
        shown=digest.one_line(name, letters) if fits else "",
        grade=grade[:1].lower(),
        words=f"{name}: {counted(size, 'function')}, grade {grade}",
    )
