"""Which accounts of an organization are audited, and which are skipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from auditor.model.errors import CollectError, UsageError
from auditor.organization.listing import Filters, Listed, of_organization

ROOT = "o-exampleorg/r-ab12"


@dataclass
class Tree:
    """An organization: accounts as ListAccounts gives them, and the tree of units."""

    listed: list[dict[str, Any]]
    below: dict[str, list[str]] = field(default_factory=dict)  # parent -> units
    homes: dict[str, list[str]] = field(default_factory=dict)  # parent -> accounts
    denied: bool = False
    asked: int = 0

    def accounts(self) -> Iterator[Mapping[str, Any]]:
        yield from self.listed

    def roots(self) -> Iterator[Mapping[str, Any]]:
        if self.denied:
            raise CollectError("organizations:ListRoots is denied")
        yield {"Id": "r-ab12"}

    def units(self, parent: str) -> Iterator[Mapping[str, Any]]:
        for unit in self.below.get(parent, ()):
            yield {"Id": unit, "Name": f"name of {unit}"}

    def accounts_of(self, parent: str) -> Iterator[Mapping[str, Any]]:
        self.asked += 1
        for account in self.homes.get(parent, ()):
            yield {"Id": account}


def account(number: int, unit: str = "", **more: Any) -> dict[str, Any]:
    id_ = f"{number:012d}"
    path = f"{ROOT}/{unit}" if unit else ROOT
    return {"Id": id_, "Name": f"n{number}", "Paths": [f"{path}/{id_}/"], "State": "ACTIVE", **more}


def ids(listed: Listed) -> list[int]:
    return [int(member.id) for member in listed.members if not member.skipped]


def test_an_account_has_its_path_without_itself_and_its_state() -> None:
    (member,) = of_organization(Tree([account(7, "ou-a/ou-b")]), Filters()).members
    assert (member.id, member.name) == ("000000000007", "n7")
    assert member.path == f"{ROOT}/ou-a/ou-b"


@pytest.mark.parametrize("state", ["SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"])
def test_an_account_out_of_use_keeps_a_place_and_is_not_called(state: str) -> None:
    listed = of_organization(Tree([account(1), account(2, State=state)]), Filters())
    assert ids(listed) == [1]
    assert state in listed.members[1].skipped


def test_the_retired_field_is_read_where_the_new_one_is_missing() -> None:
    old = account(1, Status="SUSPENDED")
    del old["State"]
    silent = account(2)
    del silent["State"]
    assert ids(of_organization(Tree([old, silent]), Filters())) == [2]


def test_a_unit_is_taken_with_everything_below_it() -> None:
    tree = Tree([account(1, "ou-a"), account(2, "ou-a/ou-b"), account(3, "ou-ab"), account(4)])
    assert ids(of_organization(tree, Filters(units=("ou-a",)))) == [1, 2]
    assert ids(of_organization(tree, Filters(units=("ou-b", "ou-ab")))) == [2, 3]
    assert ids(of_organization(tree, Filters(units=("r-ab12",)))) == [1, 2, 3, 4]


def test_what_is_skipped_says_so_and_what_is_outside_a_unit_is_left_out() -> None:
    tree = Tree([account(1, "ou-a"), account(2, "ou-a/ou-b"), account(3, "ou-a"), account(4)])
    chosen = Filters(units=("ou-a",), skip_units=("ou-b",), skip_accounts=("000000000003",))
    listed = of_organization(tree, chosen)
    assert [(int(m.id), m.skipped) for m in listed.members] == [
        (1, ""),
        (2, "left out with --skip-ou ou-b"),
        (3, "left out with --skip-account"),
    ]


def test_without_paths_the_tree_tells_where_accounts_are() -> None:
    bare = [{"Id": f"{n:012d}"} for n in (1, 2, 3)]
    tree = Tree(
        bare,
        below={"r-ab12": ["ou-a"], "ou-a": ["ou-b"]},
        homes={"r-ab12": ["000000000001"], "ou-a": ["000000000002"], "ou-b": ["000000000003"]},
    )
    listed = of_organization(tree, Filters(units=("ou-a",)))
    assert ids(listed) == [2, 3]
    assert listed.members[1].path == "r-ab12/ou-a/ou-b"
    assert listed.units["ou-b"] == "name of ou-b"


def test_names_of_units_that_may_not_be_read_are_done_without() -> None:
    listed = of_organization(Tree([account(1, "ou-a")], denied=True), Filters())
    assert ids(listed) == [1]
    assert "names of the units" in listed.notes[0]


def test_a_filter_by_unit_demands_that_the_tree_can_be_read() -> None:
    with pytest.raises(CollectError):
        of_organization(Tree([{"Id": "000000000001"}], denied=True), Filters(units=("ou-a",)))


def test_a_unit_without_accounts_is_no_silent_success() -> None:
    with pytest.raises(CollectError, match="ou-zz"):
        of_organization(Tree([account(1, "ou-a")]), Filters(units=("ou-zz",)))


@pytest.mark.parametrize(
    "wrong",
    [{"units": ("payments",)}, {"skip_units": ("OU-A",)}, {"skip_accounts": ("12",)}],
)
def test_ids_that_cannot_be_right_are_refused(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(UsageError):
        Filters(**wrong)


def test_an_account_listed_twice_counts_once() -> None:
    assert ids(of_organization(Tree([account(1), account(1)]), Filters())) == [1]
