"""Which right in IAM each call takes; by AWS's service authorization reference, not by us.

Kept apart from the collector's own table on purpose: the one is tested against the other.
"""

from __future__ import annotations

from tests.simulator.wire import Request

_UNLIKE = {
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
}
_FREE = {"sts:GetCallerIdentity"}


def right(request: Request) -> str | None:
    """Return the action that a policy must allow for a call; None: none is needed."""
    if request.id in _FREE:
        return None
    if request.service in {"apigateway", "apigatewayv2"}:
        return "apigateway:GET"
    return _UNLIKE.get(request.id, request.id)
