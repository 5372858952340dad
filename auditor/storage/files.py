"""Reads files up to a limit, and writes them whole or not at all."""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from auditor.model.errors import UsageError
from auditor.model.wording import printable
from auditor.storage import special_files
from auditor.storage.unpacking import LARGE, unpacked_pieces

SMALL = 4 << 20  # bytes: no file that people write by hand is larger
STREAM = 512 << 20  # bytes of a pipe or a device, whose size is not known beforehand

_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,9})")
_STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}


def check_writable(path: Path) -> None:
    """Fail before any call is made rather than after the audit.

    Raises:
        UsageError: the folder does not exist or can't be written, or the path is a folder.
    """
    if _descriptor(path) is not None:
        return
    kind = _kind(path)
    if kind is not None and not stat.S_ISREG(kind):
        _check_special(path, kind)
        return
    folder = Path(os.path.realpath(path)).parent
    if not folder.is_dir():
        raise UsageError(f"the folder {_shown(folder)} does not exist; create it or name another")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"the folder {_shown(folder)} can't be written; name another")


def identity(path: Path) -> object:
    """Return a value that two paths share if what is written to them ends up in one place.

    Raises:
        UsageError: the operating system can't take the path.
    """
    number = _descriptor(path)
    if number is not None:
        return number
    _kind(path)  # refuses what can't be a path
    try:
        found = path.stat()
    except OSError:
        return os.path.realpath(path)
    return found.st_dev, found.st_ino


def write(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file, through a temporary one in the same folder; a link keeps its target.

    What is no regular file, such as a device, a pipe or an open descriptor, is written into and
    never replaced.

    Args:
        path: the file.
        content: what it is to hold. Pieces go into the file as they are made; what can't be
            replaced gets them when all of them were made, so that nothing is half written.

    Raises:
        UsageError: the file can't be written; what it held before is unchanged.
    """
    pieces = (content,) if isinstance(content, bytes) else content
    number = _descriptor(path)
    kind = None if number is not None else _kind(path)
    try:
        if number is not None:
            _write_to_descriptor(number, b"".join(pieces))
        elif kind is not None and not stat.S_ISREG(kind):
            _check_special(path, kind)
            special_files.write(path, b"".join(pieces))
        else:
            _replace(Path(os.path.realpath(path)), pieces)
    except OSError as error:
        raise UsageError(f"{_shown(path)} can't be written: {_reason(error)}") from error


def read(path: Path, what: str, limit: int = LARGE) -> bytes:
    """Return a file's content.

    Args:
        path: the file; a pipe or a device is read to its end.
        what: what it should be, for messages.
        limit: the most bytes that it may hold.

    Raises:
        UsageError: the file can't be read, or is larger.
    """
    try:
        kind = _kind(path)
        if kind is None or stat.S_ISREG(kind) or stat.S_ISDIR(kind):
            content = _whole(path, what, limit)
        else:
            content = _read_stream(path, what, min(limit, STREAM))
    except OSError as error:
        raise UsageError(f"the {what} {_shown(path)} can't be read: {_reason(error)}") from error
    except MemoryError as error:
        raise UsageError(f"the {what} {_shown(path)} does not fit into memory") from error
    return content


def content(path: Path, what: str) -> bytes | Callable[[], Iterator[bytes]]:
    """Return a file's content, or of a regular file what yields its pieces, as often as called.

    The pieces are unpacked; the content of a pipe or a device is as it was read.

    Raises:
        UsageError: the file can't be read, or is too large; at the pieces too.
    """
    kind = _kind(path)
    return partial(_pieces, path, what) if kind and stat.S_ISREG(kind) else read(path, what)


def _pieces(path: Path, what: str) -> Iterator[bytes]:
    name = f"the {what} {_shown(path)}"
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{name} can't be read: {_reason(error)}") from error
    with file:
        if os.fstat(file.fileno()).st_size > LARGE:
            raise _too_large(path, what, LARGE)
        yield from unpacked_pieces(file, name)


def _whole(path: Path, what: str, limit: int) -> bytes:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > limit:
            raise _too_large(path, what, limit)
        return file.read()


def _read_stream(path: Path, what: str, limit: int) -> bytes:
    content = bytearray()
    for chunk in special_files.chunks(path):
        content += chunk
        if len(content) > limit:
            raise _too_large(path, what, limit)
    return bytes(content)


def _too_large(path: Path, what: str, limit: int) -> UsageError:
    return UsageError(
        f"the {what} {_shown(path)} is larger than {limit >> 20} MB; name a file of that kind"
    )


def _kind(path: Path) -> int | None:
    """Return the mode of what a path names; None: there is nothing yet.

    Raises:
        UsageError: the operating system can't take the path.
    """
    try:
        str(path).encode()
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:  # NUL, and bytes that are no text
        raise UsageError(f"{_shown(path)} is not a file name; name another") from error
    except OSError as error:
        raise UsageError(f"{_shown(path)} can't be used: {_reason(error)}") from error


def _check_special(path: Path, kind: int) -> None:
    if stat.S_ISDIR(kind):
        raise UsageError(f"{_shown(path)} is a folder; name a file in it")
    if not (stat.S_ISCHR(kind) or stat.S_ISFIFO(kind)):
        raise UsageError(f"{_shown(path)} is neither a file, a pipe nor a terminal; name another")
    if not os.access(path, os.W_OK):
        raise UsageError(f"{_shown(path)} can't be written: Permission denied")


def _descriptor(path: Path) -> int | None:
    """Return the open descriptor that a path such as /dev/stdout names.

    Opening the path anew would cut off the file behind it, which a shell may have opened to append.
    """
    text = str(path)
    found = _DESCRIPTOR.fullmatch(text)
    return int(found[1]) if found else _STREAMS.get(text)


def _write_to_descriptor(number: int, content: bytes) -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # closed by the caller's shell; the types don't know it
            stream.flush()
    with os.fdopen(os.dup(number), "wb") as file:
        file.write(content)


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    # A fixed prefix: the longest name that a file may have leaves no room for a longer one.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".auditor-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        Path(name).chmod(0o600 if not path.exists() else path.stat().st_mode & 0o777)
        Path(name).replace(path)
    finally:
        with suppress(FileNotFoundError):  # as it is once it has its place
            Path(name).unlink()


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _shown(path: Path) -> str:
    """Return a path for a message: on one line, printable and of a bearable length."""
    text = printable(str(path))
    return text if len(text) <= 200 else f"{text[:200]}..."  # noqa: PLR2004
