"""JSON: the report of an organization as the public contract has it."""

from __future__ import annotations

from auditor.plugin import Organization, organization_renderer
from auditor.storage.codec import organization_to_json

from ..json import OBEYED, OBEYED_BYTES


@organization_renderer("json", extensions=[".json"])
def whole(organization: Organization) -> bytes:
    """The source of truth: everything, for `org report --baseline` and programs."""
    content = organization_to_json(organization)
    if not OBEYED_BYTES.search(content):
        return content
    # JSON may hold characters as they are that a terminal, an editor or a log obeys.
    text = OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", content.decode())
    return text.encode("utf-8", errors="backslashreplace")
