"""A function's code as it lies on disk, measured as the zip that it will become."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.analysis.tables.dead_weight import dead_weight
from auditor.model import Fact, Known, PackageContents, PackageEntry, Unknown
from auditor.model.fact import NOT_ASKED
from auditor.templates.loading import Template
from auditor.templates.resource import Resource

_LARGEST = 20  # entries that are kept
_MOST_FILES, _MOST_BYTES = 50_000, 400_000_000  # of one package; Lambda takes 250 MB
# A folder with one of these, and without what it asks for, is source code that a build completes.
_MANIFESTS = (
    *("requirements.txt", "pyproject.toml", "Pipfile", "package.json", "Gemfile", "pom.xml"),
    *("build.gradle", "build.gradle.kts", "go.mod", "Cargo.toml", "Makefile"),
)
_BUILT = frozenset({".aws-sam", "cdk.out"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPackage:
    """What is known of a deployment package before it is uploaded."""

    code_size: int = 0  # bytes, compressed
    digest: str = ""
    contents: Fact[PackageContents] = NOT_ASKED
    missing: Unknown | None = None  # why nothing is known


def _unread(reason: str) -> LocalPackage:
    missing = Unknown(reason=reason)
    return LocalPackage(contents=missing, missing=missing)


UNREAD = _unread(
    "the code is not on disk where the template names it; build the project, then audit the result"
)


def package_of(template: Template, resource: Resource) -> LocalPackage:  # noqa: PLR0911  by case
    """Return the package of a function; nothing outside the template's folder is read."""
    location = _location(resource, template.assets)
    if location is None:
        return UNREAD
    if isinstance(location, bytes):
        return _package(
            [
                PackageEntry(
                    path="index",
                    size=len(location),
                    compressed=len(zlib.compress(location)),
                    crc32=zlib.crc32(location),
                )
            ]
        )
    if "://" in location:
        return _unread(f"the code is at {location[:200]}, which is not fetched")
    path = template.path.parent / location
    try:
        resolved, root = path.resolve(strict=True), template.root.resolve()
    except (OSError, RuntimeError):
        return UNREAD
    if path.is_symlink() or not resolved.is_relative_to(root):
        return _unread(f"the code {location[:200]} is outside the folder {template.root}")
    if resolved.is_dir():
        return _folder(resolved)
    return _zip(resolved) if zipfile.is_zipfile(resolved) else UNREAD


def _location(resource: Resource, assets: Mapping[str, str]) -> str | bytes | None:
    asset = resource.metadata.get("aws:asset:path")
    if isinstance(asset, str):
        return asset
    code = resource.properties.get("Code")
    if isinstance(code, str):
        return code
    if isinstance(code, dict):
        if isinstance(code.get("ZipFile"), str):
            return str(code["ZipFile"]).encode("utf-8", "replace")
        key = code.get("S3Key")
        local = code.get("Local") or (assets.get(key) if isinstance(key, str) else None)
        return local if isinstance(local, str) else None
    return None


def _folder(folder: Path) -> LocalPackage:
    built = bool(_BUILT.intersection(folder.parts)) or folder.name.startswith("asset.")
    if not built and any((folder / name).exists() for name in _MANIFESTS):
        return _unread(f"{folder.name} is source code with dependencies; build the project first")
    entries: list[PackageEntry] = []
    total = 0
    for path in _files(folder):
        total += path.stat().st_size
        if len(entries) >= _MOST_FILES or total > _MOST_BYTES:
            return _unread(f"{folder.name} is larger than any package may be")
        content = path.read_bytes()
        compressed = len(zlib.compress(content, 6))
        name = path.relative_to(folder).as_posix()
        entries.append(
            PackageEntry(
                path=name, size=len(content), compressed=compressed, crc32=zlib.crc32(content)
            )
        )
    return _package(entries)


def _files(folder: Path) -> Iterator[Path]:
    folders = [folder]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.is_symlink():
                continue
            if path.is_dir():
                folders.append(path)
            elif path.is_file():
                yield path


def _zip(path: Path) -> LocalPackage:
    try:
        with zipfile.ZipFile(path) as archive:
            rows = [row for row in archive.infolist() if not row.is_dir()][:_MOST_FILES]
    except (OSError, zipfile.BadZipFile, ValueError):
        return _unread(f"{path.name} is not a zip file that can be read")
    return _package(
        [
            PackageEntry(
                path=row.filename, size=row.file_size, compressed=row.compress_size, crc32=row.CRC
            )
            for row in rows
        ]
    )


def _package(entries: list[PackageEntry]) -> LocalPackage:
    weights: dict[tuple[str, str], int] = {}
    for entry in entries:
        found = dead_weight(entry.path)
        if found is not None:
            weights[found] = weights.get(found, 0) + entry.size
    ordered = sorted(entries, key=lambda entry: entry.path)
    digest = hashlib.sha256(
        "\n".join(f"{e.path}\0{e.size}\0{e.crc32}" for e in ordered).encode("utf-8", "replace")
    )
    contents = PackageContents(
        uncompressed=sum(entry.size for entry in entries),
        entry_count=len(entries),
        largest=tuple(sorted(entries, key=lambda e: (-e.size, e.path))[:_LARGEST]),
        dead_weight=tuple(
            (kind, place, size) for (kind, place), size in sorted(weights.items(), key=_by_size)
        ),
    )
    return LocalPackage(
        code_size=sum(entry.compressed for entry in entries),
        digest=digest.hexdigest(),
        contents=Known(contents),
    )


def _by_size(row: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -row[1], row[0]
