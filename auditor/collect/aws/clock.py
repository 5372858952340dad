"""Whether a call was refused because the clock of this machine is wrong.

A signature is valid for a few minutes around AWS's time. Services have several codes for one that
is not, and most of these codes mean something else as well: wrong or expired credentials. Every
answer names AWS's time, which decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

# The codes that AWS's SDK for JavaScript takes for a possible sign of a wrong clock.
_ABOUT_TIME = frozenset(
    {
        "AuthFailure",
        "InvalidSignatureException",
        "RequestExpired",
        "RequestInTheFuture",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    }
)
_ALWAYS = frozenset({"RequestInTheFuture", "RequestTimeTooSkewed"})
_TOLERATED = timedelta(minutes=4)  # AWS allows 5, S3 and EC2 15


def clock_fault(response: Mapping[str, Any], now: datetime | None = None) -> str:
    """Return one clause that says how far the clock is off, or "" if it is not the reason.

    Args:
        response: an error of AWS, as botocore parses it.
        now: this machine's time; by default the current one.
    """
    code = str((response.get("Error") or {}).get("Code") or "")
    if code not in _ABOUT_TIME:
        return ""
    off = _difference(response, now or datetime.now(UTC))
    if abs(off) > _TOLERATED:
        side = "ahead of" if off > timedelta() else "behind"
        return f"the clock of this machine is {_span(abs(off))} {side} AWS's; set it"
    return "the clock of this machine is wrong; set it" if code in _ALWAYS else ""


def _difference(response: Mapping[str, Any], now: datetime) -> timedelta:
    """Return by how much this machine's time is later than AWS's; 0: the answer names no time."""
    headers = (response.get("ResponseMetadata") or {}).get("HTTPHeaders") or {}
    try:
        theirs = parsedate_to_datetime(str(headers.get("date") or ""))
        return now - theirs.replace(tzinfo=theirs.tzinfo or UTC)
    except (ValueError, TypeError, OverflowError):
        return timedelta()


def _span(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    if minutes < 2 * 60:
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 2 * 24 else f"{round(hours / 24)} days"
