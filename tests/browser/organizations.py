"""Reports of made-up organizations for the browser tests: ordinary, hostile, empty and large."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from auditor.evaluate.registry import checks
from auditor.model.organization import Organization, Status
from auditor.organization.member import Member
from auditor.organization.rollup import RolledUp, roll_up
from auditor.organization.summary import CauseCounts, CheckCounts, Summary, failed
from tests.organization.test_golden import ORGANIZATIONS

NOW = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)
SEVERITIES = ("critical", "high", "medium", "low", "info")
SHARE = {"critical": 0.004, "high": 0.03, "medium": 0.3}  # of the accounts that a check fails in
UNITS = tuple(
    f"o-ab12cd34ef/r-ab12/ou-ab12-{word}/ou-ab12-{word}{number}"
    for word in ("production", "test", "sandbox", "data", "security")
    for number in range(8)
)


def large(number: int) -> Organization:
    """Return an organization of many accounts of 300 functions, the same for the same number."""
    chance = random.Random(3)  # noqa: S311  no secret is made of it
    members = tuple(
        Member(
            id=f"{100_000_000_000 + 37 * n}", name=f"team{n % 97}-{UNITS[n % 40][-5:]}",
            path=UNITS[n % len(UNITS)], skipped="" if n % 101 else "the account is SUSPENDED",
        )
        for n in range(number)
    )  # fmt: skip
    given = RolledUp(run="20261130T063000Z", captured_at=NOW, members=members)
    return roll_up(given, _summaries(members, chance))


def _summaries(members: tuple[Member, ...], chance: random.Random) -> Iterator[Summary]:
    known = tuple(checks().values())
    for n, member in enumerate(members):
        if n % 50 == 3:
            yield failed(member, Status.UNREACHABLE, "the role can't be assumed", "deploy the role")
        elif n % 211 != 5:
            bad, opened, counts = chance.random(), dict.fromkeys(SEVERITIES, 0), {}
            for check in known:
                word = check.severity.value
                fails = chance.random() < SHARE.get(word, 0.5) * 2 * bad
                number = chance.randint(1, 40) if fails else 0
                opened[word] += number
                counts[check.id] = CheckCounts(
                    severity=word, title=check.title, fail=number, unknown=0, waived=0,
                    passed=300 - number, not_applicable=0,
                )  # fmt: skip
            score = max(0.0, 100.0 - 12 * opened["critical"] - 2 * opened["high"])
            cause = CauseCounts(
                cause=f"role/template-{n % 9}", checks={"wildcard-action": 3}, severity="high",
                functions=3, results=3, severe=3,
            )  # fmt: skip
            yield Summary(
                id=member.id, status=Status.AUDITED, score=score, functions=300, open=opened,
                grade="A" if score >= 90 else "F", checks=counts, causes=(cause,), digest="ab",
                first_seen={"critical": {"2026-10-18": 1}} if opened["critical"] else {},
            )  # fmt: skip


SAMPLES: dict[str, Callable[[], Organization]] = {
    **{f"organization-{name}": make for name, make in ORGANIZATIONS.items()},
    "organization-1000": lambda: large(1_000),
    "organization-10000": lambda: large(10_000),
}
