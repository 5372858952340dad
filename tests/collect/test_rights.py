"""Exactly the printed policy is needed: all of it, and nothing more."""

from __future__ import annotations

import pytest

from auditor.collect import permissions
from auditor.model import Need
from tests.collect.conftest import NEEDS, Read, facts, unknowns
from tests.simulator.everything import everything
from tests.simulator.plain import missing_rights

RIGHTS = permissions(NEEDS)
ACTIONS = frozenset(right.action for right in RIGHTS)
NEVER_SEEN = {"kms:Decrypt"}  # AWS asks for it inside ListFunctions
# What is missing without a right, where it is not simply a fact with an Unknown in it.
WITHOUT_GAP = {"iam:ListAccountAliases"}


def test_the_printed_policy_is_enough_and_every_right_of_it_is_used(read: Read) -> None:
    whole, _ = read(everything())
    found, simulator = read(everything(), allowed=ACTIONS)
    assert facts(found) == facts(whole)
    assert unknowns(found) == set()
    assert simulator.used | NEVER_SEEN == ACTIONS


@pytest.mark.parametrize("action", sorted(ACTIONS - NEVER_SEEN))
def test_without_one_right_exactly_its_facts_are_unknown(read: Read, action: str) -> None:
    found, _ = read(everything(), allowed=ACTIONS - {action})
    assert missing_rights(found) == (set() if action in WITHOUT_GAP else {action})


def test_the_policy_for_no_check_at_all_lists_functions_and_no_more() -> None:
    assert {right.action for right in permissions(())} == {
        "ec2:DescribeRegions",
        "iam:ListAccountAliases",
        "kms:Decrypt",
        "lambda:ListFunctions",
    }
    assert Need.ROLES in NEEDS
