"""JSON as the formats for machines have it: on one line, in UTF-8."""

from __future__ import annotations

import json


def compact_json(value: object) -> bytes:
    """Return a value as JSON without spaces or a line's end.

    Raises:
        ValueError: it holds a number that JSON does not have.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()
