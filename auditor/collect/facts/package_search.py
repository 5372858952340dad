"""Which text files of a package are searched for secrets: the function's own before libraries'."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from auditor.analysis.tables.sizes import MB
from auditor.collect.facts.zip_directory import Entry
from auditor.model import Function, Known, SecretSearch, Sighting, setting

CONFIGURATION = (".env", ".json", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf", ".properties")
KEYS = (".pem", ".key", ".tfvars", ".npmrc", ".pypirc", ".netrc", ".xml", ".sh", ".sql", ".txt")
CODE = (".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".php", ".go", ".java", ".cs")
OTHERS = (".md", ".rst", ".html", ".cfg", ".lua", ".pl", ".ps1", ".kt", ".rs", ".jsx", ".tsx")
COMPILED = (".class", ".dll")  # their strings can be read without taking them apart
LIBRARIES = ("node_modules/", "site-packages/", ".dist-info/", ".egg-info/", "vendor/", "gems/")
RECORD = ".dist-info/RECORD"
# Where Lambda looks for a layer's modules: these folders alone show no library there.
MODULES = ("node_modules/", "site-packages/")
# What npm, Yarn and pnpm leave in a folder of modules that they have filled.
INSTALLED = ("node_modules/.package-lock.json", "node_modules/.yarn-integrity",
             "node_modules/.yarn-state.yml", "node_modules/.modules.yaml")  # fmt: skip
OWN = 10  # what the rank of a function's own file is above a library's
HANDLER = 100
BINARY, LIBRARY = "binary or media", "in libraries"
TOO_MANY, TOO_LARGE = "more files than are searched", "only the first megabyte was searched"
UNREADABLE = "could not be read"
LONGEST_NAME = 300
# Variables in which monitoring wrappers keep the function's own handler.
WRAPPED_HANDLERS = frozenset(
    ("DD_LAMBDA_HANDLER", "NEW_RELIC_LAMBDA_HANDLER", "LUMIGO_ORIGINAL_HANDLER", "ORIGINAL_HANDLER")
)


class Scan(Protocol):
    """What searches one file."""

    def __call__(self, path: str, text: str, *, own: bool) -> Iterable[Sighting]:
        """Return the secrets in a file's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimits:
    """What the search of one package may cost."""

    own_files: int = 150
    library_files: int = 40
    bytes: int = 24 * MB  # unpacked
    file_bytes: int = MB  # of one file, unpacked
    candidates: int = 8_000  # files that are remembered while the directory is read
    records: int = 40  # of wheels


@dataclass(slots=True)
class Candidates:
    """The text files of a directory while it is read, and what is left out by name."""

    limits: SearchLimits
    handlers: tuple[str, ...]
    kept: list[tuple[int, int, Entry]] = field(default_factory=list)
    layer: bool = False
    records: list[Entry] = field(default_factory=list)
    installed: list[str] = field(default_factory=list)  # folders that a package manager filled
    skipped: dict[str, tuple[int, int]] = field(default_factory=dict)
    count: int = 0

    def add(self, entry: Entry) -> None:
        """Remember a file if it may be text."""
        if entry.path.endswith(RECORD) and len(self.records) < self.limits.records:
            self.records.append(entry)
            return
        if entry.path.endswith("/") or not entry.size:
            return
        if entry.path.endswith(INSTALLED) and len(self.installed) < self.limits.records:
            self.installed.append(entry.path.rpartition("/")[0] + "/")
            return
        self.count += 1
        rank = self._rank(entry)
        if rank is None:
            self.skip(BINARY, entry)
            return
        item = (rank, -self.count, entry)
        if len(self.kept) < self.limits.candidates:
            heapq.heappush(self.kept, item)
            return
        dropped = heapq.heappushpop(self.kept, item)
        self.skip(LIBRARY if dropped[0] < OWN else TOO_MANY, dropped[2])

    def skip(self, why: str, entry: Entry) -> None:
        """Count a file that is not searched."""
        files, size = self.skipped.get(why, (0, 0))
        self.skipped[why] = (files + 1, size + entry.size)

    def _rank(self, entry: Entry) -> int | None:
        if entry.path in self.handlers:
            return HANDLER
        path = entry.path.lower()
        name = path.rpartition("/")[2]
        foreign = (folder for folder in LIBRARIES if not self.layer or folder not in MODULES)
        own = 0 if any(folder in path for folder in foreign) else OWN
        for rank, endings in ((3, CONFIGURATION), (2, KEYS), (1, CODE), (0, OTHERS)):
            if name.endswith(endings):
                return own + rank
        if name.startswith(".env"):
            return own + 3
        return own if "." not in name.lstrip(".") else None  # Procfile, credentials, id_rsa

    def in_order(self, owned: Callable[[str], bool]) -> Iterator[tuple[bool, Entry]]:
        """Yield whether it is the function's own, and the file; the handler's first."""
        folders = tuple(self.installed)

        def foreign(path: str) -> bool:
            return path.startswith(folders) or owned(path)

        ranked = (
            (rank - OWN if OWN <= rank < HANDLER and foreign(entry.path) else rank, at, entry)
            for rank, at, entry in self.kept
        )
        for rank, _, entry in sorted(ranked, reverse=True):
            yield rank >= OWN, entry


def owned_by_wheels(records: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the paths that the RECORD files of wheels list.

    `records` holds the path and the text of each; what it lists is relative to the folder in which
    the wheel was installed. https://packaging.python.org/specifications/recording-installed-packages/
    """
    return frozenset(
        _folder_of_wheel(path) + line.partition(",")[0].strip('"')
        for path, record in records
        for line in record.splitlines()
    )


def _folder_of_wheel(record: str) -> str:
    folder = record.removesuffix("/RECORD").rpartition("/")[0]
    return f"{folder}/" if folder else ""


@dataclass(slots=True)
class Search:
    """One search: what was read, found and left out."""

    candidates: Candidates
    unpack: Callable[[Entry, int], bytes | None]  # None: it could not be read
    scan: Scan
    files: int = 0
    size: int = 0
    handler_searched: bool = False
    found: list[Sighting] = field(default_factory=list)

    def run(self) -> SecretSearch:
        """Search the files in order of their worth, within the limits."""
        records = ((entry.path, self.unpack(entry, MB)) for entry in self.candidates.records)
        owned = owned_by_wheels((path, text_of(data) or "") for path, data in records if data)
        limits, counts = self.candidates.limits, {True: 0, False: 0}
        most = {True: limits.own_files, False: limits.library_files}
        for own, entry in self.candidates.in_order(owned.__contains__):
            if counts[own] >= most[own] or self.size >= limits.bytes:
                self.candidates.skip(TOO_MANY if own else LIBRARY, entry)
                continue
            counts[own] += 1
            self._read(entry, own=own)
        return SecretSearch(
            files=self.files,
            size=self.size,
            handler_searched=self.handler_searched,
            skipped=_rows(self.candidates.skipped),
        )

    def _read(self, entry: Entry, *, own: bool) -> None:
        limit = self.candidates.limits.file_bytes
        data = None if entry.encrypted else self.unpack(entry, limit)
        if data is None:
            self.candidates.skip(UNREADABLE, entry)
            return
        text = strings_of(data) if entry.path.endswith(COMPILED) else text_of(data)
        if text is None:
            self.candidates.skip(BINARY, entry)
            return
        self.files += 1
        self.size += len(data)
        self.found.extend(self.scan(entry.path[:LONGEST_NAME], text, own=own))
        whole = entry.size <= limit
        if not whole:
            self.candidates.skip(TOO_LARGE, entry)
        if entry.path in self.candidates.handlers:
            self.handler_searched = self.handler_searched or whole


def _rows(skipped: Mapping[str, tuple[int, int]]) -> tuple[tuple[str, int, int], ...]:
    return tuple((why, files, size) for why, (files, size) in sorted(skipped.items()))


def text_of(data: bytes) -> str | None:
    """Return bytes as text in the encoding that they show, or None where they are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    head = data[:4096]
    for encoding, odd in (("utf-16-le", 1), ("utf-16-be", 0)):  # without a mark
        high, low = head[odd::2], head[1 - odd :: 2]
        if high and high.count(0) * 10 >= len(high) * 9 and min(low, default=0) >= ord("\t"):
            return data.decode(encoding, "replace")
    if 0 in head:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end >= len(data) - 3:  # cut in the middle of a letter
            return data.decode("utf-8-sig", "ignore")
        return data.decode("latin-1")


def strings_of(data: bytes) -> str:
    """Return the readable strings of compiled code, one a line."""
    plain = data.replace(b"\0", b"").decode("latin-1")
    return "".join(c if " " <= c <= "~" or c == "\n" else "\n" for c in plain)


def handlers_of(function: Function) -> tuple[str, ...]:
    """Return where a function's handler can be, and the one that a monitoring wrapper calls."""
    variables = function.environment.value if isinstance(function.environment, Known) else ()
    handlers = [v.reference for v in variables if v.name in WRAPPED_HANDLERS and v.reference]
    named, used = setting(function, "handler"), setting(function, "runtime")
    if isinstance(named, Known) and named.value:
        handlers.append(named.value)
    runtime = (used.value if isinstance(used, Known) else None) or ""
    return tuple(path for handler in handlers for path in handler_files(handler, runtime))


def handler_files(handler: str, runtime: str) -> tuple[str, ...]:
    """Return the paths at which a handler's code can be in its package.

    https://docs.aws.amazon.com/lambda/latest/dg/foundation-progmodel.html (one page a runtime)
    """
    if runtime.startswith("java"):
        return (handler.partition("::")[0].replace(".", "/") + ".class",)
    if runtime.startswith("dotnet"):
        return (handler.partition("::")[0] + ".dll",)
    if runtime.startswith(("provided", "go")):
        return ("bootstrap", handler)
    if runtime.startswith("ruby"):
        return (handler.partition(".")[0] + ".rb",)
    module = handler.rpartition(".")[0].removeprefix("./")
    if runtime.startswith("python"):
        path = module.replace(".", "/")
        return (f"{path}.py", f"{path}/__init__.py")
    return tuple(f"{module}.{ending}" for ending in ("js", "mjs", "cjs", "ts"))
