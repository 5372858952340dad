"""The summary for a terminal: at most 30 lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import wrap

from auditor.plugin import Organization, counted, organization_renderer

from ..digest import one_line
from .words import cause_words, gain_words, score_words, status_words

LINES, WIDTH, ROWS, CHECKS = 30, 100, 3, 2
BOLD, DIM, WARNING = "1", "2", "33"
GRADES = {"A": "1;32", "B": "32", "C": "33", "D": "31", "F": "1;31"}

Paint = Callable[[str, str], str]


@organization_renderer("terminal")
def plain(organization: Organization) -> bytes:
    """The summary that `org scan` prints, without colours."""
    return _document(organization, lambda text, _: text)


@organization_renderer("terminal-color")
def colored(organization: Organization) -> bytes:
    """The summary that `org scan` prints, with colours."""
    return _document(organization, lambda text, style: f"\x1b[{style}m{text}\x1b[0m")


def _document(organization: Organization, paint: Paint) -> bytes:
    lines = [
        *_head(organization, paint),
        *_open(organization, paint),
        *_missing(organization, paint),
        *_fixes(organization, paint),
        *_changes(organization, paint),
    ]
    return ("\n".join(lines[:LINES]) + "\n").encode("utf-8", errors="backslashreplace")


def _head(organization: Organization, paint: Paint) -> Iterator[str]:
    yield _cut(f"Lambda audit of {counted(organization.counts['planned'], 'account')}"
               f" · run {organization.run}")  # fmt: skip
    grade = organization.score.grade
    yield f"{paint(grade, GRADES.get(grade[:1], BOLD))}  {_cut(score_words(organization))}"
    if organization.score.value is not None:  # else the score said that none is in scope
        yield from wrap(one_line(organization.headline), WIDTH)
    yield from wrap(one_line(status_words(organization)), WIDTH)


def _open(organization: Organization, paint: Paint) -> Iterator[str]:
    parts = [f"{number:,} {word}" for word, number in organization.open.items() if number]
    yield _cut(f"Open: {', '.join(parts) or 'nothing'}")
    late = [f"{row.results:,} {row.severity} ({row.days} days)" for row in organization.overdue
            if row.results]  # fmt: skip
    if late:
        yield paint(_cut(f"Past the deadline: {', '.join(late)}"), WARNING)


def _missing(organization: Organization, paint: Paint) -> Iterator[str]:
    for found in organization.not_audited[:ROWS]:
        count = counted(len(found.accounts), "account")
        text = one_line(f"{found.status.value}: {count}: {found.reason}", 3 * WIDTH)
        yield from (paint(line, WARNING) for line in wrap(text, WIDTH))
        if found.action:
            action = one_line(found.action, 2 * WIDTH)
            yield from wrap(action, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _fixes(organization: Organization, paint: Paint) -> Iterator[str]:
    if organization.fixes:
        yield paint("One fix, many accounts:", BOLD)
    for fix in organization.fixes[:ROWS]:
        clean = gain_words(fix.become_clean)
        found = (counted(fix.accounts, "account"), counted(fix.functions, "function"), clean)
        what = ", ".join(filter(None, found))
        more = ", …" if len(fix.checks) > CHECKS else ""
        yield _cut(f"  {cause_words(fix.cause)}: {what}; {', '.join(fix.checks[:CHECKS])}{more}")


def _changes(organization: Organization, paint: Paint) -> Iterator[str]:
    changes = organization.changes
    if changes is None or changes.since is None:
        return
    parts = [f"{changes.new:,} new", f"{changes.fixed:,} fixed"]
    parts += [
        f"{len(ids):,} accounts {word}"
        for word, ids in (
            ("joined", changes.joined),
            ("left", changes.left),
            ("lost", changes.lost),
        )
        if ids
    ]
    yield paint(_cut(f"Since {changes.since:%Y-%m-%d}: {', '.join(parts)}"), DIM)


def _cut(text: str) -> str:
    line = one_line(text)
    if text.startswith("  "):
        line = f"  {line}"
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
