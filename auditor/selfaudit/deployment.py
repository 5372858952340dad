"""What the template tells the function about its surroundings, by environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.model.errors import UsageError
from auditor.selfaudit.request import NOTIFY

# Lambda takes a function that invokes itself for a loop, and stops it after about 16 rounds.
# https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html, read 2026-11-20
MOST_PARTS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Where the function may write, and what its owner chose."""

    bucket: str
    reader: str = ""  # ARN of the role to read as; empty: the function's own
    topic: str = ""  # ARN; empty: no message is sent
    notify: str = "worse"
    security_hub: bool = False
    waivers: str = ""  # s3:KEY in the bucket, or ssm:NAME
    configuration: str = ""
    max_parts: int = MOST_PARTS
    service: str = "self-audit"  # dimension of the metrics

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Deployment:
        """Read the variables.

        Raises:
            UsageError: one is missing or wrong.
        """
        bucket = environment.get("REPORT_BUCKET", "")
        if not bucket:
            raise UsageError("REPORT_BUCKET is not set; it must name the bucket for the reports")
        notify = environment.get("NOTIFY") or NOTIFY[0]
        if notify not in NOTIFY:
            raise UsageError(f"NOTIFY is {notify!r}; it must be one of {', '.join(NOTIFY)}")
        return cls(
            bucket=bucket,
            reader=environment.get("READER_ROLE_ARN", ""),
            topic=environment.get("TOPIC_ARN", ""),
            notify=notify,
            security_hub=environment.get("SECURITY_HUB", "").lower() == "true",
            waivers=environment.get("WAIVERS", ""),
            configuration=environment.get("CONFIGURATION", ""),
            max_parts=_parts(environment.get("MAX_PARTS") or str(MOST_PARTS)),
            service=environment.get("POWERTOOLS_SERVICE_NAME") or "self-audit",
        )


def _parts(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_PARTS:
        raise UsageError(f"MAX_PARTS is {text!r}; it must be a number from 1 to {MOST_PARTS}")
    return int(text)
