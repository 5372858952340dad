"""Gzip: what is compressed is unpacked piece by piece, up to a bound; the rest is passed on."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from auditor.model.errors import UsageError

LARGE = 2 << 30  # bytes: an account of 100,000 functions takes less
_GZIP = b"\x1f\x8b"
_PIECE = 256 << 10  # bytes
# A compressed file whose text is this much larger is made to fill the memory. Accounts of many
# equal functions, the densest there are, come to 60.
_RATIO = 300
_HARMLESS = 64 << 20  # bytes


def unpacked(content: bytes, name: str) -> bytes:
    """Return a file's content without its compression, if it has one.

    Raises:
        UsageError: as `unpacked_pieces`.
    """
    return b"".join(unpacked_pieces(BytesIO(content), name))


def unpacked_pieces(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield what a file holds, from its beginning, without its compression, if it has one.

    Raises:
        UsageError: it is damaged, or far larger when unpacked than any file that auditor writes.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    most = min(LARGE, max(_HARMLESS, _RATIO * size)) if packed else LARGE
    source = gzip.GzipFile(fileobj=file) if packed else file
    length = 0
    try:
        while piece := source.read(_PIECE):
            length += len(piece)
            if length > most:
                raise UsageError(f"{name} is not a file of auditor's: it unpacks to far too much")
            yield piece
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{name} can't be read: {why}") from error
