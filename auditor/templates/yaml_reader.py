"""YAML with the marks of its entries and CloudFormation's short forms (`!Ref`, `!Sub` …)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NoReturn, TypeAlias

import yaml

from auditor.model.errors import UsageError
from auditor.templates.marks import Mark, MarkedList, MarkedMap
from auditor.templates.values import Node

_Event: TypeAlias = Any  # PyYAML's, which has no types
_Position: TypeAlias = Any  # a mark of PyYAML's

DEEPEST = 100  # levels; real templates have fewer than 30
MOST_NODES = 1_000_000  # with every alias counted as often as it is used

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# A number with a leading zero is an account id or a ZIP code, never octal, in a template.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18})\.[0-9]{0,18}(?:[eE][-+]?[0-9]{1,2})?")
_STANDARD = "tag:yaml.org,2002:"
_MERGE = "<<"


def _plain(text: str) -> Node:
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


class _Builder:
    """Builds one document out of the parser's events, without recursion."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._anchors: dict[str, tuple[Any, int]] = {}  # value, number of nodes in it
        self._open: list[_Container] = []
        self.documents: list[Any] = []
        self._nodes = 0

    def refuse(self, what: str, mark: _Position) -> NoReturn:
        """Raise the error for what is wrong at a mark."""
        raise UsageError(f"{self._shown}:{mark.line + 1}:{mark.column + 1}: {what}")

    def take(self, event: _Event) -> None:
        """Take in one event."""
        start: _Position = event.start_mark
        if isinstance(event, yaml.ScalarEvent):
            key = bool(self._open) and self._open[-1].wants_key
            value = event.value if key else self._scalar(event)  # a key `On` is no boolean
            self._add(value, event, event.anchor, _last_line(event), 1)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                self.refuse(f"the alias *{event.anchor} has no anchor, or is inside it", start)
            value, nodes = self._anchors[event.anchor]
            self._add(value, event, None, start.line + 1, nodes)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self._open) >= DEEPEST:
                self.refuse(f"nested deeper than {DEEPEST} levels", start)
            self._open.append(_Container(event))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = self._open.pop()
            closing: Any = event.end_mark
            flow_end = closing.line + 1 if done.start.flow_style else 0
            end = max(done.end_line, flow_end)
            value = self._tagged(done.finished(end), done.start.tag, done.start.start_mark)
            self._add(value, done.start, done.start.anchor, end, done.nodes)

    def _add(self, value: Node, event: _Event, anchor: str | None, end: int, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            self.refuse("aliases multiply the document beyond reason", event.start_mark)
        if anchor:
            self._anchors[anchor] = value, nodes
        if not self._open:
            self.documents.append(value)
            return
        mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1, end)
        problem = self._open[-1].add(value, mark, nodes)
        if problem:
            self.refuse(problem, event.start_mark)

    def _scalar(self, event: _Event) -> Node:
        if event.tag is None or event.tag == "!":
            return _plain(event.value) if event.implicit[0] else event.value
        if event.tag.startswith(_STANDARD):
            kind = event.tag.removeprefix(_STANDARD)
            if kind in {"int", "float", "bool", "null"}:
                return _plain(event.value)
            if kind in {"str", "timestamp"}:
                return event.value
        return self._tagged(event.value, event.tag, event.start_mark)

    def _tagged(self, value: Node, tag: str | None, mark: _Position) -> Node:
        """Return what a short form stands for: `!Ref x` is `{"Ref": "x"}`."""
        if tag is None or tag in {"!", f"{_STANDARD}map", f"{_STANDARD}seq"}:
            return value
        name = tag.removeprefix("!")
        if not tag.startswith("!") or not name.replace("::", "").isalnum():
            self.refuse(f"the tag {tag[:60]!r} is none of CloudFormation's", mark)
        if name == "GetAtt" and isinstance(value, str):
            value = value.split(".", 1)
        long = name if name in {"Ref", "Condition"} else f"Fn::{name.removeprefix('Fn::')}"
        here = Mark(mark.line + 1, mark.column + 1, mark.line + 1)
        made = MarkedMap(here)
        made[long] = value
        made.marks[long] = value.mark if isinstance(value, MarkedMap | MarkedList) else here
        return made


class _Container:
    """A mapping or sequence whose end has not come yet."""

    __slots__ = ("_key", "_key_mark", "end_line", "merged", "nodes", "start", "value")

    def __init__(self, start: _Position) -> None:
        line, column = start.start_mark.line + 1, start.start_mark.column + 1
        mark = Mark(line, column, line)
        mapping = isinstance(start, yaml.MappingStartEvent)
        self.start = start
        self.value: MarkedMap | MarkedList = MarkedMap(mark) if mapping else MarkedList(mark)
        self.merged: list[MarkedMap] = []
        self.end_line = line
        self.nodes = 1
        self._key: str | None = None
        self._key_mark = mark

    @property
    def wants_key(self) -> bool:
        """Return whether what comes next is a key."""
        return isinstance(self.value, MarkedMap) and self._key is None

    def add(self, value: Node, mark: Mark, nodes: int) -> str:
        """Take in a key or an item; return what is wrong with it, or nothing."""
        self.nodes += nodes
        self.end_line = max(self.end_line, mark.end_line)
        if isinstance(self.value, MarkedList):
            self.value.append(value)
            self.value.marks.append(mark)
        elif self._key is None:
            if isinstance(value, dict | list):
                return "a key must be a text"
            self._key = str(value)
            self._key_mark = mark
        elif self._key == _MERGE:
            self._key = None
            several = value if isinstance(value, list) else [value]
            if not all(isinstance(item, MarkedMap) for item in several):
                return "<< must name a mapping"
            self.merged.extend(several)
        else:
            self.value[self._key] = value
            start = self._key_mark
            self.value.marks[self._key] = Mark(start.line, start.column, mark.end_line)
            self._key = None
        return ""

    def finished(self, end: int) -> MarkedMap | MarkedList:
        """Return the value, with what `<<` brings in where the mapping has no entry of its own."""
        self.value.mark = self.value.mark._replace(end_line=end)
        if isinstance(self.value, MarkedMap):
            for other in self.merged:
                for key in other:
                    if key not in self.value:
                        self.value[key] = other[key]
                        self.value.marks[key] = other.marks[key]
        return self.value


def _last_line(event: _Event) -> int:
    end = event.end_mark
    # A block scalar ends where the next token begins.
    return int(end.line if end.column == 0 and end.line > event.start_mark.line else end.line + 1)


def read_yaml(text: str, shown: str) -> Node:
    """Return the one document of a YAML text.

    Raises:
        UsageError: the text is no YAML, holds several documents, or is built to exhaust a reader.
    """
    builder = _Builder(shown)
    try:
        events: Iterable[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        for event in events:
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        what = ", ".join(part for part in (error.context, error.problem) if part)
        raise UsageError(f"{shown}{where}: not valid YAML: {what}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UsageError(f"{shown}:{line}: a character that YAML does not allow") from error
    if len(builder.documents) != 1:
        count = len(builder.documents) or "no"
        raise UsageError(f"{shown}: {count} YAML documents; a template is one document")
    return builder.documents[0]
