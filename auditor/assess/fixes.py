"""Root causes: which act fixes the most, and what the score is after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from auditor.assess.score import POINTS, Scope, by_function
from auditor.model import Outcome, Result
from auditor.model.arn import parse_arn
from auditor.model.report import TopFix

MOST = 10
RESCORED = 200


def top_fixes(
    results: Sequence[Result],
    functions: Iterable[str],
    ids: Mapping[int, str],
    titles: Mapping[str, str],
) -> tuple[TopFix, ...]:
    """Return the fixes that are worth most, best first, each with the score after it alone.

    Args:
        results: every result.
        functions: the ARN of every listed function.
        ids: the report's id of each result, by `id()` of the object.
        titles: the title of each check.
    """
    scope = Scope(by_function(results, functions))
    before = scope.value() or 0.0
    fixes = []
    for (check, subject), found in _promising(_grouped(results)):
        worst = min(found, key=lambda r: (r.severity.rank, r.check, r.function))
        after = scope.value_without(found)
        fix = TopFix(
            title=_title(worst, subject, titles, found),
            check=worst.check,
            cause="" if check else subject,
            results=tuple(sorted(ids[id(result)] for result in found)),
            functions=len({result.function for result in found}),
            severity=worst.severity,
            score_after=after,
            gain=round(max(0.0, (after or 0.0) - before), 1),
        )
        fixes.append((_worth(found), fix))
    fixes.sort(key=lambda pair: (pair[1].severity.rank, -pair[1].gain, -pair[0], pair[1].title))
    return tuple(fix for _, fix in fixes[:MOST])


def _grouped(results: Iterable[Result]) -> dict[tuple[str, str], list[Result]]:
    """Group failures by what one act fixes: a shared cause, or one check at one function."""
    grouped: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        if result.outcome is not Outcome.FAIL:
            continue
        causes = {finding.cause for finding in result.findings}
        # Fixing one of two causes would leave the result open.
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


# What a cause is, by the service in its ARN or the prefix of its id, and what to do with it.
_ACTS: Mapping[str, str] = {
    "iam": "Narrow the role",
    "sqs": "Fix the queue",
    "sns": "Fix the topic",
    "layer": "Replace the layer",
    "image": "Fix the image",
    "function": "Fix the function",
    "logs": "Set up the log group",
    "vpc": "Fix the VPC",
    "kinesis": "Fix the consumers of the stream",
    "dynamodb": "Fix the consumers of the table",
}


def _title(worst: Result, subject: str, titles: Mapping[str, str], found: Sequence[Result]) -> str:
    """Return what to do; `subject` is a cause, or the ARN of the function that has none."""
    functions = {result.function for result in found}
    secret = subject.startswith("secret:")
    if secret and len(functions) > 1:
        return f"Move one secret of {len(functions)} functions out of plain text"
    if subject not in functions and not secret:
        return f"{_ACTS.get(_kind(subject), 'Fix')} {_name(subject)}"
    words = titles.get(worst.check, worst.check).rstrip(".")
    return f"{_name(worst.function)}: {words[:1].lower()}{words[1:]}"


def _name(subject: str) -> str:
    return parse_arn(subject).name or subject


def _kind(cause: str) -> str:
    if ".dkr.ecr." in cause:
        return "image"
    named = parse_arn(cause)
    if not named.partition:
        return cause.partition(":")[0].partition("-")[0]
    kind = named.resource.partition(":")[0]
    return kind if kind in {"layer", "function"} else named.service
