"""Secrets inside values of a known build: URLs, keyword lists, JSON, headers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from auditor.analysis.secrets import values
from auditor.analysis.secrets.lazy import Lazy

MAX_LEAVES = 100  # of one JSON document
MAX_PAIRS = 40  # of one keyword list that name a credential
MAX_HEADERS = 40  # occurrences of one scheme's name
MAX_DEPTH = 12
KEY_WINDOW = 600  # characters behind a key's header that are looked at
KEY_SIGNS = 8  # different characters that a line of a key has at least
KEY_LINE = 32  # characters of its shortest whole line
BYTE_KEYS = (32, 64)
PROSE = 20  # letters of the longest word that is taken for prose behind a colon


class Field:
    """A named text inside a value, with the names of the fields next to it."""

    __slots__ = ("name", "neighbours", "text")

    def __init__(self, *, name: str, text: str, neighbours: frozenset[str] = frozenset()) -> None:
        self.name = name
        self.text = text
        self.neighbours = neighbours

    def __repr__(self) -> str:
        """Say the name alone."""
        return f"Field({self.name!r})"


_PORT = Lazy(r"\d{1,5}(?:[:/,?#]|$)")
# A key is a whole run of word characters, so that every character is begun with once.
_KEY = Lazy(r"(?<![\w.-])([\w.-]{2,80}+)[\"']?[ \t]{0,4}(=>|:=|=|:(?!//))[ \t]{0,4}")
_TEXT = Lazy(r"\\?\"([^\"\\]{0,2000}+)|'([^']{0,2000}+)|([^\s;,&\"'|)}\]]{1,2000}+)")
# Where ";" separates a list, nothing else ends a text, and braces quote (ADO.NET, ODBC).
_ENTRY = Lazy(
    r"\{((?:[^{}]|\}\}){0,2000}+)\}(?=[ \t]*(?:;|$))|\"([^\"]{0,2000}+)\""
    r"|'([^']{0,2000}+)'|([^;\r\n]{1,2000}+)"
)
_BRACED_NAME = Lazy(r"[A-Za-z_][A-Za-z_.]*")
_ELEMENT = Lazy(r"<([A-Za-z][\w.:-]{1,80}+)>([^<>]{1,2000}+)</")
_ATTRIBUTES = Lazy(
    r"\b(?:key|name)=[\"']([\w.:-]{2,80}+)[\"']\s{1,8}+value=[\"']([^\"'<>]{1,2000}+)[\"']"
)
_ADDRESSES = Lazy(r"(?:[\w.-]{1,253}+:\d{1,5},)*+[\w.-]{1,253}+:\d{1,5}")
_KEY_LINE_END = Lazy(r"[\s\"',;]|\\+[nrt]?")
_KEY_LINE = Lazy(r"[A-Za-z0-9+/]{32,600}+={0,2}")
_LINE = Lazy(r"[ \t\r]*(?:\n|$)")
# Looked for as plain text: over 4 KB a pattern of alternatives costs a hundred times as much.
_SMELLS = (
    "pass",
    "pw",
    "psw",
    "secret",
    "token",
    "key",
    "sig",
    "auth",
    "cred",
    "salt",
    "honeycomb",
)
_SCHEMES = (
    "bearer", "basic", "token", "apikey", "api-key", "digest", "ssws", "splunk", "negotiate",
    "geniekey", "bot", "key",
)  # fmt: skip
_HEADER_STARTS = frozenset("\t\n\r\f\v :=\"'")  # what may precede a scheme
_HEADER = Lazy(r"[ \t]{1,4}([A-Za-z0-9+/_=.~:-]{8,4096})")
_JWT = Lazy(
    r"(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{8,4000}+\.eyJ[A-Za-z0-9_-]{4,4000}+\.[A-Za-z0-9_-]{8,2000}+"
)


def pairs(value: str) -> Iterator[Field]:
    """Yield key and value of keyword lists whose key smells of credentials.

    Connection strings, queries, JAAS, properties, `.npmrc`, YAML lines and `-Dkey=value`.
    """
    if not _smells(value):
        return
    told: set[tuple[str, str]] = set()
    seen, match = 0, _KEY.search(value)
    while match is not None and seen < MAX_PAIRS:
        found = _text(value, match) if _is_named(value, match) else None
        if found is not None:
            seen += 1
            text = _unquoted(found)
            # else prose: "password: required by the portal"
            if (match[1], text) not in told and (
                match[2] != ":"
                or not text.isalpha()
                or len(text) > PROSE
                or values.is_random(text)
                or _is_line(value, match, found)
            ):
                told.add((match[1], text))  # what is said again is judged once
                yield Field(name=match[1], text=text)
        # The text of another key may hold pairs itself: url=https://host?token=…
        match = _KEY.search(value, (found or match).end())


def _text(value: str, key: Match[str]) -> Match[str] | None:
    """Return the text behind a key; in a list separated by ";" it may hold any other sign."""
    listed = key[2] == "=" and ";" in value and (not key.start() or _ends_entry(value, key.start()))
    return (_ENTRY if listed else _TEXT).match(value, key.end())


def _ends_entry(value: str, at: int) -> bool:
    return value[max(0, at - 3) : at].rstrip(" \t").endswith(";")


def _unquoted(found: Match[str]) -> str:
    if found.re.groups == 3:  # noqa: PLR2004
        return found[1] or found[2] or found[3] or ""
    braced = found[1]
    if braced is not None and _BRACED_NAME.fullmatch(braced):
        return found[0]  # a template: {password}
    return braced or found[2] or found[3] or (found[4] or "").rstrip()


def _is_named(value: str, key: Match[str]) -> bool:
    """Tell whether a key smells of credentials and is no user or host of a URL."""
    if not _smells(key[1]):
        return False
    if key[2] != ":" or key.end() > key.end(2):
        return True
    return (
        not value.startswith("//", max(key.start() - 2, 0))
        and _PORT.match(value, key.end()) is None
    )


def _smells(text: str) -> bool:
    low = text.lower()
    return any(smell in low for smell in _SMELLS)


def elements(value: str) -> Iterator[Field]:
    """Yield the XML elements whose name smells of credentials, and which hold text alone.

    So do settings: `<add key="NAME" value="TEXT"/>`.
    """
    if "value=" in value and "<" in value:
        for match in islice(_ATTRIBUTES.finditer(value), MAX_PAIRS):
            if _smells(match[1]):
                yield Field(name=match[1], text=match[2])
    if "</" in value:
        for match in islice(_ELEMENT.finditer(value), MAX_PAIRS):
            if _smells(match[1]):
                yield Field(name=match[1], text=match[2])


def _is_line(value: str, key: Match[str], text: Match[str]) -> bool:
    """Tell whether `key: text` fills one line of several, as in YAML."""
    before = value.rfind("\n", 0, key.start()) + 1
    return (
        "\n" in value
        and not value[before : key.start()].strip(" \t-")
        and _LINE.match(value, text.end()) is not None
    )


def headers(value: str) -> Iterator[tuple[str, str]]:
    """Yield scheme and credentials of authorization headers."""
    low = value.lower()
    if len(low) != len(value):  # a letter of another alphabet that is longer in lower case
        return
    for scheme in _SCHEMES:
        for at in islice(occurrences(low, scheme), MAX_HEADERS):
            if at and low[at - 1] not in _HEADER_STARTS:
                continue
            match = _HEADER.match(value, at + len(scheme))
            if match is not None:
                yield scheme, match[1]


def occurrences(value: str, literal: str) -> Iterator[int]:
    """Yield where a literal begins in a value."""
    at = value.find(literal)
    while at >= 0:
        yield at
        at = value.find(literal, at + len(literal))


def tokens(value: str) -> Iterator[str]:
    """Yield signed JSON web tokens."""
    if ".eyJ" in value:
        for match in _JWT.finditer(value):
            yield match[0]


TYPE_CHECKING = False  # type checkers take this name for true; `typing` is slow to import
if TYPE_CHECKING:
    from re import Match
    from typing import TypeAlias

    Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def document(value: str) -> Json:
    """Return a JSON object or list, or None where the value is neither."""
    if not value.startswith(("{", "[")):
        return None
    import json  # noqa: PLC0415  few values are documents, and it takes long to import

    try:
        found: Json = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, (dict, list)) else None


def leaves(node: Json, name: str = "", depth: int = 0) -> Iterator[Field]:
    """Yield every text of a document with the name of the field that holds it."""
    if depth > MAX_DEPTH:
        return
    if isinstance(node, dict):
        neighbours = frozenset(node)
        for key, inner in node.items():
            if isinstance(inner, str):
                yield Field(name=key, text=inner, neighbours=neighbours)
            else:
                yield from leaves(inner, key, depth + 1)
        yield from _named_by_neighbour(node)
    elif isinstance(node, list):
        for inner in node:
            if isinstance(inner, str):
                yield Field(name=name, text=inner)
            else:
                yield from leaves(inner, name, depth + 1)


def _named_by_neighbour(node: dict[str, Json]) -> Iterator[Field]:
    # as the lists of variables that ECS and CloudFormation write: name next to value
    for key, value in (("name", "value"), ("Name", "Value"), ("key", "value"), ("Key", "Value")):
        name, text = node.get(key), node.get(value)
        if isinstance(name, str) and isinstance(text, str):
            yield Field(name=name, text=text)


def is_private_jwk(node: Json) -> bool:
    """Tell whether a document is, or holds, a JSON web key with its private part."""
    if isinstance(node, dict):
        if "kty" in node and ("d" in node or ("k" in node and node["kty"] == "oct")):
            return True
        keys = node.get("keys")
        return isinstance(keys, list) and any(is_private_jwk(key) for key in keys)
    return isinstance(node, list) and any(is_private_jwk(key) for key in node[:20])


def key_body(value: str, at: int) -> int:
    """Return how many characters of base64 follow a key's header, in lines long enough for it.

    A key that ends in a full stop was cut off, to be shown: it has none.
    """
    window = value[at : at + KEY_WINDOW].partition("-----")[0]
    if window.endswith((".", "…")):
        return 0
    lines = (line for line in _KEY_LINE_END.split(window) if len(line) >= KEY_LINE)
    return sum(
        len(line) for line in lines if _KEY_LINE.fullmatch(line) and len(set(line)) > KEY_SIGNS
    )


def is_byte_array(node: Json) -> bool:
    """Tell whether a document is a key written as 32 or 64 numbers of a byte, as wallets are."""
    return (
        isinstance(node, list)
        and len(node) in BYTE_KEYS
        and all(type(number) is int and 0 <= number <= 255 for number in node)  # noqa: PLR2004
        and len(set(node)) >= len(node) // 2
    )


def basic_pair(text: str) -> str | None:
    """Return the password of `user:password`, or None."""
    user, colon, password = text.partition(":")
    if not colon or not user or " " in text or "/" in user or _ADDRESSES.fullmatch(text):
        return None
    return password if len(password) >= 3 and not values.is_nothing(password) else None  # noqa: PLR2004
