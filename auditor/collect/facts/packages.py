"""What a zip package holds, from its central directory alone: kilobytes of a package of megabytes.

`read_package` blocks, so it is run on one of the threads of `Calls.run`. It raises nothing: what
cannot be read, or not within the limits, is Unknown. Memory is bounded by the limits, whatever an
archive claims, since its directory is judged while it streams in.
"""

from __future__ import annotations

import heapq
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from auditor.analysis.tables.dead_weight import dead_weight
from auditor.analysis.tables.sizes import MB, UNZIPPED_LIMIT, words
from auditor.collect.facts.package_search import Candidates, Scan, Search, SearchLimits
from auditor.collect.facts.range_requests import RangeError, RangeReader
from auditor.collect.facts.zip_directory import (
    LOCAL,
    LONGEST_END,
    ArchiveError,
    Directory,
    Entry,
    NeedsMore,
    entries,
    locate,
)
from auditor.model import Fact, Known, Loss, PackageContents, PackageEntry, SecretSearch, Unknown

BOMB_RATIO = 200  # deflate reaches about 1,000 on zeros; real packages stay below 20
PROBLEMS = 3
LONGEST_PATH = 300
SLACK = 1024  # for what a local header may carry beyond the name
STORED, DEFLATED = 0, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageLimits:
    """What one package may cost."""

    read_bytes: int = 32 * MB
    seconds: float = 60.0
    entries: int = 250_000
    largest: int = 10  # entries that are kept
    dead_weight: int = 50  # folders and files that are kept
    folders: int = 5_000  # folders and files of dead weight that are counted apart
    search: SearchLimits = field(default_factory=SearchLimits)


LIMITS = PackageLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a search for secrets needs: what searches a file, and where the handler can be."""

    scan: Scan
    handlers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSource:
    """Whose package it is, and the call that told where it is."""

    noun: str
    operation: str
    layer: bool = False


FUNCTION = PackageSource(noun="package", operation="lambda:GetFunction")
LAYER = PackageSource(noun="layer", operation="lambda:GetLayerVersion", layer=True)


def read_package(
    url: str,
    limits: PackageLimits = LIMITS,
    wanted: Wanted | None = None,
    source: PackageSource = FUNCTION,
) -> Fact[PackageContents]:
    """Read what the zip archive behind a presigned URL holds.

    With `wanted`, its text files are also searched for secrets, unpacked in memory within the
    limits, the handler's and the function's own before libraries'. Every byte comes by HTTP range;
    nothing is written anywhere.
    """
    reader = RangeReader(url, budget=limits.read_bytes, seconds=limits.seconds)
    try:
        return Known(_contents(reader, limits, wanted, layer=source.layer))
    except RangeError as error:
        return _unknown(source, f"could not be read: {error}", error.code)
    except ArchiveError as error:
        return _unknown(source, f"is no readable zip archive: {error}")
    except (struct.error, zlib.error, ValueError, OverflowError) as error:
        return _unknown(source, f"is no readable zip archive ({type(error).__name__})")
    finally:
        reader.close()


def _unknown(source: PackageSource, what: str, code: str = "CorruptArchive") -> Unknown:
    return Unknown(
        reason=f"the {source.noun} {what}",
        operation=source.operation,
        code=code,
        loss=Loss.UNEXPECTED,
    )


def _contents(
    reader: RangeReader, limits: PackageLimits, wanted: Wanted | None, *, layer: bool
) -> PackageContents:
    part, tail = reader.suffix(LONGEST_END)
    start = 0 if part.whole else part.start
    if start + len(tail) != part.total:
        raise RangeError("the server sent another part than the end of the file")
    directory = _located(reader, tail, part.total)
    if directory.count > limits.entries:
        raise ArchiveError(f"it claims {directory.count} entries, more than {limits.entries}")
    handlers = wanted.handlers if wanted else ()
    candidates = Candidates(limits=limits.search, handlers=handlers, layer=layer)
    tally = _PackageTally(limits=limits, total=part.total)
    for entry in entries(directory, _chunks(reader, directory, start, tail)):
        tally.add(entry)
        if wanted is not None:
            candidates.add(entry)
    contents = tally.contents(directory)
    if wanted is None:
        return contents
    if tally.is_bomb():
        skipped = (("the archive claims to unpack too far", tally.count, tally.size),)
        searched = SecretSearch(files=0, size=0, handler_searched=False, skipped=skipped)
        return replace(contents, search=searched)
    source = _Source(reader=reader, tail=tail, start=start, total=part.total)
    unpack = partial(_unpack, directory=directory, source=source)
    search = Search(candidates=candidates, unpack=unpack, scan=wanted.scan)
    searched = search.run()
    return replace(contents, secrets=tuple(search.found), search=searched)


def _located(reader: RangeReader, tail: bytes, total: int) -> Directory:
    try:
        return locate(tail, total)
    except NeedsMore as more:
        return locate(tail, total, reader.span(more.start, more.size))


def _chunks(reader: RangeReader, directory: Directory, start: int, tail: bytes) -> Iterator[bytes]:
    """Yield the directory's bytes: those in the tail are in hand, the others are fetched."""
    end = directory.start + directory.size
    if directory.start < start:
        yield from reader.stream(directory.start, min(end, start) - directory.start)
    if end > start:
        yield tail[max(0, directory.start - start) : end - start]


@dataclass(slots=True)
class _PackageTally:
    """The sums over the entries, as they come."""

    limits: PackageLimits
    total: int
    count: int = 0
    size: int = 0
    compressed: int = 0
    encrypted: int = 0
    outside: list[str] = field(default_factory=list)
    largest: list[tuple[int, int, Entry]] = field(default_factory=list)
    weights: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        self.count += 1
        self.size += entry.size
        self.compressed += entry.compressed
        self.encrypted += entry.encrypted
        if _leaves(entry.path) and len(self.outside) < PROBLEMS:
            self.outside.append(entry.path[:LONGEST_PATH])
        if entry.path.endswith("/"):
            return
        _keep(self.largest, (entry.size, -self.count, entry), self.limits.largest)
        found = dead_weight(entry.path)
        if found:
            kind, place = found
            key = (kind, place[:LONGEST_PATH])
            if key not in self.weights and len(self.weights) >= self.limits.folders:
                key = (kind, "(others)")
            self.weights[key] = self.weights.get(key, 0) + entry.size

    def contents(self, directory: Directory) -> PackageContents:
        """Return the sums as the model has them."""
        largest = sorted(self.largest, reverse=True)
        weights = sorted(self.weights.items(), key=lambda item: (-item[1], item[0]))
        return PackageContents(
            uncompressed=self.size,
            entry_count=self.count,
            largest=tuple(
                PackageEntry(
                    path=e.path[:LONGEST_PATH], size=e.size, compressed=e.compressed, crc32=e.crc32
                )
                for _, _, e in largest
            ),
            dead_weight=tuple(
                (kind, place, size)
                for (kind, place), size in weights[: self.limits.dead_weight]
                if size
            ),
            problem="; ".join(self._problems(directory)) or None,
        )

    def is_bomb(self) -> bool:
        """Tell whether it claims to unpack to more than Lambda takes, or than is likely."""
        return self.size > UNZIPPED_LIMIT or self.size > BOMB_RATIO * self.total + MB

    def _problems(self, directory: Directory) -> Iterator[str]:
        if self.outside:
            yield f"it holds paths that lead out of the folder: {', '.join(self.outside)}"
        if self.encrypted:
            yield f"{self.encrypted} of its {self.count} entries are encrypted"
        if self.is_bomb():
            yield f"it claims to unpack from {words(self.total)} to {words(self.size)}"
        if self.compressed > directory.start:
            yield "its entries overlap: together they are larger than the file"


def _keep(heap: list[tuple[int, int, Entry]], item: tuple[int, int, Entry], most: int) -> None:
    if len(heap) < most:
        heapq.heappush(heap, item)
    elif item[:2] > heap[0][:2]:
        heapq.heapreplace(heap, item)


def _leaves(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "\\")) or ".." in parts or path[1:2] == ":" or "\0" in path


@dataclass(frozen=True, slots=True)
class _Source:
    """The bytes of the file: those in hand, and how to fetch the others."""

    reader: RangeReader
    tail: bytes
    start: int
    total: int

    def span(self, start: int, size: int) -> bytes:
        size = min(size, self.total - start)
        if start < 0 or size <= 0:
            raise ArchiveError("an entry lies outside the file")
        if start >= self.start:
            return self.tail[start - self.start : start - self.start + size]
        return self.reader.span(start, size)


def _unpack(entry: Entry, most: int, *, directory: Directory, source: _Source) -> bytes | None:
    """Return the beginning of a file, at most that many bytes, or None where it is unreadable."""
    if entry.method not in {STORED, DEFLATED}:
        return None
    at = entry.offset + directory.shift
    name = len(entry.path.encode("utf-8", "surrogatepass"))
    try:
        data = source.span(at, LOCAL.size + name + SLACK + min(entry.compressed, most + SLACK))
        header = LOCAL.unpack_from(data)
        if header[0] != b"PK\3\4":
            return None  # not where the directory says
        start = LOCAL.size + header[9] + header[10]
        packed = data[start : start + entry.compressed]
        if entry.method == DEFLATED:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    except (ArchiveError, RangeError, struct.error, zlib.error):
        return None
    return packed[:most]
