"""What deploy/org.yaml tells the organization's functions about their surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.model.errors import UsageError
from auditor.organization.listing import Filters
from auditor.organization.member import ROLE
from auditor.organization.run_files import RunStore
from auditor.selfaudit import services
from auditor.selfaudit.organization_bucket import OrganizationBucket
from auditor.selfaudit.store import Store as Objects


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerEnvironment:
    """The environment variables of a function, checked."""

    bucket: str
    role: str = ROLE
    external_id_parameter: str = ""  # name in Parameter Store
    fingerprint_key: str = ""  # id of a KMS key that makes MACs
    filters: Filters = field(default_factory=Filters)
    request: str = "{}"  # what to audit, as the self-audit's event
    waivers: str = ""
    configuration: str = ""
    topic: str = ""
    notify: str = "worse"
    service: str = "org-audit"

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> HandlerEnvironment:
        """Read the variables.

        Raises:
            UsageError: one is missing or wrong.
        """
        bucket = environment.get("REPORT_BUCKET", "")
        if not bucket:
            raise UsageError("REPORT_BUCKET is not set; it must name the bucket for the reports")
        return cls(
            bucket=bucket,
            role=environment.get("ROLE_NAME") or ROLE,
            external_id_parameter=environment.get("EXTERNAL_ID_PARAMETER", ""),
            fingerprint_key=environment.get("FINGERPRINT_KEY", ""),
            filters=Filters(
                units=_words(environment.get("UNITS", "")),
                skip_units=_words(environment.get("SKIP_UNITS", "")),
                skip_accounts=_words(environment.get("SKIP_ACCOUNTS", "")),
            ),
            request=environment.get("AUDIT") or "{}",
            waivers=environment.get("WAIVERS", ""),
            configuration=environment.get("CONFIGURATION", ""),
            topic=environment.get("TOPIC_ARN", ""),
            notify=environment.get("NOTIFY") or "worse",
            service=environment.get("POWERTOOLS_SERVICE_NAME") or "org-audit",
        )

    @property
    def store(self) -> RunStore:
        """Return the bucket."""
        return OrganizationBucket(store=Objects(s3=services.client("s3"), bucket=self.bucket))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if word)
