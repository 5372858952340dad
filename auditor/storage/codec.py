"""The model as JSON and back: what the snapshot and report files are made of."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from auditor.model import Account
from auditor.model.errors import UsageError
from auditor.model.organization import SCHEMA as ORGANIZATION_SCHEMA
from auditor.model.organization import Organization
from auditor.model.report import SCHEMA, Comparison, Report
from auditor.model.wording import printable
from auditor.storage import gc_pause, strict_values
from auditor.storage.strict_values import why_no_json
from auditor.storage.unpacking import unpacked_pieces

if TYPE_CHECKING:
    import cattrs

T = TypeVar("T")
Pieces: TypeAlias = Callable[[], Iterable[bytes]]

_GRADE = re.compile(r"[A-F]\??|n/a")
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
)
_LONGEST = 200  # characters of an error in a message
_TOGETHER = 16  # items of a list that are written at once


def dump(value: Account | Comparison | Organization | Report, schema: str) -> bytes:
    """Return a value of the model as UTF-8 JSON whose first key names the schema."""
    with gc_pause.paused():
        return b"".join(pieces(value, schema))


def pieces(value: Account | Comparison | Organization | Report, schema: str) -> Iterator[bytes]:
    """Yield what `dump` returns, as it is made; every piece is whole characters."""
    from auditor.storage.converter import converter  # noqa: PLC0415  cattrs takes 0.2 s to import

    made = converter()
    yield b'{"schema":' + _json(schema)
    for field in fields(value):
        if field.metadata.get("omit_default") and getattr(value, field.name) == field.default:
            continue
        yield b"," + _json(field.name) + b":"
        yield from _member(made, getattr(value, field.name))
    yield b"}\n"


def _member(made: cattrs.Converter, value: object) -> Iterator[bytes]:
    """Yield a member's JSON; a tuple goes by a few items, since results can be hundreds of MB."""
    if not isinstance(value, tuple):
        yield _json(made.unstructure(value))
        return
    yield b"["
    for start in range(0, len(value), _TOGETHER):
        items = _json([made.unstructure(item) for item in value[start : start + _TOGETHER]])
        yield b"," + items[1:-1] if start else items[1:-1]
    yield b"]"


def _json(value: object) -> bytes:
    text = _ENCODER.encode(value)
    # The account's text can hold lone surrogates, which UTF-8 cannot: those stay escaped.
    return text.encode("utf-8", errors="backslashreplace")


def load(content: bytes | Pieces, type_: type[T], *, schema: str, name: str) -> T:
    """Return the value that `dump` wrote.

    Args:
        content: the document, compressed or not, or what yields its pieces from the beginning. It
            is called again where the document is damaged.
        type_: the value's type.
        schema: what the document must name.
        name: the document's, for messages.

    Raises:
        UsageError: the content is not JSON, of another schema, or not of this shape.
    """
    if isinstance(content, bytes):
        content = partial(unpacked_pieces, BytesIO(content), name)
    with gc_pause.paused():
        return _load(content, type_, schema, name)


def _load(pieces: Pieces, type_: type[T], schema: str, name: str) -> T:
    from auditor.storage.stream_reader import UnusualDocumentError, read  # noqa: PLC0415  as above

    try:
        return read(pieces(), type_, schema)
    except UnusualDocumentError:  # read whole, it shows what is wrong
        return _whole(pieces, type_, schema, name)


def _whole(pieces: Pieces, type_: type[T], schema: str, name: str) -> T:
    from auditor.storage.converter import DAMAGE, converter  # noqa: PLC0415  as in `pieces`
    from auditor.storage.damage import place_of_damage  # noqa: PLC0415  as well

    try:
        document = json.loads(
            b"".join(pieces()),
            object_pairs_hook=strict_values.unambiguous,
            parse_constant=strict_values.no_number,
            parse_float=strict_values.finite,
            parse_int=strict_values.whole,
        )
    except (ValueError, RecursionError, MemoryError) as error:
        raise UsageError(
            f"{name} is not JSON ({_short(why_no_json(error))}); name a file that auditor wrote"
        ) from error
    found = document.get("schema") if isinstance(document, dict) else None
    if found != schema:
        holds = "names no schema" if found is None else f"holds {_short(repr(found))}"
        raise UsageError(f"{name} {holds} instead of {schema!r}; name a file of that kind")
    try:
        return converter().structure(document, type_)
    except DAMAGE as error:
        where = place_of_damage(converter(detailed=True), document, type_, DAMAGE)
        told = f" ({_short(where)})" if where else ""
        raise UsageError(
            f"{name} is damaged or of another version{told}; write it again"
        ) from error


def report_to_json(report: Report) -> bytes:
    """Return the report as the public contract's JSON."""
    return dump(report, SCHEMA)


def report_pieces(report: Report) -> Iterator[bytes]:
    """Yield what `report_to_json` returns, as it is made; every piece is whole characters."""
    return pieces(report, SCHEMA)


def plain(value: object) -> Any:  # noqa: ANN401  plain data
    """Return a part of the model, such as a result, as the plain data that its JSON has."""
    from auditor.storage.converter import converter  # noqa: PLC0415  as in `pieces`

    return converter().unstructure(value)


def report_from_json(content: bytes | Pieces, name: str) -> Report:
    """Return the report in a file's content; `name` is for messages.

    Raises:
        UsageError: it is no report.
    """
    report = load(content, Report, schema=SCHEMA, name=name)
    for mark in _grades(report):
        if not _GRADE.fullmatch(mark):
            raise UsageError(f"{name} is damaged ({_short(mark)!r} is no grade); write it again")
    return report


def _grades(report: Report) -> Iterator[str]:
    yield report.score.grade
    yield report.score.best_grade
    for scores in (report.score.categories, report.score.regions, report.score.owners):
        yield from (score.grade for score in scores.values())
    yield from (function.grade for function in report.functions)
    yield from (point.grade for point in report.trend)


def organization_to_json(organization: Organization) -> bytes:
    """Return the report of an organization as the public contract's JSON."""
    return dump(organization, ORGANIZATION_SCHEMA)


def organization_from_json(content: bytes, name: str) -> Organization:
    """Return the report of an organization in a file's content; `name` is for messages.

    Raises:
        UsageError: it is no such report.
    """
    return load(content, Organization, schema=ORGANIZATION_SCHEMA, name=name)


def _short(text: str) -> str:
    plain = printable(text[: _LONGEST + 1])
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}..."
