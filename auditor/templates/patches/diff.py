"""Changed files as one unified diff, as `git apply` and `patch -p1` take it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff


def unified(changed: Mapping[str, tuple[str, str]]) -> str:
    """Return the diff of files: path -> (text before, text after)."""
    return "".join(line for path in sorted(changed) for line in _of_file(path, *changed[path]))


def _of_file(path: str, before: str, after: str) -> Iterator[str]:
    rows = (lines_of(before), lines_of(after))
    for line in unified_diff(*rows, fromfile=f"a/{path}", tofile=f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def lines_of(text: str) -> list[str]:
    """Return the lines with their ends; only a line feed ends one, as for `patch`."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
