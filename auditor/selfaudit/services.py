"""The AWS services that the function writes to, made when they are first wanted.

By botocore alone: boto3 would take a third of a cold start for what is not used here.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

from auditor.selfaudit.store import Client

_CONFIG: dict[str, Any] = {
    "connect_timeout": 5,
    "read_timeout": 20,
    "retries": {"mode": "standard", "total_max_attempts": 5},
}


@cache
def client(service: str, region: str = "", profile: str = "") -> Client:
    """Return a client; an empty region is the function's own, an empty profile the default."""
    made = _session(profile)
    return made.create_client(service, region_name=region or None, config=Config(**_CONFIG))


@cache
def _session(profile: str) -> botocore.session.Session:
    return botocore.session.Session(profile=profile or None)
