"""Reads a file of accounts: ids, CSV, JSON Lines or cloud-custodian's accounts.yml.

The kind is told by the content. Everything that is wrong is told at once, with its line; nothing
is called before that.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from auditor.model.errors import UsageError
from auditor.model.wording import nearest
from auditor.organization.account_row import IDS, KEYS, UNUSED, MemberRow, Problems, member_of_row
from auditor.organization.member import Member, once
from auditor.storage import files
from auditor.storage.strict_values import why_no_json

_YAML = re.compile(r"---|-\s|[\w-]+\s*:")  # how the first line of one begins
_MOST = 10_000_000  # bytes; 10,000 accounts take about one


def load(path: Path) -> tuple[Member, ...]:
    """Return the accounts that a file names, each once, by id.

    Raises:
        UsageError: it can't be read, or a line is wrong; the message lists every problem.
    """
    try:
        text = files.read(path, "account file").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text; save it as UTF-8") from error
    return parse(text, str(path))


def parse(text: str, name: str) -> tuple[Member, ...]:
    """Return the accounts in a text; `name` is for messages.

    Raises:
        UsageError: a line is wrong; the message lists every problem.
    """
    if len(text) > _MOST:
        raise UsageError(f"{name} is larger than {_MOST:,} bytes; an account file is not")
    problems = Problems(name)
    rows = tuple(_rows(text, name, problems))
    members = [member for row in rows if (member := member_of_row(row, problems)) is not None]
    problems.demand_none()
    if not members:
        raise UsageError(f"{name} names no account; write one id of 12 digits a line")
    return once(members)


def _rows(text: str, name: str, problems: Problems) -> Iterator[MemberRow]:
    first = next((line for line in _lines(text)), (1, ""))[1]
    if first.startswith("{"):
        if _one_document(text):
            return _yaml(text, name, problems)
        return _json_lines(text, problems)
    if first.startswith("[") or _YAML.match(first):
        return _yaml(text, name, problems)
    if first[:1].isalpha() or "," in first:
        return _csv(text, problems)
    return (MemberRow(line=number, values={"id": word}) for number, word in _lines(text))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, without comments, with their numbers."""
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.partition("#")[0].strip() if not line.lstrip().startswith("{") else line.strip()
        if said:
            yield number, said


def _one_document(text: str) -> bool:
    """Return whether a text that begins with a brace is one JSON object over several lines."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and "accounts" in document


def _json_lines(text: str, problems: Problems) -> Iterator[MemberRow]:
    for number, line in enumerate(text.split("\n"), start=1):  # a text may hold other breaks
        if not line.strip():
            continue
        try:
            row = json.loads(line, object_pairs_hook=_unique)
        except (ValueError, RecursionError) as error:
            problems.add(number, f"not JSON: {why_no_json(error)}")
            continue
        if isinstance(row, dict):
            yield MemberRow(line=number, values=row)
        else:
            problems.add(number, "not a JSON object")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _csv(text: str, problems: Problems) -> Iterator[MemberRow]:
    reader = csv.reader(io.StringIO(text), strict=True)
    header: list[str] = []
    try:
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                if not _is_header(header, line, problems):
                    return
                continue
            if len(cells) != len(header):
                problems.add(line, f"{len(cells)} cells, and the header has {len(header)}")
                continue
            values = {key: cell.strip() for key, cell in zip(header, cells, strict=True)}
            yield MemberRow(
                line=line, values={key: value for key, value in values.items() if value}
            )
    except csv.Error as error:
        problems.add(reader.line_num, f"not CSV: {error}")


def _is_header(header: list[str], line: int, problems: Problems) -> bool:
    if not set(header) & set(IDS):
        problems.add(line, "the header has no column account_id")
        return False
    if len(set(header)) < len(header):
        problems.add(line, "the header names a column twice")
        return False
    return True


def _yaml(text: str, name: str, problems: Problems) -> Iterator[MemberRow]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}")
        return
    except yaml.YAMLError as error:
        raise UsageError(f"{name}: not YAML: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise UsageError(f"{name}: not YAML: it is nested too deep") from error
    listed = _accounts_of(root, problems) if isinstance(root, MappingNode) else root
    if not isinstance(listed, SequenceNode):
        problems.add(_line(listed), "there is no list of accounts; begin it with `accounts:`")
        return
    for entry in listed.value:
        if isinstance(entry, MappingNode):
            yield from _yaml_row(entry, problems)
        elif isinstance(entry, ScalarNode):
            yield MemberRow(line=_line(entry), values={"id": entry.value})
        else:
            problems.add(_line(entry), "not an account: it needs an account_id")


_TOP = ("accounts",)


def _accounts_of(root: MappingNode, problems: Problems) -> Node | None:
    """Return the list that a file of cloud-custodian holds; other keys of its own are unknown."""
    listed = None
    for key, value in root.value:
        word = str(key.value) if isinstance(key, ScalarNode) else "?"
        if word == "accounts":
            listed = value
        elif word != "vars":
            problems.add(_line(key), f"unknown key {word!r}{nearest(word, _TOP)}")
    return listed


def _yaml_row(entry: MappingNode, problems: Problems) -> Iterator[MemberRow]:
    values: dict[str, Any] = {}
    for key, value in entry.value:
        if not isinstance(key, ScalarNode):
            problems.add(_line(key), "a key must be one word")
            return
        word = str(key.value)
        if word in values:
            problems.add(_line(key), f"duplicate key {word!r}; remove one")
        if word not in UNUSED and word not in KEYS:
            problems.add(_line(key), f"unknown key {word!r}{nearest(word, KEYS)}")
            values["?"] = None
            continue
        values[word] = None if word in UNUSED else _plain(value)
    if "?" not in values:
        yield MemberRow(line=_line(entry), values=values)


def _line(node: Node | None) -> int:
    return 1 if node is None else node.start_mark.line + 1


def _plain(node: Node) -> Any:  # noqa: ANN401  whatever YAML holds
    """Return a text, or a list or mapping of texts; numbers stay as they are written.

    What is nested deeper is no value of an account: aliases could make it endless.
    """
    if isinstance(node, SequenceNode):
        return [_text(item) for item in node.value]
    if isinstance(node, MappingNode):
        return {str(_text(key)): _text(item) for key, item in node.value}
    return _text(node)


def _text(node: Node) -> str | list[str] | None:
    """Return a scalar's text, and an empty list for what is none, which nothing accepts."""
    if not isinstance(node, ScalarNode):
        return []
    return None if node.tag.endswith(":null") else str(node.value)
