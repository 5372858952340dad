"""Where reports go: files whole or not at all, documents to stdout, the rest to stderr."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from auditor.assess import one_owner
from auditor.evaluate.registry import AnyRenderer, render_report, rendered_pieces, renderers
from auditor.model.errors import PluginError, UsageError
from auditor.model.organization import Organization
from auditor.model.report import Report
from auditor.model.wording import nearest, printable
from auditor.storage import files, gc_pause

STDOUT = "-"
OWNER = "{owner}"  # in a path: a document for each owner
_STDOUT_DESCRIPTOR = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTarget:
    """One document to write."""

    renderer: AnyRenderer
    path: Path | None  # None: stdout

    @property
    def per_owner(self) -> bool:
        """Whether each owner gets a document of its own."""
        return self.path is not None and OWNER in str(self.path)


def targets(
    outputs: Sequence[str],
    also: Sequence[Path] = (),
    formats: Mapping[str, AnyRenderer] | None = None,
) -> tuple[OutputTarget, ...]:
    """Read `-o` values: `PATH`, `FORMAT:PATH`, `-` or `FORMAT:-`.

    Args:
        outputs: the values.
        also: other files that the command writes.
        formats: by id; those of one account's report, where none are given.

    Raises:
        UsageError: an unknown format, a path that can't be written, or one place named twice.

    `{owner}` in a path writes a document for each owner; the folders in it are made.
    """
    known = (formats or renderers()) if outputs else {}
    found = tuple(_target(output, known) for output in outputs)
    taken: dict[object, str] = {}
    for path in (*also, *(target.path for target in found)):
        place = _STDOUT_DESCRIPTOR if path is None else files.identity(path)
        name = "stdout" if path is None else str(path)
        if place in taken:
            same = "" if taken[place] == name else f" ({taken[place]} is the same place)"
            raise UsageError(f"{name} would be written twice{same}; name each place once")
        taken[place] = name
        if path is not None and OWNER not in str(path):
            files.check_writable(path)
    return found


def _target(output: str, known: Mapping[str, AnyRenderer]) -> OutputTarget:
    prefix, colon, rest = output.partition(":")
    if colon and prefix in known:
        if not rest:
            raise UsageError(f"-o {output} names no path; write {prefix}:PATH or {prefix}:-")
        return OutputTarget(renderer=known[prefix], path=None if rest == STDOUT else Path(rest))
    if colon and len(prefix) > 1 and prefix.replace("-", "").isalpha():
        # A misspelt format, and no file of that name; ./x:y names one. One letter is a drive.
        names = ", ".join(sorted(known))
        raise UsageError(
            f"-o {output}: no format {prefix!r}{nearest(prefix, known)}; formats are {names}"
        )
    if output == STDOUT:
        return OutputTarget(renderer=known["markdown"], path=None)
    suffix = Path(output).suffix.lower()
    for renderer in known.values():
        if suffix in renderer.extensions:
            return OutputTarget(renderer=renderer, path=Path(output))
    near = nearest(prefix if colon else suffix.lstrip("."), known)
    extensions = sorted({extension for r in known.values() for extension in r.extensions})
    raise UsageError(
        f"-o {output}: no format of that name or extension{near};"
        f" extensions are {', '.join(extensions)}, names {', '.join(sorted(known))}"
    )


def write(report: Report | Organization, wanted: Sequence[OutputTarget]) -> None:
    """Render and write every document.

    Raises:
        UsageError: a file can't be written, or there is no stdout.
        PluginError: a format failed; the others were written.
    """
    failed: list[PluginError] = []
    for target in wanted:
        try:
            for path, part in _documents(target, report):
                with gc_pause.paused():
                    _write_one(path, rendered_pieces(target.renderer, part))
        except PluginError as error:  # the other formats are written all the same
            failed.append(error)
    if failed:
        raise failed[0]


def _documents(
    target: OutputTarget, report: Report | Organization
) -> Iterator[tuple[Path | None, Report | Organization]]:
    """Yield what is written where: the report, or the part of each owner."""
    if not target.per_owner:
        yield target.path, report
        return
    if not (isinstance(report, Report) and report.owner_tags):
        raise UsageError(
            f"{target.path}: the report names no owners; --owner-tag KEY says which tag does"
        )
    owners = one_owner.owners_of(report)
    for owner, name in one_owner.file_names(owners).items():
        path = Path(str(target.path).replace(OWNER, name))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{path.parent} can't be created: {error.strerror}") from error
        yield path, one_owner.report_of(report, owner)


def _stdout_is_closed() -> bool:
    """Return whether whoever started the program left no stdout open to write to."""
    try:
        os.write(sys.stdout.fileno(), b"")
    except OSError as error:
        return error.errno == errno.EBADF
    return False


def _write_one(path: Path | None, pieces: Iterable[bytes]) -> None:
    if path is not None:
        files.write(path, pieces)
        return
    content = b"".join(pieces)  # a format that fails writes nothing
    if _stdout_is_closed():
        raise UsageError("stdout is closed; name a file with -o PATH")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def colored(choice: str) -> bool:
    """Return whether stderr gets colours: the option, then NO_COLOR, FORCE_COLOR, the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def summary(report: Report, *, color: bool, form: str = "summary") -> None:
    """Print to stderr the findings, the worst alone or all (`form` is "list"), and the summary.

    The summary comes last, since that is what a terminal still shows at the end.
    """
    known = renderers()
    for name in ("list" if form == "list" else "list-first", "terminal"):
        chosen = known[f"{name}-color" if color else name]
        click.echo(render_report(chosen, report).decode(), err=True, nl=False, color=color)


def list_written(wanted: Sequence[OutputTarget]) -> None:
    """Say on stderr where the documents are."""
    for target in wanted:
        if target.path is not None:
            click.echo(f"{target.renderer.id}: {target.path}", err=True)


def details(report: Report, verbosity: int) -> None:
    """Print to stderr what `-v` asks for: gaps and notes, and with `-vv` the calls as well."""
    if verbosity < 1:
        return
    lines = [
        f"gap: {gap.region} {gap.operation or 'no call'}: {gap.message}" for gap in report.gaps
    ]
    lines += [f"note: {note}" for note in report.notes]
    if verbosity > 1:
        lines += [f"calls: {n} {name}" for name, n in report.calls.by_operation.items()]
        lines.append(f"calls: {report.calls.throttled} throttled, {report.calls.retried} retried")
    for line in lines:
        click.echo(printable(line), err=True)
