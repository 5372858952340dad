"""Findings in the terminal: which they are, and one of them with its evidence and commands."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from auditor.plugin import (
    CheckSummary,
    Finding,
    FixKind,
    Outcome,
    Report,
    ReportResult,
    counted,
    renderer,
)

from . import digest, prose, subject
from .html.text import visible
from .terminal import BOLD, DIM, SEVERITIES, WIDTH, Paint, colored_text, plain_text

FIRST = 20
MESSAGE = 240
ASKS = {
    FixKind.FIX: "fix",
    FixKind.INVESTIGATE: "investigate",
    FixKind.DECIDE: "decide, then",
}


@renderer("list")
def every(report: Report) -> bytes:
    """Every open finding: severity, function, what it is, and the first line of its fix."""
    return _listed(report, len(report.results), plain_text)


@renderer("list-color")
def every_colored(report: Report) -> bytes:
    """Every open finding, with colours."""
    return _listed(report, len(report.results), colored_text)


@renderer("list-first")
def first(report: Report) -> bytes:
    """The 20 worst open findings, as `scan` prints them."""
    return _listed(report, FIRST, plain_text)


@renderer("list-first-color")
def first_colored(report: Report) -> bytes:
    """The 20 worst open findings, with colours."""
    return _listed(report, FIRST, colored_text)


@renderer("explain")
def explained(report: Report) -> bytes:
    """Each result that the report lists, with its evidence and commands, for a terminal."""
    return _explained(report, plain_text)


@renderer("explain-color")
def explained_colored(report: Report) -> bytes:
    """Each result that the report lists, with its evidence and commands, with colours."""
    return _explained(report, colored_text)


def _listed(report: Report, most: int, paint: Paint) -> bytes:
    failed = [result for result in report.results if result.outcome is Outcome.FAIL]
    names, owners = digest.names(report), digest.owners(report)
    checks = {check.id: prose.first_sentence(check) for check in report.checks}
    lines: list[str] = []
    for result in sorted(failed, key=lambda r: r.severity.rank)[:most]:
        advice = checks.get(result.check, "") if subject.described(report) else ""
        lines.extend(_row(result, names, owners, paint, advice))
    if len(failed) > most:
        left = counted(len(failed) - most, "more finding is", "more findings are")
        lines.append(f"{left} open: --format list prints all.")
    if failed:
        lines.append("")
    return "".join(f"{line}\n" for line in lines).encode()


def _row(
    result: ReportResult,
    names: Mapping[str, str],
    owners: Mapping[str, str],
    paint: Paint,
    advice: str,
) -> Iterator[str]:
    """Yield the lines of one finding; of what is not deployed, advice and no command for it."""
    name = digest.one_line(digest.name_of(result.function, names), 64)
    owner = f" · {owners[result.function]}" if result.function in owners else ""
    word = paint(f"{result.severity.value.upper():8}", SEVERITIES[result.severity])
    check = digest.one_line(result.check, 60)
    place = next((f.place for f in result.findings if f.place is not None), None)
    where = f" · {digest.one_line(f'{place.file}:{place.line}', 80)}" if place else ""
    yield f"{word} {paint(name, BOLD)} · {check}{owner}{where}"
    yield from _wrapped(digest.messages(result, MESSAGE), 9)
    if advice:
        yield from _wrapped(f"fix: {advice}", 9)
        return
    step = next((f.fix for f in result.findings if f.fix.cli or f.fix.sam or f.fix.terraform), None)
    if step is not None:
        text = next(filter(None, (step.cli, step.sam, step.terraform)))
        start = f"         {ASKS[step.kind]}: "
        yield f"{start}{digest.one_line(_command(text), WIDTH - len(start))}"


def _command(text: str) -> str:
    """Return the first line of a fix that does something: no comment, no setting of a variable."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    acts = (line for line in lines if not line.startswith(("#", ":")))
    return next(acts, lines[0] if lines else "")


def _wrapped(text: str, indent: int) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )


def _explained(report: Report, paint: Paint) -> bytes:
    checks = {check.id: check for check in report.checks}
    names, owners = digest.names(report), digest.owners(report)
    lines: list[str] = []
    for result in report.results:
        name = digest.one_line(digest.name_of(result.function, names), 140)
        word = paint(result.severity.value.upper(), SEVERITIES[result.severity])
        lines.append(f"{word} {paint(name, BOLD)} · {digest.one_line(result.check, 60)}")
        lines.extend(_about(result, owners.get(result.function, "")))
        for finding in result.findings:
            lines.extend(_finding(finding, paint))
        lines.extend(_advice(checks.get(result.check), paint))
    return "".join(f"{line}\n" for line in lines).encode()


def _about(result: ReportResult, owner: str) -> Iterator[str]:
    yield f"  state       {result.outcome.value.replace('_', ' ')}"
    yield f"  function    {digest.one_line(result.function, 400)}"
    if owner:
        yield f"  owner       {owner}"
    yield f"  first seen  {result.first_seen:%Y-%m-%d}"
    yield f"  id          {digest.one_line(result.id)}"
    place = digest.place_of(result.place)
    if place:
        yield f"  place       {place}"
    if result.reason:
        yield ""
        yield from _wrapped(digest.one_line(result.reason), 2)
    waiver = result.waiver
    if waiver is not None:
        said = f"Waived by {waiver.id} until {waiver.expires}: {waiver.reason} ({waiver.owner})"
        yield from _wrapped(digest.one_line(said), 2)
    yield ""


def _finding(finding: Finding, paint: Paint) -> Iterator[str]:
    yield from _wrapped(digest.one_line(finding.message), 0)
    if finding.evidence:
        yield ""
        yield paint("Evidence", BOLD)
        for key, value in finding.evidence.items():
            word = digest.one_line(key, 80).replace("_", " ")
            yield f"  {word}: {digest.one_line(digest.value_of(value), 1_000)}"
    if finding.cause:
        yield f"  cause: {digest.one_line(finding.cause, 400)}"
    yield ""
    fix = finding.fix
    for tool, text in (("AWS CLI", fix.cli), ("SAM", fix.sam), ("Terraform", fix.terraform)):
        if text:
            asks = "" if fix.kind is FixKind.FIX else f" ({ASKS[fix.kind]})"
            yield paint(f"{tool}{asks}", BOLD)
            yield from visible(text).replace("\r", "\n").splitlines()
            yield ""


def _advice(check: CheckSummary | None, paint: Paint) -> Iterator[str]:
    if check is None:
        return
    for title, text in (
        ("Why it matters", check.rationale),
        ("Fix", check.remedy),
        ("Risk of the fix", check.risk),
    ):
        if text:
            yield paint(title, BOLD)
            yield from _wrapped(digest.one_line(text), 2)
            yield ""
    if check.operations:
        yield paint(f"Verified with {', '.join(check.operations)}", DIM)
