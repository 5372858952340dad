"""Waivers that templates declare at their functions, in the form of the waiver file's."""

from __future__ import annotations

from datetime import UTC

from auditor.assess.waivers.entry import Match, Waiver, WaiverKind, Waivers
from auditor.model import Account


def with_declared(account: Account, given: Waivers | None) -> Waivers | None:
    """Return the waivers of the file and of the templates; None where there are none.

    One in a template counts as created today, so that it lasts no longer than one in the file may.
    """
    if not account.declared_waivers:
        return given
    today = account.captured_at.astimezone(UTC).date()
    declared = tuple(
        Waiver(
            id=waiver.id,
            checks=(waiver.check,),
            match=Match(function=waiver.function),
            kind=WaiverKind.ACCEPTED_RISK,
            reason=waiver.reason,
            owner=waiver.owner,
            ticket=waiver.ticket,
            created=min(today, waiver.expires),
            expires=waiver.expires,
        )
        for waiver in account.declared_waivers
    )
    known = given.entries if given is not None else ()
    name = given.name if given is not None else "the templates"
    return Waivers(name=name, entries=(*known, *declared))
