"""The members of answers that the oldest SDK knows which the project allows, and its newer ones.

Made from the models of botocore 1.40.0, the oldest that boto3 1.40.0 goes with:
`python -m tests.collect.oldest_sdk FOLDER_OF_BOTOCORE > tests/collect/oldest_sdk.json`
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import botocore.exceptions
import botocore.loaders

from auditor.collect.aws.operations import OPERATIONS
from auditor.collect.aws.service_models import without_uncalled

Members: TypeAlias = Mapping[str, Mapping[str, list[str]]]  # service -> structure -> members
FILE = Path(__file__).parent / "oldest_sdk.json"


def oldest() -> Members:
    """Return the members that the oldest SDK knows."""
    found: Members = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def members(*folders: str) -> Members:
    """Return the members that an SDK knows: the installed one, or that of a data folder."""
    loader = botocore.loaders.Loader(
        extra_search_paths=list(folders), include_default_search_paths=not folders
    )
    called: dict[str, set[str]] = {}
    for operation in OPERATIONS.values():
        called.setdefault(operation.service, set()).add(operation.name)
    found: dict[str, dict[str, list[str]]] = {}
    for service, names in sorted(called.items()):
        try:
            model = loader.load_service_model(service, "service-2")
        except botocore.exceptions.UnknownServiceError:
            continue
        found[service] = _answered(without_uncalled(model, names))
    return found


def _answered(model: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the structures of a model's answers with their members."""
    shapes = model["shapes"]
    wanted = [o["output"]["shape"] for o in model["operations"].values() if "output" in o]
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        shape = shapes[name]
        inner = [shape[key] for key in ("member", "value") if key in shape]
        inner.extend(shape.get("members", {}).values())
        wanted.extend(one["shape"] for one in inner)
        if shape["type"] == "structure":
            found[name] = sorted(shape["members"])
    return dict(sorted(found.items()))


def written(found: Members) -> str:
    """Return the text of the file: a line for each service."""
    lines = (f" {json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in found.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.stdout.write(written(members(sys.argv[1])))
