"""What was collected survives the file, to the byte."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.model import Account, Function, Known, Region, Unknown
from auditor.model.errors import UsageError
from auditor.storage import codec, snapshot


@pytest.fixture
def whole(
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> Account:
    hostile = function(name="<b>\ud800\x00\u202e", handler="\u2028")
    denied = Unknown(reason="denied", operation="events:ListRules", code="AccessDenied")
    moment = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
    return account(region(hostile, event_rules=denied, alarms=Known(())), captured_at=moment)


def test_an_account_comes_back_equal(whole: Account, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json.gz"
    path.write_bytes(snapshot.dump(whole))
    again = snapshot.load(path)
    assert again == whole
    assert snapshot.dump(again) == snapshot.dump(whole)


def test_an_uncompressed_snapshot_is_read_too(whole: Account, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.write_bytes(gzip.decompress(snapshot.dump(whole)))
    assert snapshot.load(path) == whole


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not JSON"),
        (b"{}", "names no schema instead of 'auditor/snapshot/1'"),
        (b"[1]", "names no schema"),
        (b'{"schema": "auditor/report/1"}', "instead of 'auditor/snapshot/1'"),
        (b'{"schema": "auditor/snapshot/1"}', "damaged or of another version"),
        (b'{"schema": "auditor/snapshot/1", "id": 1, "captured_at": 5}', "damaged"),
        (b"\x1f\x8bbroken", "can't be read"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_a_file_that_is_no_snapshot_is_refused(
    content: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "snapshot"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        snapshot.load(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        snapshot.load(tmp_path / "nothing")


def test_a_truncated_snapshot_is_refused(whole: Account, tmp_path: Path) -> None:
    path = tmp_path / "cut"
    path.write_bytes(snapshot.dump(whole)[:-20])
    with pytest.raises(UsageError, match="can't be read"):
        snapshot.load(path)


def test_a_report_is_not_read_as_a_snapshot() -> None:
    with pytest.raises(UsageError, match="name a file of that kind"):
        codec.report_from_json(b'{"schema": "auditor/snapshot/1"}', "x.json")
