"""AWS Signature Version 4 of a GET without a body.

botocore's own takes as long as the rest of a call. Of what it can sign this is the part that the
calls of `direct_calls` need; a test compares the two on generated requests.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass, field
from urllib.parse import quote

_NO_BODY = hashlib.sha256(b"").hexdigest()
_METHOD = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """The secret of one day, region and service."""

    access_key: str
    token: str | None = field(repr=False)
    scope: str  # day, region and service
    key: bytes = field(repr=False)


def signing_key(
    access_key: str, secret_key: str, token: str | None, *, day: str, region: str, service: str
) -> SigningKey:
    """Return what the requests of a day (YYYYMMDD) are signed with."""
    key = f"AWS4{secret_key}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    scope = f"{day}/{region}/{service}/aws4_request"
    return SigningKey(access_key=access_key, token=token, scope=scope, key=key)


def signed_headers(
    key: SigningKey, *, host: str, path: str, query: str, now: float
) -> dict[str, str]:
    """Return the headers that sign a GET.

    Args:
        key: of the day of `now`.
        host: as the request names it.
        path: percent-encoded once.
        query: sorted and percent-encoded.
        now: seconds since 1970.
    """
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    token = key.token
    names = "host;x-amz-date;x-amz-security-token" if token else "host;x-amz-date"
    headers = f"host:{host}\nx-amz-date:{moment}\n"
    if token:
        headers += f"x-amz-security-token:{token}\n"
    asked = f"GET\n{quote(path, safe='/~')}\n{query}\n{headers}\n{names}\n{_NO_BODY}"
    digest = hashlib.sha256(asked.encode()).hexdigest()
    text = f"{_METHOD}\n{moment}\n{key.scope}\n{digest}"
    signature = hmac.digest(key.key, text.encode(), "sha256").hex()
    credential = f"{key.access_key}/{key.scope}"
    signed = {
        "X-Amz-Date": moment,
        "Authorization": f"{_METHOD} Credential={credential}, SignedHeaders={names},"
        f" Signature={signature}",
    }
    return {**signed, "X-Amz-Security-Token": token} if token else signed
