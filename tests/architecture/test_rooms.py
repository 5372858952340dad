"""Who may import whom: exactly what rooms.toml says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.architecture import rooms
from tests.architecture.rooms import Room, Sources

EDIT = "edit tests/architecture/rooms.toml, then `make docs`"
CODE = rooms.sources()


def differences(modules: Sources, table: tuple[Room, ...]) -> Iterator[str]:
    """Yield each way in which the code differs from the table."""
    rows, code = {r.name: r for r in table}, {r.name: r for r in rooms.used(modules)}
    for name in sorted(rows.keys() | code.keys()):
        row = rows.get(name, Room(name=name, imports=frozenset(), packages=frozenset()))
        room = code.get(name)
        if room is None:
            yield f"the room {name} is in the table alone; {EDIT}"
            continue
        if name and name not in rows:
            yield f"the room {name} is not in the table; {EDIT}"
        for other in sorted(room.imports - row.imports):
            yield f"{name} imports auditor.{other}, which the table does not allow; {EDIT}"
        for other in sorted(room.packages - row.packages):
            yield f"{name} imports {other}, which the table does not allow; {EDIT}"
        for other in sorted((row.imports - room.imports) | (row.packages - room.packages)):
            yield f"{name} no longer imports {other}; {EDIT}"


def upward(table: tuple[Room, ...]) -> Iterator[str]:
    """Yield each import of a room that is not above in the table; without one, no circle."""
    seen: set[str] = set()
    for room in table:
        for other in sorted(room.imports - seen):
            yield f"{room.name} may not import {other}, which is below it in the table"
        seen.add(room.name)


def test_every_room_imports_exactly_what_the_table_says() -> None:
    assert list(differences(CODE, rooms.allowed())) == []


def test_no_room_imports_one_below_it() -> None:
    assert list(upward(rooms.allowed())) == []


def test_the_rooms_are_few_enough_to_know() -> None:
    assert len(rooms.allowed()) <= 15


def test_the_printed_table_is_the_table() -> None:
    text = rooms.PAGE.read_text(encoding="utf-8")
    assert text == rooms.page(text), "run: make docs"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("auditor/assess/score.py", "from auditor.cli import failure"),
        ("auditor/evaluate/engine.py", "from auditor.collect import collect"),
        ("reports/markdown.py", "import auditor.collect.aws.calls"),
        ("auditor/collect/region.py", "from auditor.assess import assemble"),
        ("auditor/evaluate/engine.py", "from auditor.checks.permissions import admin_role"),
        ("checks/permissions/admin_role.py", "from auditor import storage"),
        ("auditor/model/arn.py", "def late():\n    import boto3"),
        ("auditor/utils.py", "x = 1"),
    ],
)
def test_a_planted_violation_is_found_and_names_the_file_to_edit(path: str, line: str) -> None:
    planted = {**CODE, path: f"{CODE.get(path, '')}\n{line}\n"}
    found = list(differences(planted, rooms.allowed()))
    assert len(found) == 1
    assert EDIT in found[0]


def test_a_row_that_is_not_used_is_found() -> None:
    head, *rest = rooms.allowed()
    dead = Room(name=head.name, imports=head.imports, packages=head.packages | {"numpy"})
    assert list(differences(CODE, (dead, *rest))) == [f"model no longer imports numpy; {EDIT}"]
    spare = Room(name="spare", imports=frozenset(), packages=frozenset())
    assert len(list(differences(CODE, (head, *rest, spare)))) == 1


def test_a_circle_is_found() -> None:
    one = Room(name="one", imports=frozenset({"two"}), packages=frozenset())
    two = Room(name="two", imports=frozenset({"one"}), packages=frozenset())
    assert len(list(upward((one, two)))) == 1
