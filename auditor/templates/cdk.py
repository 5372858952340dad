"""`cdk.out`: the lines of the CDK source that made each resource, and the assets of the stack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.model import Place
from auditor.model.errors import UsageError
from auditor.templates import reader
from auditor.templates.deployment import StackDeployment
from auditor.templates.values import Node, entry_at

# "<anonymous> (/app/stack.js:3:9)", "at new Stack (/app/stack.ts:3:9)" or "/app/stack.py:3".
_FRAME = re.compile(r"\(?((?:[A-Za-z]:)?[^()\s:][^():]*):(\d{1,7})(?::(\d{1,6}))?\)?$")
_ENVIRONMENT = re.compile(r"aws://([\w-]+)/([\w-]+)")
_FOREIGN = ("node_modules", "node:", "internal/", "site-packages", "jsii", "aws-cdk-lib")
_ID = "aws:cdk:logicalId"
_CREATED = frozenset({"aws:cdk:creationStack", _ID})


def sources_of(template: Path, shown: str) -> Mapping[str, Place]:
    """Return where the resources of a synthesized template are written, by logical id.

    Metadata that is absent or cannot be read tells nothing; the template's own lines are left.
    """
    try:
        rows = dict(_metadata(template))
    except UsageError:
        return {}
    placed = {path: next(_places(_listed(entries), shown), None) for path, entries in rows.items()}
    found: dict[str, Place] = {}
    for path, entries in rows.items():
        name = next((str(r.get("data")) for r in _listed(entries) if r.get("type") == _ID), "")
        place = placed[path] or _above(path, placed)
        if name and place is not None:
            found[name] = place
    return found


def _listed(entries: Node) -> list[Mapping[str, Any]]:
    return [row for row in entries if isinstance(row, dict)] if isinstance(entries, list) else []


def _above(path: str, placed: Mapping[str, Place | None]) -> Place | None:
    """Return the place of the nearest construct around one that the CDK itself made.

    The construct `A/B` has its resource at `A/B/Resource` or `A/B/Default`.
    """
    while "/" in path.strip("/"):
        path = path.rpartition("/")[0]
        for name in (path, f"{path}/Resource", f"{path}/Default"):
            place = placed.get(name)
            if place is not None:
                return place
    return None


def assets_of(template: Path) -> Mapping[str, str]:
    """Return the files and folders of a stack's assets, by the key they will have in S3."""
    manifest = template.with_name(f"{template.name.removesuffix('.template.json')}.assets.json")
    if not manifest.is_file() or manifest.is_symlink():
        return {}
    try:
        document = reader.read_document(manifest, manifest.name)
    except UsageError:
        return {}
    found: dict[str, str] = {}
    files = entry_at(document, "files")
    for row in files.values() if isinstance(files, dict) else ():
        path, targets = entry_at(row, "source", "path"), entry_at(row, "destinations")
        for target in targets.values() if isinstance(targets, dict) else ():
            key = entry_at(target, "objectKey")
            if isinstance(path, str) and isinstance(key, str):
                found[key] = path
    return found


def deployment_of(template: Path) -> StackDeployment:
    """Return what the manifest of `cdk.out` tells of a stack."""
    try:
        artifact = next(_artifacts(template), {})
    except UsageError:
        artifact = {}
    where = _ENVIRONMENT.fullmatch(str(artifact.get("environment")))
    name, tags = (entry_at(artifact, "properties", key) for key in ("stackName", "tags"))
    rows = tags.items() if isinstance(tags, dict) else ()
    return StackDeployment(
        account=where[1] if where and where[1].isdigit() else "",
        region=where[2] if where and not where[2].startswith("unknown") else "",
        stack_name=name if isinstance(name, str) else "",
        tags={key: value for key, value in rows if isinstance(value, str)},
    )


def _artifacts(template: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the artifacts of the manifest that are this template's stack."""
    manifest = template.with_name("manifest.json")
    if not manifest.is_file() or manifest.is_symlink():
        return
    document = reader.read_document(manifest, manifest.name)
    artifacts = document.get("artifacts") if isinstance(document, dict) else None
    for artifact in artifacts.values() if isinstance(artifacts, dict) else ():
        if entry_at(artifact, "properties", "templateFile") == template.name:
            yield artifact


def _metadata(template: Path) -> Iterator[tuple[str, Any]]:
    for artifact in _artifacts(template):
        inside = artifact.get("metadata")
        yield from inside.items() if isinstance(inside, dict) else ()
        name = artifact.get("additionalMetadataFile")
        path = template.with_name(Path(name).name) if isinstance(name, str) else None
        if path is not None and path.is_file() and not path.is_symlink():
            more = reader.read_document(path, path.name)
            yield from more.items() if isinstance(more, dict) else ()


def _places(rows: list[Mapping[str, Any]], shown: str) -> Iterator[Place]:
    for row in rows:
        if row.get("type") not in _CREATED:
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
