"""The rooms of the program, and who may import whom: rooms.toml against the code.

`python tests/architecture/rooms.py` writes the table of docs/architecture.md from rooms.toml.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("rooms.toml")
PAGE = ROOT / "docs" / "architecture.md"
START, END = "<!-- rooms: written by `make docs` -->\n", "<!-- end of rooms -->\n"

Sources = Mapping[str, str]  # path below the root -> text


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One folder of the program, as the table or the code has it."""

    name: str
    imports: frozenset[str]  # other rooms
    packages: frozenset[str]  # of third parties, by import name
    knows: str = ""


def sources() -> Sources:
    """Return the text of every module of the program."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for top in ("auditor", "checks", "reports")
        for path in sorted((ROOT / top).rglob("*.py"))
    }


def allowed() -> tuple[Room, ...]:
    """Return the table's rooms, in its order: each may import only rooms above it."""
    return tuple(
        Room(
            name=row["name"],
            knows=row["knows"],
            imports=frozenset(row["imports"]),
            packages=frozenset(row["packages"]),
        )
        for row in tomllib.loads(TABLE.read_text(encoding="utf-8"))["room"]
    )


def room_of(path: str) -> str:
    """Return the room that a module lies in; empty for the package's own `__init__`."""
    top, *rest = path.removesuffix(".py").split("/")
    if top != "auditor":
        return top
    return "" if rest == ["__init__"] else rest[0]


@cache
def tree(source: str) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(source)


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    """Return every node of a module's syntax tree."""
    return tuple(ast.walk(tree(source)))


@cache
def imported(source: str) -> frozenset[str]:
    """Return every module that a module imports, wherever in it, by its full name."""
    return frozenset(_imported(source))


def _imported(source: str) -> Iterator[str]:
    for node in nodes(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            module = node.module or ""
            if module == "auditor":  # `from auditor import plugin` is auditor.plugin
                yield from (f"auditor.{alias.name}" for alias in node.names)
            else:
                yield module


def used(modules: Sources) -> tuple[Room, ...]:
    """Return the rooms as the code has them, by name."""
    rooms: dict[str, tuple[set[str], set[str]]] = {}
    for path, source in modules.items():
        inner, outer = rooms.setdefault(room_of(path), (set(), set()))
        for name in imported(source):
            top, _, rest = name.partition(".")
            if top == "auditor":
                inner.add(rest.partition(".")[0])
            elif top not in sys.stdlib_module_names:
                outer.add(top)
    return tuple(
        Room(name=name, imports=frozenset(inner - {name}), packages=frozenset(outer))
        for name, (inner, outer) in sorted(rooms.items())
    )


def markdown(rooms: tuple[Room, ...]) -> str:
    """Return the table of docs/architecture.md."""

    def listed(names: frozenset[str], order: list[str]) -> str:
        return ", ".join(sorted(names, key=lambda n: (order.index(n) if n in order else 0, n)))

    order = [room.name for room in rooms]
    lines = ["| room | what it knows | imports | third-party packages |", "|---|---|---|---|"]
    for room in rooms:
        folder = room.name if (ROOT / room.name).is_dir() else f"auditor/{room.name}"
        own = f"`{folder}{'' if (ROOT / f'{folder}.py').is_file() else '/'}`"
        lines.append(
            f"| {own} | {room.knows} | {listed(room.imports, order) or 'none'}"
            f" | {listed(room.packages, order) or 'none'} |"
        )
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """Return docs/architecture.md with the table of today."""
    before, _, rest = text.partition(START)
    return f"{before}{START}{markdown(allowed())}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
