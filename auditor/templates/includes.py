"""Files next to a template that deploying puts into it: definitions of APIs, and AWS::Include.

`sam package` and `aws cloudformation package` upload what these name. Source: "AWS::Include
transform" and "Uploading local artifacts" in AWS's documentation, read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.model.errors import UsageError
from auditor.templates import reader
from auditor.templates.values import Node, entry_at

_MOST_FILES = 100  # of one template
# Type -> the property that may name a file, and the one that holds what the file holds.
_DEFINITIONS = {
    "AWS::Serverless::Api": ("DefinitionUri", "DefinitionBody"),
    "AWS::Serverless::HttpApi": ("DefinitionUri", "DefinitionBody"),
    "AWS::ApiGateway::RestApi": ("BodyS3Location", "Body"),
    "AWS::ApiGatewayV2::Api": ("BodyS3Location", "Body"),
}


def put_in_files(document: dict[str, Any], path: Path, root: Path) -> None:
    """Put the files that a template names into it; what is not below `root` stays as it is."""
    left = _MOST_FILES
    for node in list(_including(document.get("Resources"))):
        location = entry_at(node["Fn::Transform"], "Parameters", "Location")
        content = _read(location, path, root) if left > 0 else None
        left -= 1
        if isinstance(content, dict):
            del node["Fn::Transform"]
            node.update({key: value for key, value in content.items() if key not in node})
    resources = document.get("Resources")
    for row in resources.values() if isinstance(resources, dict) else ():
        properties = entry_at(row, "Properties")
        names = _DEFINITIONS.get(str(entry_at(row, "Type")))
        if names is None or not isinstance(properties, dict) or names[1] in properties:
            continue
        content = _read(properties.get(names[0]), path, root) if left > 0 else None
        left -= 1
        if isinstance(content, dict):
            properties[names[1]] = content


def _including(document: Node) -> Iterator[dict[str, Any]]:
    """Yield the mappings into which AWS::Include puts a file."""
    stack = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if entry_at(node, "Fn::Transform", "Name") == "AWS::Include":
                yield node
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def _read(location: Node, path: Path, root: Path) -> Mapping[str, Any] | None:
    """Return the document in a file below the template's folder; None where it is not read."""
    if not isinstance(location, str) or not location or "://" in location:
        return None
    named = path.parent / location
    try:
        resolved = named.resolve(strict=True)
        if named.is_symlink() or not resolved.is_relative_to(root.resolve()):
            return None
        content = reader.read_document(named, location)
    except (OSError, RuntimeError, UsageError, ValueError):
        return None
    return content if isinstance(content, dict) else None
