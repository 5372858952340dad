"""The pages of the project, their links, their anchors and the commands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
        ROOT / "deploy" / "github" / "README.md",
    ]
)
GENERATED = {"checks.md", "commands.md", "escalation.md", "report-schema.md", "fixes.md"}
LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(auditor [^`\n]+)`")
OPEN = re.compile(r"…|\.\.\.|\[|\b[A-Z]{2,}\b")  # something is left to the reader
NAMED = re.compile(r"auditor(?: org)? [a-z-]+").fullmatch  # a command is spoken of, not shown


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command as a page shows it."""

    page: str
    words: str

    def __str__(self) -> str:
        return f"{self.page}: {self.words}"


def name(page: Path) -> str:
    """Return how a page is called in the repository."""
    return page.relative_to(ROOT).as_posix()


def links(page: Path) -> Iterator[str]:
    """Yield where the links of a page lead."""
    yield from LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, made as GitHub makes them."""
    found = set()
    for heading in HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        words = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(words.replace(" ", "-"))
    return found


def commands() -> Iterator[Command]:
    """Yield every command that a page shows after `$`, and each whole `auditor …` in its text."""
    for page in PAGES:
        if page.name in GENERATED or page.name == "CHANGELOG.md":
            continue
        text = page.read_text(encoding="utf-8")
        for _, block in FENCE.findall(text):
            for line in block.replace("\\\n", " ").splitlines():
                if line.startswith("$ "):
                    yield Command(page=name(page), words=_bare(line[2:]))
        for words in INLINE.findall(FENCE.sub("", text)):
            if not OPEN.search(words):
                yield Command(page=name(page), words=f"{words} --help" if NAMED(words) else words)


def _bare(line: str) -> str:
    """Return a command without the remark behind it."""
    return re.sub(r"\s{2,}# .*$", "", line).strip()
