"""One change of a YAML template's text; comments and formatting around it survive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from auditor.model.errors import UsageError
from auditor.templates import reader
from auditor.templates.intrinsic_functions import function_of
from auditor.templates.marks import Mark, MarkedList, MarkedMap
from auditor.templates.patches.diff import lines_of
from auditor.templates.patches.yaml_text import block, flow
from auditor.templates.values import Node

_SCALAR = re.compile(
    r"""(?P<head>(?:[\w.$-]+|"[^"]*"|'[^']*')\s*:\s+)(?P<value>"[^"]*"|'[^']*'|[^\s,{}\[\]#&*!|>][^,{}\[\]#]*?)"""
    r"(?=\s*(?:$|[,}\]]|\s#))"
)


class UnsafeEditError(Exception):
    """A change that cannot be placed without touching something else; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Set the value at a path of the document, or append it to the list there."""

    path: tuple[str, ...]
    value: Any  # a node
    append: bool = False


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with the changes made, each proved to change that part alone.

    Raises:
        UnsafeEditError: a change has no safe place.
    """
    for edit in edits:
        text = _applied(text, edit)
    return text


def _applied(text: str, edit: Edit) -> str:
    before = _parsed(text)
    wanted = _changed(before, edit)
    if wanted == before:
        return text
    written = _written(text, before, edit)
    if _parsed(written) != wanted:
        raise UnsafeEditError(f"{_shown(edit)} is written in a form that is not changed safely")
    return written


def _parsed(text: str) -> Node:
    try:
        return reader.parse(text, "template.yaml")
    except UsageError as error:
        raise UnsafeEditError(f"the change would break the file ({error})") from error


def _shown(edit: Edit) -> str:
    return ".".join(edit.path[1:])


def _copied(node: Node) -> Node:
    """Return a copy in which nothing is shared: what an alias names is there twice."""
    if isinstance(node, dict):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(item) for item in node] if isinstance(node, list) else node


def _changed(document: Node, edit: Edit) -> Node:
    """Return a copy of the document with the change made."""
    made = _copied(document)
    node = made
    for step in edit.path[:-1]:
        below = node.setdefault(step, {})
        if not isinstance(below, dict) or function_of(below):
            raise UnsafeEditError(f"{_shown(edit)} is not written out in the template")
        node = below
    last = edit.path[-1]
    if not edit.append:
        if isinstance(node.get(last), dict | list) and node[last] != edit.value:
            raise UnsafeEditError(f"{_shown(edit)} is set by a function or a list already")
        node[last] = edit.value
    elif last not in node:
        node[last] = [edit.value]
    elif isinstance(node[last], list):
        node[last] = [*node[last], *([] if edit.value in node[last] else [edit.value])]
    else:
        raise UnsafeEditError(f"{_shown(edit)} is not a list that is written out")
    return made


def _written(text: str, document: Node, edit: Edit) -> str:
    parent, mark, rest = document, None, list(edit.path)
    while len(rest) > 1 and isinstance(parent.get(rest[0]), MarkedMap) and parent[rest[0]]:
        mark = parent.marks[rest[0]]
        parent = parent[rest.pop(0)]
    key, value = rest[0], edit.value
    if edit.append and len(rest) == 1 and isinstance(parent.get(key), MarkedList):
        return _appended(text, parent[key], value)
    if edit.append:
        value = [value]
    for step in reversed(rest[1:]):
        value = {step: value}
    if key in parent:
        if parent[key] is not None and len(rest) == 1:
            return _replaced(text, parent.marks[key], value)
        raise UnsafeEditError(f"{_shown(edit)} is empty in the template")
    return _inserted(text, parent, mark, key, value)


def _replaced(text: str, mark: Mark, value: Node) -> str:
    lines = lines_of(text)
    line = lines[mark.line - 1]
    found = _SCALAR.match(line.rstrip("\r\n"), mark.column - 1)
    if found is None:
        raise UnsafeEditError("the value is not written on the line of its name")
    lines[mark.line - 1] = line[: found.start("value")] + flow(value) + line[found.end("value") :]
    return "".join(lines)


def _inserted(text: str, parent: MarkedMap, mark: Mark | None, key: str, value: Node) -> str:
    lines = lines_of(text)
    last = list(parent.marks.values())[-1]
    first = next(iter(parent.marks.values()))
    if lines[parent.mark.line - 1][parent.mark.column - 1 : parent.mark.column] == "{":
        at = parent.mark.column
        line = lines[parent.mark.line - 1]
        lines[parent.mark.line - 1] = f"{line[:at]}{key}: {flow(value)}, {line[at:]}"
        return "".join(lines)
    end = _end_of(lines, last.end_line, first.column - 1)
    made = list(block(key, value, first.column - 1))
    if mark is not None and len(parent.marks) > 1 and _is_spaced(lines, parent):
        made.insert(0, "")
    return _with_lines(lines, end, made)


def _end_of(lines: Sequence[str], end: int, indent: int) -> int:
    """Return the last line of an entry without the blank lines and comments behind it."""
    while end > 1:
        line = lines[end - 1]
        left = len(line) - len(line.lstrip(" "))
        if line.strip() and not (line.lstrip().startswith("#") and left <= indent):
            break
        end -= 1
    return end


def _is_spaced(lines: Sequence[str], parent: MarkedMap) -> bool:
    second = list(parent.marks.values())[1]
    return not lines[second.line - 2].strip()


def _appended(text: str, listed: MarkedList, value: Node) -> str:
    lines = lines_of(text)
    line = lines[listed.mark.line - 1]
    at = listed.mark.column - 1
    if line[at : at + 1] == "[":
        tail = ", " if listed else ""
        lines[listed.mark.line - 1] = f"{line[: at + 1]}{flow(value)}{tail}{line[at + 1 :]}"
        return "".join(lines)
    if line[at : at + 1] != "-" or not listed:
        raise UnsafeEditError("the list is not written out")
    return _with_lines(
        lines, _end_of(lines, listed.marks[-1].end_line, at), [f"{' ' * at}- {flow(value)}"]
    )


def _with_lines(lines: list[str], end: int, made: Sequence[str]) -> str:
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += newline
    return "".join([*lines[:end], *(line + newline for line in made), *lines[end:]])
