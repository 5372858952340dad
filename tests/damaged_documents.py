"""Documents with one value replaced, for readers that must refuse them."""

from __future__ import annotations

import json
from typing import Any


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> str:
    """Return the document as JSON, with the value at a path replaced."""
    copy = json.loads(json.dumps(document))
    node = copy
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return json.dumps(copy)
