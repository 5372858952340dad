"""The files of accounts: four formats, and a line for everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.errors import UsageError
from auditor.organization.account_file import load, parse
from auditor.organization.member import Member

IDS = ("012345678901", "111122223333")
CUSTODIAN = """
vars: {charge_code: x}
accounts:
- account_id: 012345678901
  name: payments-prod
  email: payments@example.com
  regions: [eu-west-1, us-east-1]
  role: arn:aws:iam::012345678901:role/security/auditor
  external_id: consultancy
  tags:
  - type:prod
- account_id: '111122223333'
  name: sandbox
  profile: sandbox
  tags: {team: core}
"""
FORMATS = {
    "ids": "# production\n111122223333\n\n012345678901  # payments\n",
    "ids on Windows": "111122223333\r\n012345678901\r\n",
    "csv": "account_id,name\n111122223333,\n012345678901,\n",
    "csv with a BOM": "\ufeffid,regions\n012345678901,\n111122223333,\n",
    "json lines": '{"id": "012345678901"}\n\n{"account_id": 111122223333}\n',
    "json": '{"accounts": [{"account_id": "012345678901"},\n{"id": "111122223333"}]}',
    "json list": '["012345678901",\n "111122223333"]',
    "yaml": "accounts:\n- account_id: 012345678901\n- account_id: '111122223333'\n",
    "yaml list": "- 012345678901\n- 111122223333\n",
}


@pytest.mark.parametrize("text", FORMATS.values(), ids=FORMATS)
def test_every_format_gives_the_same_accounts_with_leading_zeros(text: str, tmp_path: Path) -> None:
    path = tmp_path / "accounts"
    path.write_text(text, encoding="utf-8")
    assert tuple(member.id for member in load(path)) == IDS


def test_a_file_of_cloud_custodian_is_read_as_it_is() -> None:
    first, second = parse(CUSTODIAN, "accounts.yml")
    assert first == Member(
        id="012345678901",
        name="payments-prod",
        role="arn:aws:iam::012345678901:role/security/auditor",
        external_id="consultancy",
        regions=("eu-west-1", "us-east-1"),
        tags=("type:prod",),
    )
    assert (second.profile, second.tags) == ("sandbox", ("team:core",))


def test_csv_takes_regions_and_tags_in_one_cell() -> None:
    text = 'account_id,regions,tags,role\n111122223333,"eu-west-1 us-east-1",a|b,audit/reader\n'
    (member,) = parse(text, "a.csv")
    assert (member.regions, member.tags) == (("eu-west-1", "us-east-1"), ("a", "b"))
    assert member.role == "audit/reader"


def test_an_account_named_twice_counts_once() -> None:
    assert len(parse("111122223333\n111122223333\n", "ids")) == 1


def test_an_external_id_is_in_no_row_and_no_representation() -> None:
    first, _ = parse(CUSTODIAN, "accounts.yml")
    assert "consultancy" not in repr(first)
    assert "consultancy" not in str(first.row())


WRONG = {
    "too short": ("111122223333\n12345678901\n", ":2: ", "11 digits"),
    "no id": ("111122223333\npayments\n", ":2: ", "12 digits"),
    "other digits": ("\u0661" * 12, ":1: ", "12 digits"),
    "unknown column": ("account_id,regoins\n111122223333,eu-west-1\n", ":2: ", "regions"),
    "no id column": ("name,role\nx,y\n", ":1: ", "account_id"),
    "a column twice": ("account_id,name,name\n", ":1: ", "twice"),
    "too many cells": ("account_id,name\n111122223333,a,b\n", ":2: ", "cells"),
    "open quote": ('account_id,name\n111122223333,"a\n', ":2: ", "CSV"),
    "unknown key": ('{"id": "111122223333", "rol": "x"}\n', ":1: ", "role"),
    "broken JSON": ('{"id": "111122223333"}\n{"id"\n', ":2: ", "JSON"),
    "a key twice": ('{"id": "111122223333", "id": "012345678901"}\n', ":1: ", "twice"),
    "no object": ('{"id": "111122223333"}\n[1]\n', ":2: ", "object"),
    "unknown yaml key": ("accounts:\n- account_id: '111122223333'\n  rle: x\n", ":3: ", "role"),
    "unknown top key": ("account:\n- account_id: '111122223333'\n", ":1: ", "accounts"),
    "no yaml": ("accounts:\n- {account_id: '111122223333'\n", ":", "YAML"),
    "no list": ("accounts: 111122223333\n", ":1: ", "list"),
    "a chain": ("accounts:\n- account_id: '111122223333'\n  role: [a, b]\n", ":2: ", "chains"),
    "a region": ('{"id": "111122223333", "regions": "Ireland"}\n', ":1: ", "region"),
    "a role": ('{"id": "111122223333", "role": "a b"}\n', ":1: ", "name of a role"),
    "another's role": (
        '{"id": "111122223333", "role": "arn:aws:iam::012345678901:role/x"}\n', ":1: ", "belongs"
    ),
    "an external id": ('{"id": "111122223333", "external_id": "a b"}\n', ":1: ", "external id"),
    "a deep line": ('{"id": ' + "[" * 100_000 + "\n", ":1: ", "nested too deep"),
    "a huge number": ('{"id": ' + "1" * 5_000 + "}\n", ":1: ", "too large"),
    "a list as an id": ('{"id": ["111122223333"]}\n', ":1: ", "a list"),
    "no number as an id": ('{"id": NaN}\n', ":1: ", "nan"),
    "tags in tags": ('{"id": "111122223333", "tags": {"a": {"b": 1}}}\n', ":1: ", "texts"),
    "a key of two words": ("accounts:\n- ? [a, b]\n  : c\n", ":2: ", "one word"),
    "deep yaml": ("accounts: " + "[" * 5_000 + "\n", "accounts.txt", "nested too deep"),
    "a list in itself": (
        "accounts:\n- account_id: '111122223333'\n  tags: &t [*t]\n", ":2: ", "texts"
    ),
    "aliases of aliases": (
        "accounts:\n- account_id: '111122223333'\n  vars: &a [" + "x," * 2_000 + "]\n"
        "- account_id: '012345678901'\n  vars: &b [" + "*a," * 2_000 + "]\n"
        "- account_id: '012345678902'\n  tags: [" + "*b," * 2_000 + "]\n", ":6: ", "texts"
    ),
    "nothing": ("# none\n", "names no account", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "word"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_line(text: str, line: str, word: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text, "accounts.txt")
    assert line in str(raised.value)
    assert word in str(raised.value)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(UsageError) as raised:
        parse("1\n111122223333\n2\n3\n", "ids")
    assert [line.split(":")[1] for line in str(raised.value).splitlines()] == ["1", "3", "4"]


def test_of_very_much_that_is_wrong_the_beginning_is_told() -> None:
    with pytest.raises(UsageError) as raised:
        parse("1\n" * 100_000, "ids")
    *_, last = lines = str(raised.value).splitlines()
    assert (len(lines), last) == (51, "and 99,950 more")


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_a_line_of_json_ends_where_the_file_ends_it_and_not_in_a_text(mark: str) -> None:
    (member,) = parse(f'{{"id": "111122223333", "name": "a{mark}b"}}\n', "ids")
    assert member.name == f"a{mark}b"


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "accounts"
    path.write_bytes(b"\xff\xfe1\x001\x00")
    with pytest.raises(UsageError, match="UTF-8"):
        load(path)
