"""The snapshot file: everything that was collected, so that `evaluate` needs no AWS."""

from __future__ import annotations

import gzip
from pathlib import Path

from auditor.model import Account
from auditor.storage import codec, files

SCHEMA = "auditor/snapshot/1"


def dump(account: Account) -> bytes:
    """Return the snapshot, compressed; equal accounts give equal bytes."""
    return gzip.compress(codec.dump(account, SCHEMA), compresslevel=6, mtime=0)


def load(path: Path) -> Account:
    """Read a snapshot file, compressed or not.

    Raises:
        UsageError: the file cannot be read, is no snapshot, or is too large when unpacked.
    """
    return codec.load(files.content(path, "snapshot"), Account, schema=SCHEMA, name=str(path))
