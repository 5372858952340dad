"""The snapshot file: everything that was collected, so that `evaluate` needs no AWS."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from auditor.model import Account
from auditor.model.errors import UsageError
from auditor.storage import codec, files

SCHEMA = "auditor/snapshot/1"
_GZIP = b"\x1f\x8b"


def dump(account: Account) -> bytes:
    """Return the snapshot, compressed; equal accounts give equal bytes."""
    return gzip.compress(codec.dump(account, SCHEMA), compresslevel=6, mtime=0)


def load(path: Path) -> Account:
    """Read a snapshot file, compressed or not.

    Raises:
        UsageError: the file cannot be read, or is no snapshot.
    """
    try:
        content = files.read(path, "snapshot")
        content = gzip.decompress(content) if content.startswith(_GZIP) else content
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UsageError(f"the snapshot {path} can't be read: {error}") from error
    return codec.load(content, Account, schema=SCHEMA, name=str(path))
