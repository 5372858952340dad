"""Writes docs/report-schema.md: the fields of report.json, from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.assess.schema import schema

PAGE = Path(__file__).parents[2] / "docs" / "report-schema.md"
TOP = """# The report's schema

`-o report.json` writes one object, `auditor/report/1`. This page is written by `make docs` from the
JSON Schema that `auditor schema` prints. Optional fields may be absent, and later versions may add
some; anything else is a new schema. Times are UTC. Equal snapshots give equal bytes.

## The report
"""


def page() -> str:
    """Return the page."""
    whole = schema()
    parts = [TOP, _table(whole)]
    for name, definition in sorted(whole["$defs"].items()):
        parts += [f"\n## {name}\n\n{definition.get('description', '')}\n", _table(definition)]
    return "".join(parts)


def _table(definition: Mapping[str, Any]) -> str:
    required = definition.get("required", ())
    rows = [
        f"| `{name}` | {_kind(value)} | {'yes' if name in required else ''} |\n"
        for name, value in definition.get("properties", {}).items()
    ]
    return "\n| field | type | always |\n|---|---|---|\n" + "".join(rows) if rows else ""


def _kind(value: Mapping[str, Any] | bool) -> str:  # noqa: FBT001  JSON Schema's `true`
    """Return the words for a type, with links to the sections of others."""
    if isinstance(value, bool):
        return "any"
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return " or ".join(f"`{one}`" for one in value["enum"])
    if "anyOf" in value:
        return " or ".join(_kind(one) for one in value["anyOf"])
    return " or ".join(_words(value))


def _words(value: Mapping[str, Any]) -> Iterator[str]:
    kinds = value.get("type", "any")
    for kind in [kinds] if isinstance(kinds, str) else kinds:
        if kind == "array":
            yield f"list of {_kind(value.get('items', {}))}"
        elif kind == "object" and isinstance(value.get("additionalProperties"), dict):
            yield f"object: name → {_kind(value['additionalProperties'])}"
        elif value.get("format") == "date-time" and kind == "string":
            yield "time"
        else:
            yield kind


if __name__ == "__main__":
    PAGE.write_text(page())
