"""A folder as the store of runs."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from auditor.model.errors import UsageError
from auditor.storage import files

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK = ".lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder on this machine; keys are paths below it."""

    path: Path

    @property
    def name(self) -> str:
        """Return the folder as messages name it."""
        return str(self.path)

    def read(self, key: str) -> bytes | None:
        """Return a file's content, or None where there is none.

        Raises:
            UsageError: it can't be read, or is no file that auditor wrote.
        """
        place = self.path / key
        try:
            if not stat.S_ISREG(place.stat().st_mode):
                # A pipe would be waited for, and a device has no end.
                raise UsageError(f"{place} is no regular file; remove it, and use --resume")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise UsageError(f"{place} can't be read: {error.strerror}") from error
        return files.read(place, "file of the run")

    def write(self, key: str, content: bytes) -> None:
        """Write a file, whole or not at all; only its owner may read it.

        Raises:
            UsageError: it can't be written.
        """
        place = self.path / key
        try:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise UsageError(f"{place.parent} can't be created: {error.strerror}") from error
        files.write(place, content)

    def remove(self, key: str) -> None:
        """Remove a file, if it is there."""
        with suppress(OSError):
            (self.path / key).unlink()

    def folders(self, key: str) -> Iterable[str]:
        """Return the names of the folders right in one."""
        try:
            return [entry.name for entry in os.scandir(self.path / key) if entry.is_dir()]
        except OSError:
            return []

    def files(self, key: str) -> Iterable[str]:
        """Return the names of the files right in a folder."""
        try:
            return [entry.name for entry in os.scandir(self.path / key) if entry.is_file()]
        except OSError:
            return []


def folder(path: Path) -> Folder:
    """Return a folder as a store, made where it does not exist.

    Raises:
        UsageError: it can't be made or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UsageError(f"the folder {path} can't be created: {error.strerror}") from error
    if not os.access(path, os.W_OK):
        raise UsageError(f"the folder {path} can't be written; name another")
    return Folder(path=path)


@contextmanager
def lock_folder(store: Folder) -> Iterator[None]:
    """Keep other runs out of a folder; the lock ends with the process, however that ends.

    Raises:
        UsageError: another run is using the folder, or it can't be written.
    """
    path = store.path / _LOCK
    try:
        file = path.open("ab")
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from error
    with file:
        if not _take(file):
            raise UsageError(
                f"another `auditor org scan` is using {store.name}; wait for its end, or name"
                " another --dir"
            )
        yield


def _take(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
