"""Markdown for a job summary, a wiki or a file in Git."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import Organization, counted, organization_renderer

from ..escaping import Raw, code, prose, row, words
from .words import cause_words, score_words, status_words

FIXES, ROWS, WORST, GAPS, CHECKS = 15, 50, 25, 25, 3
_SEVERITIES = ("critical", "high", "medium", "low", "info")


@organization_renderer("markdown", extensions=[".md", ".markdown"])
def markdown(organization: Organization) -> bytes:
    """Markdown: the headline, what was not audited, shared fixes, units and the worst accounts."""
    lines = [
        f"# Lambda audit of {counted(organization.counts['planned'], 'account')}",
        "",
        f"**{organization.score.grade}** · {prose(organization.headline).text}",
        "",
        prose(f"{score_words(organization)} {status_words(organization)}").text,
        f"Run {code(organization.run).text}.",
        *_open(organization),
        *_not_audited(organization),
        *_fixes(organization),
        *_changes(organization),
        *_units(organization),
        *_worst(organization),
        *_gaps(organization),
    ]
    return ("\n".join(lines) + "\n").encode("utf-8", errors="backslashreplace")


def _table(*head: str) -> Iterator[str]:
    yield ""
    yield row(*map(Raw, head)).text
    yield f"|{' --- |' * len(head)}"


def _open(organization: Organization) -> Iterator[str]:
    yield from _table("Severity", "Open", "Past the deadline")
    late = {r.severity: f"{r.results:,} (over {r.days} days)" for r in organization.overdue}
    for word in _SEVERITIES:
        yield row(word, f"{organization.open.get(word, 0):,}", late.get(word, "")).text


def _not_audited(organization: Organization) -> Iterator[str]:
    if not organization.not_audited:
        return
    yield from ("", "## Not audited")
    yield from _table("Status", "Accounts", "Reason", "What to do")
    for found in organization.not_audited[:ROWS]:
        number = f"{len(found.accounts):,}"
        yield row(found.status.value, number, prose(found.reason, 300), words(found.action)).text


def _fixes(organization: Organization) -> Iterator[str]:
    if not organization.fixes:
        return
    yield from ("", "## One fix, many accounts")
    yield from _table("Cause", "Checks", "Severity", "Accounts", "Functions", "Become clean")
    for fix in organization.fixes[:FIXES]:
        figures = (fix.accounts, fix.functions, fix.become_clean)
        checks = ", ".join(code(check).text for check in fix.checks[:CHECKS])
        if len(fix.checks) > CHECKS:
            checks += f" and {len(fix.checks) - CHECKS:,} more"
        cause = code(cause_words(fix.cause), 120)
        yield row(cause, Raw(checks), fix.severity.value, *(f"{n:,}" for n in figures)).text


def _changes(organization: Organization) -> Iterator[str]:
    changes = organization.changes
    if changes is None or changes.since is None:
        return
    yield from ("", f"## Since {changes.since:%Y-%m-%d}", "")
    yield f"{changes.new:,} new and {changes.fixed:,} fixed findings."
    for word, ids in (("joined", changes.joined), ("left", changes.left), ("lost", changes.lost)):
        if ids:
            shown = ", ".join(code(account).text for account in ids[:ROWS])
            yield f"{counted(len(ids), 'account')} {word}: {shown}."


def _units(organization: Organization) -> Iterator[str]:
    if len(organization.units) < 2:  # noqa: PLR2004  the whole organization was told above
        return
    yield from ("", "## Units")
    yield from _table("Unit", "Clean", "Grades", "Worst score")
    for unit in organization.units[:ROWS]:
        grades = ", ".join(f"{number:,} {grade}" for grade, number in unit.grades.items())
        worst = "n/a" if unit.worst is None else f"{unit.worst:.1f}"
        share = f"{unit.clean:,} of {unit.accounts:,}"
        yield row(prose(unit.name or unit.path or "no unit", 120), share, grades, worst).text


def _worst(organization: Organization) -> Iterator[str]:
    bad = [r for r in organization.accounts if r.severe]
    if not bad:
        return
    yield from ("", "## Worst accounts")
    yield from _table("Account", "Name", "Status", "Score", "Critical", "High", "Open since")
    bad.sort(key=lambda r: (-r.open.get("critical", 0), -r.open.get("high", 0), r.id))
    for found in bad[:WORST]:
        score = "n/a" if found.score is None else f"{found.score:.1f}"
        counts = (f"{found.open.get(word, 0):,}" for word in _SEVERITIES[:2])
        yield row(
            code(found.id), prose(found.name, 80), found.status.value, score, *counts, found.oldest
        ).text


def _gaps(organization: Organization) -> Iterator[str]:
    if not organization.gaps:
        return
    yield from ("", "## What could not be read")
    yield from _table("Right", "Code", "Accounts", "Regions")
    for gap in organization.gaps[:GAPS]:
        right = code(gap.iam_action or gap.operation or "none", 80)
        yield row(right, prose(gap.code, 80), f"{gap.accounts:,}", ", ".join(gap.regions)).text
