"""What a waiver file's owner should look at: broken rules, unknown checks, what ends soon."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from auditor.assess.waivers.entry import Waiver, Waivers
from auditor.model import Severity
from auditor.model.wording import nearest


def problems(waivers: Waivers, at: datetime, checks: Mapping[str, Severity]) -> tuple[str, ...]:
    """Return what is wrong with the entries of a file, one line each, in file order.

    Args:
        waivers: the file; its shape is right, or `load` would have refused it.
        at: now.
        checks: the default severity of every check, by id.
    """
    today = at.astimezone(UTC).date()
    return tuple(
        f"{waivers.name}:{waiver.line}: {waiver.id}: {problem}"
        for waiver in waivers.entries
        for problem in faults(waiver, today, checks)
    )


def faults(waiver: Waiver, today: date, checks: Mapping[str, Severity]) -> tuple[str, ...]:
    """Return what is wrong with one entry of a file; nothing: it holds.

    Args:
        waiver: the entry.
        today: the day on which it should hold.
        checks: the default severity of every check, by id.
    """
    return tuple(dict.fromkeys(_problems(waiver, today, checks)))


def _problems(waiver: Waiver, today: date, checks: Mapping[str, Severity]) -> Iterator[str]:
    if waiver.expired(today):
        yield f"it expired on {waiver.expires}; renew or delete it"
    fault = waiver.fault(today)
    if fault:
        yield fault
    for check in waiver.checks:
        if check not in checks:
            yield f"there is no check {check!r}{nearest(check, checks)}"
        elif not fault:
            yield from filter(None, [waiver.fault_for(checks[check], today)])
    if waiver.match.can_match_nothing:
        yield f"{waiver.match.function!r} matches no ARN; begin it with arn: or *"


def expiring(waivers: Waivers, at: datetime, days: int) -> tuple[Waiver, ...]:
    """Return the waivers whose last day is over or at most `days` away, soonest first."""
    limit = at.astimezone(UTC).date() + timedelta(days=days)
    soon: Collection[Waiver] = [w for w in waivers.entries if w.expires <= limit]
    return tuple(sorted(soon, key=lambda w: (w.expires, w.id)))
