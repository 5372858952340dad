"""Files are written whole or not at all, and what is no regular file is never replaced."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from auditor.model.errors import UsageError
from auditor.storage import files, special_files


def mode(path: Path) -> int:
    return stat.S_IFMT(path.lstat().st_mode)


def written(path: Path, content: bytes = b"new") -> bytes:
    files.check_writable(path)
    files.write(path, content)
    return path.read_bytes()


def test_a_link_keeps_its_target_and_the_target_gets_the_content(tmp_path: Path) -> None:
    target, link = tmp_path / "real.md", tmp_path / "link.md"
    target.write_text("old")
    link.symlink_to(target)
    assert written(link) == b"new"
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "later.md")
    written(link)
    assert (tmp_path / "later.md").read_bytes() == b"new"


def test_a_device_stays_a_device() -> None:
    before = Path(os.devnull).lstat()
    files.check_writable(Path(os.devnull))
    files.write(Path(os.devnull), b"gone")
    after = Path(os.devnull).lstat()
    assert (before.st_mode, before.st_ino) == (after.st_mode, after.st_ino)


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    content = os.urandom(300_000)  # more than a pipe holds at once
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    files.check_writable(pipe)
    files.write(pipe, content)
    reader.join()
    assert read == [content]
    assert mode(pipe) == stat.S_IFIFO


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    content = os.urandom(300_000)
    writer = threading.Thread(target=lambda: pipe.write_bytes(content))
    writer.start()
    assert files.read(pipe, "report") == content
    writer.join()


def test_a_device_that_holds_nothing_is_empty_and_not_waited_for() -> None:
    assert b"".join(special_files.chunks(Path("/dev/null"), patience=60)) == b""


def test_a_pipe_without_another_side_is_given_up(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="no program reads"):
        special_files.write(pipe, b"x", patience=0.1)
    with pytest.raises(OSError, match="no program writes"):
        list(special_files.chunks(pipe, patience=0.1))


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_is_appended_to_and_not_cut_off(name: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("before\n")
    code = (
        "import sys; from pathlib import Path; from auditor.storage import files\n"
        f"path = Path({name!r}); files.check_writable(path); files.write(path, b'new')"
    )
    with log.open("ab") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)  # noqa: S603  our own
    assert log.read_text() == "before\nnew"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a" * 300, "can't be used: File name too long"),
        ("x/" * 3000 + "y", "can't be used: File name too long"),
        ("nul\0byte", "is not a file name"),
        ("not\udcfftext", "is not a file name"),
        ("\ud800", "is not a file name"),
        ("missing/r.md", "does not exist"),
        (".", "is a folder"),
        ("loop", "can't be used: Too many levels of symbolic links"),
        ("socket", "neither a file, a pipe nor a terminal"),
        ("plain/below.md", "does not exist"),
    ],
)
def test_a_path_that_cannot_be_written_is_refused_before_anything_happens(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket  # noqa: PLC0415  here alone

    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    Path("plain").write_text("x")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        with pytest.raises(UsageError, match=message):
            files.check_writable(Path(name))


@pytest.mark.parametrize("name", ["a" * 300, "nul\0byte", "\udcff", "loop", ".", "none"])
def test_a_path_that_cannot_be_read_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    with pytest.raises(UsageError, match=r"can't be read|can't be used|is not a file name"):
        files.read(Path(name), "report")


def test_the_longest_name_that_the_disk_takes_is_written(tmp_path: Path) -> None:
    assert written(tmp_path / ("n" * 252 + ".md")) == b"new"


def test_what_is_larger_than_allowed_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 101)
    with pytest.raises(UsageError, match="larger than"):
        files.read(path, "report", limit=100)
    with pytest.raises(UsageError, match="larger than 1 MB"):
        files.read(Path("/dev/zero"), "report", limit=1 << 20)


def test_one_place_has_one_identity_however_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "there").write_text("x")
    (tmp_path / "link").symlink_to("there")
    for name, other in [
        ("new", "sub/../new"),
        ("there", "link"),
        ("there", "sub/../there"),
        ("/dev/stdout", "/dev/fd/1"),
    ]:
        assert files.identity(tmp_path / name) == files.identity(tmp_path / other)
    assert files.identity(tmp_path / "new") != files.identity(tmp_path / "newer")


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from auditor.storage import files\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "files.write(Path('report.md'), b'x' * 8192)"
    )
    (tmp_path / "report.md").write_text("old")
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)  # noqa: S603
    assert b"can't be written: File too large" in done.stderr
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("report.md", "old")]


def test_a_pipe_is_read_however_many_files_are_open(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    writer = threading.Timer(0.3, lambda: pipe.write_bytes(b"{}"))
    writer.start()
    try:
        assert files.read(pipe, "report") == b"{}"
    finally:
        writer.join()
        for descriptor in held:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
