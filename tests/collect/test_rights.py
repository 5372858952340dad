"""Exactly the printed policy is needed: all of it, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from auditor.collect import permissions
from auditor.model import Account, Need, Unknown
from tests.collect.conftest import NEEDS, Read, facts, unknowns
from tests.simulator.everything import everything

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
    missing = {unknown.iam_action for unknown in all_unknown(found)}
    assert missing == (set() if action in WITHOUT_GAP else {action})


def all_unknown(account: Account) -> list[Unknown]:
    listed: list[Unknown] = []

    def walk(value: object) -> None:
        if isinstance(value, Unknown):
            if "not collected" not in value.reason:
                listed.append(value)
        elif isinstance(value, (tuple, list)):
            for item in value:
                walk(item)
        elif isinstance(value, Mapping):
            for item in value.values():
                walk(item)
        else:
            for name in getattr(type(value), "__dataclass_fields__", {}):
                walk(getattr(value, name))

    walk(account)
    return listed


def test_the_policy_for_no_check_at_all_lists_functions_and_no_more() -> None:
    assert {right.action for right in permissions(())} == {
        "ec2:DescribeRegions",
        "iam:ListAccountAliases",
        "kms:Decrypt",
        "lambda:ListFunctions",
    }
    assert Need.ROLES in NEEDS
