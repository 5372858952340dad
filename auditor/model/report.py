"""The report: all that a renderer gets. Its JSON form is a public contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from auditor.model.calls import CallStatistics
from auditor.model.result import (
    Category,
    Finding,
    FixKind,
    Outcome,
    Place,
    Severity,
    WaiverUse,
)

SCHEMA = "auditor/report/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """The program that made the report."""

    name: str
    version: str
    score_model: int
    checks_digest: str  # sha256 over the ids, severities and options of the checks that ran
    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # table -> as of


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountIdentity:
    """Whose functions these are."""

    id: str
    alias: str | None
    partition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that could not be read, and what it left undecided."""

    region: str
    operation: str
    iam_action: str  # the action to allow; empty where allowing one would not help
    code: str
    message: str
    functions: int
    checks: tuple[str, ...]
    kind: str = ""  # a value of `Loss`; empty: no call was lost


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryScore:
    """A score of one category, region or tag value."""

    value: float
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The account's score; value None: nothing to score, and `cap` says why."""

    value: float | None
    grade: str  # A … F, with `?` where unknowns could change it; "n/a" without a value
    cap: str
    best_case: float | None  # every unknown counted as a pass
    best_grade: str
    without_waivers: float | None
    assessed: float  # share of applicable results that are not unknown, 0 to 1
    categories: Mapping[str, CategoryScore]
    regions: Mapping[str, CategoryScore] = field(default_factory=lambda: MappingProxyType({}))
    # By owner; "" are the functions without one. In JSON only where owners were asked for.
    owners: Mapping[str, CategoryScore] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSummary:
    """A check's words and how often each outcome came out; `passed` is `pass` in JSON."""

    id: str
    title: str
    category: Category
    severity: Severity
    passed: int
    fail: int
    unknown: int
    waived: int
    not_applicable: int
    rationale: str = ""
    remedy: str = ""
    references: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()  # whose answers it judges, such as "lambda:GetPolicy"
    risk: str = ""  # what applying the remedy may break


@dataclass(frozen=True, slots=True, kw_only=True)
class DisabledCheck:
    """A check that did not run, and why: configuration, an option not given, opt-in."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Points that one check takes from one function's score."""

    check: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """One way in which a function is invoked, for its page and diagram."""

    mode: str  # asynchronous, synchronous, stream, queue
    service: str  # "Amazon S3", "Amazon SQS" …
    arn: str  # of the source; empty where it is not known
    qualifier: str  # "$LATEST", an alias or a version
    evidence: str  # "resource policy of live, statement 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSummary:
    """One function: its score with each deduction, and what its page shows."""

    arn: str
    name: str
    region: str
    runtime: str | None
    score: int
    grade: str
    package_type: str = "Zip"
    memory: int = 128  # MB
    timeout: int = 3  # seconds
    architecture: str = "x86_64"
    code_size: int = 0  # bytes
    role: str = ""  # ARN
    vpc: str | None = None
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    layers: tuple[str, ...] = ()
    dead_letter_target: str | None = None
    destinations: tuple[str, ...] = ()  # of failed events
    sources: tuple[SourceSummary, ...] = ()
    invocation_unknown: str = ""  # why the sources are not all known
    role_reach: tuple[str, ...] = ()  # services and breadth, such as "s3: every action on 1 bucket"
    package: tuple[tuple[str, int], ...] = ()  # largest parts and their bytes
    deductions: tuple[Deduction, ...] = ()
    logical_id: str = ""  # the resource's name in its template
    place: Place | None = None
    owner: str = ""  # by the tags of `Report.owner_tags`; empty: none of them is there
    owner_unknown: str = ""  # why the owner is not known; in JSON only where it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportResult:
    """A result as the report lists it."""

    id: str  # 16 hex, stable: anchor, fingerprint, baseline key
    check: str
    function: str  # ARN
    outcome: Outcome
    severity: Severity
    findings: Sequence[Finding]
    reason: str
    waiver: WaiverUse | None
    first_seen: datetime
    crashed: bool = False  # the check itself failed; in JSON only where it is true
    place: Place | None = None  # of the worst finding, else of the function
    remarks: tuple[str, ...] = ()  # what else to know about the verdict; in JSON only where given


@dataclass(frozen=True, slots=True, kw_only=True)
class TopFix:
    """One act that resolves several findings, and the account's score after it."""

    title: str
    check: str
    cause: str  # ARN or fingerprint that the findings share; empty: one function
    results: tuple[str, ...]  # ids
    functions: int
    severity: Severity
    score_after: float | None
    gain: float
    kind: FixKind = FixKind.FIX


@dataclass(frozen=True, slots=True, kw_only=True)
class NextGrade:
    """The shortest way from here to a better grade."""

    grade: str
    value: float  # the score then
    fixes: int  # how many acts
    results: int  # how many results they resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverSummary:
    """A waiver of the waiver file and what came of it."""

    waiver: WaiverUse
    checks: tuple[str, ...]
    state: str  # active, expired, invalid, stale
    results: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """The score of one past or present report."""

    captured_at: datetime
    score: float | None
    grade: str
    open: Mapping[str, int]  # severity -> open failures


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one result since the baseline."""

    kind: str  # new, fixed, changed, waived, expired, unknown
    id: str
    check: str
    function: str
    severity: Severity
    detail: str = ""
    message: str = ""  # what the finding says, or said; in JSON only where there is one
    owner: str = ""  # of the function; in JSON only where it is known
    worse: bool = False  # an open finding says more, or is more severe; in JSON only where true


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """This report against the baseline."""

    baseline_at: datetime
    comparable: bool  # False: another score model or check set; `note` says which
    note: str
    score_before: float | None
    changes: tuple[Change, ...]
    functions_added: tuple[str, ...]
    functions_removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One audit of one account."""

    tool: Tool
    account: AccountIdentity
    caller: str
    regions: tuple[str, ...]
    captured_at: datetime
    complete: bool
    partial: bool  # collecting was interrupted
    gaps: tuple[Gap, ...]
    calls: CallStatistics
    score: Score
    checks: tuple[CheckSummary, ...]
    functions: tuple[FunctionSummary, ...]  # worst first
    results: tuple[ReportResult, ...]
    open: Mapping[str, int]  # severity -> open failures
    top_fixes: tuple[TopFix, ...] = ()
    next_grade: NextGrade | None = None  # None: no score, the best grade, or out of reach
    waivers: tuple[WaiverSummary, ...] = ()
    disabled: tuple[DisabledCheck, ...] = ()
    overrides: tuple[str, ...] = ()  # options and severities that differ from the defaults
    gap_policy: str = ""  # the IAM policy, as JSON, that would close the gaps
    scope: tuple[str, ...] = ()  # filters that narrowed the audit, such as "function orders-*"
    notes: tuple[str, ...] = ()  # functions that vanished, versions not read, age of data …
    trend: tuple[TrendPoint, ...] = ()
    comparison: Comparison | None = None
    # Or "template": the functions are not deployed yet. In JSON only where it is not the account.
    origin: str = field(default="account", metadata={"omit_default": True})
    # The tags that name a function's owner, the first that is there. In JSON only if there are any.
    owner_tags: tuple[str, ...] = field(default=(), metadata={"omit_default": True})
    # The owner whose functions alone are in the report; "" are those without one.
    of_owner: str | None = field(default=None, metadata={"omit_default": True})
