"""What every summary says of a report: the verdict, what is open, and what to do next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.plugin import (
    CategoryScore,
    Change,
    FunctionSummary,
    Outcome,
    Place,
    Report,
    ReportResult,
    Severity,
    TopFix,
    counted,
    function_name,
)

from .html.text import visible

OWNER = 80  # characters of an owner's name
COMMAND = 74  # characters of a command that a line of a terminal holds
NO_OWNER, UNKNOWN_OWNER = "no owner", "owner not known"
CHANGES = ("new", "fixed", "changed", "waived", "expired", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRow:
    """What an owner has to do with the account."""

    owner: str
    functions: int
    open: tuple[tuple[Severity, int], ...]  # failures by severity, worst first
    score: CategoryScore | None


def one_line(text: str, limit: int = 0) -> str:
    """Return a text on one line, with nothing invisible in it, cut at `limit` characters."""
    line = " ".join(visible(text[: 4 * limit] if limit else text).split())
    return f"{line[: limit - 1]}…" if 0 < limit < len(line) else line


def figure(score: float | None) -> str:
    """Return a score as people read it."""
    return "n/a" if score is None else f"{score:.1f}"


def open_by_severity(report: Report) -> tuple[tuple[Severity, int], ...]:
    """Return how many failures are open, worst first."""
    return tuple((severity, report.open.get(severity.value, 0)) for severity in Severity)


def unknown_by_severity(report: Report) -> Mapping[str, int]:
    """Return how many verdicts are unknown, by severity; none of a severity: it is left out."""
    return Counter(r.severity.value for r in report.results if r.outcome is Outcome.UNKNOWN)


def affected(report: Report) -> int:
    """Return how many functions have an open failure."""
    return len({r.function for r in report.results if r.outcome is Outcome.FAIL})


def names(report: Report) -> Mapping[str, str]:
    """Return the name of each function by its ARN."""
    return {function.arn: function.name for function in report.functions}


def name_of(arn: str, known: Mapping[str, str]) -> str:
    """Return a function's name, also where the report does not list it any more."""
    return known.get(arn) or function_name(arn) or arn


def owners(report: Report) -> Mapping[str, str]:
    """Return the owner of each function by its ARN, for people; empty if owners are not known."""
    if not report.owner_tags:
        return {}
    return {function.arn: owner_of(function) for function in report.functions}


def owner_of(function: FunctionSummary) -> str:
    """Return a function's owner for people; functions without an owner are a group of their own."""
    if function.owner:
        return one_line(function.owner, OWNER)
    return UNKNOWN_OWNER if function.owner_unknown else NO_OWNER


def message_of(change: Change) -> str:
    """Return what a changed finding says, where the detail does not tell that already."""
    return "" if change.kind == "changed" else change.message


def open_by_owner(report: Report) -> tuple[OwnerRow, ...]:
    """Return what is open of each owner's functions, the worst first."""
    named = owners(report)
    functions = Counter(named.values())
    opened: dict[str, Counter[Severity]] = {name: Counter() for name in functions}
    for result in report.results:
        if result.outcome is Outcome.FAIL and result.function in named:
            opened[named[result.function]][result.severity] += 1
    scores = {one_line(n, OWNER) if n else NO_OWNER: s for n, s in report.score.owners.items()}
    rows = (
        OwnerRow(
            owner=name,
            functions=functions[name],
            open=tuple((severity, opened[name][severity]) for severity in Severity),
            score=scores.get(name),
        )
        for name in functions
    )
    return tuple(sorted(rows, key=lambda row: (*(-n for _, n in row.open), row.owner)))


def text_of(result: ReportResult) -> str:
    """Return what a result says, in one text."""
    said = [finding.message for finding in result.findings]
    if result.reason:
        said.append(result.reason)
    return " · ".join(said)


def place_of(place: Place | None) -> str:
    """Return a place in a file as editors and compilers write it; empty where there is none."""
    if place is None:
        return ""
    note = f" ({one_line(place.note, 80)})" if place.note else ""
    return f"{one_line(place.file, 200)}:{place.line}{note}"


def value_of(value: object) -> str:
    """Return a value of evidence as people write it."""
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    return ", ".join(value) or "none" if isinstance(value, tuple) else str(value)


def messages(result: ReportResult, limit: int) -> str:
    """Return what a result says on one line."""
    return one_line(text_of(result), limit)


def not_assessed(report: Report) -> str:
    """Return the share of verdicts that are unknown, or nothing where it is none."""
    share = 100 * (1 - report.score.assessed)
    return f"{share:.1f} % not assessed" if share > 0 else ""


def was(report: Report) -> str:
    """Return the score of the baseline, with a warning where it can't be compared."""
    comparison = report.comparison
    if comparison is None or comparison.score_before is None:
        return ""
    doubt = "" if comparison.comparable else " (not comparable)"
    return f"was {comparison.score_before:.1f}{doubt}"


def beside_score(report: Report) -> tuple[str, ...]:
    """Return what is always shown next to the score."""
    score = report.score
    known = score.best_case is None or score.best_case == score.value
    best = "" if known else f"best case {score.best_grade} {score.best_case:.1f}"
    signed = any(summary.results for summary in report.waivers)
    without = (
        f"without waivers {figure(score.without_waivers)}"
        if signed and score.without_waivers is not None
        else ""
    )
    return tuple(filter(None, (best, without, not_assessed(report), was(report))))


def incomplete(report: Report) -> str:
    """Return why the audit is not whole, or nothing."""
    if report.complete:
        return ""
    unknown = sum(check.unknown for check in report.checks)
    verdicts = counted(unknown, "verdict is", "verdicts are")
    why = [f"{verdicts} unknown"] if unknown else []
    if report.partial:
        why.insert(0, "collecting was interrupted")
    if report.score.value is None and report.gaps:
        why.append(one_line(report.score.cap, 120))
    return "; ".join(why) or f"{counted(len(report.gaps), 'call')} failed"


def missing_actions(report: Report) -> tuple[str, ...]:
    """Return the IAM actions that would close the gaps."""
    return tuple(sorted({one_line(gap.iam_action, 80) for gap in report.gaps if gap.iam_action}))


def changes(report: Report) -> tuple[tuple[str, int], ...]:
    """Return how many changes of each kind there are since the baseline."""
    if report.comparison is None:
        return ()
    counted = Counter(change.kind for change in report.comparison.changes)
    return tuple((kind, counted[kind]) for kind in CHANGES if counted[kind])


def waiver_states(report: Report) -> tuple[tuple[str, int], ...]:
    """Return how many waivers are in each state."""
    counted = Counter(summary.state for summary in report.waivers)
    return tuple((s, counted[s]) for s in ("active", "expired", "invalid", "stale") if counted[s])


def tallied(pairs: tuple[tuple[str, int], ...]) -> str:
    """Return such as "2 new, 1 fixed"."""
    return ", ".join(f"{number:,} {word}" for word, number in pairs)


def next_grade(report: Report) -> str:
    """Return the way to a better grade as a sentence, or an empty string."""
    way = report.next_grade
    if way is None:
        return ""
    fixes = "this fix" if way.fixes == 1 else f"the first {way.fixes:,} fixes"
    findings = counted(way.results, "finding")
    return f"With {fixes} ({findings}) the grade is {way.grade} {way.value:.1f}."


def resolves(fix: TopFix) -> str:
    """Return how much one act resolves."""
    return f"{counted(len(fix.results), 'finding')}, {counted(fix.functions, 'function')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What to do next: a command and what it is for."""

    command: str
    purpose: str


def _explain(report: Report) -> str:
    """Return the command that explains the first finding of the best fix."""
    top = report.top_fixes[0]
    first = next((r for r in report.results if r.id in top.results), None)
    if first is None:
        return f"auditor explain {one_line(top.check, 60)}"
    name = shlex.quote(one_line(name_of(first.function, names(report)), 140))
    start = f"auditor explain {one_line(first.check, 40)}"
    command = f"{start} --function {name} report.json"
    return command if len(command) <= COMMAND else f"{start} report.json"


def next_steps(report: Report) -> tuple[NextStep, ...]:
    """Return what a reader should do next, most useful first; two at most."""
    steps: list[NextStep] = []
    if report.top_fixes:
        steps.append(NextStep(command=_explain(report), purpose="evidence and commands"))
    if missing_actions(report):
        steps.append(
            NextStep(command="auditor doctor", purpose="which rights are missing, and the policy")
        )
    if not steps:
        steps.append(
            NextStep(command="auditor scan -o report.json", purpose="a baseline to compare")
        )
    return tuple(steps)
