"""From an account and its results to the report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from auditor.assess import describe, fixes, gaps
from auditor.assess import owners as owned
from auditor.assess.places import placed
from auditor.assess.score import COUNTED, score
from auditor.collect.aws.operations import NEEDS, OPERATIONS
from auditor.evaluate.plan import Plan
from auditor.evaluate.registry import Check
from auditor.model import Account, Outcome, Result, Severity, Unknown
from auditor.model.arn import parse_arn
from auditor.model.audit import Audit
from auditor.model.report import (
    AccountIdentity,
    CheckSummary,
    Report,
    ReportResult,
    Tool,
    WaiverSummary,
)
from auditor.model.score_model import MODEL

DISTRIBUTION = "lambda-auditor"


def result_id(result: Result, account: str, discriminator: str = "") -> str:
    """Return the stable name of a result: anchor, fingerprint and baseline key; 16 hex."""
    region = parse_arn(result.function).region
    parts = (result.check, account, region, result.function, discriminator)
    return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """Everything that the report is made of."""

    audit: Audit
    plan: Plan
    results: tuple[Result, ...]
    waivers: tuple[WaiverSummary, ...] = ()
    all_results: bool = False


def assemble(evaluated: Evaluated) -> Report:
    """Return the report, without a comparison and with first-seen dates of its own moment."""
    account, results = evaluated.audit.account, evaluated.results
    functions = {f.arn: f.region for f in evaluated.audit.functions()}
    unlisted = tuple(r.name for r in account.regions if isinstance(r.functions, Unknown))
    listed = [r for r in results if evaluated.all_results or r.outcome in COUNTED]
    found = gaps.gaps(account, listed)
    owners = owned.owners(evaluated.audit, evaluated.plan.owner_tags)
    scored = score(results, functions, unlisted, owned.names(owners))
    acts, scope = fixes.acts(listed), fixes.account_scope(listed, functions)
    titles = _titles(evaluated.plan)
    ids = {id(result): result_id(result, account.id) for result in listed}
    return Report(
        tool=tool(evaluated.plan),
        account=AccountIdentity(id=account.id, alias=account.alias, partition=account.partition),
        caller=account.caller,
        regions=tuple(sorted(region.name for region in account.regions)),
        captured_at=account.captured_at,
        complete=not (found or unlisted or account.interrupted or _undecided(listed)),
        partial=account.interrupted,
        scope=account.scope,
        gaps=found,
        calls=account.calls,
        score=scored,
        checks=_checks(evaluated.plan, results),
        functions=describe.functions(evaluated.audit, listed, owners),
        results=_rows(account, listed, ids),
        open=_open(listed),
        top_fixes=fixes.top_fixes(acts, scope, scored.value, ids, titles),
        next_grade=fixes.next_grade(acts, scope, scored.value),
        waivers=evaluated.waivers,
        disabled=evaluated.plan.disabled,
        overrides=evaluated.plan.overrides,
        gap_policy=gaps.policy(found),
        notes=(
            *describe.notes(account),
            *describe.remarks(evaluated.audit, results),
            *owned.notes(owners),
        ),
        origin=account.origin,
        owner_tags=evaluated.plan.owner_tags,
    )


def tool(plan: Plan) -> Tool:
    """Return the program's identity for a plan."""
    return Tool(
        name=DISTRIBUTION,
        version=version(DISTRIBUTION),
        score_model=MODEL,
        checks_digest=plan.digest(),
        data=describe.data_versions(),
    )


def _titles(plan: Plan) -> Mapping[str, str]:
    return {check.id: check.title for check in plan.checks}


def _undecided(results: Iterable[Result]) -> bool:
    return any(result.outcome is Outcome.UNKNOWN for result in results)


def _open(results: Iterable[Result]) -> Mapping[str, int]:
    counted = Counter(r.severity for r in results if r.outcome is Outcome.FAIL)
    return {severity.value: counted[severity] for severity in Severity}


def _operations(check: Check) -> tuple[str, ...]:
    # What a fallback would have read, and what the check merely uses, need not have been read.
    read = {name for need in check.needs for name in NEEDS[need] if not OPERATIONS[name].fallback}
    return ("lambda:ListFunctions", *sorted(read))


def _checks(plan: Plan, results: Sequence[Result]) -> tuple[CheckSummary, ...]:
    counted = Counter((result.check, result.outcome) for result in results)
    summaries = (
        CheckSummary(
            id=check.id,
            title=check.title,
            category=check.category,
            severity=check.severity,
            passed=counted[check.id, Outcome.PASS],
            fail=counted[check.id, Outcome.FAIL],
            unknown=counted[check.id, Outcome.UNKNOWN],
            waived=counted[check.id, Outcome.WAIVED],
            not_applicable=counted[check.id, Outcome.NOT_APPLICABLE],
            rationale=check.rationale,
            remedy=check.remedy,
            risk=check.risk,
            references=check.references,
            frameworks=check.frameworks,
            operations=_operations(check),
        )
        for check in plan.checks
    )
    return tuple(sorted(summaries, key=lambda c: (c.severity.rank, c.id)))


def _rows(
    account: Account, listed: Iterable[Result], ids: Mapping[int, str]
) -> tuple[ReportResult, ...]:
    rows = (_row(account, result, ids[id(result)]) for result in listed)
    return tuple(sorted(rows, key=lambda r: (r.severity.rank, r.check, r.function)))


def _row(account: Account, result: Result, id: str) -> ReportResult:
    findings = placed(account, result)
    own = account.places.get(result.function, {}).get("")
    return ReportResult(
        id=id,
        check=result.check,
        function=result.function,
        outcome=result.outcome,
        severity=result.severity,
        findings=findings,
        reason=result.reason,
        waiver=result.waiver,
        first_seen=account.captured_at,
        crashed=result.crashed,
        place=next((f.place for f in findings if f.place is not None), own),
        remarks=result.remarks,
    )
