"""Values as a template's author would write them in YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from auditor.templates.intrinsic_functions import function_of
from auditor.templates.values import Node

_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*(?:::?[A-Za-z0-9_./-]+)*")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


def flow(value: Node) -> str:  # noqa: PLR0911  one for each kind of node
    """Return a value on one line, with the short forms of functions."""
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
        return value if plain else json.dumps(value)
    if isinstance(value, list):
        return f"[{', '.join(flow(item) for item in value)}]"
    name = function_of(value)
    if name == "Ref":
        return f"!Ref {value['Ref']}"
    if name == "Fn::GetAtt":
        return f"!GetAtt {'.'.join(value['Fn::GetAtt'])}"
    if name == "Fn::Sub":
        return f"!Sub {flow(value['Fn::Sub'])}"
    return f"{{{', '.join(f'{key}: {flow(item)}' for key, item in value.items())}}}"


def block(key: str, value: Node, indent: int) -> Iterator[str]:
    """Yield the lines of an entry, one key a line."""
    start = f"{' ' * indent}{key}:"
    if isinstance(value, dict) and value and not function_of(value):
        yield start
        for name, item in value.items():
            yield from block(name, item, indent + 2)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        yield start
        for item in value:
            yield from _item(item, indent + 2)
    else:
        yield f"{start} {flow(value)}"


def _item(value: Node, indent: int) -> Iterator[str]:
    if not isinstance(value, dict) or function_of(value):
        yield f"{' ' * indent}- {flow(value)}"
        return
    lines = [line for key, item in value.items() for line in block(key, item, indent + 2)]
    yield f"{' ' * indent}- {lines[0].lstrip()}"
    yield from lines[1:]
