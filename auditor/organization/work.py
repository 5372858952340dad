"""The work on one account: get in, read, judge, keep. A laptop and the cloud do the same."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor.assess import pipeline
from auditor.collect import CollectOptions, collect
from auditor.model import Account
from auditor.model.errors import CredentialsError
from auditor.model.organization import Status
from auditor.model.report import Report
from auditor.organization import tables
from auditor.organization.entry import AGAIN, Refused, enter
from auditor.organization.member import Member
from auditor.organization.run_files import RunFiles
from auditor.organization.summary import Summary, failed, of_report
from auditor.organization.summary_file import digest_of
from auditor.storage import codec

if TYPE_CHECKING:
    from auditor.analysis.secret_classifier import SecretClassifier
    from auditor.collect.access import Access, StopSignal
    from auditor.collect.hub import Hub

_LEVEL = 6  # of gzip: a tenth of the time of 9 for 3 % more bytes


class StoppedError(Exception):
    """The run was ended before this account was read; nothing of it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What the work on every account of a run has in common."""

    hub: Hub
    stop: StopSignal
    classifier: SecretClassifier
    options: CollectOptions
    inputs: pipeline.Inputs
    files: RunFiles
    role: str
    external_id: str | None = None
    before: RunFiles | None = None  # an earlier run, to compare with
    resume: Callable[[str], Account | None] = lambda _: None  # what an earlier invocation read
    put_off: Callable[[Account], None] | None = None  # keeps it where the time was over
    keep_rows: bool = False  # for questions in Athena

    def audit(self, member: Member) -> Summary | None:
        """Audit one account and keep its report and summary; None: the rest was put off.

        Raises:
            StoppedError: the run was ended meanwhile.
            CredentialsError: the caller's own credentials have expired.
            UsageError: the files can't be written.
        """
        if self.stop.reason is not None:
            raise StoppedError
        try:
            access, note = self._access(member)
        except Refused as refused:
            summary = failed(member, Status.UNREACHABLE, refused.reason, refused.action)
            self.files.keep(None, summary)
            return summary
        account = self._read(member, access)
        if self.put_off is not None and isinstance(account, Account) and account.interrupted:
            self.put_off(account)
            return None
        if isinstance(account, Summary):
            self.files.keep(None, account)
            return account
        return self.judge(member, replace(account, notes=(*account.notes, *filter(None, [note]))))

    def judge(self, member: Member, account: Account) -> Summary:
        """Judge an account that was read, and keep its report and summary."""
        report = pipeline.report(account, replace(self.inputs, baseline=self._baseline(member)))
        content = gzip.compress(codec.report_to_json(report), _LEVEL, mtime=0)
        summary = of_report(report, member, digest_of(content))
        if self.keep_rows:  # before the summary, which says that the account is done
            tables.keep_results(self.files.store, report, member.id, self.files.run)
        self.files.keep(content, summary)
        return summary

    def _baseline(self, member: Member) -> Report | None:
        return None if self.before is None else self.before.report(member.id)

    def _access(self, member: Member) -> tuple[Access, str]:
        from auditor.collect.access import Access  # noqa: PLC0415  it imports botocore

        asked = replace(member, role=member.role or ("" if member.profile else self.role))
        clients, note = enter(self.hub, asked, self.options, self.external_id)
        access = Access(clients=clients, classifier=self.classifier, stop=self.stop)
        return access, note

    def _read(self, member: Member, access: Access) -> Account | Summary:
        regions = member.regions or self.options.regions
        options = replace(self.options, regions=regions)
        try:
            account = collect(self.inputs.plan.facts, options, None, self.resume(member.id), access)
        except CredentialsError as error:
            self._demand_life()
            return failed(member, Status.UNREACHABLE, str(error), AGAIN)
        if account.interrupted:
            if self.stop.reason is not None:
                raise StoppedError
            self._demand_life()
        if account.id not in {"", member.id}:
            reason = f"the credentials lead to account {account.id}"
            return failed(member, Status.UNREACHABLE, reason, "correct the role or profile")
        return replace(account, id=member.id)

    def _demand_life(self) -> None:
        if not self.hub.alive():
            raise CredentialsError(
                "the credentials of the caller have expired; get new ones and go on with --resume"
            )
