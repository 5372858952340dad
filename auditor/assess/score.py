"""Score model 1: the one place that turns results into numbers.

A ratio of passes would let one admin role drown among a thousand good functions, so the worst open
severity sets a band, and the mean of the functions moves the score inside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import floor
from operator import mul, sub
from types import MappingProxyType

from auditor.model import Category, Outcome, Result, Severity
from auditor.model.report import CategoryScore, Score
from auditor.model.score_model import BANDS, NO_GRADE, POINTS, WAIVED_BAND, grade
from auditor.model.wording import counted

# Outcomes that a score depends on; what passes or does not apply takes no points.
COUNTED = frozenset({Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED})

Reading = Callable[[Outcome], Outcome]


def as_found(outcome: Outcome) -> Outcome:
    """Take outcomes as they are."""
    return outcome


def best_case(outcome: Outcome) -> Outcome:
    """Count what is unknown as a pass."""
    return Outcome.PASS if outcome is Outcome.UNKNOWN else outcome


def without_waivers(outcome: Outcome) -> Outcome:
    """Count what is waived as a failure."""
    return Outcome.FAIL if outcome is Outcome.WAIVED else outcome


_SEVERITIES = tuple(Severity)
_POINTS = tuple(POINTS[severity] for severity in _SEVERITIES)
_NOTHING = (0,) * len(_SEVERITIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What counts of one or many functions: open results by severity, and grave waived ones."""

    open: tuple[int, ...]  # by the severity's rank
    grave_waived: int

    @property
    def worst(self) -> Severity | None:
        """Return the worst open severity."""
        return next((s for s, n in zip(_SEVERITIES, self.open, strict=True) if n), None)

    @property
    def band(self) -> tuple[int, int]:
        """Return the lowest and the highest score that the worst open severity allows."""
        band = BANDS[self.worst]
        return min(band, WAIVED_BAND) if self.grave_waived else band


_EMPTY = Tally(open=_NOTHING, grave_waived=0)


@lru_cache(maxsize=4096)
def function_score(counted: Tally) -> int:
    """Return the score of one function with these results; many functions have equal ones."""
    lowest, highest = counted.band
    points: int = sum(map(mul, _POINTS, counted.open))
    return max(lowest, min(highest, 100 - points))


def tally(results: Sequence[Result], reading: Reading = as_found) -> Tally:
    """Count the results of one function."""
    if not results:
        return _EMPTY
    open_ = list(_NOTHING)
    grave_waived = 0
    for result in results:
        outcome = result.outcome if reading is as_found else reading(result.outcome)
        if outcome is Outcome.FAIL or outcome is Outcome.UNKNOWN:
            open_[result.severity.rank] += 1
        elif outcome is Outcome.WAIVED and result.severity.grave:
            grave_waived += 1
    return Tally(open=tuple(open_), grave_waived=grave_waived)


class ScoredScope:
    """The functions of an account, category or region; it can be scored again without some results.

    `by_function` must hold every function in scope, also those without any result.
    """

    __slots__ = ("_scores", "_sum", "_tallies", "_total")

    def __init__(
        self, by_function: Mapping[str, Sequence[Result]], reading: Reading = as_found
    ) -> None:
        self._tallies = {arn: tally(results, reading) for arn, results in by_function.items()}
        self._scores = {arn: function_score(counted) for arn, counted in self._tallies.items()}
        self._sum = sum(self._scores.values())
        self._total = Tally(
            open=_added(counted.open for counted in self._tallies.values()),
            grave_waived=sum(counted.grave_waived for counted in self._tallies.values()),
        )

    def value(self) -> float | None:
        """Return the score, floored to 0.1; None without functions."""
        return self._value(_NOTHING, 0)

    def value_without(self, fixed: Iterable[Result]) -> float | None:
        """Return the score as if these failures of the scope were fixed."""
        fewer: dict[str, list[int]] = {}  # by function: open results, by the severity's rank
        for result in fixed:
            fewer.setdefault(result.function, [*_NOTHING])[result.severity.rank] += 1
        gain = 0
        for arn, less in fewer.items():
            found = self._tallies[arn]
            left = Tally(open=tuple(map(sub, found.open, less)), grave_waived=found.grave_waived)
            gain += function_score(left) - self._scores[arn]
        return self._value(_added(fewer.values()), gain)

    def _value(self, removed: Sequence[int], gain: int) -> float | None:
        if not self._scores:
            return None
        left = replace(self._total, open=tuple(map(sub, self._total.open, removed)))
        lowest, highest = left.band
        if lowest == BANDS[None][0]:
            return 100.0
        mean = Fraction(self._sum + gain, len(self._scores))
        exact = lowest + (highest - lowest) * (mean - lowest) / (100 - lowest)
        return floor(exact * 10) / 10

    def mean(self) -> float | None:
        """Return the mean function score, for the cap sentence."""
        return self._sum / len(self._scores) if self._scores else None

    def function_score(self, arn: str) -> int:
        """Return one function's score."""
        return self._scores[arn]

    def worst(self) -> tuple[Severity, int] | None:
        """Return the worst open severity and how many results are open at it."""
        severity = self._total.worst
        return None if severity is None else (severity, self._total.open[severity.rank])


def _added(counts: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(_NOTHING, *counts, strict=True)))


def by_function(results: Iterable[Result], functions: Iterable[str]) -> dict[str, list[Result]]:
    """Return the results of each function; every function has an entry."""
    grouped: dict[str, list[Result]] = {arn: [] for arn in functions}
    for result in results:
        grouped[result.function].append(result)
    return grouped


def score(
    results: Sequence[Result],
    functions: Mapping[str, str],
    unlisted: Sequence[str] = (),
    owners: Mapping[str, str] | None = None,
    further: Mapping[tuple[Category, Outcome], int] = MappingProxyType({}),
) -> Score:
    """Score an account.

    Args:
        results: every result of every check that ran, but for the further ones.
        functions: the region of each listed function, by ARN.
        unlisted: regions that could not be listed. With any, there is no score: whatever they
            hold could only lower it.
        owners: the owner of each listed function, by ARN; None: owners were not asked for.
        further: how many more passed or did not apply.
    """
    counted = [result for result in results if result.outcome in COUNTED]
    grouped = by_function(counted, functions)
    found, best = ScoredScope(grouped), ScoredScope(grouped, best_case)
    value, best_value = found.value(), best.value()
    best_grade = grade(best_value) if best_value is not None else NO_GRADE
    if unlisted or value is None:
        value = None
    return Score(
        value=value,
        grade=_doubtful(value, best_grade),
        cap=_cap(found, counted, unlisted),
        best_case=best_value,
        best_grade=best_grade,
        without_waivers=_unwaived(value, counted, grouped),
        assessed=_assessed(results, further),
        categories=_parts(counted, grouped, _category_names(results, further)),
        regions=_split(grouped, functions),
        owners=_split(grouped, owners or {}),
    )


def _unwaived(
    value: float | None, results: Iterable[Result], grouped: Mapping[str, Sequence[Result]]
) -> float | None:
    if value is None or not any(r.outcome is Outcome.WAIVED for r in results):
        return value
    return ScoredScope(grouped, without_waivers).value()


def _doubtful(value: float | None, best_grade: str) -> str:
    if value is None:
        return NO_GRADE
    letter = grade(value)
    return letter if letter == best_grade else f"{letter}?"


def _cap(found: ScoredScope, results: Sequence[Result], unlisted: Sequence[str]) -> str:
    if unlisted:
        return f"no score, because {', '.join(unlisted)} could not be listed"
    worst, mean, value = found.worst(), found.mean(), found.value()
    if mean is None or value is None:
        return "no functions"
    if worst is None:
        waived = value < BANDS[None][0]
        reason = "high or critical findings are waived" if waived else "nothing is open"
        return f"{grade(value)} because {reason}; mean function score {mean:.1f}"
    severity, total = worst
    unknown = sum(r.outcome is Outcome.UNKNOWN and r.severity is severity for r in results)
    failed = total - unknown
    parts = []
    if failed:
        noun = f"{severity.value} finding"
        parts.append(f"{counted(failed, f'{noun} is', f'{noun}s are')} open")
    if unknown:
        noun = f"{severity.value} verdict"
        parts.append(f"{counted(unknown, f'{noun} is', f'{noun}s are')} unknown")
    return f"{grade(value)} because {' and '.join(parts)}; mean function score {mean:.1f}"


def _assessed(results: Iterable[Result], further: Mapping[tuple[Category, Outcome], int]) -> float:
    outcomes = Counter(result.outcome for result in results)
    for (_, outcome), number in further.items():
        outcomes[outcome] += number
    applicable = outcomes.total() - outcomes[Outcome.NOT_APPLICABLE]
    if not applicable:
        return 1.0
    # Floored, so that 100 % is never shown while something is unknown.
    return floor(Fraction(applicable - outcomes[Outcome.UNKNOWN], applicable) * 1000) / 1000


def _category_names(
    results: Iterable[Result], further: Iterable[tuple[Category, Outcome]]
) -> list[str]:
    seen = {result.category for result in results} | {category for category, _ in further}
    return [category.value for category in Category if category in seen]


def _parts(
    results: Iterable[Result], functions: Iterable[str], names: Iterable[str]
) -> dict[str, CategoryScore]:
    split: dict[str, list[Result]] = {name: [] for name in names}
    for result in results:
        split[result.category.value].append(result)
    arns = tuple(functions)
    values = {name: ScoredScope(by_function(own, arns)).value() for name, own in split.items()}
    return {n: CategoryScore(value=v, grade=grade(v)) for n, v in values.items() if v is not None}


def _split(
    grouped: Mapping[str, Sequence[Result]], names: Mapping[str, str]
) -> dict[str, CategoryScore]:
    """Return the score of the functions of each name: a region or an owner."""
    split: dict[str, dict[str, Sequence[Result]]] = {}
    for arn, name in names.items():
        split.setdefault(name, {})[arn] = grouped[arn]
    values = {name: ScoredScope(own).value() for name, own in sorted(split.items())}
    return {n: CategoryScore(value=v, grade=grade(v)) for n, v in values.items() if v is not None}
