"""The accounts of an organization: who is in it, in which unit, and who is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Protocol

from auditor.model.errors import CollectError, UsageError
from auditor.organization.member import ACTIVE, Member, once, wrong_id

# Accounts in these states refuse every role. An account without a state is in.
NOT_IN_USE = frozenset({"SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"})
_UNIT = re.compile(r"(?:ou|r)-[0-9a-z]+(?:-[0-9a-z]+)*")
_DEEPEST = 12  # AWS nests units five deep
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Lister(Protocol):
    """What lists an organization: `auditor.collect.hub.Hub`."""

    def accounts(self) -> Iterator[Mapping[str, Any]]:
        """Yield every account."""

    def roots(self) -> Iterator[Mapping[str, Any]]:
        """Yield the roots."""

    def units(self, parent: str) -> Iterator[Mapping[str, Any]]:
        """Yield the units right below a root or unit."""

    def accounts_of(self, parent: str) -> Iterator[Mapping[str, Any]]:
        """Yield the accounts right below a root or unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which accounts are wanted; units are taken with everything below them."""

    units: tuple[str, ...] = ()  # empty: the whole organization
    skip_units: tuple[str, ...] = ()
    skip_accounts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse ids that cannot be right.

        Raises:
            UsageError: one is no id of a unit or account.
        """
        for option, ids in (("--ou", self.units), ("--skip-ou", self.skip_units)):
            for unit in ids:
                if not _UNIT.fullmatch(unit):
                    raise UsageError(
                        f"{option} {unit!r} is no id of a unit, such as ou-ab12-34cdefgh"
                    )
        for account in self.skip_accounts:
            if wrong := wrong_id(account):
                raise UsageError(f"--skip-account: {wrong}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The accounts that a source names, and what units are called."""

    members: tuple[Member, ...]
    units: Mapping[str, str] = field(default_factory=lambda: _NOTHING)  # id -> name
    notes: tuple[str, ...] = ()


def of_organization(lister: Lister, filters: Filters) -> Listed:
    """Return the accounts of the organization that the filters leave.

    An account outside `filters.units` is left out; one that is skipped, suspended or closed keeps
    its place with the reason.

    Raises:
        CollectError: a list is denied or was cut short; half an organization is not used.
        CredentialsError: the credentials have expired.
    """
    members = once(_member(account) for account in lister.accounts())
    units, notes = _unit_names(lister)
    if not all(member.path for member in members):
        members = _placed(lister, members, demanded=bool(filters.units or filters.skip_units))
    kept = filtered(members, filters)
    if not kept:
        where = f" in {', '.join(filters.units)}" if filters.units else ""
        raise CollectError(f"the organization has no account{where}; check --ou")
    return Listed(members=kept, units=units, notes=notes)


def filtered(members: Iterable[Member], filters: Filters) -> tuple[Member, ...]:
    """Return the accounts that the filters leave; skipped ones stay, with the reason."""
    wanted, out = set(filters.units), set(filters.skip_units)
    kept = []
    for member in members:
        units = set(member.path.split("/"))
        if wanted and not units & wanted:
            continue
        reason = member.skipped
        if member.state in NOT_IN_USE:
            reason = f"the account is {member.state}"
        elif member.id in filters.skip_accounts:
            reason = "left out with --skip-account"
        elif units & out:
            reason = f"left out with --skip-ou {min(units & out)}"
        kept.append(replace(member, skipped=reason))
    return tuple(kept)


def _member(account: Mapping[str, Any]) -> Member:
    number = str(account.get("Id") or "")
    if wrong := wrong_id(number):
        raise CollectError(f"organizations:ListAccounts gave an account without an id: {wrong}")
    paths = account.get("Paths") or ()
    # `Status` is retired; accounts that say neither are taken for active ones.
    state = account.get("State") or account.get("Status") or ACTIVE
    return Member(
        id=number,
        name=str(account.get("Name") or ""),
        path=_path(str(paths[0]), number) if paths else "",
        state=str(state),
    )


def _path(text: str, account: str) -> str:
    """Return a path without the account at its end."""
    return text.strip("/").removesuffix(account).strip("/")


def _unit_names(lister: Lister) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return what the units are called; without the right to ask, ids have to do."""
    try:
        roots = list(lister.roots())
        names = {unit: name for _, unit, name in _below(lister, [str(r["Id"]) for r in roots])}
    except CollectError as error:
        return _NOTHING, (f"the names of the units could not be read: {error}",)
    return MappingProxyType(names), ()


def _below(lister: Lister, parents: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (path, id, name) of every unit below the given ids."""
    level = [(parent, parent) for parent in parents]
    for _ in range(_DEEPEST):
        deeper = []
        for path, parent in level:
            for unit in lister.units(parent):
                child = str(unit.get("Id") or "")
                below = f"{path}/{child}"
                yield below, child, str(unit.get("Name") or "")
                deeper.append((below, child))
        level = deeper


def _placed(lister: Lister, members: Iterable[Member], *, demanded: bool) -> tuple[Member, ...]:
    """Return the accounts with their paths, from the tree: ListAccounts did not tell them."""
    paths: dict[str, str] = {}
    try:
        roots = [str(root["Id"]) for root in lister.roots()]
        units = [(root, root) for root in roots]
        units += [(path, unit) for path, unit, _ in _below(lister, roots)]
        for path, unit in units:
            for account in lister.accounts_of(unit):
                paths[str(account.get("Id") or "")] = path
    except CollectError:
        if demanded:
            raise
        return tuple(members)
    return tuple(replace(m, path=m.path or paths.get(m.id, "")) for m in members)
