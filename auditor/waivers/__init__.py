"""Waivers: failures that somebody has signed for, for a reason and for a time."""

from __future__ import annotations

from auditor.model.report import WaiverSummary
from auditor.waivers.addition import add
from auditor.waivers.application import apply
from auditor.waivers.document import load, parse
from auditor.waivers.entry import Match, Waiver, Waivers
from auditor.waivers.review import expiring, problems

__all__ = [
    "Match",
    "Waiver",
    "WaiverSummary",
    "Waivers",
    "add",
    "apply",
    "expiring",
    "load",
    "parse",
    "problems",
]
