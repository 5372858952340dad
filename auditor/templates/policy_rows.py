"""The statements of a policy as rows of JSON, for comparing and joining policies as written."""

from __future__ import annotations

import json
from typing import Any


def policy_rows(text: str) -> list[dict[str, Any]]:
    """Return the statements of a policy; one alone may be written without a list.

    Raises:
        ValueError: the text is not JSON.
    """
    document = json.loads(text)
    rows = document.get("Statement") if isinstance(document, dict) else None
    listed = rows if isinstance(rows, list) else [rows]
    return [row for row in listed if isinstance(row, dict)]
