"""Service and resource control policies: level by level, and only for those who may read them."""

from __future__ import annotations

import pytest

from auditor.model import Known, Need, OrganizationPolicies, Unknown
from auditor.model.losses import losses
from tests.collect.conftest import Read
from tests.simulator import Fault, SimulatedAccount
from tests.simulator.everything import everything

NEEDS = {Need.ORGANIZATION_POLICIES}


def policies(read: Read, given: SimulatedAccount, *faults: Fault) -> OrganizationPolicies:
    return read(given, *faults, needs=NEEDS)[0].organization_policies.get()


def names(levels: tuple[tuple[object, ...], ...]) -> list[list[str]]:
    return [[getattr(policy, "name", "") for policy in level] for level in levels]


def test_policies_are_read_level_by_level_from_the_root(read: Read) -> None:
    found = policies(read, everything())
    assert names(found.service_control) == [["FullAWSAccess"], [], ["guard"]]
    assert names(found.resource_control) == [[], ["perimeter"], []]
    assert all(isinstance(policy.text, Known) for policy in found.every())


def test_no_policy_limits_the_management_account(read: Read) -> None:
    given = everything()
    given.answers["organizations:DescribeOrganization", ""]["Organization"] |= {
        "MasterAccountId": given.id
    }
    assert policies(read, given) == OrganizationPolicies()


def test_an_account_in_no_organization_is_limited_by_nothing(read: Read) -> None:
    assert policies(read, SimulatedAccount()) == OrganizationPolicies()


@pytest.mark.parametrize(
    "operation", ["DescribeOrganization", "ListParents", "ListPoliciesForTarget"]
)
def test_a_member_that_may_not_read_them_has_a_gap(read: Read, operation: str) -> None:
    denied = Fault(kind="deny", operations=f"organizations:{operation}")
    found, _ = read(everything(), denied, needs=NEEDS)
    assert isinstance(found.organization_policies, Unknown)
    assert f"organizations:{operation}" in {lost.iam_action for _, lost in losses(found)}


def test_a_policy_whose_text_is_denied_is_a_gap_and_the_others_stay(read: Read) -> None:
    denied = Fault(kind="deny", operations="organizations:DescribePolicy")
    found, _ = read(everything(), denied, needs=NEEDS)
    assert isinstance(found.organization_policies, Known)
    assert {lost.iam_action for _, lost in losses(found)} == {"organizations:DescribePolicy"}


def test_an_endless_chain_of_units_is_an_invalid_answer(read: Read) -> None:
    given = everything()
    given.answers["organizations:ListParents", "ou-1-unit"] = {"Parents": [{"Id": "ou-1-unit"}]}
    found, _ = read(given, needs=NEEDS)
    assert isinstance(found.organization_policies, Unknown)


def test_a_resumed_audit_asks_only_for_what_is_missing(read: Read) -> None:
    denied = Fault(kind="deny", operations="organizations:DescribePolicy")
    lost, _ = read(everything(), denied, needs=NEEDS)
    again, simulator = read(everything(), needs=NEEDS, resume=lost)
    assert not list(losses(again))
    _, quiet = read(everything(), needs=NEEDS, resume=again)
    assert simulator.count()["organizations:DescribePolicy"] == 3
    assert not [name for name in quiet.count() if name.startswith("organizations:")]
