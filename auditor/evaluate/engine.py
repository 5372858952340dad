"""Runs the checks: facts in, results out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from auditor.evaluate.declarations import InvalidFindingError, sound, sound_remark
from auditor.evaluate.plugin_barrier import CrashError, guard
from auditor.evaluate.registry import Check
from auditor.model import (
    Finding,
    Function,
    NotApplicableError,
    Outcome,
    Remark,
    Result,
    Severity,
    UnavailableError,
    Unknown,
)
from auditor.model.audit import Audit
from auditor.storage.packed_findings import FindingsPacker

MOST_FINDINGS = 10_000  # of one check at one function, so that a check without an end has one
_FEW = 15_000  # results whose findings take little memory unpacked, about 20 MB


def judge(check: Check, function: Function, audit: Audit, *passing: type[BaseException]) -> Result:
    """Apply one check to one function; unless `passing` is raised, there is a result."""
    findings: list[Finding] = []
    remarks: list[str] = []
    missing, crashed = None, False
    try:
        work = partial(_conclude, check, function, audit, findings, remarks)
        outcome, reason, missing = guard(work, *passing)
    except CrashError as crash:
        outcome, crashed = Outcome.UNKNOWN, True
        reason = f"the check {check.id} crashed ({crash})"
    return Result(
        check=check.id,
        category=check.category,
        function=function.arn,
        outcome=Outcome.FAIL if findings else outcome,
        severity=_severity(check, findings, missing) if findings or missing else check.severity,
        findings=tuple(findings),
        reason=reason,
        missing=missing,
        crashed=crashed,
        remarks=tuple(remarks),
    )


def _conclude(
    check: Check,
    function: Function,
    audit: Audit,
    findings: list[Finding],
    remarks: list[str],
) -> tuple[Outcome, str, Unknown | None]:
    """Add what the check says to the lists; return the outcome without findings, and its reason.

    A failure that was proven already survives what goes wrong after it.
    """
    if function.kind not in check.kinds:
        return Outcome.NOT_APPLICABLE, f"the check does not judge a {function.kind}", None
    try:
        for said in check.evaluate(function, audit):
            if isinstance(said, Remark):
                remarks.append(sound_remark(said))
            else:
                findings.append(sound(said))
            if len(findings) + len(remarks) > MOST_FINDINGS:
                raise InvalidFindingError
    except UnavailableError as unavailable:
        if not isinstance(unavailable.unknown, Unknown):  # a plugin need not be typed
            raise
        missing = unavailable.unknown
        if missing.inapplicable:
            return Outcome.NOT_APPLICABLE, missing.reason, None
        return Outcome.UNKNOWN, missing.reason, missing
    except NotApplicableError as elsewhere:
        return Outcome.NOT_APPLICABLE, str(elsewhere), None
    return Outcome.PASS, "", None


def _severity(check: Check, findings: list[Finding], missing: Unknown | None) -> Severity:
    if check.severity_is_fixed:
        return check.severity
    most = check.worst or check.severity
    if not findings:
        # What a denied or lost call hides may be the worst: an unknown must not be the better.
        return most if missing and missing.operation else check.severity
    found = min((f.severity or check.severity for f in findings), key=lambda s: s.rank)
    return max(found, most, key=lambda s: s.rank)


# One check's word on one function: a result that the report lists, the outcome of one that it only
# counts, or None where something was still pending.
Early: TypeAlias = Result | Outcome | None


def brief(result: Result, listed: Container[Outcome]) -> Result | Outcome:
    """Return a result that the report lists, and of any other its outcome."""
    return result if result.outcome in listed or result.remarks else result.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What all checks said of all functions.

    Nine of ten results have nothing to say, and those of a large account fill the memory.
    """

    results: tuple[Result, ...]  # by severity, check and function
    counted: Mapping[tuple[str, Outcome], int]  # by check: those that are not among the results


def _unpacked(early: Early) -> Early:
    """Return what was judged ahead, with findings that are read fast in any order."""
    if isinstance(early, Result):
        return early._replace(findings=tuple(early.findings))
    return early


def _are_few(rows: Iterable[Sequence[Early]]) -> bool:
    """Return whether what was judged ahead may stay unpacked, which saves a quarter of the rest."""
    return sum(isinstance(early, Result) for row in rows for early in row) <= _FEW


def evaluate(audit: Audit, chosen: Iterable[Check]) -> tuple[Result, ...]:
    """Return one result per check and function, by severity, check and function."""
    return judge_all(audit, chosen, listed=frozenset(Outcome)).results


def judge_all(
    audit: Audit,
    chosen: Iterable[Check],
    *,
    listed: Container[Outcome],
    ahead: Mapping[str, Sequence[Early]] = MappingProxyType({}),
) -> Judged:
    """Judge every function by every check, unless that was done ahead.

    Results of other outcomes than the listed ones are only counted, unless they have remarks.
    `ahead` holds what the checks, in the order of their ids, said of functions, by ARN.
    """
    functions = sorted(audit.functions(), key=lambda f: f.arn)
    # Results come in the order of check and function, so only their severities need sorting.
    by_severity: dict[Severity, list[Result]] = {severity: [] for severity in Severity}
    packers = {severity: FindingsPacker() for severity in Severity}
    counted: Counter[tuple[str, Outcome]] = Counter()
    checks = sorted(chosen, key=lambda c: c.id)
    few = _are_few(ahead.values())
    for number, check in enumerate(checks):
        # In the order in which they were judged and packed: any other would unpack them often.
        early = {arn: _unpacked(row[number]) for arn, row in ahead.items()}
        for function in functions:
            known = early.get(function.arn)
            result = known or brief(judge(check, function, audit), listed)
            if isinstance(result, Outcome):
                counted[check.id, result] += 1
                continue
            if not (known and few):
                findings = packers[result.severity].add(result.findings)
                result = result._replace(findings=findings)
            by_severity[result.severity].append(result)
    found = tuple(result for results in by_severity.values() for result in results)
    return Judged(results=found, counted=counted)
