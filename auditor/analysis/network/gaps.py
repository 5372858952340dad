"""Gaps: a thing that one EC2 answer names and the next one does not list."""

from __future__ import annotations

from auditor.model import UnavailableError, Unknown


def unlisted(what: str, operation: str, region: str) -> UnavailableError:
    """Return the error to raise for a thing that EC2 did not list."""
    return UnavailableError(
        Unknown(
            reason=f"EC2 does not list {what}",
            operation=f"ec2:{operation}",
            iam_action=f"ec2:{operation}",
            region=region,
        )
    )
