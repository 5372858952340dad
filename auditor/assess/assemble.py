"""From an account and its results to the report."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from types import MappingProxyType

from auditor.assess import describe, fixes, gaps
from auditor.assess import owners as owned
from auditor.assess.places import placed
from auditor.assess.score import COUNTED, score
from auditor.collect.aws.operations import NEEDS, OPERATIONS
from auditor.evaluate.plan import Plan
from auditor.evaluate.registry import Check
from auditor.model import Account, Category, Fact, Outcome, Result, Severity, Unknown
from auditor.model.arn import parse_arn
from auditor.model.audit import Audit
from auditor.model.report import (
    AccountIdentity,
    CheckSummary,
    Gap,
    NextGrade,
    Report,
    ReportResult,
    Score,
    Tool,
    TopFix,
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
    # By check: results that were counted only, since the report does not list them.
    counted: Mapping[tuple[str, Outcome], int] = field(default_factory=lambda: MappingProxyType({}))
    waivers: tuple[WaiverSummary, ...] = ()
    all_results: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What is worked out once, and goes into several places of the report."""

    listed: Sequence[Result]
    unlisted: tuple[str, ...]  # regions
    gaps: tuple[Gap, ...]
    owners: Mapping[str, Fact[str]]
    score: Score
    top_fixes: tuple[TopFix, ...]
    next_grade: NextGrade | None


def assemble(evaluated: Evaluated) -> Report:
    """Return the report, without a comparison and with first-seen dates of its own moment."""
    account, plan = evaluated.audit.account, evaluated.plan
    parts = _parts(evaluated)
    return Report(
        tool=tool(plan),
        account=AccountIdentity(id=account.id, alias=account.alias, partition=account.partition),
        caller=account.caller,
        regions=tuple(sorted(region.name for region in account.regions)),
        captured_at=account.captured_at,
        complete=_is_complete(account, parts),
        partial=account.interrupted,
        scope=account.scope,
        gaps=parts.gaps,
        calls=account.calls,
        score=parts.score,
        checks=_checks(evaluated),
        functions=describe.functions(evaluated.audit, parts.listed, parts.owners),
        results=_rows(account, parts.listed),
        open=_open(parts.listed),
        top_fixes=parts.top_fixes,
        next_grade=parts.next_grade,
        waivers=evaluated.waivers,
        disabled=plan.disabled,
        overrides=plan.overrides,
        gap_policy=gaps.policy(parts.gaps),
        notes=_notes(evaluated, parts),
        origin=account.origin,
        owner_tags=plan.owner_tags,
    )


def _parts(evaluated: Evaluated) -> _Parts:
    account, results = evaluated.audit.account, evaluated.results
    functions = {f.arn: f.region for f in evaluated.audit.functions()}
    unlisted = tuple(r.name for r in account.regions if isinstance(r.functions, Unknown))
    listed = [r for r in results if evaluated.all_results or r.outcome in COUNTED]
    owners = owned.owners(evaluated.audit, evaluated.plan.owner_tags)
    scored = score(results, functions, unlisted, owned.names(owners), _by_category(evaluated))
    acts, scope = fixes.acts(listed), fixes.account_scope(listed, functions)
    titles = {check.id: check.title for check in evaluated.plan.checks}
    return _Parts(
        listed=listed,
        unlisted=unlisted,
        gaps=gaps.gaps(account, listed),
        owners=owners,
        score=scored,
        top_fixes=fixes.top_fixes(acts, scope, scored.value, partial(_id, account), titles),
        next_grade=fixes.next_grade(acts, scope, scored.value),
    )


def _is_complete(account: Account, parts: _Parts) -> bool:
    undecided = any(result.outcome is Outcome.UNKNOWN for result in parts.listed)
    return not (parts.gaps or parts.unlisted or account.interrupted or undecided)


def _notes(evaluated: Evaluated, parts: _Parts) -> tuple[str, ...]:
    return (
        *describe.notes(evaluated.audit.account),
        *describe.remarks(evaluated.audit, evaluated.results),
        *owned.notes(parts.owners),
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


def _open(results: Iterable[Result]) -> Mapping[str, int]:
    counted = Counter(r.severity for r in results if r.outcome is Outcome.FAIL)
    return {severity.value: counted[severity] for severity in Severity}


def _operations(check: Check) -> tuple[str, ...]:
    # What a fallback would have read, and what the check merely uses, need not have been read.
    read = {name for need in check.needs for name in NEEDS[need] if not OPERATIONS[name].fallback}
    return ("lambda:ListFunctions", *sorted(read))


def _by_category(evaluated: Evaluated) -> Mapping[tuple[Category, Outcome], int]:
    categories = {check.id: check.category for check in evaluated.plan.checks}
    found: Counter[tuple[Category, Outcome]] = Counter()
    for (check, outcome), number in evaluated.counted.items():
        found[categories[check], outcome] += number
    return found


def _checks(evaluated: Evaluated) -> tuple[CheckSummary, ...]:
    counted = Counter((result.check, result.outcome) for result in evaluated.results)
    counted.update(evaluated.counted)
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
        for check in evaluated.plan.checks
    )
    return tuple(sorted(summaries, key=lambda c: (c.severity.rank, c.id)))


def _id(account: Account, result: Result) -> str:
    return result_id(result, account.id)


def _rows(account: Account, listed: Iterable[Result]) -> tuple[ReportResult, ...]:
    rows = (_row(account, result) for result in listed)
    return tuple(sorted(rows, key=lambda r: (r.severity.rank, r.check, r.function)))


def _row(account: Account, result: Result) -> ReportResult:
    findings = placed(account, result)
    place = None
    if account.places:  # else the findings have none, and are read when they are written
        own = account.places.get(result.function, {}).get("")
        place = next((f.place for f in findings if f.place is not None), own)
    return ReportResult(
        id=_id(account, result),
        check=result.check,
        function=result.function,
        outcome=result.outcome,
        severity=result.severity,
        findings=findings,
        reason=result.reason,
        waiver=result.waiver,
        first_seen=account.captured_at,
        crashed=result.crashed,
        place=place,
        remarks=result.remarks,
    )
