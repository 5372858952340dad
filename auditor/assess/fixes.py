"""Which acts fix the most, what the score is after each, and how many lead to the next grade."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.assess.score import ScoredScope, by_function
from auditor.model import FixKind, Outcome, Result
from auditor.model.arn import parse_arn
from auditor.model.report import NextGrade, TopFix
from auditor.model.score_model import POINTS, grade

MOST = 10
RESCORED = 200
_KINDS = tuple(FixKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What one act resolves: one check's failures of one cause, or several with equal commands."""

    subject: str  # the cause, or the ARN of the function
    results: tuple[Result, ...]

    @property
    def order(self) -> tuple[int, int, str, str, str]:
        """Return the key to sort by: the most severe first, then what takes the most points.

        The subject comes last: a secret's fingerprint is another one in each run.
        """
        first, points = self.results[0], _points(self.results)
        return first.severity.rank, -points, first.check, first.function, self.subject


@dataclass(frozen=True, slots=True)
class _Group:
    """Failures of one check and one cause."""

    results: list[Result] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)  # fingerprints of the findings' commands


def acts(results: Iterable[Result]) -> list[Act]:
    """Group the failures by what one act fixes, most valuable first."""
    grouped: dict[tuple[str, str], _Group] = {}
    for result in results:
        if result.outcome is not Outcome.FAIL:
            continue
        findings = tuple(result.findings)
        causes = {finding.cause for finding in findings}
        # Fixing one of two causes would leave the result open.
        shared = causes.pop() if len(causes) == 1 else ""
        group = grouped.setdefault((result.check, shared or result.function), _Group())
        group.results.append(result)
        group.commands.extend(_fingerprint(finding.fix.cli) for finding in findings)
    merged: dict[tuple[object, ...], tuple[str, list[Result]]] = {}
    for key in tuple(grouped):
        found = grouped.pop(key)  # a large account has hundreds of thousands
        # Where a finding has no command, the others' commands are not all that it takes.
        same = tuple(dict.fromkeys(found.commands)) if all(found.commands) else ()
        merged.setdefault(same or key, (key[1], []))[1].extend(found.results)
    made = (Act(subject=s, results=tuple(sorted(r, key=_rank))) for s, r in merged.values())
    return sorted(made, key=lambda act: act.order)


def _fingerprint(commands: str) -> bytes:
    """Return what equal commands share, which is shorter than they are; empty without any."""
    if not commands:
        return b""
    text = commands.encode(errors="surrogatepass")
    return hashlib.blake2b(text, digest_size=16).digest()


def top_fixes(
    found: Sequence[Act], scope: ScoredScope, value: float | None, name: Callable[[Result], str],
    titles: Mapping[str, str],
) -> tuple[TopFix, ...]:  # fmt: skip
    """Return the acts that are worth most, best first, each with the score after it alone.

    Args:
        found: the acts, most valuable first.
        scope: the account's functions and results.
        value: the account's score; None where it has none, and then no act has a gain.
        name: gives a result's id in the report.
        titles: the title of each check.
    """
    worth = []
    for act in found[:RESCORED]:  # scoring every single one is slow
        after = None if value is None else scope.value_without(act.results)
        gain = 0.0 if after is None or value is None else round(max(0.0, after - value), 1)
        severity, title = act.results[0].severity, _title(act, titles)
        order = (severity.rank, -gain, -_points(act.results), title)
        worth.append((order, act, after, gain))
    worth.sort(key=lambda row: row[0])
    return tuple(
        _top_fix(act, name, order[-1], after, gain) for order, act, after, gain in worth[:MOST]
    )


def _top_fix(
    act: Act, name: Callable[[Result], str], title: str, after: float | None, gain: float
) -> TopFix:
    worst = act.results[0]
    return TopFix(
        title=title,
        check=worst.check,
        cause="" if act.subject == worst.function else act.subject,
        results=tuple(sorted(map(name, act.results))),
        functions=len({result.function for result in act.results}),
        severity=worst.severity,
        score_after=after,
        gain=gain,
        kind=_kind(act),
    )


def next_grade(found: Sequence[Act], scope: ScoredScope, value: float | None) -> NextGrade | None:
    """Return the fewest of the acts, in their order, after which the grade is better."""
    if value is None:
        return None
    now, low, high = grade(value), 1, len(found)
    if _after(found, scope) in {None, value} or grade(_after(found, scope) or value) == now:
        return None
    while low < high:  # fixing more never lowers the score, so halving finds the first
        middle = (low + high) // 2
        if grade(_after(found[:middle], scope) or value) == now:
            low = middle + 1
        else:
            high = middle
    reached = _after(found[:low], scope) or value
    results = sum(len(act.results) for act in found[:low])
    return NextGrade(grade=grade(reached), value=reached, fixes=low, results=results)


def account_scope(results: Sequence[Result], functions: Iterable[str]) -> ScoredScope:
    """Return the account's functions and results, ready to be scored again."""
    return ScoredScope(by_function(results, functions))


def _after(found: Iterable[Act], scope: ScoredScope) -> float | None:
    return scope.value_without(result for act in found for result in act.results)


def _kind(act: Act) -> FixKind:
    """Return what the act asks at most: one finding to decide on makes it a decision."""
    kinds = (finding.fix.kind for result in act.results for finding in result.findings)
    return max(kinds, key=_KINDS.index, default=FixKind.FIX)


def _rank(result: Result) -> tuple[int, str, str]:
    return result.severity.rank, result.check, result.function


def _points(found: Iterable[Result]) -> int:
    return sum(POINTS[result.severity] for result in found)


def _title(act: Act, titles: Mapping[str, str]) -> str:
    worst = act.results[0]
    functions = len({result.function for result in act.results})
    if act.subject.startswith("secret:") and functions > 1:
        return f"Move one secret of {functions} functions out of plain text"
    if act.subject.startswith("secret:"):
        return f"{_name(worst.function)}: {_lower(titles.get(worst.check, worst.check))}"
    return f"{_name(act.subject)}: {_lower(titles.get(worst.check, worst.check))}"


def _lower(words: str) -> str:
    """Return a title for the middle of a sentence, with abbreviations such as VPC kept."""
    words = words.rstrip(".")
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"


def _name(subject: str) -> str:
    return parse_arn(subject).name or subject
