"""Reads a waiver file; everything that is wrong with its shape is told at once, with lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from auditor.assess.waivers.entry import Match, Waiver, WaiverKind, Waivers
from auditor.model.errors import UsageError
from auditor.model.wording import nearest
from auditor.storage import files

DOCUMENT_KEYS = ("version", "waivers")
ENTRY_KEYS = (
    *("id", "checks", "match", "kind", "reason", "owner"),
    *("ticket", "created", "expires"),
)
OPTIONAL_KEYS = frozenset({"ticket"})
MATCH_KEYS = ("function", "tags")
VERSION = "1"
LARGEST = 1 << 20  # bytes: some 3,000 waivers
MOST_NODES = 100_000  # keys and values, aliases written out: 3,000 waivers have half as many
NULL = "tag:yaml.org,2002:null"
CHECK_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NOWHERE = date(1, 1, 1)  # stands for a date that was reported as wrong

N = TypeVar("N", bound=Node)


def load(source: Path | str) -> Waivers:
    """Return the waivers of a file, or of the text itself.

    Raises:
        UsageError: it can't be read, or its shape is wrong; the message lists every problem.
    """
    if isinstance(source, str):
        return parse(source, "the waivers")
    try:
        text = files.read(source, "waiver file", LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{source} is not UTF-8 text; save it as UTF-8") from error
    return parse(text, str(source))


def parse(text: str, name: str) -> Waivers:
    """Return the waivers in a text; `name` is for messages.

    Raises:
        UsageError: its shape is wrong; the message lists every problem.
    """
    reader = _WaiverReader(name)
    entries = reader.document(compose(text, name))
    if reader.problems:
        raise UsageError("\n".join(line for _, line in sorted(reader.problems)))
    return Waivers(name=name, entries=entries)


def compose(text: str, name: str) -> Node | None:
    """Return the YAML nodes of a text; nothing is constructed from them.

    Raises:
        UsageError: it is not YAML.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = "" if mark is None else f":{mark.line + 1}"
        raise UsageError(f"{name}{line}: not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{name}: not YAML: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise UsageError(f"{name}: nested too deeply to be a waiver file") from error
    except ValueError as error:
        raise UsageError(f"{name}: not YAML: {error}") from error
    if root is not None and _written_out(root, {}) > MOST_NODES:
        raise UsageError(f"{name}: its aliases expand to too much; write the waivers out")
    return root


def _written_out(node: Node, known: dict[int, int]) -> int:
    """Return how many nodes a node is once every alias is replaced by what it stands for.

    An alias of a node inside itself stands for more than any number.
    """
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = MOST_NODES + 1  # until it is counted: an alias of itself finds this
    count = 1
    if isinstance(node, SequenceNode):
        count += sum(_written_out(item, known) for item in node.value)
    elif isinstance(node, MappingNode):
        count += sum(_written_out(item, known) for pair in node.value for item in pair)
    known[id(node)] = count
    return count


class _WaiverReader:
    """Walks the nodes and gathers problems, instead of stopping at the first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[tuple[int, str]] = []

    def problem(self, node: Node, text: str) -> None:
        line = node.start_mark.line + 1
        self.problems.append((line, f"{self.name}:{line}: {text}"))

    def document(self, node: Node | None) -> tuple[Waiver, ...]:
        if node is None:
            text = "version: 1 and a list of waivers"
            self.problems.append((1, f"{self.name}: the file is empty; it needs {text}"))
            return ()
        fields = self.fields(node, "the file", DOCUMENT_KEYS, optional=frozenset({"waivers"}))
        version = fields.get("version")
        if version is not None and self.text(version, "version") != VERSION:
            self.problem(version, "version must be 1; this program knows no other")
        listed = fields.get("waivers")
        if listed is None:
            return ()
        entries = [self.entry(item) for item in self.items(listed, "waivers")]
        self._unique(entries)
        return tuple(entries)

    def _unique(self, entries: Iterable[Waiver]) -> None:
        seen: dict[str, int] = {}
        for entry in entries:
            if entry.id and entry.id in seen:
                line = entry.line
                text = f"the id {entry.id!r} is taken since line {seen[entry.id]}; choose another"
                self.problems.append((line, f"{self.name}:{line}: {text}"))
            seen.setdefault(entry.id, entry.line)

    def entry(self, node: Node) -> Waiver:
        fields = self.fields(node, "a waiver", ENTRY_KEYS, optional=OPTIONAL_KEYS)
        texts = {
            key: self.text(fields[key], key) if key in fields else ""
            for key in ("id", "kind", "reason", "owner")
        }
        ticket = fields.get("ticket")
        return Waiver(
            id=texts["id"],
            checks=self.checks(fields.get("checks")),
            match=self.match(fields.get("match")),
            kind=self.kind(fields.get("kind"), texts["kind"]),
            reason=" ".join(texts["reason"].split()),
            owner=texts["owner"],
            ticket=None if ticket is None else self.text(ticket, "ticket"),
            created=self.day(fields.get("created"), "created"),
            expires=self.day(fields.get("expires"), "expires"),
            line=node.start_mark.line + 1,
        )

    def fields(
        self, node: Node, what: str, known: tuple[str, ...], *, optional: frozenset[str]
    ) -> dict[str, Node]:
        """Return the values of a mapping that are not null, by key."""
        found: dict[str, Node] = {}
        given = self.mapping(node, what)
        for key, value in given:
            word = self.text(key, f"a key of {what}")
            if word not in known:
                self.problem(key, f"{what} has no key {word!r}{nearest(word, known)}")
            elif word in found:
                self.problem(key, f"duplicate key {word!r}; remove one")
            elif value.tag != NULL:
                found[word] = value
        if isinstance(node, MappingNode):
            for key_name in known:
                if key_name not in found and key_name not in optional:
                    self.problem(node, f"{what} needs {key_name!r}")
        return found

    def mapping(self, node: Node, what: str) -> list[tuple[Node, Node]]:
        if isinstance(node, MappingNode):
            return list(node.value)
        self.problem(node, f"{what} must be a mapping of keys to values")
        return []

    def items(self, node: Node, what: str) -> list[Node]:
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.problem(node, f"{what} must be a list")
        return []

    def text(self, node: Node, what: str) -> str:
        """Return a scalar as it is written, so that 1 and no stay as they were typed."""
        if not isinstance(node, ScalarNode):
            self.problem(node, f"{what} must be a text")
            return ""
        text = str(node.value).strip()
        if not text or node.tag == NULL:
            self.problem(node, f"{what} must not be empty")
        return text

    def checks(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        items = self.items(node, "checks")
        if isinstance(node, SequenceNode) and not items:
            self.problem(node, "checks must name at least one check")
        found = tuple(self.text(item, "a check") for item in items)
        for item, check in zip(items, found, strict=True):
            if check and not CHECK_ID.fullmatch(check):
                text = f"{check!r} is no check id; waivers name checks exactly, without wildcards"
                self.problem(item, text)
        return found

    def match(self, node: Node | None) -> Match:
        if node is None:
            return Match()
        fields = self.fields(node, "match", MATCH_KEYS, optional=frozenset(MATCH_KEYS))
        if isinstance(node, MappingNode) and not fields:
            self.problem(node, "match needs 'function', 'tags' or both")
        function = fields.get("function")
        tags = fields.get("tags")
        return Match(
            function=None if function is None else self.text(function, "function"),
            tags=MappingProxyType({} if tags is None else self.tags(tags)),
        )

    def tags(self, node: Node) -> Mapping[str, str]:
        found: dict[str, str] = {}
        given = self.mapping(node, "tags")
        if isinstance(node, MappingNode) and not given:
            self.problem(node, "tags must name at least one tag")
        for key, value in given:
            word = self.text(key, "a tag")
            if word in found:
                self.problem(key, f"duplicate tag {word!r}; remove one")
            # A tag's value may be the empty string, so an empty one is not refused here.
            found[word] = str(value.value) if isinstance(value, ScalarNode) else ""
            if not isinstance(value, ScalarNode):
                self.problem(value, f"the value of the tag {word!r} must be a text")
        return found

    def kind(self, node: Node | None, word: str) -> WaiverKind:
        kinds = [kind.value for kind in WaiverKind]
        if node is not None and word and word not in kinds:
            self.problem(node, f"kind is {word!r}; it must be one of {', '.join(kinds)}")
        return WaiverKind(word) if word in kinds else WaiverKind.ACCEPTED_RISK

    def day(self, node: Node | None, what: str) -> date:
        if node is None:
            return NOWHERE
        text = self.text(node, what)
        try:
            return date.fromisoformat(text) if DATE.fullmatch(text) else self._no_day(node, what)
        except ValueError:
            return self._no_day(node, what)

    def _no_day(self, node: Node, what: str) -> date:
        self.problem(node, f"{what} must be a date such as 2026-12-31")
        return NOWHERE
