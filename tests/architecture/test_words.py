"""Texts that users read are plain English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.rooms import ROOT, Sources, nodes, sources

# What to avoid, and what to write instead.
AVOID = {
    r"nobody|somebody": "name who, or use the passive",
    r"stands?(?!-)": "is, appears, remains",
    r"beside": "next to, in addition to, apart from",
    r"odd": "unusual, unexpected",
    r"hangs? on": "depends on",
    r"mend(?:s|ed)?": "fix",
    r"in force": "active, effective",
    r"graver": "more severe",
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


def shown(source: str, *, documented: bool) -> Iterator[str]:
    """Yield the texts of a module that may be shown; `documented`: docstrings too."""
    everything = nodes(source)
    scopes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(node.body[0].value)
        for node in everything
        if isinstance(node, scopes) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in everything:
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and (documented or id(node) not in docs):
            yield text


def unwelcome(text: str) -> Iterator[str]:
    for word, use in WORDS.items():
        for found in word.finditer(text):
            around = " ".join(text[max(0, found.start() - 30) : found.end() + 20].split())
            yield f"{found[0]!r} in {around!r}: {use}"


def of_modules(modules: Sources) -> list[str]:
    # The docstrings of checks and commands are printed.
    printed = ("checks/", "auditor/cli/")
    return [
        f"{path}: {found}"
        for path, source in modules.items()
        for text in shown(source, documented=path.startswith(printed))
        for found in unwelcome(text)
    ]


def test_texts_of_the_program_are_plain() -> None:
    assert of_modules(sources()) == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_and_templates_are_plain(page: str) -> None:
    assert list(unwelcome(PAGES[page])) == []


def test_a_planted_word_is_found() -> None:
    assert len(of_modules({"checks/x.py": 'def f():\n    """Nobody looks."""\n'})) == 1
    assert len(of_modules({"auditor/model/x.py": 'm = "fix what stands there"\n'})) == 1
    assert of_modules({"auditor/model/x.py": 'def f():\n    """Nobody looks."""\n'}) == []
