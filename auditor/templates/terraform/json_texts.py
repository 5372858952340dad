"""Texts whose parts are expressions, and JSON inside such texts."""

from __future__ import annotations

import json
import re
from typing import Any

from auditor.templates.values import Node

_PLACE = re.compile("\ue000(\\d+)\ue001")  # stands for an expression inside a JSON text


def is_plain(value: Node) -> bool:
    """Return whether a node is a value itself."""
    return isinstance(value, str | int | bool) or value is None


def joined(parts: list[Any]) -> Node:
    """Return the parts as one text, or the node that joins them."""
    if all(is_plain(part) for part in parts):
        return "".join(_plain(part) for part in parts)
    return {"Fn::Join": ["", [_plain(part) if is_plain(part) else part for part in parts]]}


def _plain(value: Node) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_policy(node: Node) -> Node:
    """Return a document out of a JSON text whose parts are expressions; other nodes as they are."""
    joined = node.get("Fn::Join") if isinstance(node, dict) else None
    if not isinstance(joined, list):
        return node
    parts: list[Any] = joined[1]
    whole = "".join(
        part if isinstance(part, str) else f"\ue000{number}\ue001"
        for number, part in enumerate(parts)
    )
    try:
        return _filled(json.loads(whole), parts)
    except ValueError:
        return node


def _filled(value: Node, parts: list[Any]) -> Node:
    if isinstance(value, dict):
        return {key: _filled(item, parts) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, parts) for item in value]
    if not isinstance(value, str) or not _PLACE.search(value):
        return value
    pieces: list[Any] = []
    end = 0
    for place in _PLACE.finditer(value):
        pieces.extend((value[end : place.start()], parts[int(place[1])]))
        end = place.end()
    pieces.append(value[end:])
    kept = [piece for piece in pieces if piece != ""]
    return kept[0] if len(kept) == 1 else {"Fn::Join": ["", kept]}
