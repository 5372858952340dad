"""`cdk.out`: the lines of the CDK source that made each resource."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.model import Place
from auditor.model.errors import UsageError
from auditor.templates import reader

# "<anonymous> (/app/stack.js:3:9)", "at new Stack (/app/stack.ts:3:9)" or "/app/stack.py:3".
_FRAME = re.compile(r"\(?((?:[A-Za-z]:)?[^()\s:][^():]*):(\d{1,7})(?::(\d{1,6}))?\)?$")
_FOREIGN = ("node_modules", "node:", "internal/", "site-packages", "jsii", "aws-cdk-lib")
_CREATED = frozenset({"aws:cdk:creationStack", "aws:cdk:logicalId"})


def sources_of(template: Path, shown: str) -> Mapping[str, Place]:
    """Return where the resources of a synthesized template are written, by logical id.

    Metadata that is absent or cannot be read tells nothing; the template's own lines are left.
    """
    try:
        rows = dict(_metadata(template))
    except UsageError:
        return {}
    found: dict[str, Place] = {}
    for entries in rows.values():
        rows_of_path = entries if isinstance(entries, list) else []
        names = [
            str(row.get("data"))
            for row in rows_of_path
            if isinstance(row, dict) and row.get("type") == "aws:cdk:logicalId"
        ]
        place = next(_places(rows_of_path, shown), None)
        if names and place is not None:
            found[names[0]] = place
    return found


def _metadata(template: Path) -> Iterator[tuple[str, Any]]:
    manifest = template.with_name("manifest.json")
    if not manifest.is_file() or manifest.is_symlink():
        return
    document = reader.read_document(manifest, manifest.name)
    artifacts = document.get("artifacts") if isinstance(document, dict) else None
    for artifact in artifacts.values() if isinstance(artifacts, dict) else ():
        properties = artifact.get("properties") if isinstance(artifact, dict) else None
        if not isinstance(properties, dict) or properties.get("templateFile") != template.name:
            continue
        inside = artifact.get("metadata")
        yield from inside.items() if isinstance(inside, dict) else ()
        name = artifact.get("additionalMetadataFile")
        path = template.with_name(Path(name).name) if isinstance(name, str) else None
        if path is not None and path.is_file() and not path.is_symlink():
            more = reader.read_document(path, path.name)
            yield from more.items() if isinstance(more, dict) else ()


def _places(rows: list[Any], shown: str) -> Iterator[Place]:
    for row in rows:
        if not isinstance(row, dict) or row.get("type") not in _CREATED:
            continue
        for name in ("trace", "data"):
            frames = row.get(name)
            for frame in frames if isinstance(frames, list) else ():
                place = _place(str(frame), shown)
                if place is not None:
                    yield place


def _place(frame: str, shown: str) -> Place | None:
    found = _FRAME.search(frame.strip())
    if found is None or any(word in frame for word in _FOREIGN):
        return None
    path = Path(found[1])
    try:
        name = path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        name = path.as_posix()
    line = int(found[2])
    return Place(file=name, line=line, end_line=line, column=int(found[3] or 1), note=f"in {shown}")
