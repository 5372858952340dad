"""Markdown in two sizes: a job summary, and a comment on a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.plugin import Report, renderer

from .escaping import Raw, code, fence, finalize, inside_html, prose, words
from .markdown_rows import Limits
from .markdown_view import rows, view, with_findings

if TYPE_CHECKING:
    from jinja2 import Template

SUMMARY_BYTES = 1_000_000  # GitHub refuses a job summary of more than 1 MiB
COMMENT_CHARACTERS = 60_000  # and a comment of more than 65,536 characters
SUMMARY = Limits(findings=10_000, per_check=1_000, others=200, text=600, fixes=10, whole=True)
COMMENT = Limits(findings=1_000, per_check=20, others=15, text=240, fixes=5, whole=False)
SHRINK = (1, 2, 4, 16, 1_000)
SLACK = 0.002  # of the budget, which may stay unused


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How large a document may be, and what counts."""

    most: int
    size: Callable[[str], int]


@renderer("markdown", extensions=[".md", ".markdown"])
def markdown(report: Report) -> bytes:
    """Markdown for a job summary, a wiki or a file in Git; at most 1,000,000 bytes."""
    return _fitted(report, SUMMARY, Budget(most=SUMMARY_BYTES, size=lambda t: len(t.encode())))


@renderer("markdown-comment")
def comment(report: Report) -> bytes:
    """Markdown for a comment on a pull request; at most 60,000 characters."""
    return _fitted(report, COMMENT, Budget(most=COMMENT_CHARACTERS, size=_characters))


def template(name: str) -> Template:
    """Return a template that escapes every value it prints."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  160 ms

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  this output is Markdown: `finalize` escapes every value
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        code=code, fence=fence, inside_html=inside_html, prose=prose, words=words
    )
    # For what is Markdown already: words of the template, and what a macro has printed.
    environment.filters.update(raw=Raw, printed=lambda text: Raw(text.rstrip("\n")))
    return environment.get_template(name)


def _characters(text: str) -> int:
    """Count as JavaScript and the databases behind it do: a character beyond the BMP is two."""
    return len(text.encode("utf-16-le")) // 2


def _fitted(report: Report, limits: Limits, budget: Budget) -> bytes:
    """Return the document with as many findings, worst first, as its place takes.

    It is cut at whole rows: the document is rendered with so many, and measured.
    """
    page = template("markdown.md.j2")
    text, size = b"", 0
    for part in SHRINK:
        text, size = _fullest(page, report, limits.smaller(part), budget)
        if size <= budget.most:
            break
    return text


def _fullest(page: Template, report: Report, limits: Limits, budget: Budget) -> tuple[bytes, int]:
    found, frame = rows(report, limits), view(report, limits)

    def rendered(number: int) -> tuple[bytes, int]:
        return _measured(page.generate(view=with_findings(frame, found[:number])), budget)

    most = len(found)
    largest, too_large = rendered(most)
    if too_large <= budget.most:
        return largest, too_large
    least = 0
    best, size = rendered(0)
    while most - least > 1 and budget.most - size > budget.most * SLACK:
        # The size grows about evenly with the rows, so a rule of three is soon near.
        share = (budget.most - size) / (too_large - size)
        middle = min(most - 1, max(least + 1, least + int((most - least) * share)))
        text, measured = rendered(middle)
        if measured <= budget.most:
            least, best, size = middle, text, measured
        else:
            most, too_large = middle, measured
    return best, size


def _measured(pieces: Iterable[str], budget: Budget) -> tuple[bytes, int]:
    """Return a document, cut off where it is too large, and the size of the whole."""
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        if size <= budget.most:
            kept.append(piece.encode())
        size += budget.size(piece)
    return b"".join(kept), size
