"""The summary for a terminal: at most 25 lines of 80 columns that end with what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap

from auditor.plugin import Report, Severity, counted, renderer

from . import digest, prose, subject

LINES = 25
WIDTH = 80
FIXES = 3
LINES_OF_OWNERS = 2
TITLE = 34  # characters of a fix's title
# SGR parameters; a colour never says more than the word does.
SEVERITIES = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
    Severity.INFO: "2",
}
GRADES = {"A": "1;32", "B": "32", "C": "33", "D": "31", "F": "1;31"}
BOLD, DIM, WARNING = "1", "2", "33"

Paint = Callable[[str, str], str]


@renderer("terminal")
def plain(report: Report) -> bytes:
    """The summary that `scan` prints, without colours."""
    return _document(report, plain_text)


@renderer("terminal-color")
def colored(report: Report) -> bytes:
    """The summary that `scan` prints, with colours."""
    return _document(report, colored_text)


def plain_text(text: str, _: str) -> str:
    """Return a text without colours."""
    return text


def colored_text(text: str, style: str) -> str:
    """Return a text in a style."""
    return f"\x1b[{style}m{text}\x1b[0m"


def _document(report: Report, paint: Paint) -> bytes:
    lines = [
        *_head(report, paint),
        *_severities(report, paint),
        *_categories(report, paint),
        *_fixes(report, paint),
    ]
    ending = [*_remarks(report, paint), *_next(report, paint)]
    # The end says what to do next, so it is never what is cut.
    kept = [*lines[: LINES - len(ending)], *ending]
    return ("\n".join(kept[:LINES]) + "\n").encode()


def _head(report: Report, paint: Paint) -> Iterator[str]:
    where = counted(len(report.regions), "region")
    if len(report.regions) == 1:
        where = report.regions[0]
    when = f"{report.captured_at:%Y-%m-%d %H:%M} UTC"
    yield _cut(f"Lambda audit of {subject.account(report)} · {where} · {when}")
    grade = report.score.grade
    score = f"{grade}  {digest.figure(report.score.value)}"
    if report.score.value is None:
        score = "no score" if report.score.best_case is not None else "n/a"
    beside = " · ".join(digest.beside_score(report))
    whole = "" if report.score.value is None else " / 100"
    room = WIDTH - len(score) - len(whole) - 6
    painted = paint(score, GRADES.get(grade[:1], BOLD))
    yield f"  {painted}{whole}   {_cut(beside, room)}".rstrip()
    yield _cut(f"  {digest.one_line(report.score.cap)}")
    if report.scope:
        yield _cut(f"  {subject.narrowed(report)}")
    yield ""


def _severities(report: Report, paint: Paint) -> Iterator[str]:
    total = len(report.functions)
    if not total:
        return
    counts = ", ".join(
        paint(f"{number:,} {severity.value}", SEVERITIES[severity] if number else DIM)
        for severity, number in digest.open_by_severity(report)
    )
    yield f"  Open: {counts}"
    affected = digest.affected(report)
    yield f"  in {affected:,} of {counted(total, 'function')}"
    yield ""


def _categories(report: Report, paint: Paint) -> Iterator[str]:
    if not report.score.categories:
        return
    failed: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for check in report.checks:
        name = check.category.value
        failed[name] = failed.get(name, 0) + check.fail
        unknown[name] = unknown.get(name, 0) + check.unknown
    rows = [
        (
            digest.one_line(name, 20),
            f"{score.value:.1f}",
            paint(score.grade, GRADES.get(score.grade[:1], BOLD)),
            f"{failed.get(name, 0):,}",
            f"{unknown.get(name, 0):,}",
        )
        for name, score in report.score.categories.items()
    ]
    yield from _table(("Category", "Score", "Grade", "Failed", "Unknown"), rows, "lrlrr", paint)
    yield ""


def _fixes(report: Report, paint: Paint) -> Iterator[str]:
    if not report.top_fixes:
        return
    rows = [
        (
            digest.one_line(fix.title, TITLE),
            paint(fix.severity.value, SEVERITIES[fix.severity]),
            counted(len(fix.results), "finding"),
            digest.figure(fix.score_after),
        )
        for fix in report.top_fixes[:FIXES]
    ]
    yield from _table(("Fix first", "Severity", "Resolves", "Score after"), rows, "lllr", paint)
    way = digest.next_grade(report)
    if way:
        yield way
    yield ""


def _remarks(report: Report, paint: Paint) -> Iterator[str]:
    missing = digest.incomplete(report)
    if missing:
        actions = digest.missing_actions(report)
        line = f"Incomplete: {missing}"
        if actions:
            named = f"{line}. Missing: {', '.join(actions)}"
            # Half a right's name is no help; `auditor doctor` names them all.
            line = named if len(named) <= WIDTH else f"{line}. {_missing(len(actions))}"
        yield paint(_cut(line), WARNING)
    if report.comparison is not None:
        what = prose.changes_in_words(report)
        doubt = "" if report.comparison.comparable else " (reports are not fully comparable)"
        yield _cut(f"Since {report.comparison.baseline_at:%Y-%m-%d}: {what}{doubt}")
    if report.owner_tags:
        yield from _wrapped(prose.story(report).owners, LINES_OF_OWNERS)
    states = digest.waiver_states(report)
    if states:
        yield _cut(f"Waivers: {digest.tallied(states)}")


def _missing(number: int) -> str:
    return counted(number, "right is missing", "rights are missing")


def _next(report: Report, paint: Paint) -> Iterator[str]:
    for number, step in enumerate(digest.next_steps(report)):
        word = "Next:" if number == 0 else "     "
        purpose = f"  ({step.purpose})"
        fits = len(word) + 1 + len(step.command) + len(purpose) <= WIDTH
        yield f"{word} {paint(step.command, BOLD)}{purpose if fits else ''}"


def _table(
    head: Sequence[str], rows: Iterable[Sequence[str]], align: str, paint: Paint
) -> Iterator[str]:
    from tabulate import tabulate  # noqa: PLC0415  40 ms that only a table needs

    kinds = {"l": "left", "r": "right"}
    table = tabulate(
        [[paint(word, DIM) for word in head], *rows],
        tablefmt="plain",
        disable_numparse=True,
        colalign=[kinds[letter] for letter in align],
    )
    yield from (f"  {line}".rstrip() for line in table.splitlines())


def _wrapped(text: str, most: int) -> Iterator[str]:
    return iter(wrap(text, WIDTH, max_lines=most, placeholder="…", break_on_hyphens=False))


def _cut(line: str, width: int = WIDTH) -> str:
    return line if len(line) <= width else f"{line[: max(1, width - 1)]}…"
