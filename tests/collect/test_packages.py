from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from auditor.collect.facts.package_search import SearchLimits, handler_files, text_of
from auditor.collect.facts.packages import PackageLimits, Wanted, read_package
from auditor.model import Known, PackageContents, Sighting, Unknown
from tests.collect.served_package import Served, archive, serve

MB = 1024 * 1024


SMALL = archive({"app.py": b"import boto3\n" * 100, "boto3/session.py": b"x" * 5000})


def contents(data: bytes, **limits: Any) -> PackageContents:
    with serve(data) as served:
        found = read_package(served.url, PackageLimits(**limits))
    assert isinstance(found, Known), found
    return found.value


def reason(data: bytes, change: Callable[[Served], None] = lambda _: None, **limits: Any) -> str:
    with serve(data) as served:
        change(served)
        found = read_package(served.url, PackageLimits(**limits))
    assert isinstance(found, Unknown), found
    assert "s3cr3t" not in repr(found)
    assert found.operation == "lambda:GetFunction"
    return found.reason


def test_the_directory_tells_sizes_entries_and_dead_weight() -> None:
    found = contents(SMALL)
    assert (found.uncompressed, found.entry_count) == (6300, 2)
    assert [entry.path for entry in found.largest] == ["boto3/session.py", "app.py"]
    assert found.dead_weight == (("AWS SDK for Python", "boto3/", 5000),)
    assert found.problem is None


def test_a_large_package_costs_kilobytes() -> None:
    data = archive({"model.bin": bytes(4 * MB)}, method=zipfile.ZIP_STORED)
    with serve(data) as served:
        found = read_package(served.url)
        assert isinstance(found, Known)
        assert found.value.uncompressed == 4 * MB
        assert served.sent < 70_000
        assert len(served.requests) == 1


def test_a_directory_longer_than_the_tail_is_fetched_in_one_more_part() -> None:
    files = {f"node_modules/package-{n}/index.js": b"1" for n in range(2000)}
    with serve(archive(files)) as served:
        found = read_package(served.url)
        assert isinstance(found, Known)
        assert found.value.entry_count == 2000
        assert len(served.requests) == 2


def test_a_comment_and_bytes_before_the_archive_do_not_matter() -> None:
    buffer = io.BytesIO(SMALL)
    with zipfile.ZipFile(buffer, "a") as made:
        made.comment = b"PK\x05\x06" * 100
    assert contents(b"#!/bin/sh\n" * 50 + buffer.getvalue()).entry_count == 2


def zip64(count: int = 1, offset: int | None = None) -> bytes:
    """Build an archive of one empty file whose numbers are all in ZIP64 records."""
    extra = struct.pack("<HHQQQ", 1, 24, 5 * 1024 * MB, 5 * 1024 * MB, 0)
    entry = struct.pack(
        "<4s6H3L5H2L",
        *(b"PK\1\2", 45, 45, 0, 0, 0, 0, 0, 2**32 - 1, 2**32 - 1),
        *(5, len(extra), 0, 0, 0, 0, 2**32 - 1),
    )
    directory = entry + b"a.bin" + extra
    before = b"\0" * 100
    start = len(before) if offset is None else offset
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), start
    )
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(before) + len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
    return before + directory + record + locator + end


def test_zip64_is_read() -> None:
    found = contents(zip64())
    assert found.uncompressed == 5 * 1024 * MB
    assert found.largest[0].path == "a.bin"
    assert found.problem is not None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "416"),
        (b"not a zip", "no end record"),
        (SMALL[:-10], "no end record"),
        (SMALL[: len(SMALL) // 2], "no end record"),
        (SMALL.replace(b"PK\1\2", b"XX\1\2", 1), "directory is corrupt"),
        (SMALL[:-10] + b"\xff\xff\xff\x7f" + SMALL[-6:], "outside the file"),
        (zip64(count=2**60), "too small"),
        (zip64(offset=2**63), "outside the file"),
        (b"\0" * 400 + SMALL[-22:], "corrupt"),
    ],
)
def test_a_corrupt_archive_is_unknown(data: bytes, words: str) -> None:
    assert words in reason(data)


def test_every_flipped_byte_gives_a_fact_and_never_an_error() -> None:
    start = SMALL.index(b"PK\1\2")
    with serve(SMALL) as served:
        for at in range(start, len(SMALL)):
            served.data = SMALL[:at] + bytes([SMALL[at] ^ 0xFF]) + SMALL[at + 1 :]
            assert isinstance(read_package(served.url), Known | Unknown)


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\x", "..\\x"])
def test_a_path_that_leads_out_is_a_problem(path: str) -> None:
    problem = contents(archive({path: b"x", "app.py": b"y"})).problem
    assert problem is not None
    assert "lead out of the folder" in problem


def test_encrypted_entries_are_a_problem() -> None:
    at = SMALL.index(b"PK\1\2") + 8
    data = SMALL[:at] + b"\1" + SMALL[at + 1 :]
    assert contents(data).problem == "1 of its 2 entries are encrypted"


def test_a_bomb_is_a_problem_and_is_not_unpacked() -> None:
    bomb = archive({"zeros": bytes(40 * MB)})
    tracemalloc.start()
    with serve(bomb) as served:
        found = read_package(served.url, wanted=Wanted(scan=nothing))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, Known)
    assert "claims to unpack" in (found.value.problem or "")
    assert peak < 2 * MB


def test_overlapping_entries_are_a_problem() -> None:
    start = SMALL.index(b"PK\1\2") + 20
    claimed = SMALL[:start] + struct.pack("<L", 10 * MB) + SMALL[start + 4 :]
    assert "overlap" in (contents(claimed).problem or "")


def test_a_hundred_thousand_entries_are_read_up_to_the_limits() -> None:
    count = 100_000
    names = [b"node_modules/p%d/x.js" % n for n in range(count)]
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 1, len(n), 0, 0, 0, 0, 0, 0)
        + n
        for n in names
    )
    wide = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
    data = directory + wide + locator + end
    assert contents(data).entry_count == count
    assert "more than 1000" in reason(data, entries=1000)
    assert "more would have to be read" in reason(data, read_bytes=MB)


def test_a_small_package_is_read_whole_where_the_server_knows_no_ranges() -> None:
    with serve(SMALL) as served:
        served.ranges = False
        found = read_package(served.url)
    assert isinstance(found, Known)
    assert found.value.entry_count == 2


def test_a_large_package_without_ranges_is_unknown_and_not_read() -> None:
    data = archive({"model.bin": bytes(3 * MB)}, method=zipfile.ZIP_STORED)

    def plain(served: Served) -> None:
        served.ranges = False

    assert "knows no ranges" in reason(data, plain, read_bytes=MB)


def test_a_redirect_on_the_same_host_is_followed() -> None:
    with serve(SMALL) as served:
        served.redirect = "/elsewhere"
        assert isinstance(read_package(served.url), Known)


@pytest.mark.parametrize(
    "target",
    ["http://attacker.example/", "file:///etc/passwd", "gopher://127.0.0.1/", "", "/package"],
)
def test_a_redirect_elsewhere_is_refused(target: str) -> None:
    def away(served: Served) -> None:
        served.redirect = target or " "

    assert "redirect" in reason(SMALL, away)


def test_a_server_that_is_busy_for_a_moment_is_asked_again() -> None:
    with serve(SMALL) as served:
        served.status = [503]
        assert isinstance(read_package(served.url), Known)


def test_an_expired_url_is_unknown() -> None:
    def expired(served: Served) -> None:
        served.status = [403]

    assert "may have expired" in reason(SMALL, expired)


def test_an_answer_that_breaks_off_is_unknown() -> None:
    def cut(served: Served) -> None:
        served.cut = 10

    assert "cut off" in reason(SMALL, cut)


def test_a_host_that_does_not_answer_is_unknown() -> None:
    with serve(SMALL) as served:
        url = served.url
    found = read_package(url, PackageLimits(seconds=10))
    assert isinstance(found, Unknown)
    assert "s3cr3t" not in repr(found)


def nothing(path: str, text: str, *, own: bool) -> tuple[Sighting, ...]:
    assert path
    assert isinstance(text, str)
    assert own in {True, False}
    return ()


class Reading:
    """A scan that remembers what it was handed, in order."""

    def __init__(self) -> None:
        self.own: dict[str, str] = {}
        self.libraries: dict[str, str] = {}

    def __call__(self, path: str, text: str, *, own: bool) -> tuple[Sighting, ...]:
        (self.own if own else self.libraries)[path] = text
        return (
            Sighting(
                place="package",
                name=path,
                detector="d",
                confidence="high",
                reason="r",
                fingerprint="0" * 8,
            ),
        )


def searched(
    files: dict[str, bytes], handlers: tuple[str, ...] = (), limits: SearchLimits | None = None
) -> tuple[Reading, PackageContents]:
    scan = Reading()
    chosen = PackageLimits() if limits is None else PackageLimits(search=limits)
    with serve(bytes(200_000) + archive(files)) as served:
        found = read_package(served.url, chosen, Wanted(scan=scan, handlers=handlers))
    assert isinstance(found, Known)
    return scan, found.value


def test_text_files_are_handed_to_the_scan_and_others_are_counted() -> None:
    files = {
        "bundle.bin": b"x",
        "binary.py": b"\x01\x00\x02\x00\x03",
        "settings.json": b'{"a": 1}',
        "src/app.py": b"print(1)",
        "Procfile": b"web: run",
        "empty.py": b"",
    }
    scan, contents = searched(files)
    assert scan.own == {
        "settings.json": '{"a": 1}',
        "src/app.py": "print(1)",
        "Procfile": "web: run",
    }
    assert {seen.name for seen in contents.secrets} == set(scan.own)
    assert contents.search is not None
    assert contents.search.skipped == (("binary or media", 2, 6),)


def test_the_handlers_file_is_searched_first_and_libraries_last() -> None:
    record = b"botocore/data.json,sha256=x,2\nyaml/__init__.py,sha256=x,2\n"
    files = {
        "botocore/data.json": b"{}",
        "yaml/__init__.py": b"#",
        "PyYAML-6.dist-info/RECORD": record,
        "node_modules/x/config.json": b"{}",
        "own.json": b"{}",
        "lambda_function.py": b"pass",
    }
    scan, contents = searched(files, ("lambda_function.py",))
    assert list(scan.own) == ["lambda_function.py", "own.json"]
    assert set(scan.libraries) == {
        "botocore/data.json",
        "yaml/__init__.py",
        "node_modules/x/config.json",
    }
    assert contents.search is not None
    assert contents.search.handler_searched


def test_a_handler_that_is_no_text_was_not_searched() -> None:
    _, contents = searched({"bootstrap": b"\x7fELF\x00\x01"}, ("bootstrap",))
    assert contents.search is not None
    assert not contents.search.handler_searched


def test_of_a_large_bundle_the_first_part_is_searched_and_that_is_said() -> None:
    files = {"index.js": b"let a = 1;\n" * 1_000}
    scan, contents = searched(files, ("index.js",), SearchLimits(file_bytes=1_000))
    assert len(scan.own["index.js"]) == 1_000
    assert contents.search is not None
    assert not contents.search.handler_searched
    assert contents.search.skipped == (("only the first megabyte was searched", 1, 11_000),)


def test_files_beyond_the_limit_are_counted() -> None:
    files = {f"{at}.py": b"pass" for at in range(5)}
    scan, contents = searched(files, ("4.py",), SearchLimits(own_files=2))
    assert next(iter(scan.own)) == "4.py"
    assert contents.search is not None
    assert contents.search.skipped == (("more files than are searched", 3, 12),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_a_file_is_decoded_as_it_shows(encoding: str) -> None:
    text = "naïve = 'ü'\n" * 20
    assert text_of(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("handler", "runtime", "path"),
    [
        ("app.main", "python3.13", "app.py"),
        ("pkg.mod.main", "python3.13", "pkg/mod.py"),
        ("src/index.handler", "nodejs22.x", "src/index.mjs"),
        ("app.Orders.call", "ruby3.4", "app.rb"),
        ("com.acme.Orders::handle", "java21", "com/acme/Orders.class"),
        ("Orders::Acme.Orders::Handle", "dotnet8", "Orders.dll"),
        ("main", "provided.al2023", "bootstrap"),
    ],
)
def test_the_handler_names_its_file(handler: str, runtime: str, path: str) -> None:
    assert path in handler_files(handler, runtime)


def test_a_file_that_cannot_be_unpacked_is_said() -> None:
    data = archive({"app.py": b"print(1)\n" * 50})
    at = data.index(b"app.py") + 6
    broken = data[:at] + b"\xff" * 8 + data[at + 8 :]
    with serve(broken) as served:
        found = read_package(served.url, wanted=Wanted(scan=nothing, handlers=("app.py",)))
    assert isinstance(found, Known)
    assert found.value.search is not None
    assert found.value.search.skipped == (("could not be read", 1, 450),)
    assert not found.value.search.handler_searched
