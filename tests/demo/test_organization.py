"""`auditor demo --organization`: twelve accounts, three with a defect of reach."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import main
from auditor.demo.missing_answers import EmulatedAnswer
from auditor.demo.organization import EXTERNAL_ID, HUB, ROLE, TEAMS, AccountReach
from auditor.demo.organization_answers import answer
from tests.demo.test_beyond import asked


def assumed(account: str, external_id: str = EXTERNAL_ID, role: str = ROLE) -> EmulatedAnswer:
    arn = f"arn:aws:iam::{account}:role/{role}"
    form = {"Action": "AssumeRole", "RoleArn": arn, "ExternalId": external_id}
    found = answer(asked(service="sts", method="POST", key=HUB, form=form))
    assert found is not None
    return found


def account_of(reach: AccountReach) -> str:
    return next(account for account, team in TEAMS.items() if team.reach is reach)


def test_a_role_is_assumed_only_where_it_is_and_with_its_external_id() -> None:
    good = account_of(AccountReach.GOOD)
    assert assumed(good).status == 200
    assert f"<AccessKeyId>{good}<".encode() in assumed(good).body
    for refused in (
        assumed(good, external_id="another"),
        assumed(good, role="another"),
        assumed(account_of(AccountReach.ABSENT)),
        assumed(account_of(AccountReach.OTHER_ID)),
        assumed("999999999999"),
    ):
        assert refused.status == 403
        assert b"<Code>AccessDenied</Code>" in refused.body


def test_the_accounts_are_listed_with_state_and_path() -> None:
    target = "AWSOrganizationsV20161128.ListAccounts"
    found = answer(asked(service="organizations", method="POST", target=target))
    assert found is not None
    rows = json.loads(found.body)["Accounts"]
    assert len(rows) == 12
    assert all(row["State"] == "ACTIVE" and row["Id"] in row["Paths"][0] for row in rows)


def test_all_else_is_left_to_the_emulator() -> None:
    identity = asked(service="sts", form={"Action": "GetCallerIdentity"})
    described = asked(service="organizations", target="AWSOrganizationsV20161128.DescribeX")
    assert answer(identity) is answer(described) is answer(asked(key=HUB)) is None


@pytest.mark.timeout(120)
def test_one_command_audits_twelve_accounts_and_names_the_three_that_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").write_text("enable = ['no-such-check']\n")  # the user's own
    monkeypatch.setenv("AUDITOR_FAIL_UNDER", "99")
    before = dict(os.environ)
    done = CliRunner().invoke(main, ["demo", "--organization"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert dict(os.environ) == before
    organization = json.loads((tmp_path / "demo-report/org.json").read_bytes())
    not_read = {row["id"]: row["status"] for row in organization["accounts"] if row["reason"]}
    assert not_read == {
        account_of(AccountReach.ABSENT): "unreachable",
        account_of(AccountReach.OTHER_ID): "unreachable",
        account_of(AccountReach.POWERLESS): "incomplete",
    }
    assert organization["counts"]["planned"] == 12
    shared = [fix for fix in organization["fixes"] if fix["cause"].startswith("secret:")]
    assert [fix["accounts"] for fix in shared] == [4]
    pages = {path.name for path in (tmp_path / "demo-report/members").iterdir()}
    assert f"{HUB}.html" in pages
    assert (tmp_path / "demo-report/org.html").read_bytes().startswith(b"<!doctype")
