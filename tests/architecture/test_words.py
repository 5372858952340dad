"""Texts that users and developers read are plain English, and so are the names of tests."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import pytest

from tests.architecture.rooms import ROOT, Sources, nodes, sources

# What to avoid, and what to write instead.
AVOID = {
    r"nobody|somebody": "name who, or use the passive",
    r"stands?(?! (?:in )?for\b|-)": "is, appears, remains",
    r"beside": "next to, in addition to, apart from",
    r"odd": "unusual, unexpected",
    r"hangs? on": "depends on",
    r"mend(?:s|ed)?": "fix",
    r"in force": "active, effective",
    r"graver|gravest": "more severe, most severe",
    r"sign(?:ed|s)? for": "waive",
    r"makes? good": "repair",
    r"broke off": "failed, was cut off",
    r"dearer": "costs more",
}
WORDS = {re.compile(rf"\b(?:{word})\b", re.IGNORECASE): use for word, use in AVOID.items()}
EXPRESSION = re.compile(r"\{[{%].*?[}%]\}")  # of a template
PAGES = {
    path.relative_to(ROOT).as_posix(): EXPRESSION.sub("", path.read_text(encoding="utf-8"))
    for path in sorted(
        [
            *(ROOT / "docs").rglob("*.md"),
            *(ROOT / "reports").rglob("*.j2"),
            ROOT / "CONTRIBUTING.md",
            ROOT / "README.md",
        ]
    )
}


def written(source: str) -> Iterator[str]:
    """Yield the texts of a module, its docstrings and its comments."""
    for node in nodes(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
    yield from comments(source)


def comments(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def unwelcome(text: str) -> Iterator[str]:
    for word, use in WORDS.items():
        for found in word.finditer(text):
            around = " ".join(text[max(0, found.start() - 30) : found.end() + 20].split())
            yield f"{found[0]!r} in {around!r}: {use}"


def of_modules(modules: Sources) -> list[str]:
    return [
        f"{path}: {found}"
        for path, source in modules.items()
        for text in written(source)
        for found in unwelcome(text)
    ]


def test_texts_and_comments_of_the_program_are_plain() -> None:
    assert of_modules(sources()) == []


def test_the_names_of_tests_are_plain() -> None:
    name = re.compile(r"^ *(?:async )?def (test_\w+)", re.MULTILINE)
    found = [
        f"{path.relative_to(ROOT)}: {said}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for test in name.findall(path.read_text(encoding="utf-8"))
        for said in unwelcome(test.replace("_", " "))
    ]
    assert found == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_and_templates_are_plain(page: str) -> None:
    assert list(unwelcome(PAGES[page])) == []


def test_a_planted_word_is_found() -> None:
    assert len(of_modules({"checks/x.py": 'def f():\n    """Nobody looks."""\n'})) == 1
    assert len(of_modules({"auditor/model/x.py": 'm = "fix what stands there"\n'})) == 1
    assert len(of_modules({"auditor/model/x.py": 'def f():\n    """Nobody looks."""\n'})) == 1
    assert len(of_modules({"auditor/model/x.py": "x = 1  # beside y\n"})) == 1
    assert of_modules({"auditor/model/x.py": "x = 1  # stands for y\n"}) == []
