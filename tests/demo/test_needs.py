"""A check sees only the facts that it declares: `needs` and `uses` are the truth, on real facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from auditor.collect.aws.operations import FACTS
from auditor.collect.table.rows import FactRow, Owner
from auditor.evaluate.engine import judge
from auditor.evaluate.registry import Check, checks, defaults
from auditor.model import Account, Known, Need, Outcome
from auditor.model.audit import Audit
from auditor.model.fact import NOT_ASKED

CHECKS = checks()
EDIT = "declare the fact in `needs` or `uses` of {}"


def unread(owner: object, rows: Collection[FactRow]) -> dict[str, Any]:
    """Return the fields of the rows as they are where nothing asked for them."""
    named = {row.field: getattr(owner, row.field) for row in rows}
    nothing: Mapping[str, Any] = MappingProxyType({})
    return {f: nothing if isinstance(v, Mapping) else NOT_ASKED for f, v in named.items()}


def seen_by(declared: Collection[Need], account: Account) -> Account:
    """Return the account with every fact unread that the needs do not ask for."""
    hidden: dict[Owner, list[FactRow]] = {owner: [] for owner in Owner}
    for row in FACTS.values():
        if not {row.need, *row.also_for} & set(declared):
            hidden[row.owner].append(row)
    regions = []
    for region in account.regions:
        functions = tuple(
            replace(f, **unread(f, hidden[Owner.FUNCTION])) for f in region.functions.get()
        )
        regions.append(
            replace(region, functions=Known(functions), **unread(region, hidden[Owner.REGION]))
        )
    roles = {
        arn: replace(role, **unread(role, hidden[Owner.ROLE]))
        for arn, role in account.roles.get().items()
    }
    whole = replace(account, regions=tuple(regions), roles=Known(MappingProxyType(roles)))
    return replace(whole, **unread(whole, hidden[Owner.ACCOUNT]))


def outcomes(check: Check, account: Account) -> dict[str, Outcome]:
    audit = Audit(account, defaults([check]))
    return {f.name: judge(check, f, audit).outcome for f in account.functions()}


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.id)
def test_a_check_concludes_the_same_from_the_facts_that_it_declares(
    check: Check, seen: Account
) -> None:
    declared = outcomes(check, seen_by(check.needs | check.uses, seen))
    assert declared == outcomes(check, seen), EDIT.format(check.evaluate.__module__)


@pytest.mark.parametrize("check", [c for c in CHECKS.values() if c.needs], ids=lambda c: c.id)
def test_a_check_that_declares_nothing_is_found(check: Check, seen: Account) -> None:
    assert outcomes(check, seen_by((), seen)) != outcomes(check, seen)
