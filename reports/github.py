"""GitHub Actions workflow commands: annotations at the lines of a template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.plugin import Outcome, Place, Report, ReportResult, Severity, renderer

from .digest import messages, name_of, names, one_line

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
    Severity.INFO: "notice",
}
_TITLE, _MESSAGE = 120, 800  # characters
# What ends a command or one of its properties; `visible` text holds no line break.
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


@renderer("github")
def github(report: Report) -> bytes:
    """GitHub workflow commands: an annotation for each open failure, for a step's log."""
    titles = {check.id: check.title for check in report.checks}
    known = names(report)
    lines = [
        _command(result, place, finding, titles, known)
        for result in report.results
        if result.outcome is Outcome.FAIL
        for place, finding in _places(result)
    ]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _places(result: ReportResult) -> Iterator[tuple[Place | None, str]]:
    """Yield each place once, with what is said there."""
    said: dict[Place | None, list[str]] = {}
    for finding in result.findings:
        said.setdefault(finding.place or result.place, []).append(finding.message)
    if not said:
        yield result.place, messages(result, _MESSAGE)
    for place, texts in said.items():
        yield place, one_line(" ".join(texts), _MESSAGE)


def _command(
    result: ReportResult,
    place: Place | None,
    said: str,
    titles: Mapping[str, str],
    known: Mapping[str, str],
) -> str:
    name = one_line(name_of(result.function, known), _TITLE)
    title = one_line(f"{result.check}: {titles.get(result.check, '')}", _TITLE)
    properties: dict[str, str] = {}
    if place is not None:
        properties["file"] = one_line(place.file)
        properties["line"] = str(place.line)
        properties["endLine"] = str(place.end_line)
        properties["col"] = str(place.column)
        said = f"{said} ({place.note})" if place.note else said
    properties["title"] = title
    given = ",".join(f"{key}={_escaped(value, _PROPERTY)}" for key, value in properties.items())
    return f"::{_LEVELS[result.severity]} {given}::{_escaped(f'{name}: {said}', _DATA)}"


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)
