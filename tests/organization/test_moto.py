"""The organization as moto has it: pages, states, units, and a role in each account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from auditor.collect import CollectOptions
from auditor.collect.hub import open_hub
from auditor.organization.listing import Filters, Listed, of_organization

ROOT = Path(__file__).parents[2]
TRUST = "arn:aws:iam::123456789012:role/org-audit-work"
NAME = "lambda-auditor-reader"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


def made(number: int) -> tuple[str, str, list[str]]:
    """Make an organization; return its root, a unit two levels deep, and the accounts in it."""
    client = boto3.client("organizations")
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    unit = root
    for name in ("production", "payments"):
        answer = client.create_organizational_unit(ParentId=unit, Name=name)
        unit = answer["OrganizationalUnit"]["Id"]
    ids = []
    for n in range(number):
        answer = client.create_account(Email=f"a{n}@example.com", AccountName=f"team-{n}")
        ids.append(answer["CreateAccountStatus"]["AccountId"])
    inside = ids[:5]
    for account in inside:
        client.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
    return root, unit, inside


def listed(**filters: tuple[str, ...]) -> Listed:
    return of_organization(open_hub(CollectOptions()), Filters(**filters))


@pytest.mark.usefixtures("aws")
def test_every_page_of_accounts_is_read_with_state_and_unit() -> None:
    _, unit, inside = made(45)
    boto3.client("organizations").close_account(AccountId=inside[0])
    found = listed()
    assert len(found.members) == 46  # the management account is one of them
    assert {m.id for m in found.members if unit in m.path} == set(inside)
    assert found.units[unit] == "payments"
    closed = [m for m in found.members if m.skipped]
    assert [m.id for m in closed] == inside[:1]
    assert closed[0].state in {"SUSPENDED", "CLOSED", "PENDING_CLOSURE"}


@pytest.mark.usefixtures("aws")
def test_a_unit_takes_nested_ones_along() -> None:
    root, unit, inside = made(22)
    assert [m.id for m in listed(units=(unit,)).members] == sorted(inside)
    assert len(listed(units=(root,)).members) == 23
    left_out = [m for m in listed(skip_units=(unit,)).members if m.skipped]
    assert [m.id for m in left_out] == sorted(inside)
