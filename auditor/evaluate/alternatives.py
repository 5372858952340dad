"""One set of results for an account that could still come out in several ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from auditor.evaluate.engine import evaluate
from auditor.evaluate.plan import Plan
from auditor.model import Account, Outcome, Result, Severity, Unknown
from auditor.model.audit import Audit

_SHOWN = 2  # choices that a reason names for each outcome


def evaluate_account(account: Account, audit: Audit, plan: Plan) -> tuple[Result, ...]:
    """Return one result per check and function, by severity, check and function.

    Where a template leaves values open, a verdict is known if it is the same whatever they are.
    """
    if not account.alternatives:
        return evaluate(audit, plan.checks)
    found: dict[tuple[str, str], list[tuple[str, Result]]] = {}
    for one in account.alternatives:
        for judged in evaluate(Audit(one.account, plan.options), plan.checks):
            reported = one.names.get(judged.function, judged.function)
            result = judged._replace(function=reported)
            found.setdefault((result.check, reported), []).append((one.choice, result))
    severities = {check.id: check.severity for check in plan.checks}
    settled = [_settled(rows, severities) for _, rows in sorted(found.items())]
    return tuple(sorted(settled, key=lambda r: r.severity.rank))


def _settled(rows: Sequence[tuple[str, Result]], severities: Mapping[str, Severity]) -> Result:
    outcomes = {result.outcome for _, result in rows}
    first = rows[0][1]
    if len(outcomes) == 1:
        if first.outcome is not Outcome.FAIL:
            return first
        # Of several failures the mildest is certain.
        return max((result for _, result in rows), key=lambda r: r.severity.rank)
    known = [result for _, result in rows if result.outcome is not Outcome.UNKNOWN]
    unknown = next((r for _, r in rows if r.outcome is Outcome.UNKNOWN), None)
    if unknown is not None and len({result.outcome for result in known}) == 1:
        return unknown
    reason = f"it depends on open parameters: {_told(rows)}; --parameter NAME=VALUE decides it"
    return first._replace(
        outcome=Outcome.UNKNOWN,
        severity=severities[first.check],
        findings=(),
        reason=reason,
        missing=Unknown(reason=reason),
        crashed=False,
    )


def _told(rows: Iterable[tuple[str, Result]]) -> str:
    choices: dict[Outcome, list[str]] = {}
    for choice, result in rows:
        choices.setdefault(result.outcome, []).append(choice)
    words = {
        Outcome.PASS: "passes",
        Outcome.FAIL: "fails",
        Outcome.UNKNOWN: "is unknown",
        Outcome.NOT_APPLICABLE: "does not apply",
    }
    return "; ".join(
        f"{words[outcome]} with {' or '.join(named[:_SHOWN])}{' …' if len(named) > _SHOWN else ''}"
        for outcome, named in sorted(choices.items(), key=lambda pair: pair[0].value)
        if outcome in words
    )
