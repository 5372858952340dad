"""The report of an organization: many accounts, one document. Its JSON is a public contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, unique
from types import MappingProxyType

from auditor.model.report import Tool
from auditor.model.result import Severity

SCHEMA = "auditor/organization/1"


@unique
class Status(Enum):
    """What became of one planned account."""

    AUDITED = "audited"  # read completely
    INCOMPLETE = "incomplete"  # read with gaps
    UNREACHABLE = "unreachable"  # its role could not be assumed
    SKIPPED = "skipped"  # suspended or closed, or left out by an option
    LOST = "lost"  # nothing came back


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account of the plan."""

    id: str
    name: str
    path: str  # "o-…/r-…/ou-…"; empty where it is not known
    status: Status
    reason: str  # why it is not audited; empty for an audited account
    score: float | None
    grade: str
    functions: int
    open: Mapping[str, int]  # severity -> open failures
    unknown: int  # results that could not be decided
    report: str  # path of the account's own report inside the run; empty: there is none
    action: str = ""  # what brings the account in
    failing: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  # by check
    oldest: str = ""  # day since which the oldest of its worst severe findings is open
    waived: int = 0
    calls: int = 0
    page: str = ""  # relative address of the account's own HTML report; empty: there is none

    @property
    def clean(self) -> bool:
        """Return whether the account was read completely and has nothing critical or high open."""
        return self.status is Status.AUDITED and not self.severe

    @property
    def severe(self) -> int:
        """Return how many critical and high failures are open."""
        return self.open.get("critical", 0) + self.open.get("high", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationCheck:
    """One check over all accounts; `passed` is `pass` in JSON, `accounts` are those it fails in."""

    id: str
    title: str
    severity: Severity
    accounts: int
    fail: int
    unknown: int
    waived: int
    passed: int
    not_applicable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCause:
    """What one fix resolves in several accounts, for one check."""

    check: str
    cause: str  # such as "role/*-deploy-role"; without account, region and random suffix
    accounts: int
    functions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFix:
    """One fix and what it resolves, over all checks."""

    cause: str
    checks: tuple[str, ...]
    severity: Severity
    accounts: int
    functions: int
    results: int
    become_clean: int  # accounts that have nothing critical or high open after it
    example: str  # one account that has it


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedGap:
    """Something that could not be read, folded over accounts."""

    operation: str
    iam_action: str
    code: str
    accounts: int
    regions: tuple[str, ...]
    message: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAudited:
    """Accounts that were not audited for one reason, and what to do about it."""

    status: Status
    reason: str
    action: str
    accounts: tuple[str, ...]  # ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The accounts of one organizational unit, or of none."""

    path: str
    name: str
    accounts: int  # in scope
    clean: int
    grades: Mapping[str, int]  # letter, or "not audited" -> accounts
    worst: float | None
    percentile_5: float | None
    open: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanShare:
    """The share of clean accounts, bounded; value None: no account is in scope."""

    value: float | None
    grade: str
    best_case: float | None  # accounts that were not audited counted as clean
    clean: int
    in_scope: int
    cap: str = ""  # why the grade is lower than the value's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became of findings and accounts since an earlier run."""

    new: int
    fixed: int
    joined: tuple[str, ...]
    left: tuple[str, ...]
    lost: tuple[str, ...]  # audited then, and not now
    since: datetime | None = None
    new_by_severity: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """Open failures of one severity that are older than their deadline."""

    severity: str
    days: int
    results: int
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPoint:
    """One run in the trend."""

    run: str
    captured_at: datetime
    value: float | None
    clean: int
    in_scope: int
    open: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationCalls:
    """The API calls of a run."""

    total: int
    throttled: int
    retried: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """One audit of many accounts."""

    run: str
    tool: Tool
    captured_at: datetime
    complete: bool
    counts: Mapping[str, int]  # planned, then each status; they add up
    score: CleanShare
    headline: str
    accounts: tuple[AccountRow, ...]
    checks: tuple[OrganizationCheck, ...]
    causes: tuple[SharedCause, ...]
    gaps: tuple[SharedGap, ...]
    changes: Changes | None = None
    open: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    fixes: tuple[SharedFix, ...] = ()
    not_audited: tuple[NotAudited, ...] = ()
    units: tuple[Unit, ...] = ()
    overdue: tuple[Overdue, ...] = ()
    trend: tuple[RunPoint, ...] = ()
    calls: OrganizationCalls = OrganizationCalls(total=0, throttled=0, retried=0)
    notes: tuple[str, ...] = ()
