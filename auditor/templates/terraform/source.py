"""The .tf files that a plan was made of: where each resource is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.model import Place
from auditor.templates import reader
from auditor.templates.terraform.addresses import without_indexes

_BLOCK = re.compile(r'^[ \t]*resource[ \t]+"([\w-]+)"[ \t]+"([\w-]+)"[ \t]*\{', re.MULTILINE)
_MOST_FILES = 2_000
_SKIPPED = frozenset({".terraform", ".git", "node_modules"})


def declared_at(folder: Path, shown: str) -> dict[str, tuple[Place, ...]]:
    """Return where resources are declared, by TYPE.NAME; several modules may have the same."""
    found: dict[str, tuple[Place, ...]] = {}
    for path in tf_files(folder):
        name = f"{shown}/{path.relative_to(folder).as_posix()}".removeprefix("./")
        text = reader.decode(reader.read_bytes(path, name), name)
        for block in _BLOCK.finditer(text):
            line = text.count("\n", 0, block.start()) + 1
            end = line + text.count("\n", block.start(), _end(text, block.end()))
            place = Place(file=name, line=line, end_line=end)
            key = f"{block[1]}.{block[2]}"
            found[key] = (*found.get(key, ()), place)
    return found


def tf_files(folder: Path) -> Iterator[Path]:
    """Yield the .tf files of a folder and those below it, without what tools put there."""
    left = _MOST_FILES
    folders = [folder]
    while folders and left > 0:
        for path in sorted(folders.pop().iterdir()):
            if path.is_symlink() or path.name in _SKIPPED:
                continue
            if path.is_dir():
                folders.append(path)
            elif path.suffix == ".tf":
                left -= 1
                yield path


def _end(text: str, start: int) -> int:
    """Return the offset of the brace that closes a block; braces in texts are balanced in HCL."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text)


def place_of(address: str, declared: Mapping[str, tuple[Place, ...]]) -> Place | None:
    """Return the place of an address; None where no file, or more than one, declares its name."""
    words = without_indexes(address).split(".")
    found = declared.get(".".join(words[-2:]), ())
    return found[0] if len(found) == 1 else None
