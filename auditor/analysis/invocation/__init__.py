"""How each function is invoked, with the evidence: the base of every check of failed events."""

from __future__ import annotations

from auditor.analysis.invocation.destinations import destination_of
from auditor.analysis.invocation.evidence import LATEST, Invoker, Invokers, Mode
from auditor.analysis.invocation.mappings import (
    integrations_of,
    is_dead_letter_queue,
    mappings_of,
    queue_of,
    unread_integration,
)
from auditor.analysis.invocation.sources import sources_of

__all__ = [
    "LATEST",
    "Invoker",
    "Invokers",
    "Mode",
    "destination_of",
    "integrations_of",
    "is_dead_letter_queue",
    "mappings_of",
    "queue_of",
    "sources_of",
    "unread_integration",
]
