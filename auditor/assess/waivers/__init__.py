"""Waivers: failures that somebody has signed for, for a reason and for a time."""

from __future__ import annotations

from auditor.assess.waivers.addition import add
from auditor.assess.waivers.application import apply
from auditor.assess.waivers.document import load, parse
from auditor.assess.waivers.entry import Match, Waiver, Waivers
from auditor.assess.waivers.review import expiring, problems
from auditor.model.report import WaiverSummary

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
