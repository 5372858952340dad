"""A report for each owner: whose functions they are, and a file name that stays in its folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

from hypothesis import given
from hypothesis import strategies as st

from auditor.assess import one_owner
from tests.reports import samples

HOSTILE = (
    "..",
    ".",
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "CON",
    "nul.txt",
    "\x00",
    "",
    " ",
    "~",
    "é" * 300,
)


@given(st.lists(st.one_of(st.text(), st.sampled_from(HOSTILE)), unique=True))
def test_a_file_name_is_one_plain_part_and_no_two_owners_share_it(owners: list[str]) -> None:
    names = one_owner.file_names(owners)
    for name in names.values():
        assert PurePosixPath("x", name).parent == PurePosixPath("x")
        assert PureWindowsPath("x", name).parent == PureWindowsPath("x")
        assert name not in {"", ".", ".."}
        assert len(name) <= 100
        assert name.isascii()
    assert len({name.lower() for name in names.values()}) == len(owners)


def test_an_ordinary_owner_keeps_its_name() -> None:
    names = one_owner.file_names(["payments", "Team Orders", ""])
    assert names == {"payments": "payments", "Team Orders": "Team-Orders", "": "no-owner"}


def test_an_owner_that_is_called_as_the_group_without_one_gets_another_file() -> None:
    names = one_owner.file_names(["", "no-owner"])
    assert names[""] == "no-owner"
    assert names["no-owner"].startswith("no-owner-")


def test_an_owner_sees_its_own_functions_and_findings_alone() -> None:
    report = samples.report()
    part = one_owner.report_of(report, "orders")
    assert {f.name for f in part.functions} == {"billing", "orders"}
    assert {r.function for r in part.results} <= {f.arn for f in part.functions}
    assert part.score.value == report.score.owners["orders"].value
    rest = one_owner.report_of(report, "")
    assert [f.name for f in rest.functions] == ["thumbnails"]
    assert rest.results == ()
    assert rest.open == {"critical": 0, "high": 0, "medium": 0, "low": 0, "info": 0}
    assert len(part.functions) + len(rest.functions) == len(report.functions)


def test_the_scope_says_that_it_is_a_part() -> None:
    assert (
        "owner orders: 2 of 3 functions"
        in one_owner.report_of(samples.report(), "orders").scope[-1]
    )
    assert Path(one_owner.NO_OWNER).name == one_owner.NO_OWNER
