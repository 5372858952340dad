"""From the findings of a report to steps that do not undo one another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from auditor.plugin import Fix, FixKind, Outcome, Report, ReportResult, function_name

from .commands import Changed, commands

# A function that changes its role, or goes, makes other fixes of it pointless: these come last.
_LAST = ("--role",)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixStep:
    """One fix and what it is for."""

    number: int  # 0: not part of the script
    result: ReportResult
    message: str
    fix: Fix
    risk: str
    resolves: int  # findings that the same fix resolves

    @property
    def name(self) -> str:
        """Return the function's name."""
        return function_name(self.result.function)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A fix that would undo a step."""

    result: ReportResult
    fix: Fix
    step: int  # the number of the step that it contradicts


@dataclass(frozen=True, slots=True, kw_only=True)
class FixPlan:
    """The steps in their order, what waits for a reader, and what contradicts a step."""

    steps: tuple[FixStep, ...]
    first: tuple[FixStep, ...]  # to investigate or decide on; never run by a script
    left_out: tuple[LeftOut, ...]
    by_hand: tuple[ReportResult, ...]  # findings without commands


def fix_plan(report: Report) -> FixPlan:
    """Return the plan for every failure of the report, the most severe first."""
    wanted: list[tuple[_Row, int]] = []
    first: list[tuple[_Row, int]] = []
    for row, count in _counted(_fixes(report)):
        (wanted if row[0].kind is FixKind.FIX else first).append((row, count))
    risks = {check.id: check.risk for check in report.checks}
    steps: list[FixStep] = []
    left_out: list[LeftOut] = []
    taken: dict[Changed, tuple[int, str]] = {}
    for row, count in wanted:
        rival = _rival(row[0], taken)
        if rival:
            left_out.append(LeftOut(result=row[1], fix=row[0], step=rival))
            continue
        left = _without(row[0], {text for _, text in taken.values()})
        steps.append(_step((left, *row[1:]), count, len(steps) + 1, risks))
        for command in commands(left.cli):
            taken.update(dict.fromkeys(command.changes, (len(steps), command.text)))
            for part in command.touches:
                taken.setdefault(part, (len(steps), ""))
    return FixPlan(
        steps=tuple(steps),
        first=tuple(_step(row, count, 0, risks) for row, count in first),
        left_out=tuple(left_out),
        by_hand=tuple(r for r in report.results if _without_commands(r)),
    )


def _step(row: _Row, count: int, number: int, risks: Mapping[str, str]) -> FixStep:
    fix, result, message = row
    return FixStep(
        number=number,
        result=result,
        message=message,
        fix=fix,
        risk=risks.get(result.check, ""),
        resolves=count,
    )


_Row = tuple[Fix, ReportResult, str]


def _fixes(report: Report) -> Iterator[_Row]:
    found = [
        (finding.fix, result, finding.message)
        for result in report.results
        if result.outcome is Outcome.FAIL
        for finding in result.findings
        if finding.fix.cli
    ]
    yield from sorted(found, key=lambda row: (_is_last(row[0]), row[1].severity.rank))


def _is_last(fix: Fix) -> bool:
    return any(option in c.options for c in commands(fix.cli) for option in _LAST)


def _counted(rows: Iterable[_Row]) -> list[tuple[_Row, int]]:
    """Return each different fix once, with the number of findings that have it."""
    counted: dict[str, list[_Row]] = {}
    for row in rows:
        counted.setdefault(row[0].cli, []).append(row)
    return [((_with_every_snippet(same), *same[0][1:]), len(same)) for same in counted.values()]


def _with_every_snippet(rows: list[_Row]) -> Fix:
    """Return one fix for findings with the same commands; their snippets may differ."""
    fixes = [row[0] for row in rows]
    return replace(
        fixes[0],
        sam="\n---\n".join(dict.fromkeys(fix.sam for fix in fixes if fix.sam)),
        terraform="\n".join(dict.fromkeys(fix.terraform for fix in fixes if fix.terraform)),
    )


def _rival(fix: Fix, taken: dict[Changed, tuple[int, str]]) -> int:
    """Return the number of an earlier step that changes the same in another way; 0 if none."""
    own = list(commands(fix.cli))
    for command in own:
        for changed in command.changes:
            number, text = taken.get(changed, (0, ""))
            if number and text != command.text:
                return number
        for whole in command.touches:
            number, text = taken.get(whole, (0, ""))
            if number and text:  # an earlier step replaces the whole
                return number
    return 0


def _without(fix: Fix, ran: Collection[str]) -> Fix:
    """Return the fix without commands of earlier steps: what is gone can't be removed twice."""
    own = list(commands(fix.cli))
    left = [command.text for command in own if command.text not in ran]
    if len(left) == len(own):
        return fix
    return replace(fix, cli="\n".join(left) or "true  # an earlier step did it all")


def _without_commands(result: ReportResult) -> bool:
    return result.outcome is Outcome.FAIL and not any(f.fix.cli for f in result.findings)
