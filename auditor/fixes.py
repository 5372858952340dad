"""Root causes: which act mends the most, and what the score is after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from auditor.model import Outcome, Result
from auditor.model.report import TopFix
from auditor.score import POINTS, Scope, by_function

MOST = 10
RESCORED = 200


def top_fixes(
    results: Sequence[Result], functions: Iterable[str], ids: Mapping[int, str]
) -> tuple[TopFix, ...]:
    """Return the fixes that are worth most, best first, each with the score after it alone.

    Args:
        results: every result.
        functions: the ARN of every listed function.
        ids: the report's id of each result, by `id()` of the object.
    """
    scope = Scope(by_function(results, functions))
    before = scope.value() or 0.0
    fixes = [
        (_worth(found), _fix(cause, found, scope.value_without(found), before, ids))
        for cause, found in _promising(_grouped(results))
    ]
    fixes.sort(key=lambda pair: (pair[1].severity.rank, -pair[1].gain, -pair[0], pair[1].title))
    return tuple(fix for _, fix in fixes[:MOST])


def _grouped(results: Iterable[Result]) -> dict[tuple[str, str], list[Result]]:
    """Group failures by what one act mends: a shared cause, or one check at one function."""
    grouped: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        if result.outcome is not Outcome.FAIL:
            continue
        causes = {finding.cause for finding in result.findings}
        # Mending one of two causes would leave the result open.
        shared = causes.pop() if len(causes) == 1 else ""
        key = ("", shared) if shared else (result.check, result.function)
        grouped.setdefault(key, []).append(result)
    return grouped


def _promising(
    grouped: Mapping[tuple[str, str], list[Result]],
) -> list[tuple[tuple[str, str], list[Result]]]:
    """Return the groups that take the most points, since scoring every single one is slow."""

    def order(group: tuple[tuple[str, str], list[Result]]) -> tuple[int, int, tuple[str, str]]:
        return min(r.severity.rank for r in group[1]), -_worth(group[1]), group[0]

    return sorted(grouped.items(), key=order)[:RESCORED]


def _worth(found: Iterable[Result]) -> int:
    return sum(POINTS[result.severity] for result in found)


def _fix(
    key: tuple[str, str],
    found: Sequence[Result],
    after: float | None,
    before: float,
    ids: Mapping[int, str],
) -> TopFix:
    check, subject = key
    functions = {result.function for result in found}
    worst = min(found, key=lambda r: (r.severity.rank, r.check, r.function))
    return TopFix(
        title=_title(worst, subject, shared=not check),
        check=worst.check,
        cause="" if check else subject,
        results=tuple(sorted(ids[id(result)] for result in found)),
        functions=len(functions),
        severity=worst.severity,
        score_after=after,
        gain=round(max(0.0, (after or 0.0) - before), 1),
    )


def _title(worst: Result, subject: str, *, shared: bool) -> str:
    name = subject.rsplit(":", maxsplit=1)[-1].rpartition("/")[2] or subject
    if shared:
        return f"Mend {_kind(subject)} {name}"
    return f"{worst.check} at {name}"


def _kind(arn: str) -> str:
    parts = arn.split(":")
    service = parts[2] if len(parts) > 2 else arn.partition(":")[0].partition("-")[0]  # noqa: PLR2004
    words = {
        "iam": "role",
        "sqs": "queue",
        "sns": "topic",
        "lambda": "layer" if ":layer:" in arn else "function",
        "secret": "secret",
        "vpc": "VPC",
        "logs": "log group",
        "kinesis": "stream",
        "dynamodb": "table",
    }
    return words.get(service, "resource")
