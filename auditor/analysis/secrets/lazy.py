"""A regular expression that costs nothing until it is first used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Lazy:
    """Compiles its pattern on first use: importing every pattern at once would take longer
    than the whole scan of a small account.

    What it remembers is the compiled pattern and nothing else.
    """  # noqa: D205

    fullmatch: Callable[[str], re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]  # the text, and where to begin in it
    search: Callable[..., re.Match[str] | None]
    findall: Callable[[str], list[str]]
    finditer: Callable[[str], Iterator[re.Match[str]]]
    split: Callable[[str], list[str]]
    sub: Callable[[str, str], str]

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Compile, and set every method with the pattern, so that this is called once."""
        compiled = re.compile(self.pattern)
        for method in ("fullmatch", "match", "search", "findall", "finditer", "split", "sub"):
            setattr(self, method, getattr(compiled, method))
        found: Callable[..., object] = getattr(compiled, name)
        return found
