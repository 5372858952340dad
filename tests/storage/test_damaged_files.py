"""A damaged report or snapshot is refused in one sentence, whatever was damaged in it."""

from __future__ import annotations

import gzip
import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.evaluate.registry import renderers
from auditor.model import Account, Function, Region
from auditor.model.errors import UsageError
from auditor.model.report import Report
from auditor.storage import codec, files, snapshot
from tests.damaged_documents import replaced
from tests.reports import samples

DEEP: Any = []
for _ in range(900):
    DEEP = [DEEP]
# What one value may become: other types, and numbers and dates that no program can use.
DAMAGE: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**18, 10**30, 1.5, 1e300, "", "x", [], [1], [[]], {}, {"a": 1}, DEEP),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00"),
)
# Words of the program's language, which say nothing to its users.
PYTHON = re.compile(r"\w+Error|NoneType|object has no|not subscriptable|unhashable|\bdict\b")
RAW = (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"1" * 5000)
MARK = '"@mark"'


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to every value, inner ones first; of a list only the first item."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*path, 0))
    if path:
        yield path


def changed(document: Any, path: tuple[Any, ...], value: Any) -> bytes:
    """Return the document with one value replaced."""
    return replaced(document, path, value).encode()


FORMATS = [form for name, form in renderers().items() if not name.startswith("diff")]
SLOW = {"html", "json", "jsonl", "markdown", "markdown-comment"}
QUICK = [form for form in FORMATS if form.id not in SLOW]
REPORT = json.loads(codec.report_to_json(samples.report()))


def refusal(read: Callable[[], object]) -> str:
    """Return the sentence that refuses a file, or an empty one if the file was read."""
    try:
        read()
    except UsageError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("path", list(places(REPORT)), ids=lambda p: ".".join(map(str, p)))
def test_a_report_with_one_value_changed_is_refused_or_rendered(path: tuple[Any, ...]) -> None:
    for value in DAMAGE:
        content = changed(REPORT, path, value)
        said = refusal(lambda: codec.report_from_json(content, "r.json"))  # noqa: B023
        assert len(said) < 400
        assert not PYTHON.search(said)
        if not said:
            report = codec.report_from_json(content, "r.json")
            for form in QUICK:
                form.render(report)
    for raw in RAW:
        content = changed(REPORT, path, "@mark").replace(MARK.encode(), raw)
        with pytest.raises(UsageError, match="not JSON"):
            codec.report_from_json(content, "r.json")


@pytest.mark.parametrize("value", DAMAGE, ids=lambda value: str(value)[:20])
def test_a_report_with_that_value_wherever_it_fits_is_rendered_in_every_format(value: Any) -> None:
    content = json.dumps(REPORT).encode()
    for path in places(REPORT):
        tried = changed(json.loads(content), path, value)
        if not refusal(lambda: codec.report_from_json(tried, "r.json")):  # noqa: B023
            content = tried
    report = codec.report_from_json(content, "r.json")
    assert all(isinstance(form.render(report), bytes) for form in FORMATS)


def test_a_snapshot_with_one_value_changed_is_refused_or_read(
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    document = json.loads(codec.dump(account(region(function())), snapshot.SCHEMA))
    for path in places(document):
        for value in DAMAGE:
            content = changed(document, path, value)
            said = refusal(lambda: load(content))  # noqa: B023
            assert len(said) < 400
            if not said:
                snapshot.dump(load(content))


def load(content: bytes) -> Account:
    return codec.load(content, Account, schema=snapshot.SCHEMA, name="s")


def test_a_text_is_no_number_and_no_text_is_true() -> None:
    for path, value in (
        (("complete",), "false"),
        (("calls", "total"), "5"),
        (("score", "value"), "99"),
        (("tool", "name"), 5),
    ):
        with pytest.raises(UsageError, match="damaged"):
            codec.report_from_json(changed(REPORT, path, value), "r.json")


def report_at(path: Path) -> Report:
    return codec.report_from_json(files.content(path, "report"), str(path))


@pytest.mark.parametrize("read", [snapshot.load, report_at])
def test_a_file_that_unpacks_without_an_end_is_refused(
    read: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b" " * (80 << 20), compresslevel=9))
    with pytest.raises(UsageError, match="unpacks to far too much"):
        read(path)


@pytest.mark.parametrize("cut", [12, -9, -4])
def test_a_compressed_file_that_is_cut_off_is_refused(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "report.json.gz"
    path.write_bytes(gzip.compress(json.dumps(REPORT).encode())[:cut])
    said = refusal(lambda: report_at(path))
    assert said.startswith(f"the report {path} can't be read: ")
    assert not PYTHON.search(said)


def test_a_compressed_report_is_read_from_a_pipe_as_from_a_file(tmp_path: Path) -> None:
    path, pipe = tmp_path / "report.json.gz", tmp_path / "pipe"
    path.write_bytes(gzip.compress(codec.report_to_json(samples.report())))
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(path.read_bytes()))
    writer.start()
    assert report_at(pipe) == report_at(path) == samples.report()
    writer.join()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("gaps", 0, "operation"), 5, "gaps[0].operation is wrong"),
        (("results", 0, "severity"), "huge", "results[0].severity is wrong"),
        (("account",), {}, "account.id is missing"),
        (("results",), 3, "results is wrong"),
    ],
)
def test_the_place_of_the_damage_is_named(path: tuple[Any, ...], value: object, said: str) -> None:
    with pytest.raises(
        UsageError, match=re.escape(f"r.json is damaged or of another version ({said})")
    ):
        codec.report_from_json(changed(REPORT, path, value), "r.json")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "line 1, column 2"),
        (b"\xff\xfe\xff", "no UTF-8 text"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": NaN}', "NaN is not a number"),
    ],
)
def test_what_is_no_json_is_told_in_words_for_people(content: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        codec.report_from_json(content, "r.json")
    assert not PYTHON.search(str(refused.value))


def twice(content: bytes, key: bytes, value: bytes) -> bytes:
    """Return the document with a key of its outer object named a second time, at its end."""
    return content.rstrip()[:-1] + b',"' + key + b'":' + value + b"}"


@pytest.mark.parametrize("key", ["schema", "results", "regions", "gaps", "complete", "score"])
def test_a_report_that_names_a_key_twice_is_refused(key: str) -> None:
    content = json.dumps(REPORT).encode()
    values: tuple[Any, ...] = (REPORT[key], [], True)
    for value in values:
        with pytest.raises(UsageError, match="a key comes twice"):
            codec.report_from_json(twice(content, key.encode(), json.dumps(value).encode()), "r")


def test_a_result_with_two_outcomes_is_refused_in_either_order() -> None:
    content = json.dumps(REPORT).encode()
    assert b'"outcome": "fail"' in content
    for two in (
        b'"outcome": "fail", "outcome": "waived"',
        b'"outcome": "waived", "outcome": "fail"',
    ):
        tried = content.replace(b'"outcome": "fail"', two, 1)
        with pytest.raises(UsageError, match="a key comes twice"):
            codec.report_from_json(tried, "r")


def test_a_snapshot_that_has_lost_its_regions_or_gaps_is_no_empty_account(
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    content = codec.dump(account(region(function())), snapshot.SCHEMA)
    document = json.loads(content)
    for key in ("regions", "gaps", "interrupted"):
        rest = json.dumps({name: value for name, value in document.items() if name != key})
        with pytest.raises(UsageError, match=f"{key} is missing"):
            load(rest.encode())
        with pytest.raises(UsageError, match="a key comes twice"):
            load(twice(content, key.encode(), b"[]"))


def rewritten(content: bytes) -> Iterator[bytes]:
    """Yield a document as other programs write it, which does not change what it says."""
    document = json.loads(content)
    backwards = json.loads(content, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    yield json.dumps(document, indent=4).replace("\n", "\r\n").encode()
    yield json.dumps(document, sort_keys=True, indent="\t").encode()
    yield json.dumps(backwards, ensure_ascii=False).encode("utf-8", "backslashreplace")
    yield content.replace(b"/", b"\\/")
    yield b"\xef\xbb\xbf" + content


def test_a_file_that_another_program_wrote_anew_says_the_same(
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    report = json.dumps(REPORT).encode()
    kept = codec.dump(account(region(function())), snapshot.SCHEMA)
    for content in rewritten(report):
        assert codec.report_from_json(content, "r") == codec.report_from_json(report, "r")
    for content in rewritten(kept):
        assert load(content) == load(kept)
