"""Makes this package's data: `python -m auditor.templates.tables.make`.

Sources, of the development environment alone: the documents of AWS managed policies from moto,
which takes them from AWS (Apache-2.0); SAM's policy templates and connector profiles from
aws-sam-translator (Apache-2.0).
"""

from __future__ import annotations

import gzip
import json
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MANAGED, SAM = HERE / "managed_policies.gz", HERE / "sam.json.gz"


def managed_policies(source: dict[str, Any], origin: str) -> bytes:
    """Return the table: a line of origin, then name, tab, path, tab, document."""
    lines = [origin]
    newest = ""
    for name, row in sorted(source.items()):
        newest = max(newest, str(row.get("UpdateDate") or row.get("CreateDate") or ""))
        document = row["Document"]
        text = (
            document if isinstance(document, str) else json.dumps(document, separators=(",", ":"))
        )
        lines.append(f"{name}\t{row.get('Path') or '/'}{name}\t{text}")
    lines[0] = f"{origin}; newest policy of {newest[:10]}"
    return gzip.compress("\n".join(lines).encode(), 9, mtime=0)


def main() -> None:
    """Write both tables."""
    moto = import_module("moto.iam.aws_managed_policies")
    source = json.loads(moto.aws_managed_policies_data)
    MANAGED.write_bytes(managed_policies(source, f"moto {version('moto')}"))
    sam = files("samtranslator")
    templates = _read(sam / "policy_templates_data" / "policy_templates.json")["Templates"]
    profiles = _read(sam / "model" / "connector_profiles" / "profiles.json")
    table = {
        "origin": f"aws-sam-translator {version('aws-sam-translator')}",
        "policy_templates": {name: row["Definition"] for name, row in sorted(templates.items())},
        "connectors": profiles["Permissions"],
    }
    text = json.dumps(table, separators=(",", ":"), sort_keys=True)
    SAM.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _read(file: Traversable) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    main()
