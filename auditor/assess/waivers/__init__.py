"""Waivers: failures that their owners accept, for a reason and for a time."""

from __future__ import annotations

from auditor.assess.waivers.addition import add
from auditor.assess.waivers.application import apply
from auditor.assess.waivers.document import LARGEST, load, parse
from auditor.assess.waivers.entry import Match, Waiver, Waivers
from auditor.assess.waivers.review import expiring, faults, problems
from auditor.model.report import WaiverSummary

__all__ = [
    "LARGEST",
    "Match",
    "Waiver",
    "WaiverSummary",
    "Waivers",
    "add",
    "apply",
    "expiring",
    "faults",
    "load",
    "parse",
    "problems",
]
