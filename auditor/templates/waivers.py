"""Waivers in a function's Metadata, which survives `cdk synth` and packaging."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NoReturn

from auditor.model import DeclaredWaiver
from auditor.model.errors import UsageError
from auditor.templates.account import Declared
from auditor.templates.facts.fields import entries, entry
from auditor.templates.marks import mark_at
from auditor.templates.values import text

_KEYS = frozenset({"check", "reason", "owner", "expires", "ticket"})
_PATH = ("Metadata", "auditor", "waive")


def declared_waivers(row: Declared, shown: str) -> Iterator[DeclaredWaiver]:
    """Yield the waivers at a function: `Metadata: auditor: waive: [{check, reason, …}]`.

    Raises:
        UsageError: one has an unknown key, lacks one, or expires on no date.
    """
    waive = entry(row.resource.metadata, "auditor", "waive")
    for number, waiver in enumerate(entries(waive)):
        mark, _ = mark_at(row.resource.node, (*_PATH, number))
        where = f"{shown}:{mark.line}" if mark else shown

        def refuse(what: str, where: str = where) -> NoReturn:
            raise UsageError(f"{where}: the waiver {what}")

        if not isinstance(waiver, dict):
            refuse("must be a mapping with check, reason, owner and expires")
        unknown = sorted(set(waiver) - _KEYS)
        if unknown:
            refuse(f"has the unknown key {unknown[0][:40]!r}")
        lacking = sorted(_KEYS - {"ticket"} - {key for key, value in waiver.items() if value})
        if lacking:
            refuse(f"lacks {lacking[0]}")
        try:
            expires = date.fromisoformat(text(waiver["expires"]))
        except ValueError:
            refuse(f"expires on {text(waiver['expires'])[:40]!r}, which is no date (YYYY-MM-DD)")
        yield DeclaredWaiver(
            id=where,
            function=row.function.arn,
            check=text(waiver["check"]),
            reason=text(waiver["reason"]),
            owner=text(waiver["owner"]),
            expires=expires,
            ticket=text(waiver.get("ticket")) or None,
        )
