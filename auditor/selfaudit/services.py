"""The AWS services that the function writes to, made when they are first wanted."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from auditor.selfaudit.store import Client

_CONFIG: dict[str, Any] = {
    "connect_timeout": 5,
    "read_timeout": 20,
    "retries": {"mode": "standard", "total_max_attempts": 5},
}


@cache
def client(service: str, region: str = "") -> Client:
    """Return a client; an empty region is the function's own."""
    return boto3.client(service, region_name=region or None, config=Config(**_CONFIG))
