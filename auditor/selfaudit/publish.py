"""Where the reports lie in the bucket, and how the last good one is found.

    ACCOUNT/2026-11-20/063000Z/   report.html, report.md, report.json, snapshot.json.gz, and
                                  baseline.json.gz, the part that the next one is compared with
    ACCOUNT/latest/               copies of the newest reports, and manifest.json

The manifest is written last and in one piece: it alone says which audit is the last good one, so
a crash before it leaves the previous one current.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import datetime

from auditor.assess import compare
from auditor.evaluate.registry import render_report, renderers
from auditor.model.errors import UsageError
from auditor.model.report import Report
from auditor.selfaudit.store import GZIP, JSON, Store
from auditor.storage import codec

_KINDS = {
    "html": ("report.html", "text/html; charset=utf-8"),
    "markdown": ("report.md", "text/markdown; charset=utf-8"),
    "json": ("report.json", JSON),
}
BASELINE = "baseline.json.gz"
SNAPSHOT = "snapshot.json.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The last good audit."""

    folder: str  # of its reports
    captured_at: str
    undelivered: tuple[str, ...] = ()  # who could not be told of it: told of the next in any case
    imported_at: str = ""  # when Security Hub last got every finding


def folder(account: str, moment: datetime) -> str:
    """Return where the reports of an audit go."""
    return f"{account}/{moment:%Y-%m-%d/%H%M%SZ}"


def manifest_key(account: str) -> str:
    """Return the key of the manifest."""
    return f"{account}/latest/manifest.json"


def last(store: Store, account: str) -> Manifest | None:
    """Return the last good audit; None: there is none, or its manifest was tampered with.

    Raises:
        StoreError: the bucket can't be read.
    """
    found = store.get(manifest_key(account))
    if found is None:
        return None
    try:
        document = json.loads(found.content)
        return Manifest(
            folder=str(document["folder"]),
            captured_at=str(document["captured_at"]),
            undelivered=tuple(map(str, document.get("undelivered", ()))),
            imported_at=str(document.get("imported_at", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def baseline(store: Store, manifest: Manifest | None) -> Report | None:
    """Return what to compare with; None: it is gone, damaged or of another version.

    Raises:
        StoreError: the bucket can't be read.
    """
    key = "" if manifest is None else f"{manifest.folder}/{BASELINE}"
    found = store.get(key) if key else None
    if found is None:
        return None
    try:
        return codec.report_from_json(found.content, key)
    except UsageError:
        return None


def write(store: Store, report: Report, place: str) -> tuple[str, ...]:
    """Write the reports of an audit into its folder, and return their names.

    Raises:
        StoreError: the bucket can't be written.
    """
    known = renderers()
    for kind, (name, content_type) in _KINDS.items():
        store.put(f"{place}/{name}", render_report(known[kind], report), content_type)
    kept = codec.report_to_json(compare.baseline_of(report))
    store.put(f"{place}/{BASELINE}", gzip.compress(kept, compresslevel=6, mtime=0), GZIP)
    return tuple(name for name, _ in _KINDS.values())


def point(store: Store, account: str, manifest: Manifest) -> None:
    """Make an audit the last good one: copies first, the manifest last.

    Raises:
        StoreError: the bucket can't be written; the audit before stays the last good one.
    """
    for name, content_type in _KINDS.values():
        found = store.get(f"{manifest.folder}/{name}")
        if found is not None:
            store.put(f"{account}/latest/{name}", found.content, content_type)
    document = {
        "folder": manifest.folder,
        "captured_at": manifest.captured_at,
        "undelivered": list(manifest.undelivered),
        "imported_at": manifest.imported_at,
    }
    store.put(manifest_key(account), json.dumps(document, indent=2).encode() + b"\n")
