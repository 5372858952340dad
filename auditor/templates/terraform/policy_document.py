"""The policy that a data source aws_iam_policy_document makes, as far as the plan tells it."""

from __future__ import annotations

import json
from typing import Any

from auditor.templates.terraform.plain_types import Attributes
from auditor.templates.values import UNDECIDED, Node

_STATEMENT = (
    ("Action", "actions"),
    ("NotAction", "not_actions"),
    ("Resource", "resources"),
    ("NotResource", "not_resources"),
)


def document(of: Attributes) -> Node:
    """Return the document; the text itself where the plan holds it."""
    text = of.get("json")
    if isinstance(text, str):
        return text
    rows = [_statement(of, n) for n in of.blocks("statement")]
    for name in ("source_policy_documents", "override_policy_documents"):
        rows.extend(_taken_over(of, name))
    return {"Version": "2012-10-17", "Statement": rows}


def _statement(of: Attributes, n: int) -> dict[str, Any]:
    row: dict[str, Any] = {"Effect": of.get("statement", n, "effect") or "Allow"}
    for name, attribute in _STATEMENT:
        value = of.get("statement", n, attribute)
        if value not in (None, []):
            row[name] = value
    principals: dict[str, Any] = {}
    for m in range(_count(of.get("statement", n, "principals"))):
        kind = of.get("statement", n, "principals", m, "type")
        principals[str(kind)] = of.get("statement", n, "principals", m, "identifiers")
    if principals:
        row["Principal"] = "*" if principals == {"*": ["*"]} else principals
    condition: dict[str, Any] = {}
    for m in range(_count(of.get("statement", n, "condition"))):
        test, key, values = (
            of.get("statement", n, "condition", m, name) for name in ("test", "variable", "values")
        )
        condition.setdefault(str(test), {})[str(key)] = values
    if condition:
        row["Condition"] = condition
    return row


def _count(rows: Node) -> int:
    return len(rows) if isinstance(rows, list) else 0


def _taken_over(of: Attributes, name: str) -> list[Any]:
    """Return the statements of the documents that another one takes in."""
    written = of.get(name)
    if not written:
        return []
    documents = of.sources(name)
    if isinstance(written, list):
        documents = [*documents, *(item for item in written if isinstance(item, str))]
    rows: list[Any] = []
    for found in documents:
        inner = _parsed(found) if isinstance(found, str) else found
        listed = inner.get("Statement") if isinstance(inner, dict) else None
        rows.extend(listed if isinstance(listed, list) else [listed])
    if not rows or None in rows:
        rows = [row for row in rows if row is not None]
        rows.append({UNDECIDED: [f"{of.address}.{name} is not read", "", ""]})
    return rows


def _parsed(text: str) -> Node:
    try:
        return json.loads(text)
    except ValueError:
        return None
