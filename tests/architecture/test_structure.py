"""What code must look like: one barrier, small modules, short functions, decisions from data."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.rooms import ROOT, Sources, nodes, sources

MOST_LINES, MOST_IN_FUNCTION = 300, 30
# Where sentences are kept. What the program decides, it decides by data.
PROSE = {"cap", "detail", "message", "note", "notes", "rationale", "reason", "title"}
ARN_HOME = "auditor/model/arn.py"
CODE = sources()
Guard = Callable[[str], Iterator[str]]


def broad_excepts(source: str) -> Iterator[str]:
    for node in nodes(source):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "BaseException"
            if caught in {"Exception", "BaseException"}:
                yield f"line {node.lineno}: except {caught}"


def long_modules(source: str) -> Iterator[str]:
    lines = source.count("\n")
    if lines > MOST_LINES:
        yield f"{lines} lines, of {MOST_LINES} at most: split it"


def long_functions(source: str) -> Iterator[str]:
    """Yield functions of too many lines, their documentation not counted."""
    for node in nodes(source):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node) is not None:
                first = node.body[0]
                lines -= (first.end_lineno or first.lineno) - first.lineno + 1
            if lines > MOST_IN_FUNCTION:
                yield f"line {node.lineno}: {node.name} has {lines} lines: split it"


def decisions_from_prose(source: str) -> Iterator[str]:
    """Yield places that look for a word in a sentence, or take one apart."""
    for node in nodes(source):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            place = node.comparators[0]
            literal = isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
            if literal and isinstance(place, ast.Attribute) and place.attr in PROSE:
                yield f"line {node.lineno}: {ast.unparse(node)}: carry data instead"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            place = node.func.value
            taken = node.func.attr in {"split", "rsplit", "partition", "rpartition"} and node.args
            asked = node.func.attr in {"startswith", "endswith", "find", "index"}
            if (taken or asked) and isinstance(place, ast.Attribute) and place.attr in PROSE:
                yield f"line {node.lineno}: {ast.unparse(node)}: carry data instead"


def arns_taken_apart(source: str) -> Iterator[str]:
    """Yield places that split an ARN: something named after one, or at more than one colon."""
    for node in nodes(source):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in {"split", "rsplit", "partition", "rpartition"} or not node.args:
            continue
        text = ast.unparse(node.func.value)
        separator = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
        named = any(word.rpartition("_")[2] in {"arn", "arns"} for word in text.split("."))
        whole = node.func.attr == "split" and separator == ":" and _parts(node) != 1
        if (named and separator in {":", "/"}) or whole:
            yield f"line {node.lineno}: {ast.unparse(node)}: use {ARN_HOME}"


def _parts(node: ast.Call) -> object:
    given = [*node.args[1:], *(k.value for k in node.keywords)]
    return given[0].value if given and isinstance(given[0], ast.Constant) else None


def violations(guard: Guard, modules: Sources) -> list[str]:
    return [f"{path}, {found}" for path, text in modules.items() for found in guard(text)]


def test_one_place_takes_up_whatever_is_raised() -> None:
    found = [place.partition(",")[0] for place in violations(broad_excepts, CODE)]
    assert found == ["auditor/evaluate/plugin_barrier.py"]


def test_no_decision_is_read_from_prose() -> None:
    assert violations(decisions_from_prose, CODE) == []


@pytest.mark.parametrize("guard", [long_modules, long_functions])
def test_modules_and_functions_are_short(guard: Guard) -> None:
    assert violations(guard, CODE) == []


def test_arns_are_taken_apart_in_one_module() -> None:
    others = {path: text for path, text in CODE.items() if path != ARN_HOME}
    assert violations(arns_taken_apart, others) == []


@pytest.mark.parametrize(
    ("guard", "source"),
    [
        (broad_excepts, "try:\n    pass\nexcept:\n    pass\n"),
        (broad_excepts, "try:\n    pass\nexcept Exception:\n    pass\n"),
        (long_modules, "x = 1\n" * 301),
        (long_functions, "def f():\n" + "    x = 1\n" * 30),
        (decisions_from_prose, "crashed = [r for r in results if 'crashed' in r.reason]"),
        (decisions_from_prose, "label = finding.message.split(' ', 1)[0]"),
        (decisions_from_prose, "kept = result.reason.startswith('denied')"),
        (arns_taken_apart, "region = function.arn.split(':', 5)[3]"),
        (arns_taken_apart, "name = role_arn.rpartition('/')[2]"),
        (arns_taken_apart, "parts = resource.split(':')"),
    ],
)
def test_a_planted_violation_is_found(guard: Guard, source: str) -> None:
    assert len(violations(guard, {"auditor/planted.py": source})) == 1


def test_the_wheel_declares_every_package() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = build["package-dir"]

    def folder(package: str) -> str:
        prefix = max((p for p in folders if package == p or package.startswith(f"{p}.")), key=len)
        return str(folders[prefix] + package[len(prefix) :]).replace(".", "/")

    declared = {folder(package) for package in build["packages"]}
    assert declared == {Path(source).parent.as_posix() for source in CODE}
