"""Adds summaries up. Order and grouping never change what comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from sys import intern

from auditor.model.organization import (
    OrganizationCheck,
    Overdue,
    SharedCause,
    SharedFix,
    SharedGap,
    Status,
)
from auditor.model.result import Severity
from auditor.organization.causes import merged
from auditor.organization.summary import SEVERE, CauseCounts, Summary

_RANK = {severity.value: severity.rank for severity in Severity}
_MOST_CAUSES = 1_000
_MOST_FIXES = 200


@dataclass(slots=True)
class _Check:
    severity: str
    title: str
    accounts: int = 0
    fail: int = 0
    unknown: int = 0
    waived: int = 0
    passed: int = 0
    not_applicable: int = 0


@dataclass(slots=True)
class _Cause:
    severity: str
    example: str  # the least id of an account that has it
    accounts: int = 0
    functions: int = 0
    results: int = 0
    become_clean: int = 0
    checks: dict[str, list[int]] = field(default_factory=dict)  # check -> [accounts, functions]

    def count(self, account: str, counts: CauseCounts, *, clears: bool) -> None:
        """Add one account's; there are hundreds in each, so nothing is made on the way."""
        _, checks, severity, functions, results, _ = counts
        if severity != self.severity and _RANK[severity] < _RANK[self.severity]:
            self.severity = severity
        if account < self.example:  # noqa: PLR1730  no call for each of millions
            self.example = account
        self.accounts += 1
        self.functions += functions
        self.results += results
        if clears:
            self.become_clean += 1
        counted = self.checks
        for check, number in checks.items():
            if check in counted:
                of_check = counted[check]
                of_check[0] += 1
                of_check[1] += number
            else:
                counted[intern(check)] = [1, number]

    def add(self, other: _Cause) -> None:
        """Take another one in."""
        self.severity = min(self.severity, other.severity, key=_RANK.__getitem__)
        self.example = min(self.example, other.example)
        self.accounts += other.accounts
        self.functions += other.functions
        self.results += other.results
        self.become_clean += other.become_clean
        for check, (accounts, functions) in other.checks.items():
            counted = self.checks.setdefault(check, [0, 0])
            counted[0] += accounts
            counted[1] += functions


@dataclass(slots=True)
class _Gap:
    message: str
    example: str
    accounts: int = 0
    regions: set[str] = field(default_factory=set)


class Totals:
    """The sum of the summaries that were added."""

    def __init__(self, *, today: date, deadlines: Mapping[str, int]) -> None:
        self._deadlines = {
            word: (days, (today - timedelta(days=days)).isoformat())
            for word, days in deadlines.items()
        }
        self._checks: dict[str, _Check] = {}
        self._causes: dict[str, _Cause] = {}
        self._gaps: dict[tuple[str, str, str], _Gap] = {}
        self._overdue: Counter[str] = Counter()
        self._overdue_accounts: Counter[str] = Counter()
        self.new: Counter[str] = Counter()
        self.fixed: Counter[str] = Counter()
        self.calls = (0, 0, 0)

    def add(self, summary: Summary) -> None:
        """Add one account."""
        self._add_checks(summary)
        self._add_causes(summary)
        self._add_gaps(summary)
        self._add_overdue(summary)
        self.new.update(summary.new)
        self.fixed.update(summary.fixed)
        made, throttled, retried = self.calls
        self.calls = (
            made + summary.calls[0], throttled + summary.calls[1], retried + summary.calls[2]
        )  # fmt: skip

    def checks(self) -> tuple[OrganizationCheck, ...]:
        """Return the checks, the worst first."""
        found = (
            OrganizationCheck(
                id=check,
                title=c.title,
                severity=Severity(c.severity),
                accounts=c.accounts,
                fail=c.fail,
                unknown=c.unknown,
                waived=c.waived,
                passed=c.passed,
                not_applicable=c.not_applicable,
            )
            for check, c in self._checks.items()
        )
        return tuple(sorted(found, key=lambda c: (c.severity.rank, c.id)))

    def causes(self) -> tuple[SharedCause, ...]:
        """Return the causes by check, those of most accounts first."""
        found = (
            SharedCause(check=check, cause=cause, accounts=accounts, functions=functions)
            for cause, counted in self._merged().items()
            for check, (accounts, functions) in counted.checks.items()
        )
        order = sorted(found, key=lambda c: (-c.accounts, -c.functions, c.check, c.cause))
        return tuple(order[:_MOST_CAUSES])

    def fixes(self) -> tuple[SharedFix, ...]:
        """Return what one fix resolves in several accounts, the most useful first."""
        found = (
            SharedFix(
                cause=cause,
                checks=tuple(sorted(counted.checks)),
                severity=Severity(counted.severity),
                accounts=counted.accounts,
                functions=counted.functions,
                results=counted.results,
                become_clean=counted.become_clean,
                example=counted.example,
            )
            for cause, counted in self._merged().items()
            if counted.accounts > 1
        )
        order = sorted(
            found,
            key=lambda f: (-f.become_clean, f.severity.rank, -f.accounts, -f.results, f.cause),
        )
        return tuple(order[:_MOST_FIXES])

    def gaps(self) -> tuple[SharedGap, ...]:
        """Return what could not be read, that of most accounts first."""
        found = (
            SharedGap(
                operation=operation,
                iam_action=action,
                code=code,
                accounts=gap.accounts,
                regions=tuple(sorted(gap.regions)),
                message=gap.message,
                example=gap.example,
            )
            for (operation, action, code), gap in self._gaps.items()
        )
        return tuple(sorted(found, key=lambda g: (-g.accounts, g.iam_action, g.operation, g.code)))

    def overdue(self) -> tuple[Overdue, ...]:
        """Return the failures past their deadlines, by severity."""
        return tuple(
            Overdue(
                severity=word,
                days=days,
                results=self._overdue[word],
                accounts=self._overdue_accounts[word],
            )
            for word, (days, _) in sorted(self._deadlines.items(), key=lambda d: _RANK[d[0]])
        )

    def _add_checks(self, summary: Summary) -> None:
        for check, counts in summary.checks.items():
            counted = self._checks.setdefault(
                intern(check), _Check(severity=counts.severity, title=counts.title)
            )
            # Severities can be configured: the worst of them counts.
            counted.severity = min(counted.severity, counts.severity, key=_RANK.__getitem__)
            counted.title = min(counted.title, counts.title)
            counted.accounts += counts.fail > 0
            counted.fail += counts.fail
            counted.unknown += counts.unknown
            counted.waived += counts.waived
            counted.passed += counts.passed
            counted.not_applicable += counts.not_applicable

    def _add_causes(self, summary: Summary) -> None:
        severe = sum(summary.open.get(word, 0) for word in SEVERE)
        can_clear = summary.status is Status.AUDITED and severe > 0
        account, causes = summary.id, self._causes
        for counts in summary.causes:
            known = causes.get(counts.cause)
            if known is None:
                known = _Cause(severity=counts.severity, example=account)
                causes[counts.cause] = known
            known.count(account, counts, clears=can_clear and counts.severe == severe)

    def _add_gaps(self, summary: Summary) -> None:
        seen: set[tuple[str, str, str]] = set()
        for gap in summary.gaps:
            key = (gap.operation, gap.iam_action, gap.code)
            counted = self._gaps.setdefault(key, _Gap(message=gap.message, example=summary.id))
            counted.message = min(counted.message, gap.message)
            counted.example = min(counted.example, summary.id)
            counted.accounts += key not in seen
            if gap.region:
                counted.regions.add(intern(gap.region))
            seen.add(key)

    def _add_overdue(self, summary: Summary) -> None:
        for word, (_, latest) in self._deadlines.items():
            days = summary.first_seen.get(word, {})
            late = sum(number for day, number in days.items() if day < latest)
            self._overdue[word] += late
            self._overdue_accounts[word] += late > 0

    def _merged(self) -> dict[str, _Cause]:
        single = {name: c.example for name, c in self._causes.items() if c.accounts == 1}
        called = merged(single)
        patterns = frozenset(called.values())
        found: dict[str, _Cause] = {}
        for name, cause in self._causes.items():
            into = called.get(name, name)
            if into in found:
                found[into].add(cause)
            elif into == name:
                found[into] = cause if name not in patterns else _copy(cause)
            else:
                found[into] = _copy(cause)
        return found


def _copy(cause: _Cause) -> _Cause:
    made = _Cause(severity=cause.severity, example=cause.example)
    made.add(cause)
    return made
