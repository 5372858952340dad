"""Judging while facts are still being read, with what has been read so far."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Mapping

from auditor.evaluate.engine import Early, brief, judge
from auditor.evaluate.plan import Plan
from auditor.evaluate.registry import Check
from auditor.model import Account, Function, Outcome
from auditor.model.audit import Audit, Derived
from auditor.model.provisional import Pending, PendingError, Provisional, agrees, looks
from auditor.storage.packed_findings import FindingsPacker


class JudgedAhead:
    """The verdicts that hold whatever is still to come.

    A check is shown the account as far as it is read. What it concludes without looking at anything
    that is pending, it would conclude at the end as well; all else is judged then. Not one of the
    verdicts counts if anything that they were based on turns out otherwise.
    """

    def __init__(self, plan: Plan, *, listed: Container[Outcome]) -> None:
        self._checks = sorted(plan.checks, key=lambda check: check.id)
        self._options = plan.options
        self._listed = listed
        self._lock = threading.Lock()
        self._over = False
        self._account: Account | None = None  # the latest
        self._pending: Pending | None = None
        self._looks = 0  # at what was pending, when all of it was read
        self._derived: Derived = {}
        self._judged: dict[str, tuple[Early, ...]] = {}
        self._packers = {check.id: FindingsPacker() for check in self._checks}

    def judge(self, read: Callable[[], Provisional | None]) -> None:
        """Judge what has been read, on any thread, until it is over."""
        with self._lock:
            found = None if self._over else read()
            if found is None:
                return
            self._account, self._pending = found.account, found.pending
            audit = Audit(found.account, self._options, self._derived)
            for function in found.read:
                if self._over:
                    return
                self._judged[function.arn] = tuple(
                    self._early(check, function, audit, found.pending) for check in self._checks
                )

    def holding_in(
        self, account: Account
    ) -> tuple[Mapping[str, tuple[Early, ...]], Derived] | None:
        """Return, by function, what was judged by each check in the order of ids, and derived.

        None: nothing was judged, or a fact of the account is another one than it was then. Nothing
        is judged ahead afterwards.
        """
        self._over = True
        with self._lock:
            if self._account is None or not agrees(self._account, account):
                return None
            self._looks = looks(self._pending) if self._pending is not None else 0
            return self._judged, self._derived

    def misled(self) -> bool:
        """Return whether anything that was derived ahead led to what was pending then."""
        return self._pending is not None and looks(self._pending) != self._looks

    def _early(self, check: Check, function: Function, audit: Audit, pending: Pending) -> Early:
        expected = looks(pending)
        result = None
        try:
            result = judge(check, function, audit, PendingError)
        except PendingError:
            expected += 1
        if looks(pending) != expected:
            # The check, or what derives facts for it, took a refusal for something else.
            self._derived.clear()
            return None
        if result is None or result.crashed:
            return None
        # They are held until the last call: of 5,000 functions that was 40 MB.
        findings = self._packers[check.id].add(result.findings)
        return brief(result._replace(findings=findings), self._listed)
