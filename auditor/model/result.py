"""What a check concluded about one function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, unique
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from auditor.model.fact import Unknown


@unique
class Severity(Enum):
    """How bad a finding is; the score model gives it points and a band."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    __hash__ = object.__hash__  # members are single objects; Enum's own is Python code

    def __init__(self, _: str) -> None:
        # Attributes and no properties: a large account asks for them millions of times.
        self.rank = len(type(self).__members__)  # 0 for critical up to 4 for info
        self.grave = self.rank <= 1  # critical or high


@unique
class Category(Enum):
    """The part of Lambda practice that a check belongs to; each has a score of its own."""

    SECURITY = "security"
    RELIABILITY = "reliability"
    NETWORK = "network"
    PACKAGE = "package"
    OBSERVABILITY = "observability"
    UPKEEP = "upkeep"

    __hash__ = object.__hash__  # as `Severity`


@unique
class Confidence(Enum):
    """How sure a finding is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    __hash__ = object.__hash__  # as `Severity`


@unique
class Outcome(Enum):
    """The conclusion; `waived` is a failure that its owner accepts for a time."""

    PASS = "pass"  # noqa: S105  not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"

    __hash__ = object.__hash__  # as `Severity`: a large account counts millions of them


EvidenceValue: TypeAlias = str | int | float | bool | tuple[str, ...] | None
Evidence: TypeAlias = Mapping[str, EvidenceValue]


@unique
class FixKind(Enum):
    """What a fix asks of its reader."""

    FIX = "fix"  # commands that resolve the finding
    INVESTIGATE = "investigate"  # commands that only read, to find out what to change
    DECIDE = "decide"  # commands that are right only after a decision, such as deleting a function

    __hash__ = object.__hash__  # as `Severity`


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """The remedy with this function's own names, ready to paste; empty: does not apply.

    A value that only the reader knows is written as `<NAME>` in templates. In commands it is a
    shell variable that must be set, so that nothing runs by accident.
    """

    cli: str = ""
    sam: str = ""
    terraform: str = ""
    kind: FixKind = FixKind.FIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a file says what a finding is about; lines and columns count from 1."""

    file: str  # relative to the working directory
    line: int
    end_line: int
    column: int = 1
    note: str = ""  # such as "from Globals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check has to say about one function, with the facts that prove it."""

    message: str
    evidence: Evidence = field(default_factory=lambda: MappingProxyType({}))
    fix: Fix = Fix()
    confidence: Confidence = Confidence.HIGH
    severity: Severity | None = None  # None: the check's own
    cause: str = ""  # what one fix would resolve for several functions: a role's ARN, a queue's …
    place: Place | None = None  # only where the facts come from files


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a reader must know about a verdict though it is no finding.

    Such as: what was not looked at, or what else closes the opening that the check looks for.
    """

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverUse:
    """The waiver that covers a failure."""

    id: str
    kind: str
    reason: str
    owner: str
    ticket: str | None
    created: date
    expires: date


class Result(NamedTuple):
    """One check's conclusion about one function.

    A tuple where the rest of the model is dataclasses: a large account has a million of them, and
    a frozen dataclass takes four times as long to make.
    """

    check: str
    category: Category
    function: str  # unqualified ARN
    outcome: Outcome
    severity: Severity  # the worst of its findings, or the check's own
    findings: Sequence[Finding] = ()
    reason: str = ""  # why unknown, not applicable, or a waiver that does not hold
    missing: Unknown | None = None  # the fact that could not be read
    crashed: bool = False  # the check itself failed
    waiver: WaiverUse | None = None
    remarks: tuple[str, ...] = ()  # texts of `Remark`
