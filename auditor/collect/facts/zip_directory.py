"""Reads the central directory of a zip archive from a stream of bytes; nothing is unpacked.

Everything in an archive is hostile text: sizes, counts and names are claims, and each is checked
against the others before it is used. Format: APPNOTE.TXT 6.3.10 of PKWARE.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

END = struct.Struct("<4s4H2LH")
END_64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")
ENTRY = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")

LONGEST_END = END.size + 0xFFFF + LOCATOR.size + END_64.size
_MAX_16, _MAX_32 = 0xFFFF, 0xFFFFFFFF
_UTF_8, _ENCRYPTED = 0x800, 0x1


class ArchiveError(Exception):
    """The archive is corrupt, cut off or of a kind that Lambda does not take."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the central directory is in the file."""

    start: int
    size: int
    count: int
    shift: int  # bytes that were put before the archive, by which all offsets are too small


@dataclass(frozen=True, slots=True)
class Entry:
    """One file or folder as the central directory describes it."""

    path: str
    size: int
    compressed: int
    crc32: int
    method: int
    encrypted: bool
    offset: int  # of its local header, before the shift


class NeedsMore(Exception):  # noqa: N818  a request, not an error
    """The ZIP64 record lies before what was read."""

    def __init__(self, start: int, size: int) -> None:
        super().__init__(start, size)
        self.start = start
        self.size = size


def locate(tail: bytes, total: int, record: bytes | None = None) -> Directory:
    """Find the central directory from the last bytes of a file of `total` bytes.

    `record` is the ZIP64 record, where an earlier call asked for it.

    Raises:
        NeedsMore: the ZIP64 record must be read first.
        ArchiveError: this is no zip archive, or it is cut off or contradicts itself.
    """
    at = _end(tail)
    where = total - len(tail) + at
    fields = END.unpack_from(tail, at)
    disk, first_disk, here, count, size, offset = fields[1:7]
    wide = at >= LOCATOR.size and tail[at - LOCATOR.size : at].startswith(b"PK\6\7")
    if wide:
        end = _zip64(tail, at, total, record)
        where, disk, first_disk, here, count, size, offset = end
    if disk or first_disk or here != count:
        raise ArchiveError("it is split over several files")
    shift = where - size - offset
    if shift < 0:
        raise ArchiveError("its directory lies outside the file")
    if size < count * ENTRY.size:
        raise ArchiveError("its directory is too small for what it claims to hold")
    return Directory(start=offset + shift, size=size, count=count, shift=shift)


def _end(tail: bytes) -> int:
    at = len(tail)
    while True:
        at = tail.rfind(b"PK\5\6", 0, at)
        if at < 0:
            raise ArchiveError("it has no end record: corrupt, cut off or no zip archive")
        if at + END.size <= len(tail):
            comment: int = END.unpack_from(tail, at)[7]
            if at + END.size + comment == len(tail):
                return at


def _zip64(
    tail: bytes, at: int, total: int, record: bytes | None
) -> tuple[int, int, int, int, int, int, int]:
    locator = at - LOCATOR.size
    _, disk, claimed, disks = LOCATOR.unpack_from(tail, locator)
    if disk or disks > 1:
        raise ArchiveError("it is split over several files")
    base = total - len(tail)
    # Right before the locator, unless bytes were put before the archive and claims are off.
    where = base + locator - END_64.size
    if record is None:
        if where < base:
            raise NeedsMore(where, END_64.size) if where >= 0 else ArchiveError("it is cut off")
        record = tail[where - base : where - base + END_64.size]
    if not record.startswith(b"PK\6\6") or len(record) < END_64.size or claimed > where:
        raise ArchiveError("its ZIP64 record is corrupt")
    _, _, _, _, disk, first, here, count, size, offset = END_64.unpack(record[: END_64.size])
    return where, disk, first, here, count, size, offset


def entries(directory: Directory, chunks: Iterable[bytes]) -> Iterator[Entry]:
    """Yield the entries of a central directory that arrives in chunks.

    Raises:
        ArchiveError: it is corrupt, or holds more or fewer entries than was said.
    """
    buffer, found, read = b"", 0, 0
    for chunk in chunks:
        read += len(chunk)
        buffer += chunk
        at = 0
        while (size := _whole(buffer, at)) is not None:
            found += 1
            if found > directory.count:
                raise ArchiveError("its directory holds more entries than it says")
            yield _entry(buffer, at)
            at += size
        buffer = buffer[at:]
    if buffer or found != directory.count:
        raise ArchiveError("its directory is corrupt or cut off")


def _whole(buffer: bytes, at: int) -> int | None:
    if len(buffer) - at < ENTRY.size:
        return None
    if buffer[at : at + 4] != b"PK\1\2":
        raise ArchiveError("its directory is corrupt")
    name, extra, comment = struct.unpack_from("<3H", buffer, at + 28)
    size: int = ENTRY.size + name + extra + comment
    return size if len(buffer) - at >= size else None


def _entry(buffer: bytes, at: int) -> Entry:
    values = ENTRY.unpack_from(buffer, at)
    flags, method = values[3], values[4]
    crc32, compressed, size = values[7:10]
    name_size, extra_size, offset = values[10], values[11], values[16]
    start = at + ENTRY.size
    raw = buffer[start : start + name_size]
    if _MAX_32 in (size, compressed, offset):
        extra = buffer[start + name_size : start + name_size + extra_size]
        size, compressed, offset = _wide(extra, size, compressed, offset)
    return Entry(
        path=_text(raw, utf_8=bool(flags & _UTF_8)),
        size=size,
        compressed=compressed,
        crc32=crc32,
        method=method,
        encrypted=bool(flags & _ENCRYPTED),
        offset=offset,
    )


def _wide(extra: bytes, *values: int) -> tuple[int, int, int]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            body = extra[at + 4 : at + 4 + length]
            count = values.count(_MAX_32)
            if len(body) < 8 * count:
                break
            numbers = iter(struct.unpack_from(f"<{count}Q", body))
            size, compressed, offset = (next(numbers) if v == _MAX_32 else v for v in values)
            return size, compressed, offset
        at += 4 + length
    raise ArchiveError("a ZIP64 entry lacks its sizes")


def _text(raw: bytes, *, utf_8: bool) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace") if utf_8 else raw.decode("cp437")
