"""What a waiver is, what it matches, and when it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, unique
from functools import lru_cache
from types import MappingProxyType

from auditor.model import Function, Severity, Unknown, WaiverUse

LONGEST = 365  # days from creation to expiry
LONGEST_GRAVE = 90  # the same, for critical and high findings
SHORTEST_REASON = 15  # characters


@unique
class WaiverKind(Enum):
    """Why a failure may stay."""

    ACCEPTED_RISK = "accepted_risk"
    MITIGATED_ELSEWHERE = "mitigated_elsewhere"
    FALSE_POSITIVE = "false_positive"


@lru_cache(maxsize=4096)
def pattern(glob: str) -> re.Pattern[str]:
    """Compile an anchored glob: `*` and `?` are wild, everything else is literal."""
    words = {"*": ".*", "?": "."}
    # Runs of stars mean one star; left alone they would make matching slow.
    plain = re.sub(r"\*+", "*", glob)
    return re.compile("".join(words.get(c, re.escape(c)) for c in plain), re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which functions a waiver speaks of; what is given must all hold."""

    function: str | None = None  # glob over the unqualified ARN
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # key -> glob

    @property
    def can_match_nothing(self) -> bool:
        """Return whether the glob over ARNs begins as no ARN can."""
        starts = ("arn:", "arn*", "*", "?")
        return self.function is not None and not self.function.startswith(starts)

    def covers(self, function: Function) -> bool:
        """Tell whether the function is meant; a function whose tags are unknown never is."""
        if self.function is not None and not pattern(self.function).fullmatch(function.arn):
            return False
        return not self.tags or self._tags_hold(function)

    def _tags_hold(self, function: Function) -> bool:
        tags = tags_of(function)
        return tags is not None and all(
            key in tags and pattern(glob).fullmatch(tags[key]) is not None
            for key, glob in self.tags.items()
        )


def tags_of(function: Function) -> Mapping[str, str] | None:
    """Return the function's tags; None: they could not be read."""
    if isinstance(function.details, Unknown) or isinstance(function.details.value.tags, Unknown):
        return None
    return function.details.value.tags.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One entry of the waiver file."""

    id: str
    checks: tuple[str, ...]
    match: Match
    kind: WaiverKind
    reason: str
    owner: str
    ticket: str | None = None
    created: date
    expires: date  # the last day (UTC) on which it holds
    line: int = 0  # in the file

    def use(self) -> WaiverUse:
        """Return what a result and the report say of it."""
        return WaiverUse(
            id=self.id,
            kind=self.kind.value,
            reason=self.reason,
            owner=self.owner,
            ticket=self.ticket,
            created=self.created,
            expires=self.expires,
        )

    def fault(self, today: date) -> str:
        """Return the rule that the entry breaks whatever it matches, or an empty string."""
        if len(self.reason) < SHORTEST_REASON:
            return f"its reason is shorter than {SHORTEST_REASON} characters"
        if self.expires < self.created:
            return f"it expires on {self.expires}, before it was created"
        return self._too_long(LONGEST, "", today)

    def fault_for(self, severity: Severity, today: date) -> str:
        """Return the rule that it breaks for a finding of this severity, or an empty string."""
        if severity.grave and self.ticket is None:
            return f"a waiver of a {severity.value} finding needs a ticket"
        if severity.grave:
            return self._too_long(LONGEST_GRAVE, f" for a {severity.value} finding", today)
        return ""

    def expired(self, today: date) -> bool:
        """Tell whether its last day is over."""
        return today > self.expires

    def _too_long(self, longest: int, whom: str, today: date) -> str:
        # Counted from today too, so that a creation date in the future buys no time.
        latest = min(self.created, today) + timedelta(days=longest)
        if self.expires <= latest:
            return ""
        return f"it expires on {self.expires}, more than {longest} days ahead{whom}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waivers:
    """A waiver file."""

    name: str  # of the file, for messages
    entries: tuple[Waiver, ...] = ()
