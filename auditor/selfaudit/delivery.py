"""Who is told of an audit: the topic and Security Hub; a failure there loses no report.

What could not be delivered is noted in the manifest, and made up for by the next audit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import botocore.exceptions

from auditor.model.report import Report
from auditor.selfaudit import announce, securityhub
from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.publish import Manifest
from auditor.selfaudit.store import Client

LOG = logging.getLogger("auditor.selfaudit")

# Security Hub forgets a finding that was not updated for 90 days.
# https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings.html, 2026-11-20
_IMPORTED_ANEW = timedelta(days=30)
_SNS, _HUB = "sns", "security-hub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One report on its way."""

    client: Callable[..., Client]  # (service, region="")
    deployment: Deployment
    report: Report
    before: Manifest | None  # of the last good audit
    now: datetime

    def deliver(self, where: str, notify: str | None) -> tuple[tuple[str, ...], str]:
        """Tell whom it concerns; return who could not be told, and when Security Hub got all."""
        undelivered = []
        if self._wanted(notify) and not self._send_summary(where):
            undelivered.append(_SNS)
        imported_at = self.before.imported_at if self.before else ""
        if self.deployment.security_hub:
            everything = self._missed(_HUB) or self._long_ago(imported_at)
            only = None if everything else securityhub.changed(self.report)
            if not self._import_findings(only):
                undelivered.append(_HUB)
            elif only is None:
                imported_at = self.report.captured_at.isoformat()
        return tuple(undelivered), imported_at

    def _missed(self, whom: str) -> bool:
        return self.before is not None and whom in self.before.undelivered

    def _wanted(self, notify: str | None) -> bool:
        if not self.deployment.topic:
            return False
        always = (notify or self.deployment.notify) == "always"
        return always or self._missed(_SNS) or bool(announce.worse(self.report))

    def _send_summary(self, where: str) -> bool:
        said = announce.message(self.report, where)
        try:
            self.client("sns").publish(
                TopicArn=self.deployment.topic, Subject=said.subject, Message=said.text
            )
        except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError) as error:
            LOG.error("the topic was not told: %s", error)  # noqa: TRY400  no traceback for that
            return False
        return True

    def _import_findings(self, only: frozenset[str] | None) -> bool:
        taken, problems = securityhub.deliver(
            self.report, only, lambda region: self.client("securityhub", region)
        )
        LOG.info("Security Hub took %d findings", taken)
        for problem in problems:
            LOG.error("Security Hub: %s", problem)
        return not problems

    def _long_ago(self, imported_at: str) -> bool:
        try:
            return self.now - datetime.fromisoformat(imported_at) > _IMPORTED_ANEW
        except (ValueError, TypeError):
            return True
