"""Finds the tokens of providers in many short texts at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from auditor.analysis.secrets import structures
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.packages import NOT_IN_CODE
from auditor.analysis.secrets.rules import CompiledFormat, Rules

# What follows one of these headers is the key itself, up to the end of the text or its quotes.
_KEYS = frozenset(("private-key", "putty-private-key", "ssh2-private-key"))
_BEGINNING = Lazy(r"(?<![A-Za-z0-9_])[A-Za-z0-9_]{3}")  # of a word


def tokens_by_text(rules: Rules, texts: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the tokens in each text that has one, the longest first.

    The formats are those that are sure without a variable's name, and the user's own.
    """
    together = "\n".join(texts)
    # Most literals are in no text of an account: all texts are searched for each at once, and
    # for few of those that begin a word.
    begun = frozenset(_BEGINNING.findall(together))
    rows = [
        row
        for row in rules.formats
        if _is_sure(row) and _may_occur(row, begun) and row.literal in together
    ]
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        tokens = {t for row in rows if row.literal in text for t in _tokens(row, text)}
        if tokens:
            found[text] = tuple(sorted(tokens, key=lambda token: (-len(token), token)))
    return found


def _may_occur(row: CompiledFormat, begun: Collection[str]) -> bool:
    """Return whether a word begins as the literal does, if that is where it has to be."""
    first = _BEGINNING.match(row.literal)
    return not row.leading or first is None or first[0] in begun


def _is_sure(row: CompiledFormat) -> bool:
    described = row.described
    return described.confidence == "high" and described.id not in NOT_IN_CODE


def _tokens(row: CompiledFormat, text: str) -> Iterator[str]:
    for match in _matches(row, text):
        if match[0] and not match[0].endswith("EXAMPLE"):
            yield _whole(row, text, match)


def _matches(row: CompiledFormat, text: str) -> Iterator[re.Match[str]]:
    if not row.leading:
        yield from row.pattern.finditer(text)
        return
    for at in structures.occurrences(text, row.literal):
        match = row.pattern.match(text, at)
        if match is not None:
            yield match


def _whole(row: CompiledFormat, text: str, match: re.Match[str]) -> str:
    if row.described.id not in _KEYS:
        return match[0]
    end = text.find('"', match.end())
    return text[match.start() : end if end >= 0 else len(text)]
