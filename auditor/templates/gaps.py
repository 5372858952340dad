"""What of a template was not read, for the report's gaps."""

from __future__ import annotations

from auditor.model import Unknown

CODE = "TemplateNotRead"  # of a gap: exit 3, whatever --allow-unknown says


def not_read(reason: str, region: str) -> Unknown:
    """Return the gap for a part of a template that was not read."""
    return Unknown(reason=reason, code=CODE, region=region)
