"""The geometry of the charts: the templates only print it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.plugin import GRADES, FunctionSummary, Score, TrendPoint, grade

from . import text

_BINS = 10
WIDTH, HEIGHT = 420, 150  # of the trend's drawing
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 34, 22, 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A column of the distribution of the functions' scores."""

    low: int
    high: int
    grade: str
    count: int
    height: float  # percent of the highest

    @property
    def top(self) -> float:
        """Return the space above the column, in percent."""
        return 100 - self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A report in the trend."""

    x: float
    y: float
    day: str
    score: str
    grade: str
    open: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The line of the scores over time and what it says."""

    points: tuple[Point, ...]
    path: str
    grid: tuple[tuple[float, str], ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The account's score on the scale from 0 to 100."""

    bands: tuple[tuple[int, int, str], ...]
    value: float | None
    best: float | None
    strict: float | None
    words: str


def _bands() -> Iterator[tuple[int, int, str]]:
    """Yield the lowest and the highest score of each grade, worst first."""
    highest = [100, *(lowest for lowest, _ in GRADES)]
    for (lowest, letter), above in reversed([*zip(GRADES, highest, strict=False)]):
        yield lowest, above, letter


def scale(score: Score) -> Scale:
    """Return where the score lies, with its best case and its value without waivers."""
    best = score.best_case if score.best_case != score.value else None
    strict = score.without_waivers if score.without_waivers != score.value else None
    words = f"Score {text.score(score.value)} of 100, grade {score.grade}."
    if best is not None:
        words += f" Best case {text.score(best)}."
    if strict is not None:
        words += f" Without waivers {text.score(strict)}."
    return Scale(bands=tuple(_bands()), value=score.value, best=best, strict=strict, words=words)


def scale_bands() -> tuple[tuple[int, int, str], ...]:
    """Return the bands of the grades on the scale from 0 to 100."""
    return tuple(_bands())


def letter(value: float) -> str:
    """Return the grade of a whole band."""
    return next(grade for low, _, grade in reversed(scale_bands()) if value >= low)


def distribution(functions: Sequence[FunctionSummary]) -> tuple[Bin, ...]:
    """Return how many functions have which score, in tens; 100 belongs to the last."""
    counts = [0] * _BINS
    for function in functions:
        counts[min(max(function.score, 0) // 10, _BINS - 1)] += 1
    highest = max(counts) or 1
    return tuple(
        Bin(
            low=n * 10,
            high=n * 10 + 9 if n < _BINS - 1 else 100,
            grade=grade(n * 10 + 5),
            count=count,
            # A single function among thousands still shows.
            height=max(count * 100 / highest, 1.5) if count else 0,
        )
        for n, count in enumerate(counts)
    )


def _point(point: TrendPoint, score: float, *, across: float, up: float) -> Point:
    return Point(
        x=round(_x(across), 1),
        y=round(_y(up), 1),
        day=text.day(point.captured_at),
        score=text.score(score),
        grade=point.grade,
        open=", ".join(f"{n} {word}" for word, n in point.open.items() if n) or "none",
    )


def trend(points: Sequence[TrendPoint]) -> Trend | None:
    """Return the line of the scores, or None where there is nothing to draw a line through."""
    known = sorted(
        ((p, p.score) for p in points if p.score is not None), key=lambda pair: pair[0].captured_at
    )
    if len(known) < 2:  # noqa: PLR2004
        return None
    first, last = known[0][0].captured_at, known[-1][0].captured_at
    span = (last - first).total_seconds() or 1
    low = min(score for _, score in known) // 10 * 10
    high = min(100.0, max(score for _, score in known) // 10 * 10 + 10)
    drawn = tuple(
        _point(
            point,
            score,
            across=(point.captured_at - first).total_seconds() / span,
            up=(score - low) / (high - low or 1),
        )
        for point, score in known
    )
    words = (
        f"The score went from {drawn[0].score} on {drawn[0].day} to {drawn[-1].score}"
        f" on {drawn[-1].day}, over {len(drawn)} reports."
    )
    middle = (low + high) / 2
    return Trend(
        points=drawn,
        path=" ".join(f"{'L' if n else 'M'}{p.x} {p.y}" for n, p in enumerate(drawn)),
        grid=tuple((round(_y(i / 2), 1), f"{v:g}") for i, v in enumerate((low, middle, high))),
        words=words,
    )


def _x(share: float) -> float:
    return _LEFT + share * (WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (HEIGHT - _TOP - _BOTTOM)
