"""Adds an entry to a waiver file, and leaves every byte that stood there before."""

from __future__ import annotations

from dataclasses import replace

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from auditor.assess.waivers.document import NULL, compose, parse
from auditor.assess.waivers.entry import Waiver
from auditor.model.errors import UsageError

START = "version: 1\n\nwaivers:\n"
INDENT = 2


def add(text: str, waiver: Waiver, name: str) -> str:
    """Return the file's text with one more entry at the end of its list.

    Args:
        text: the file as it is; empty for a new one. It must be a valid waiver file.
        waiver: the entry.
        name: the file's, for messages.

    Raises:
        UsageError: the file is wrong, holds the id already, or is laid out in a way that
            can't be extended without a change to the rest.
    """
    waiver = replace(waiver, reason=" ".join(waiver.reason.split()))
    if not text.strip():
        text = START
        return _proven(text, text + _block(waiver, INDENT), waiver, name)
    before = parse(text, name)
    if any(entry.id == waiver.id for entry in before.entries):
        raise UsageError(f"{name} holds a waiver {waiver.id!r} already; choose another id")
    newline = "\r\n" if "\r\n" in text else "\n"
    return _proven(text, _inserted(text, waiver, name, newline), waiver, name)


def _proven(text: str, changed: str, waiver: Waiver, name: str) -> str:
    """Return the changed text if the old entries and the new one are read back from it."""
    wanted = [*parse(text, name).entries, waiver]
    found = parse(changed, name).entries
    if [replace(w, line=0) for w in found] != [replace(w, line=0) for w in wanted]:
        raise UsageError(f"{name} is laid out in a way that can't be extended; add it by hand")
    return changed


def _inserted(text: str, waiver: Waiver, name: str, newline: str) -> str:
    root = compose(text, name)
    key, listed = _list(root)
    if key is None or listed is None:
        if isinstance(root, MappingNode) and root.flow_style:
            raise UsageError(f"{name} is one flow mapping; write it in block style first")
        place = _line_end(text, _last(root))
        return _spliced(text, place, "waivers:\n" + _block(waiver, INDENT), newline)
    if isinstance(listed, SequenceNode) and listed.value:
        if listed.flow_style:
            raise UsageError(f"{name} lists its waivers in [...]; write them in block style first")
        column = listed.value[0].start_mark.column
        dash = text.rfind("-", 0, listed.value[0].start_mark.index)
        column = dash - (text.rfind("\n", 0, dash) + 1)
        return _spliced(text, _line_end(text, _last(listed)), _block(waiver, column), newline)
    start, end = listed.start_mark.index, listed.end_mark.index
    if text[start:end].strip():  # [] or null, which the block takes the place of
        text = text[:start].rstrip(" ") + text[end:]
        end = start = key.end_mark.index
    indent = key.start_mark.column + INDENT
    return _spliced(text, _line_end(text, key.end_mark.index), _block(waiver, indent), newline)


def _list(root: Node | None) -> tuple[Node | None, Node | None]:
    if isinstance(root, MappingNode):
        for key, value in root.value:
            if isinstance(key, ScalarNode) and key.value == "waivers":
                return key, value
    return None, None


def _last(node: Node | None) -> int:
    """Return where the text of a node ends, without the comments that follow it."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        if isinstance(last, tuple):
            key, value = last
            return _last(key if value.tag == NULL and not value.value else value)
        return _last(last)
    return 0 if node is None else node.end_mark.index


def _line_end(text: str, index: int) -> int:
    """Return where the line of a position ends, after its newline."""
    if index and text[index - 1] == "\n":
        return index
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _spliced(text: str, place: int, block: str, newline: str) -> str:
    head = text[:place]
    if head and not head.endswith("\n"):
        head += newline
    return head + block.replace("\n", newline) + text[place:]


def _block(waiver: Waiver, indent: int) -> str:
    lines = [
        f"id: {_quoted(waiver.id)}",
        f"checks: [{', '.join(waiver.checks)}]",
        "match:",
    ]
    if waiver.match.function is not None:
        lines.append(f"  function: {_quoted(waiver.match.function)}")
    if waiver.match.tags:
        lines.append("  tags:")
        tags = sorted(waiver.match.tags.items())
        lines.extend(f"    {_quoted(key)}: {_quoted(value)}" for key, value in tags)
    lines += [
        f"kind: {waiver.kind.value}",
        f"reason: {_quoted(waiver.reason)}",
        f"owner: {_quoted(waiver.owner)}",
        *([] if waiver.ticket is None else [f"ticket: {_quoted(waiver.ticket)}"]),
        f"created: {waiver.created}",
        f"expires: {waiver.expires}",
    ]
    margin = " " * indent
    first, *rest = lines
    return "".join([f"{margin}- {first}\n", *(f"{margin}  {line}\n" for line in rest)])


def _quoted(text: str) -> str:
    """Return a text as one double-quoted YAML scalar on one line."""
    dumped = yaml.safe_dump(text, default_style='"', width=float("inf"), allow_unicode=True)
    return str(dumped).rstrip("\n")
