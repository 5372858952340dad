"""How each function is invoked, with the evidence: the base of every check of failed events."""

from __future__ import annotations

from auditor.invocation.evidence import Invocation, Mode, Source
from auditor.invocation.mappings import mappings_of
from auditor.invocation.sources import sources_of

__all__ = ["Invocation", "Mode", "Source", "mappings_of", "sources_of"]
