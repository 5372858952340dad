"""What an organization's audit exits with."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.org.options import OrganizationGateOptions, deadlines
from auditor.cli.org.report import report_command
from auditor.model import Severity
from auditor.model.organization import Organization, Status
from auditor.organization.gate import OrganizationGate, judge
from tests.organization.test_rollup import members, opened, rolled, summary

CLEAN = rolled(members(1, 2), summary(1), summary(2))
BAD = rolled(members(1, 2), summary(1, open=opened(high=1)), summary(2, open=opened(high=2)))
LOST = rolled(members(1, 2), summary(1))
LATE = rolled(members(1), summary(1, open=opened(high=1), first_seen={"high": {"2026-01-01": 1}}))
NEWER = rolled(
    members(1), summary(1, open=opened(high=9), new={"high": 1}, compared=True), before=CLEAN
)
SAME = rolled(members(1), summary(1, open=opened(high=9), compared=True), before=CLEAN)

CASES: list[tuple[Organization, dict[str, Any], int, str]] = [
    (CLEAN, {}, 0, "passed"),
    (BAD, {}, 1, "3 open findings"),
    (BAD, {"fail_on": Severity.CRITICAL}, 0, "passed"),
    (BAD, {"fail_on": None}, 0, "passed"),
    (BAD, {"fail_on": None, "fail_under": 50.0}, 1, "0.0 % of the accounts"),
    (BAD, {"most_accounts": {"high": 2}}, 0, "passed"),
    (BAD, {"most_accounts": {"high": 1}}, 1, "2 accounts have a high finding"),
    (LOST, {}, 3, "1 of 2 accounts was not audited"),
    (LOST, {"allow_unknown": 50.0}, 0, "passed"),
    (LOST, {"allow_unknown": 49.0}, 3, "50.0 %"),
    (LATE, {"fail_on_overdue": True}, 1, "1 finding past the deadline"),
    (BAD, {"fail_on_overdue": True}, 0, "passed"),
    (NEWER, {"fail_on_new": True}, 1, "1 new finding of"),
    (SAME, {"fail_on_new": True}, 0, "passed"),
    (BAD, {"fail_on_new": True}, 1, "3 open findings"),  # there is no earlier run
]


@pytest.mark.parametrize(("organization", "gate", "code", "text"), CASES)
def test_the_gate(organization: Organization, gate: dict[str, Any], code: int, text: str) -> None:
    found, sentence = judge(organization, OrganizationGate(**gate))
    assert (found, text in sentence) == (code, True), sentence


def test_a_failed_gate_wins_over_an_incomplete_audit() -> None:
    both = rolled(members(1, 2), summary(1, open=opened(critical=1)))
    assert judge(both, OrganizationGate())[0] == 1


def test_an_organization_of_skipped_accounts_alone_is_no_success() -> None:
    none = rolled(members(1, skipped="left out"))
    assert none.counts[Status.SKIPPED.value] == 1
    assert judge(none, OrganizationGate())[0] == 3


@pytest.mark.parametrize(
    ("words", "expected"),
    [((), {"critical": 3, "high": 30}), (("--deadline", "high=9"), {"critical": 3, "high": 9})],
)
def test_deadlines_are_those_of_the_options_then_of_the_configuration(
    words: tuple[str, ...], expected: dict[str, int], tmp_path: Path
) -> None:
    (tmp_path / "auditor.toml").write_text("[organization]\ndeadline = { critical = 3 }\n")
    context = report_command.make_context("report", [str(tmp_path), *words])
    gate = OrganizationGateOptions(
        **{field.name: context.params[field.name] for field in fields(OrganizationGateOptions)}
    )
    assert deadlines(gate, context.params["config"]) == expected
