"""Applies waivers to results: a failure that an active waiver covers becomes waived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from auditor.assess.waivers.entry import Waiver, Waivers
from auditor.model import Function, Outcome, Result
from auditor.model.report import WaiverSummary
from auditor.model.wording import counted

ACTIVE, EXPIRED, INVALID, STALE = "active", "expired", "invalid", "stale"


@dataclass(slots=True, kw_only=True)
class _WaiverTally:
    """What one waiver met."""

    waived: int = 0
    unknown: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # reason -> findings that stay open


def apply(
    results: Sequence[Result], waivers: Waivers, functions: Iterable[Function], at: datetime
) -> tuple[tuple[Result, ...], tuple[WaiverSummary, ...]]:
    """Return the results, waived where a waiver holds, and what came of each waiver.

    A failure that only an expired or invalid waiver covers stays open, and its reason says so.
    What is unknown can't be waived.

    Args:
        results: every result.
        waivers: the waiver file.
        functions: every listed function.
        at: the moment of the audit.
    """
    today = at.astimezone(UTC).date()
    by_check: dict[str, list[Waiver]] = {}
    for waiver in waivers.entries:
        for check in dict.fromkeys(waiver.checks):
            by_check.setdefault(check, []).append(waiver)
    tallies = {waiver.id: _WaiverTally() for waiver in waivers.entries}
    known = {function.arn: function for function in functions}
    applied = tuple(
        _applied(result, _covering(result, by_check, known), tallies, today) for result in results
    )
    return applied, tuple(_summary(waiver, tallies[waiver.id], today) for waiver in waivers.entries)


def _covering(
    result: Result, by_check: Mapping[str, list[Waiver]], functions: Mapping[str, Function]
) -> list[Waiver]:
    candidates = by_check.get(result.check)
    function = functions.get(result.function)
    if not candidates or function is None:
        return []
    if result.outcome not in {Outcome.FAIL, Outcome.UNKNOWN}:
        return []
    return [waiver for waiver in candidates if waiver.match.covers(function)]


def _applied(
    result: Result, covering: Sequence[Waiver], tallies: Mapping[str, _WaiverTally], today: date
) -> Result:
    if result.outcome is Outcome.UNKNOWN:
        for waiver in covering:
            tallies[waiver.id].unknown += 1
        return result
    reasons: list[str] = []
    for waiver in covering:
        refusal = _refusal(waiver, result, today)
        if not refusal:
            tallies[waiver.id].waived += 1
            return result._replace(outcome=Outcome.WAIVED, waiver=waiver.use())
        tallies[waiver.id].refused[refusal] += 1
        reasons.append(f"The waiver {waiver.id} does not hold: {refusal}.")
    if not reasons:
        return result
    return result._replace(reason=" ".join(filter(None, (result.reason, *reasons))))


def _refusal(waiver: Waiver, result: Result, today: date) -> str:
    if waiver.expired(today):
        return f"it expired on {waiver.expires}"
    return waiver.fault(today) or waiver.fault_for(result.severity, today)


def _summary(waiver: Waiver, tally: _WaiverTally, today: date) -> WaiverSummary:
    state, note = _state(waiver, tally, today)
    return WaiverSummary(
        waiver=waiver.use(), checks=waiver.checks, state=state, results=tally.waived, note=note
    )


def _state(waiver: Waiver, tally: _WaiverTally, today: date) -> tuple[str, str]:
    if waiver.expired(today):
        left = tally.refused.total()
        return EXPIRED, _sentence(f"it expired on {waiver.expires}") + _open(left)
    fault = waiver.fault(today)
    if fault:
        return INVALID, _sentence(fault) + _open(tally.refused.total())
    notes = [_sentence(why) + _open(n) for why, n in sorted(tally.refused.items())]
    if tally.unknown:
        verdicts = counted(tally.unknown, "verdict is", "verdicts are")
        notes.append(f"{verdicts} unknown, which can't be waived.")
    note = " ".join(notes)
    if tally.waived or tally.unknown:
        return ACTIVE, note
    return (INVALID, note) if tally.refused else (STALE, _stale(waiver))


def _stale(waiver: Waiver) -> str:
    if waiver.match.can_match_nothing:
        return (
            f"It can match nothing: {waiver.match.function!r} is no ARN; begin it with arn: or *."
        )
    return "It matches no open finding: delete it, or correct what it matches."


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _open(findings: int) -> str:
    if not findings:
        return " It matches no open finding."
    return f" {counted(findings, 'finding stays', 'findings stay')} open."
