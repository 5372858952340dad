"""The last part of an audit: judge what was read, compare, publish, tell, measure.

Loaded when everything has been read, not at the cold start: an invocation that only reads and
hands over needs none of the engine, the formats and the codec that this takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from auditor.assess import compare, gate, pipeline
from auditor.model import Account
from auditor.model.errors import CollectError
from auditor.model.report import Report
from auditor.selfaudit import announce, measure, publish
from auditor.selfaudit.delivery import Delivery
from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.lock import Lock, LostLockError
from auditor.selfaudit.prepared import Prepared
from auditor.selfaudit.publish import Manifest
from auditor.selfaudit.store import GZIP, Client, Store
from auditor.storage import snapshot

Outcome = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """What makes a report of an account, and where it goes."""

    deployment: Deployment
    prepared: Prepared
    client: Callable[..., Client]  # (service, region="")
    store: Store
    clock: Callable[[], datetime]
    account: str  # id

    def judge(self, account: Account) -> tuple[Report, str]:
        """Keep the snapshot; return the report, not yet compared, and the folder for it.

        Raises:
            StoreError: the snapshot can't be written.
        """
        place = self.save_snapshot(account)
        inputs = pipeline.Inputs(plan=self.prepared.plan, waivers=self.prepared.waivers)
        report = pipeline.report(account, inputs)
        return replace(report, notes=(*report.notes, *self.prepared.notes)), place

    def save_snapshot(self, account: Account) -> str:
        """Write the snapshot; return the folder that it is in.

        Raises:
            StoreError: it can't be written.
        """
        place = publish.folder(self.account, account.captured_at)
        self.store.put(f"{place}/{publish.SNAPSHOT}", snapshot.dump(account), GZIP)
        return place

    def publish(self, report: Report, place: str, lock: Lock, until: datetime) -> Outcome:
        """Compare a report with the last one, write it, tell whom it concerns, make it the last.

        Raises:
            CollectError: functions may be missing in the report, by the rule of `auditor scan`;
                it is written, but not the last good one.
            LostLockError: another run took over.
            StoreError: the bucket can't be read or written.
        """
        before = publish.last(self.store, self.account)
        report = self._compared(report, before)
        publish.write(self.store, report, place)
        missing = gate.unlisted(report)
        if missing:
            raise CollectError(f"{missing}; see {place}")
        kept = lock.renew(until)
        if kept is None:
            raise LostLockError(f"run {lock.claim.run} lost its lock; its report is in {place}")
        try:
            return self._deliver(report, place, before)
        finally:
            kept.release(self.clock())

    def _compared(self, report: Report, before: Manifest | None) -> Report:
        baseline = publish.baseline(self.store, before)
        return report if baseline is None else compare.with_baseline(baseline, report)

    def _deliver(self, report: Report, place: str, before: Manifest | None) -> Outcome:
        told = Delivery(
            client=self.client,
            deployment=self.deployment,
            report=report,
            before=before,
            now=self.clock(),
        )
        where = f"s3://{self.store.bucket}/{place}"
        undelivered, imported_at = told.deliver(where, self.prepared.state.request.notify)
        manifest = Manifest(
            folder=place,
            captured_at=report.captured_at.isoformat(),
            undelivered=undelivered,
            imported_at=imported_at,
        )
        publish.point(self.store, self.account, manifest)
        self._emit_measures(report, before, undelivered)
        return {
            "status": "completed",
            "report": f"{where}/report.html",
            "score": report.score.value,
            "grade": report.score.grade,
            "open": dict(report.open),
            "complete": report.complete,
            "worse": list(announce.worse(report)),
            "undelivered": list(undelivered),
        }

    def _emit_measures(
        self, report: Report, before: Manifest | None, undelivered: tuple[str, ...]
    ) -> None:
        now = self.clock()
        seconds = (now - self.prepared.state.started).total_seconds()
        rows = measure.of_report(report, seconds=seconds, undelivered=len(undelivered))
        aged = measure.age(before.captured_at, now) if before else ()
        measure.emit(self.deployment.service, (*rows, *aged))
