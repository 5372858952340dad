"""The report in a few sentences: what is worst, what changed, whose it is, what is unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.plugin import CheckSummary, Outcome, Report, ReportResult, Severity, counted

from . import digest

WORST = 3
NAMED = 3  # functions by name in one sentence
OWNERS = 3  # owners by name in one sentence
MESSAGE = 240  # characters of a finding in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """One of the worst things: the failures of one check at one severity."""

    severity: Severity
    title: str
    where: str  # "orders-api and 2 more functions"
    message: str  # of the first finding
    owner: str  # "payments", "payments and 2 more"; empty: owners were not asked for
    fix: str  # the first sentence of the remedy
    result: ReportResult  # the first: whose evidence and fix a reader opens


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a reader must know after half a page."""

    worst: tuple[Worst, ...]
    changed: str
    owners: str
    not_assessed: str


def story(report: Report) -> Story:
    """Return the report in sentences."""
    return Story(
        worst=tuple(_worst(report)),
        changed=_changed(report),
        owners=_owners(report),
        not_assessed=_not_assessed(report),
    )


def _worst(report: Report) -> Iterator[Worst]:
    groups: dict[tuple[int, str], list[ReportResult]] = {}
    for result in report.results:
        if result.outcome is Outcome.FAIL:
            groups.setdefault((result.severity.rank, result.check), []).append(result)
    checks = {check.id: check for check in report.checks}
    names, owners = digest.names(report), digest.owners(report)
    ordered = sorted(groups.items(), key=lambda pair: (pair[0][0], -len(pair[1]), pair[0][1]))
    for (_, check), results in ordered[:WORST]:
        first, summary = results[0], checks.get(check)
        functions = [digest.one_line(digest.name_of(r.function, names), 64) for r in results]
        owned = Counter(owners[r.function] for r in results if r.function in owners)
        yield Worst(
            severity=first.severity,
            title=digest.one_line(check if summary is None else summary.title).rstrip("."),
            where=enumerated(functions, NAMED, "function"),
            message=digest.messages(first, MESSAGE),
            owner=_owner(owned),
            fix=first_sentence(summary),
            result=first,
        )


def _owner(owned: Counter[str]) -> str:
    """Return such as "payments and orders"; where no owner is named, "none" or "not known"."""
    names = [name for name, _ in owned.most_common()]
    alone = {digest.NO_OWNER: "none", digest.UNKNOWN_OWNER: "not known"}
    return alone[names[0]] if names in [[n] for n in alone] else enumerated(names, OWNERS, "owner")


def first_sentence(check: CheckSummary | None) -> str:
    """Return what a check advises, in one sentence."""
    if check is None:
        return ""
    text = digest.one_line(check.remedy)
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


def enumerated(names: list[str], most: int, noun: str) -> str:
    """Return such as "a, b and 3 more functions"."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {counted(len(names) - most, f'more {noun}')}"
    if len(names) < 2:  # noqa: PLR2004
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _changed(report: Report) -> str:
    comparison = report.comparison
    if comparison is None:
        return "There is no earlier audit to compare with."
    since = f"Since {comparison.baseline_at:%Y-%m-%d}"
    if not (comparison.comparable or digest.changes(report)):
        return f"{since}: not compared, since {comparison.note}."
    if comparison.score_before is None or report.score.value is None:
        moved = since
    elif digest.figure(comparison.score_before) == digest.figure(report.score.value):
        moved = f"{since} the score stayed at {report.score.value:.1f}"
    else:
        verb = "rose" if report.score.value > comparison.score_before else "fell"
        moved = (
            f"{since} the score {verb} from {comparison.score_before:.1f}"
            f" to {report.score.value:.1f}"
        )
    doubt = "" if comparison.comparable else f" The two can't be fully compared: {comparison.note}."
    return f"{moved}: {digest.tallied(digest.changes(report)) or 'no finding changed'}.{doubt}"


def _owners(report: Report) -> str:
    if not report.owner_tags:
        return "Owners are not known: --owner-tag KEY names the tag that holds them."
    if report.of_owner is not None:
        return ""  # the title says whose they are
    rows = digest.open_by_owner(report)
    grave = [(r.owner, sum(n for s, n in r.open if s.grave)) for r in rows]
    grave = sorted((pair for pair in grave if pair[1]), key=lambda pair: (-pair[1], pair[0]))
    if not rows:
        return "No function was found, so no owner is named."
    if not grave:
        return _doubt(report) or "No owner has a critical or high finding open."
    named = [f"{name} ({number:,})" for name, number in grave]
    total = sum(number for _, number in grave)
    belong = counted(total, "critical or high finding belongs", "critical and high findings belong")
    return f"{belong} to {enumerated(named, OWNERS, 'owner')}."


def changes_in_words(report: Report) -> str:
    """Return such as "2 new, 1 fixed", for a report that has a baseline."""
    compared = report.comparison is not None and report.comparison.comparable
    return digest.tallied(digest.changes(report)) or (
        "nothing changed" if compared else "not compared"
    )


def _doubt(report: Report) -> str:
    """Return a sentence where a critical or high finding may be hidden, or nothing."""
    unknown = digest.unknown_by_severity(report)
    number = sum(unknown.get(severity.value, 0) for severity in Severity if severity.grave)
    if not number:
        return ""
    verdicts = counted(number, "critical or high verdict is", "critical and high verdicts are")
    return f"No critical or high finding is known to be open; {verdicts} unknown."


def _not_assessed(report: Report) -> str:
    unknown = sum(check.unknown for check in report.checks)
    said = []
    if report.partial:
        said.append("Collecting was interrupted.")
    if unknown:
        share = digest.not_assessed(report).removesuffix(" not assessed")
        verdicts = counted(unknown, "verdict is", "verdicts are")
        said.append(f"{verdicts} unknown{f' ({share} of all)' if share else ''}{_why(report)}.")
    elif report.gaps:
        said.append(f"{counted(len(report.gaps), 'call')} failed{_why(report)}.")
    elif report.complete and not report.functions:
        said.append("There was no function to judge.")
    elif report.complete:
        said.append("Every check that ran came to a verdict at every function.")
    if report.disabled:
        said.append(f"{counted(len(report.disabled), 'check')} did not run.")
    return " ".join(said)


def _why(report: Report) -> str:
    missing = list(digest.missing_actions(report))
    if not missing:
        return ""
    verb = "is" if len(missing) == 1 else "are"
    return f", since {enumerated(missing, NAMED, 'right')} {verb} missing"
