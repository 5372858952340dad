"""The documentation is current, complete and without dead links."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs import commands, markdown, report_schema
from tests.docs.markdown import PAGES, ROOT


@pytest.mark.parametrize("page", [commands, report_schema], ids=lambda page: page.PAGE.name)
def test_a_generated_page_is_current(page: Any) -> None:
    # In a process of its own: click keeps the help option with which a command was first shown.
    name = page.__name__
    code = f"import sys, {name}; sys.stdout.write({name}.page())"
    made = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-X", "utf8", "-c", code],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert page.PAGE.read_text(encoding="utf-8") == made.stdout, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=markdown.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    dead = []
    for link in markdown.links(page):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in markdown.anchors(target)):
            dead.append(link)
    assert dead == []


def test_every_page_is_in_the_navigation_of_the_site() -> None:
    site = tomllib.loads((ROOT / "zensical.toml").read_text())
    shown = set(_pages(site["project"]["nav"]))
    assert shown == {path.relative_to(ROOT / "docs").as_posix() for path in _site()}


def _pages(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for one in entry.values() if isinstance(entry, dict) else entry:
            yield from _pages(one)


def _site() -> Iterator[Path]:
    return (ROOT / "docs").rglob("*.md")
