"""Names that say what a thing is: an act is a verb, and a class is called as no other one is."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.architecture.rooms import Sources, nodes, sources

# Participles that do not end in -ed. Those that are a verb as well (read, run, put, set) may act.
IRREGULAR = frozenset(
    {
        *("begun", "bound", "built", "chosen", "done", "drawn", "found", "given", "gone", "held"),
        *("kept", "known", "laid", "left", "lost", "made", "said", "seen", "sent", "shown"),
        *("sold", "spoken", "taken", "taught", "thought", "told", "thrown", "worn", "written"),
    }
)
CODE = sources()


def acts_called_by_a_participle(source: str) -> Iterator[str]:
    """Yield functions that act, since they return nothing or wait, and are not called by a verb."""
    for node in nodes(source):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        word = node.name.strip("_").partition("_")[0]
        participle = word in IRREGULAR or (word.endswith("ed") and len(word) > len("need"))
        nothing = isinstance(node.returns, ast.Constant) and node.returns.value is None
        if participle and (nothing or isinstance(node, ast.AsyncFunctionDef)):
            yield f"line {node.lineno}: {node.name} acts: call it by a verb"


def classes_of_one_name(modules: Sources) -> dict[str, list[str]]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path, text in modules.items():
        for node in nodes(text):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path}:{node.lineno}")
    return {name: found for name, found in places.items() if len(found) > 1}


def test_no_act_is_called_by_a_participle() -> None:
    found = [
        f"{path}, {act}" for path, text in CODE.items() for act in acts_called_by_a_participle(text)
    ]
    assert found == []


def test_no_two_classes_have_one_name() -> None:
    assert classes_of_one_name(CODE) == {}


@pytest.mark.parametrize(
    "source",
    [
        "def written(path: str) -> None: ...",
        "async def _collected() -> int: ...",
        "class A:\n    def kept(self) -> None: ...",
    ],
)
def test_a_planted_participle_is_found(source: str) -> None:
    assert len(list(acts_called_by_a_participle(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def sorted_rows() -> list[int]: ...",
        "async def read() -> int: ...",
        "def feed(rows: list[int]) -> None: ...",
    ],
)
def test_a_value_by_a_participle_and_an_act_by_a_verb_pass(source: str) -> None:
    assert list(acts_called_by_a_participle(source)) == []


def test_a_planted_second_class_is_found() -> None:
    planted = {"auditor/a.py": "class Target: ...", "reports/b.py": "class Target: ..."}
    assert classes_of_one_name(planted) == {"Target": ["auditor/a.py:1", "reports/b.py:1"]}
