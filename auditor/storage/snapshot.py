"""The snapshot file: everything that was collected, so that `evaluate` needs no AWS."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

from auditor.model import Account
from auditor.model.errors import UsageError
from auditor.storage import codec, files

SCHEMA = "auditor/snapshot/1"
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 18
# A compressed file whose text is this much larger is made to fill the memory. Accounts of many
# equal functions, the densest there are, come to 60.
_RATIO = 300
_HARMLESS = 64 << 20  # bytes


def dump(account: Account) -> bytes:
    """Return the snapshot, compressed; equal accounts give equal bytes."""
    return gzip.compress(codec.dump(account, SCHEMA), compresslevel=6, mtime=0)


def load(path: Path) -> Account:
    """Read a snapshot file, compressed or not.

    Raises:
        UsageError: the file cannot be read, is no snapshot, or is too large when unpacked.
    """
    pieces = partial(_unpacked, files.read(path, "snapshot"), str(path))
    try:
        return codec.load(pieces, Account, schema=SCHEMA, name=str(path))
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"the snapshot {path} can't be read: {error}") from error


def unpacked(content: bytes, name: str) -> bytes:
    """Return a file's content without its compression, if it has one.

    Raises:
        UsageError: it is far larger when unpacked than any file that auditor writes.
        OSError: it is damaged; so do EOFError and zlib.error say.
    """
    return b"".join(_unpacked(content, name))


def _unpacked(content: bytes, name: str) -> Iterator[bytes]:
    packed = BytesIO(content)
    most, length = len(content), 0
    with gzip.GzipFile(fileobj=packed) if content.startswith(_GZIP) else packed as file:
        if file is not packed:
            most = min(files.LARGE, max(_HARMLESS, _RATIO * len(content)))
        while chunk := file.read(_CHUNK):
            length += len(chunk)
            if length > most:
                raise UsageError(f"{name} is not a file of auditor's: it unpacks to far too much")
            yield chunk
