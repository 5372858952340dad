"""The model as JSON and back: what the snapshot and report files are made of."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache, partial
from io import BytesIO
from typing import Any, TypeVar, get_args, get_origin

import cattrs
from cattrs.errors import (
    BaseValidationError,
    ForbiddenExtraKeysError,
    StructureHandlerNotFoundError,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from auditor.model import Account, Function, Known, PartialFunction, Unknown, stated
from auditor.model.errors import UsageError
from auditor.model.organization import SCHEMA as ORGANIZATION_SCHEMA
from auditor.model.organization import Organization, OrganizationCheck
from auditor.model.partial_function import REQUIRED
from auditor.model.report import (
    SCHEMA,
    Change,
    CheckSummary,
    Comparison,
    FunctionSummary,
    Report,
    ReportResult,
    Score,
)
from auditor.model.result import EvidenceValue, Finding
from auditor.storage import gc_pause, strict_values

T = TypeVar("T")

# What reading a document of another shape raises.
_DAMAGE = (
    *(BaseValidationError, StructureHandlerNotFoundError, ForbiddenExtraKeysError),
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError),
    *(RecursionError, MemoryError),
)
_GRADE = re.compile(r"[A-F]\??|n/a")
_LONGEST = 200  # characters of an error in a message


@cache
def converter() -> cattrs.Converter:
    """Return a converter that knows facts, times and the keys that differ in JSON."""
    made = cattrs.Converter(detailed_validation=False)
    made.register_structure_hook_factory(_is_fact, partial(_structure_fact, made))
    _add_plain_values(made)
    made.register_structure_hook_func(
        lambda type_: type_ is Unknown,
        partial(_structure_unknown, make_dict_structure_fn(Unknown, made)),
    )
    made.register_unstructure_hook(Unknown, _unstructure_unknown)
    made.register_unstructure_hook_func(_is_known, lambda k: {"known": made.unstructure(k.value)})
    _leave_out_defaults(made)
    passed = override(rename="pass")
    for counts in (CheckSummary, OrganizationCheck):
        made.register_unstructure_hook(
            counts, make_dict_unstructure_fn(counts, made, passed=passed)
        )
        made.register_structure_hook(counts, make_dict_structure_fn(counts, made, passed=passed))
    _add_functions(made)
    return made


def _leave_out_defaults(made: cattrs.Converter) -> None:
    """Teach a converter the members that are written only where they say something."""
    rare = override(omit_if_default=True)
    members: Mapping[type, tuple[str, ...]] = {
        Finding: ("place",),
        ReportResult: ("crashed", "place", "remarks"),
        FunctionSummary: ("logical_id", "place", "owner_unknown"),
        Score: ("owners",),
        Change: ("worse",),
    }
    for type_, names in members.items():
        overrides: dict[str, Any] = dict.fromkeys(names, rare)
        made.register_unstructure_hook(type_, make_dict_unstructure_fn(type_, made, **overrides))


def _add_plain_values(made: cattrs.Converter) -> None:
    made.register_structure_hook_func(
        _is_evidence_value, lambda value, _: strict_values.evidence_value(value)
    )
    for plain in (bool, int, float, str):
        made.register_structure_hook(plain, strict_values.EXACT[plain])
    made.register_unstructure_hook(datetime, strict_values.as_text)
    made.register_structure_hook(datetime, lambda text, _: strict_values.moment(text))
    made.register_unstructure_hook(date, date.isoformat)
    made.register_structure_hook(date, lambda text, _: date.fromisoformat(text))


def _add_functions(made: cattrs.Converter) -> None:
    """Teach a converter the functions of which some settings are unknown."""
    whole = make_dict_structure_fn(Function, made)
    partly = make_dict_structure_fn(PartialFunction, made)

    def structure(data: Mapping[str, Any], _: object) -> Function:
        if "unknown" in data:
            return partly(data, PartialFunction)
        return whole(data, Function)

    def unstructure(function: PartialFunction) -> dict[str, Any]:
        # Settings that are unknown have no value to write; required ones get an empty text.
        empty = {name: "" for name in function.unknown if name in REQUIRED}
        return {**empty, **made.unstructure(stated(function))}

    made.register_structure_hook(Function, structure)
    made.register_unstructure_hook(PartialFunction, unstructure)


def dump(value: Account | Comparison | Organization | Report, schema: str) -> bytes:
    """Return a value of the model as UTF-8 JSON whose first key names the schema."""
    made = converter()
    written = BytesIO()
    written.write(b'{"schema":' + _json(schema))
    with gc_pause.paused():
        for field in fields(value):
            if field.metadata.get("omit_default") and getattr(value, field.name) == field.default:
                continue
            written.write(b"," + _json(field.name) + b":")
            written.writelines(_member(made, getattr(value, field.name)))
    written.write(b"}\n")
    return written.getvalue()


def _member(made: cattrs.Converter, value: object) -> Iterator[bytes]:
    """Yield a member's JSON; a tuple goes item by item, since results can be hundreds of MB."""
    if not isinstance(value, tuple):
        yield _json(made.unstructure(value))
        return
    yield b"["
    for index, item in enumerate(value):
        yield b"," + _json(made.unstructure(item)) if index else _json(made.unstructure(item))
    yield b"]"


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # The account's text can hold lone surrogates, which UTF-8 cannot: those stay escaped.
    return text.encode("utf-8", errors="backslashreplace")


def load(content: bytes, type_: type[T], *, schema: str, name: str) -> T:
    """Return the value that `dump` wrote.

    Raises:
        UsageError: the content is not JSON, of another schema, or not of this shape.
    """
    with gc_pause.paused():
        return _load(content, type_, schema, name)


def _load(content: bytes, type_: type[T], schema: str, name: str) -> T:
    try:
        document = json.loads(
            content,
            parse_constant=strict_values.no_number,
            parse_float=strict_values.finite,
            parse_int=strict_values.whole,
        )
    except (ValueError, RecursionError, MemoryError) as error:
        raise UsageError(
            f"{name} is not JSON ({_told(error)}); name a file that auditor wrote"
        ) from error
    found = document.get("schema") if isinstance(document, dict) else None
    if found != schema:
        holds = "names no schema" if found is None else f"holds {_short(repr(found))}"
        raise UsageError(f"{name} {holds} instead of {schema!r}; name a file of that kind")
    try:
        return converter().structure(document, type_)
    except _DAMAGE as error:
        raise UsageError(
            f"{name} is damaged or of another version ({_told(error)}); write it again"
        ) from error


def report_to_json(report: Report) -> bytes:
    """Return the report as the public contract's JSON."""
    return dump(report, SCHEMA)


def report_from_json(content: bytes, name: str) -> Report:
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


def _is_fact(type_: object) -> bool:
    members = get_args(type_)
    return Unknown in members and any(get_origin(member) is Known for member in members)


def _is_known(type_: object) -> bool:
    return Known in (type_, get_origin(type_))


def _is_evidence_value(type_: object) -> bool:
    return type_ == EvidenceValue


def _structure_fact(made: cattrs.Converter, type_: Any) -> Callable[[Any, Any], object]:  # noqa: ANN401
    inner = next(get_args(m)[0] for m in get_args(type_) if get_origin(m) is Known)
    structure_inner: Callable[[Any, Any], object] | None = None

    def structure(data: Mapping[str, Any], _: object) -> object:
        nonlocal structure_inner
        if "unknown" in data:
            return made.structure(data["unknown"], Unknown)
        # Looked up late, since facts can hold facts.
        structure_inner = structure_inner or made.get_structure_hook(inner)
        return Known(structure_inner(data["known"], inner))

    return structure


def _structure_unknown(fields: Callable[[Any, Any], Unknown], data: Any, type_: object) -> Unknown:  # noqa: ANN401
    """Return an Unknown from its fields, or wrapped as `_unstructure_unknown` leaves it."""
    return fields(data.get("unknown", data), type_)


def _unstructure_unknown(unknown: Unknown) -> dict[str, dict[str, str | bool]]:
    inapplicable = {"inapplicable": True} if unknown.inapplicable else {}
    return {
        "unknown": {
            **inapplicable,
            "reason": unknown.reason,
            "operation": unknown.operation,
            "iam_action": unknown.iam_action,
            "code": unknown.code,
            "region": unknown.region,
            "loss": unknown.loss.value,
        }
    }


def _told(error: Exception) -> str:
    """Return what is wrong with a file: one short line, since the file can hold anything."""
    return _short(f"{type(error).__name__}: {error}")


def _short(text: str) -> str:
    plain = "".join(c if c.isprintable() else "?" for c in text[: _LONGEST + 1])
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}..."
