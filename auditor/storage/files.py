"""Files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from auditor.model.errors import UsageError


def check_writable(path: Path) -> None:
    """Fail before any call is made rather than after the audit.

    Raises:
        UsageError: the folder does not exist or can't be written, or the path is a folder.
    """
    folder = path.parent
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    if not folder.is_dir():
        raise UsageError(f"the folder {folder} does not exist; create it or name another")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"the folder {folder} can't be written; name another")


def write(path: Path, content: bytes) -> None:
    """Write a file through a temporary one beside it.

    Raises:
        UsageError: the file can't be written; whatever stood there before still does.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o600 if not path.exists() else path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise UsageError(f"{path} can't be written: {error.strerror}") from error


def read(path: Path, what: str) -> bytes:
    """Return a file's content.

    Raises:
        UsageError: the file can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"the {what} {path} can't be read: {error.strerror}") from error
