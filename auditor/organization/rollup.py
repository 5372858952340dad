"""From the summaries of the accounts to the report of the organization."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias

from auditor.model.organization import (
    AccountRow,
    Changes,
    NotAudited,
    Organization,
    OrganizationCalls,
    RunPoint,
    Status,
)
from auditor.model.report import Tool
from auditor.organization import score
from auditor.organization.headline import headline
from auditor.organization.member import Member
from auditor.organization.summary import SEVERE, Summary, skipped
from auditor.organization.totals import Totals
from auditor.organization.units import units

LOST_REASON = "nothing came back from the audit of this account"
LOST_ACTION = "run it again with `auditor org scan --resume`"
REPORTS = "reports"
_TREND = 400  # runs

Identity: TypeAlias = tuple[tuple[str, Any], ...]  # of a program, without its tables' dates

DEADLINES: Mapping[str, int] = MappingProxyType({"critical": 7, "high": 30})  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledUp:
    """What the report of the organization is made of in addition to the summaries."""

    run: str
    captured_at: datetime
    members: tuple[Member, ...]
    unit_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()
    before: Organization | None = None
    deadlines: Mapping[str, int] = field(default_factory=lambda: DEADLINES)
    whole_list: bool = True  # False: accounts of the plan may be missing


def roll_up(given: RolledUp, summaries: Iterable[Summary]) -> Organization:
    """Return the report of an organization; the order of the summaries does not matter.

    An account of the plan without a summary is lost. Summaries of accounts that are not in the
    plan are not used.
    """
    today = given.captured_at.date()
    totals = Totals(today=today, deadlines=given.deadlines)
    accounts, tools = _added(given.members, summaries, totals)
    in_scope = [row for row in accounts if row.status is not Status.SKIPPED]
    clean = score.clean_share(in_scope)
    return Organization(
        run=given.run,
        tool=_tool(tools),
        captured_at=given.captured_at,
        complete=given.whole_list and all(row.status is Status.AUDITED for row in in_scope),
        counts=_counts(accounts),
        score=clean,
        headline=headline(accounts, clean, today),
        accounts=accounts,
        checks=totals.checks(),
        causes=totals.causes(),
        gaps=totals.gaps(),
        changes=_changes(given.before, accounts, totals),
        open=_open(in_scope),
        fixes=totals.fixes(),
        not_audited=_not_audited(in_scope),
        units=units(accounts, given.unit_names),
        overdue=totals.overdue(),
        trend=_trend(given.before),
        calls=OrganizationCalls(
            total=totals.calls[0], throttled=totals.calls[1], retried=totals.calls[2]
        ),
        notes=(*given.notes, *_tool_notes(tools)),
    )


def _added(
    members: Iterable[Member], summaries: Iterable[Summary], totals: Totals
) -> tuple[tuple[AccountRow, ...], set[Identity]]:
    """Add the summaries up; return a row for every member, and what audited them."""
    planned = {member.id: member for member in members}
    rows: dict[str, AccountRow] = {}
    tools: set[Identity] = set()
    for summary in summaries:
        member = planned.get(summary.id)
        if member is None or member.skipped or summary.id in rows:
            continue
        rows[summary.id] = _row(member, summary)
        totals.add(summary)
        if summary.tool:
            tools.add(tuple(sorted((k, v) for k, v in summary.tool.items() if k != "data")))
    for account, member in planned.items():
        if account not in rows:
            rows[account] = _row(member, skipped(member) if member.skipped else _lost(member))
    return tuple(rows[account] for account in sorted(rows)), tools


def point(organization: Organization) -> RunPoint:
    """Return a run as a later one remembers it."""
    return RunPoint(
        run=organization.run,
        captured_at=organization.captured_at,
        value=organization.score.value,
        clean=organization.score.clean,
        in_scope=organization.score.in_scope,
        open=organization.open,
    )


def _row(member: Member, summary: Summary) -> AccountRow:
    read = summary.status in {Status.AUDITED, Status.INCOMPLETE}
    days = next((d for word in SEVERE if (d := summary.first_seen.get(word))), {})
    return AccountRow(
        id=member.id,
        name=member.name,
        path=member.path,
        status=summary.status,
        reason=summary.reason,
        score=summary.score,
        grade=summary.grade,
        functions=summary.functions,
        open={word: summary.open.get(word, 0) for word in score.SEVERITIES},
        unknown=summary.unknown,
        report=f"{REPORTS}/{member.id}.json.gz" if read and summary.digest else "",
        action=summary.action,
        failing={check: c.fail for check, c in sorted(summary.checks.items()) if c.fail},
        oldest=min(days, default=""),
        waived=summary.waived,
        calls=summary.calls[0],
    )


def _lost(member: Member) -> Summary:
    return Summary(id=member.id, status=Status.LOST, reason=LOST_REASON, action=LOST_ACTION)


def _counts(accounts: Iterable[AccountRow]) -> dict[str, int]:
    counts = {"planned": 0, **{status.value: 0 for status in Status}}
    for row in accounts:
        counts["planned"] += 1
        counts[row.status.value] += 1
    return counts


def _open(rows: Iterable[AccountRow]) -> dict[str, int]:
    counts = dict.fromkeys(score.SEVERITIES, 0)
    for row in rows:
        for word, number in row.open.items():
            counts[word] += number
    return counts


def _not_audited(rows: Iterable[AccountRow]) -> tuple[NotAudited, ...]:
    """Fold accounts that were not audited for one reason into one line."""
    folded: dict[tuple[Status, str, str], list[str]] = {}
    for row in rows:
        if row.status is not Status.AUDITED:
            folded.setdefault((row.status, row.reason, row.action), []).append(row.id)
    found = (
        NotAudited(status=status, reason=reason, action=action, accounts=tuple(ids))
        for (status, reason, action), ids in folded.items()
    )
    return tuple(sorted(found, key=lambda n: (-len(n.accounts), n.status.value, n.reason)))


def _changes(before: Organization | None, rows: Iterable[AccountRow], totals: Totals) -> Changes:
    """Say what became of findings and accounts; one that left or was lost has fixed nothing."""
    if before is None:
        return Changes(new=0, fixed=0, joined=(), left=(), lost=(), note="there is no earlier run")
    now = {row.id: row for row in rows if row.status is not Status.SKIPPED}
    then = {row.id: row for row in before.accounts if row.status is not Status.SKIPPED}
    read = {Status.AUDITED, Status.INCOMPLETE}
    return Changes(
        new=sum(totals.new.values()),
        fixed=sum(totals.fixed.values()),
        joined=tuple(sorted(now.keys() - then.keys())),
        left=tuple(sorted(then.keys() - now.keys())),
        lost=tuple(
            account
            for account in sorted(now.keys() & then.keys())
            if then[account].status in read and now[account].status not in read
        ),
        since=before.captured_at,
        new_by_severity=dict(sorted(totals.new.items())),
    )


def _trend(before: Organization | None) -> tuple[RunPoint, ...]:
    if before is None:
        return ()
    return (*before.trend, point(before))[-_TREND:]


def _tool(tools: Iterable[Identity]) -> Tool:
    newest = dict(max(tools, default=()))
    return Tool(
        name=str(newest.get("name", "lambda-auditor")),
        version=str(newest.get("version", "")),
        score_model=int(newest.get("score_model", 1)),
        checks_digest=str(newest.get("checks_digest", "")),
    )


def _tool_notes(tools: set[Identity]) -> tuple[str, ...]:
    if len(tools) < 2:  # noqa: PLR2004
        return ()
    return ("the accounts were audited by different versions or with different checks",)
