"""`.serverless`: the packages of a service, and where `sls deploy` puts its stack.

Source: `sls package` of osls 4.3, read 2026-11-30; the tag STAGE is set by `sls deploy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.model.errors import UsageError
from auditor.templates import reader
from auditor.templates.deployment import StackDeployment
from auditor.templates.values import Node, entry_at

TEMPLATE = "cloudformation-template-update-stack.json"
_STATE = "serverless-state.json"


def packages_of(document: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the zip files next to the template, by the key they will have in S3."""
    found: dict[str, str] = {}
    resources = document.get("Resources")
    for row in resources.values() if isinstance(resources, dict) else ():
        key = entry_at(row, "Properties", "Code", "S3Key")
        if isinstance(key, str):
            found[key] = key.rpartition("/")[2]
    return found


def service_of(template: Path) -> StackDeployment:
    """Return what the state of the service tells of its stack."""
    path = template.with_name(_STATE)
    if not path.is_file() or path.is_symlink():
        return StackDeployment()
    try:
        service = entry_at(reader.read_document(path, path.name), "service")
    except UsageError:
        return StackDeployment()
    provider = entry_at(service, "provider")
    stage, region, named = (_text(provider, key) for key in ("stage", "region", "stackName"))
    name = _text(service, "service")
    return StackDeployment(
        region=region,
        stack_name=named or (f"{name}-{stage}" if name and stage else ""),
        tags={"STAGE": stage, **_tags(provider, "tags"), **_tags(provider, "stackTags")}
        if stage
        else {},
    )


def _text(node: Node, key: str) -> str:
    value = entry_at(node, key)
    return value if isinstance(value, str) else ""


def _tags(node: Node, key: str) -> dict[str, str]:
    rows = entry_at(node, key)
    pairs = rows.items() if isinstance(rows, dict) else ()
    return {name: value for name, value in pairs if isinstance(value, str)}
