"""The files and options that pages and modules name exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from auditor.cli import main
from tests.architecture.rooms import sources
from tests.docs import markdown
from tests.docs.markdown import PAGES, ROOT

FOLDERS = ("auditor", "checks", "reports", "tests", "docs", "deploy", "bench", r"\.ci")
PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]+)`")
SCHEMA = re.compile(r"auditor/[a-z-]+/\d+")  # of a document, such as `auditor/report/1`
OPTION = re.compile(r"`(--[a-z][a-z0-9-]+)[^`]*`")
TARGET = re.compile(r"(?:^|`|\$ |run: )make ([a-z][a-z-]*)", re.MULTILINE)
RULE = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
OF_OTHERS = {"--user", "--with-decryption"}  # docker's, the AWS CLI's
# A changelog speaks of what was there once.
CURRENT = [page for page in PAGES if page.name != "CHANGELOG.md"]


def absent(text: str) -> list[str]:
    """Return the paths in a text that lead nowhere; a module may be named without its ending."""
    named = (path for path in PATH.findall(text) if not SCHEMA.fullmatch(path))
    return [p for p in named if not ((ROOT / p).exists() or (ROOT / f"{p}.py").exists())]


def options(command: click.Command) -> Iterator[str]:
    for param in command.params:
        yield from (*param.opts, *param.secondary_opts)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from options(found)


@pytest.mark.parametrize("page", CURRENT, ids=markdown.name)
def test_a_page_names_files_that_exist(page: Path) -> None:
    assert absent(page.read_text(encoding="utf-8")) == []


def test_modules_name_files_that_exist() -> None:
    named = {path: absent(source) for path, source in sources().items()}
    assert {path: found for path, found in named.items() if found} == {}


def test_pages_name_options_that_exist() -> None:
    known = {*options(main), "--help", *OF_OTHERS}
    named = {o: page for page in CURRENT for o in OPTION.findall(page.read_text(encoding="utf-8"))}
    assert {option: page for option, page in named.items() if option not in known} == {}


def test_pages_and_continuous_integration_name_targets_that_the_makefile_has() -> None:
    rules = set(RULE.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    steps = [ROOT / ".ci" / "run", *(ROOT / ".github" / "workflows").glob("*.yml")]
    texts = [path.read_text(encoding="utf-8") for path in (*CURRENT, *steps)]
    named = {target for text in texts for target in TARGET.findall(text)}
    assert {"demo", "test", "browser-test"} <= named
    assert named <= rules


def test_a_planted_name_is_found() -> None:
    assert absent("see `auditor/gone.py` and `auditor/plugin`") == ["auditor/gone.py"]
