"""`Fn::ForEach`: loops are written out before anything else reads the template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.templates.marks import MarkedMap
from auditor.templates.parameters import Parameter
from auditor.templates.values import Node

_LOOP = "Fn::ForEach::"
_MOST = 2_000  # entries that all loops of a template may make


def has_loops(document: Mapping[str, Any]) -> bool:
    """Return whether a template has loops at a place where loops are allowed."""
    stack: list[object] = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if any(key.startswith(_LOOP) for key in node):
                return True
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return False


class Loops:
    """Writes out the loops of one template."""

    def __init__(self, parameters: Mapping[str, Parameter], given: Mapping[str, Any]) -> None:
        self._parameters = parameters
        self._given = given
        self._left = _MOST
        self.unread: list[str] = []  # loops that could not be written out, and why

    def written_out(self, node: Node, variables: Mapping[str, str] | None = None) -> Node:
        """Return a node with its loops written out and their variables filled in."""
        known = variables or {}
        if isinstance(node, list):
            return [self.written_out(item, known) for item in node]
        if isinstance(node, str):
            return _filled(node, known)
        if not isinstance(node, dict):
            return node
        if len(node) == 1 and isinstance(node.get("Ref"), str) and node["Ref"] in known:
            return known[node["Ref"]]
        mark = node.mark if isinstance(node, MarkedMap) else None
        made: dict[str, Any] = {} if mark is None else MarkedMap(mark)
        for key, value in node.items():
            if key.startswith(_LOOP):
                entries = self._loop(key, value, known)
            else:
                entries = {_filled(key, known): self.written_out(value, known)}
            made.update(entries)
            if isinstance(made, MarkedMap) and isinstance(node, MarkedMap):
                made.marks.update(dict.fromkeys(entries, node.marks[key]))
        return made

    def _loop(self, key: str, loop: Node, known: Mapping[str, str]) -> dict[str, Any]:
        name = key.removeprefix(_LOOP)
        if not isinstance(loop, list) or len(loop) != 3 or not isinstance(loop[2], dict):  # noqa: PLR2004
            self.unread.append(f"the loop {name} needs a variable, a collection and a body")
            return {}
        variable, collection, body = loop
        items = self._items(collection)
        if items is None:
            self.unread.append(f"the collection of the loop {name} is not known from the template")
            return {}
        made: dict[str, Any] = {}
        for item in items:
            self._left -= 1
            if self._left < 0:
                self.unread.append(f"the loops make more than {_MOST} entries")
                break
            made.update(self.written_out(body, {**known, str(variable): str(item)}))
        return made

    def _items(self, collection: Node) -> list[Any] | None:
        if isinstance(collection, list):
            return [item for item in collection if not isinstance(item, dict | list)]
        name = collection.get("Ref") if isinstance(collection, dict) else None
        parameter = self._parameters.get(str(name))
        if parameter is None:
            return None
        value = self._given.get(parameter.name, parameter.default)
        if isinstance(value, list):
            return value
        return [item.strip() for item in value.split(",")] if isinstance(value, str) else None


def _filled(text: str, variables: Mapping[str, str]) -> str:
    for name, value in variables.items():
        for form in (f"${{{name}}}", f"&{{{name}}}"):
            if form in text:
                cleaned = value if form[0] == "$" else "".join(c for c in value if c.isalnum())
                text = text.replace(form, cleaned)
    return text
