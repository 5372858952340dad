"""The formats and references of one run, ready to match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from auditor.analysis.secrets import placeholders, structures, values
from auditor.analysis.secrets.format import Format
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.verdict import SecretVerdict, best

SHORTEST_FORMAT = 12  # characters
TAIL = 12  # characters at the end of a token that a placeholder fills with x or 0
MANY_WORDS = 128  # from which on looking at each costs more than looking for every literal
_DIVIDED = frozenset("-/")  # in a token: a UUID, a URL
_FILLED = Lazy(r"([xX*])\1{9}")
_WORD = Lazy(r"[A-Za-z0-9_]++")

TYPE_CHECKING = False  # type checkers take this name for true; `typing` is slow to import
if TYPE_CHECKING:
    from re import Match


class CompiledFormat:
    """A format, ready to match: the pattern is compiled when its literal is first met.

    `leading` says that every match begins with the literal, and where a word begins.
    """

    __slots__ = ("characters", "described", "leading", "literal", "pattern")

    def __init__(
        self, literal: str, pattern: Lazy, described: Format, *, leading: bool = False
    ) -> None:
        self.literal = literal
        self.characters = frozenset(literal)
        self.pattern = pattern
        self.described = described
        self.leading = leading

    def search(self, value: str) -> Match[str] | None:
        """Return the first match, begun at few of many occurrences of a leading literal."""
        if not self.leading:
            return self.pattern.search(value)
        starts = islice(structures.occurrences(value, self.literal), MANY_WORDS)
        matches = (self.pattern.match(value, at) for at in starts)
        return next((match for match in matches if match is not None), None)


class Rules:
    """The formats and references of one run, built-in and the user's."""

    __slots__ = ("formats", "inner", "leading", "references")

    def __init__(self, formats: Iterable[CompiledFormat], references: Iterable[Lazy] = ()) -> None:
        self.formats = tuple(formats)
        self.references = tuple(references)
        # Most tokens begin with their literal at the beginning of a word: those rows by the first
        # two characters of it. The others are looked for everywhere.
        self.leading: dict[str, list[CompiledFormat]] = {}
        for row in self.formats:
            if row.leading:
                self.leading.setdefault(row.literal[:2], []).append(row)
        self.inner = tuple(row for row in self.formats if not row.leading)

    def matches(self, value: str) -> list[tuple[CompiledFormat, Match[str]]]:
        """Return what has the format of a row, in the order of the rows."""
        found: list[tuple[CompiledFormat, Match[str] | None]] = []
        words = islice(_WORD.finditer(value), MANY_WORDS + 1)
        starts = [word.start() for word in words]
        rows: Iterable[CompiledFormat] = self.inner
        if len(starts) > MANY_WORDS:
            occurring = set(value)  # most long values are of few characters, as most attacks
            rows = (row for row in self.formats if row.characters <= occurring)
            starts = []
        for at in starts:
            found += [
                (row, row.pattern.match(value, at))
                for row in self.leading.get(value[at : at + 2], ())
                if value.startswith(row.literal, at)
            ]
        found += [(row, row.search(value)) for row in rows if row.literal in value]
        matched = [(row, match) for row, match in found if match is not None]
        # The first of two formats is named.
        return (
            sorted(matched, key=lambda pair: self.formats.index(pair[0]))
            if len(matched) > 1
            else matched
        )


def by_format(rules: Rules, value: str) -> SecretVerdict | None:
    """Return the provider's format that a value has, the surest one, or None."""
    return best(_formats(rules, value)) if len(value) >= SHORTEST_FORMAT else None


def _formats(rules: Rules, value: str) -> Iterator[SecretVerdict]:
    for matched, match in rules.matches(value):
        row, token = matched.described, match[0]
        if not token:
            continue
        filled = _FILLED.search(token) is not None or (
            len(token) > TAIL and len(set(token[-TAIL:])) <= 2  # noqa: PLR2004
        )
        if filled or placeholders.is_filled_in(token):
            continue  # sk-xxxxxxxxxxxxxxxx: written down to show where the token goes
        if row.confidence == "medium" and not values.noise(token) and _DIVIDED.isdisjoint(token):
            continue  # a common prefix and then words
        sure = row.checksum is not None and row.checksum(token)
        example = "EXAMPLE" in token or (  # in the middle of the longer ones that AWS shows
            row.body > 0 and structures.key_body(value, match.end()) < row.body
        )
        yield SecretVerdict(
            detector=row.id,
            confidence="low" if example else row.confidence,
            reason=f"the value has the format {row.id}" + (", checksum included" if sure else ""),
            secret=token,
        )
