"""Every call that an account's facts lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from auditor.model.account import Account, Region
from auditor.model.fact import Known, Loss, Unknown
from auditor.model.function import Function
from auditor.model.partial_function import stated
from auditor.model.role import Role

_facts_of: Any = attrgetter(*(field.name for field in fields(Function)))


def losses(account: Account) -> Iterator[tuple[str, Unknown]]:
    """Yield (region, why) for every fact that was lost; region "" for those of the account.

    A loss that several facts share comes several times.
    """
    for unknown in _unknowns(account):
        yield unknown.region, unknown
    for region in account.regions:
        for unknown in _unknowns_of_region(region):
            yield unknown.region or region.name, unknown


def _unknowns(account: Account) -> Iterator[Unknown]:
    yield from account.gaps  # with or without a call behind them
    yield from _lost(account.organization, account.roles, account.organization_policies)
    if isinstance(account.organization_policies, Known):
        yield from _lost(*(policy.text for policy in account.organization_policies.value.every()))
    if isinstance(account.roles, Known):
        for role in account.roles.value.values():
            yield from _unknowns_of_role(role)


def _unknowns_of_role(role: Role) -> Iterator[Unknown]:
    yield from _lost(role.boundary, role.last_accessed)
    if isinstance(role.boundary, Known) and role.boundary.value is not None:
        yield from _lost(role.boundary.value.text)
    yield from _lost(*(policy.text for policy in (*role.attached, *role.inline)))


def _unknowns_of_region(region: Region) -> Iterator[Unknown]:
    if isinstance(region.functions, Unknown):
        yield region.functions  # whatever the reason: nothing is known of the region
    yield from _lost(*(getattr(region, field.name) for field in fields(region)))
    yield from _lost(*region.queues.values(), *region.destinations.values())
    if isinstance(region.layer_contents, Known):
        yield from _lost(*region.layer_contents.value.values())
    for functions in (region.functions, region.web_functions, region.microvm_images):
        for function in functions.value if isinstance(functions, Known) else ():
            yield from _unknowns_of_function(function)


def _unknowns_of_function(function: Function) -> Iterator[Unknown]:
    if type(function) is Function:
        yield from _lost(*_facts_of(function))
        held: tuple[object, ...] = (function.policies,)
    else:
        known = stated(function)
        yield from _lost(*known.values())
        held = (function.policies, Known(known.get("unknown", {})))
    if isinstance(function.details, Known):
        yield from _lost(function.details.value.tags)
    for fact in held:
        if isinstance(fact, Known) and isinstance(fact.value, Mapping):
            yield from _lost(*fact.value.values())


def _lost(*values: object) -> Iterator[Unknown]:
    """Yield the facts among the values that a call was lost for."""
    for value in values:
        # A snapshot of an earlier version names the call and its code, but not the kind of loss.
        if isinstance(value, Unknown) and (
            value.loss is not Loss.NONE or (value.operation and value.code)
        ):
            yield value
