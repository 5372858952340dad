"""What changed since an earlier report, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import Comparison, Report, UsageError, renderer
from auditor.storage.codec import dump

from . import digest, subject
from .escaping import Raw, code, prose, row
from .markdown import template

SCHEMA = "auditor/comparison/1"
DETAIL = 160
FUNCTIONS = 20  # names of functions that came or went, each


@renderer("diff")
def text(report: Report) -> bytes:
    """What changed since the baseline, as text."""
    comparison = _comparison(report)
    known = digest.names(report)
    lines = [_score(report, comparison)]
    lines.extend(f"Note: {digest.one_line(comparison.note)}" for _ in [0] if comparison.note)
    lines.append(digest.tallied(digest.changes(report)) or "Nothing changed.")
    rows = [
        (
            change.kind,
            change.severity.value,
            digest.one_line(change.check, 60),
            digest.one_line(digest.name_of(change.function, known), 64),
            digest.one_line(change.owner, 40),
            digest.one_line(
                ": ".join(filter(None, (change.detail, digest.message_of(change)))), DETAIL
            ),
        )
        for change in comparison.changes
    ]
    if rows:
        head = ("Change", "Severity", "Check", "Function", "Owner", "What")
        from tabulate import tabulate  # noqa: PLC0415  40 ms that only a table needs

        table = tabulate(rows, head, tablefmt="plain", disable_numparse=True)
        lines += ["", *(line.rstrip() for line in table.splitlines())]
    listed = [f"{word}: {', '.join(names)}" for word, names in _functions(comparison)]
    lines += ["", *listed] if listed else []
    return ("\n".join(lines) + "\n").encode()


@renderer("diff-markdown")
def markdown(report: Report) -> bytes:
    """What changed since the baseline, as Markdown."""
    comparison = _comparison(report)
    known = digest.names(report)
    rows = tuple(
        row(
            change.kind,
            change.severity.value.upper(),
            code(change.check),
            code(digest.name_of(change.function, known), 140),
            prose(change.owner, 80),
            prose(digest.message_of(change), DETAIL),
            prose(change.detail, DETAIL),
        )
        for change in comparison.changes
    )
    page = template("diff.md.j2").render(
        account=subject.account(report),
        score=_score(report, comparison),
        note=comparison.note,
        comparable=comparison.comparable,
        changes=digest.tallied(digest.changes(report)) or "Nothing changed.",
        rows=rows,
        functions=tuple(
            (word, Raw(", ".join(code(name, 140).text for name in names)))
            for word, names in _functions(comparison)
        ),
    )
    return page.encode()


@renderer("diff-json")
def json(report: Report) -> bytes:
    """What changed since the baseline, for programs."""
    return dump(_comparison(report), SCHEMA)


def _comparison(report: Report) -> Comparison:
    if report.comparison is None:
        raise UsageError("the report was not compared: give a baseline, or use `auditor diff`")
    return report.comparison


def _score(report: Report, comparison: Comparison) -> str:
    now = f"{report.score.grade} {digest.figure(report.score.value)}"
    since = f"Since {comparison.baseline_at:%Y-%m-%d %H:%M} UTC: "
    if comparison.score_before is None or report.score.value is None:
        return f"{since}the score is {now}"
    change = report.score.value - comparison.score_before
    doubt = "" if comparison.comparable else ", which can't be compared"
    if digest.figure(comparison.score_before) == digest.figure(report.score.value):
        return f"{since}the score stayed at {now}{doubt}"
    return (
        f"{since}the score went from {comparison.score_before:.1f} to {now} ({change:+.1f}){doubt}"
    )


def _functions(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    for word, arns in (
        ("Functions added", comparison.functions_added),
        ("Functions removed", comparison.functions_removed),
    ):
        if arns:
            names = [digest.one_line(digest.name_of(arn, {}), 140) for arn in arns[:FUNCTIONS]]
            if len(arns) > FUNCTIONS:
                names.append(f"and {len(arns) - FUNCTIONS:,} more")
            yield f"{word} ({len(arns):,})", names
