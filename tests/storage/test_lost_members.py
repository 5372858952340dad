"""A document that lost a member is refused wherever the member's default would say "nothing"."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from auditor.model import Account, Unknown
from auditor.model.organization import Organization
from auditor.model.partial_function import PartialFunction
from auditor.model.report import Report
from auditor.storage.converter import DAMAGE, converter, is_fact
from auditor.storage.strict_shapes import LATER, RARE

PLAIN: Mapping[Any, Any] = {
    str: "x",
    int: 1,
    float: 1.0,
    bool: False,
    date: date(2026, 1, 1),
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
}
NOT_READ = Unknown(reason="not read")


def held(type_: Any) -> Iterator[type]:
    """Yield the classes that a type's annotation names."""
    if dataclasses.is_dataclass(type_) and isinstance(type_, type):
        yield type_
    for member in get_args(type_):
        yield from held(member)


@cache
def classes() -> tuple[type, ...]:
    """Return every class of which documents are made, by name."""
    found: set[type] = {PartialFunction}
    open_ = [Account, Organization, Report, PartialFunction]
    while open_:
        type_ = open_.pop()
        new = {c for hint in get_type_hints(type_).values() for c in held(hint)} - found
        found |= new
        open_ += new
    return tuple(sorted(found | {Account, Organization, Report}, key=lambda c: c.__name__))


def smallest(type_: Any) -> Any:
    """Return a value of a type with as little in it as can be."""
    if dataclasses.is_dataclass(type_) and isinstance(type_, type):
        made = {name: smallest(hint) for name, hint in members(type_).items()}
        return type_(**made | ({"unknown": {"vpc": NOT_READ}} if type_ is PartialFunction else {}))
    if type_ in PLAIN or is_fact(type_):
        return PLAIN.get(type_, NOT_READ)
    if isinstance(type_, type) and issubclass(type_, Enum):
        return next(iter(type_))
    return smallest_of_several(get_origin(type_), get_args(type_))


def smallest_of_several(origin: Any, arguments: tuple[Any, ...]) -> Any:
    if origin in (Union, UnionType):
        return None if NoneType in arguments else smallest(arguments[0])
    if origin is tuple and arguments[1:] != (...,):
        return tuple(map(smallest, arguments))
    return {} if origin is Mapping else ()


def members(type_: type) -> Mapping[str, Any]:
    hints = get_type_hints(type_)
    return {field.name: hints[field.name] for field in dataclasses.fields(type_) if field.init}


DOCUMENTED = [c for c in classes() if c.__name__ not in {"Known", "NotAsked"}]


def document(type_: type) -> dict[str, Any]:
    return dict(converter().unstructure(smallest(type_)))


def may_lack(type_: type) -> Iterator[str]:
    """Yield what is written only where it says something, and what the first files do not have."""
    yield from RARE.get(type_, ())
    yield from (f.name for f in dataclasses.fields(type_) if f.metadata.get("omit_default"))
    later = LATER.get(type_, frozenset())
    if len(later) == 1:  # of several, the others tell that it was lost
        yield from later


@pytest.mark.parametrize("type_", DOCUMENTED, ids=lambda c: c.__name__)
def test_no_default_takes_the_place_of_a_lost_member(type_: type) -> None:
    whole = document(type_)
    assert converter().structure(whole, type_) == smallest(type_)
    for name in whole:
        rest = {key: value for key, value in whole.items() if key != name}
        try:
            made: Any = converter().structure(rest, type_)
        except DAMAGE:
            continue
        assert isinstance(getattr(made, name), Unknown) or name in may_lack(type_), name


@pytest.mark.parametrize("type_", LATER, ids=lambda c: c.__name__)
def test_what_the_first_files_do_not_name_is_not_asked_of_them(type_: type) -> None:
    first = {k: v for k, v in document(type_).items() if k not in LATER[type_]}
    assert isinstance(converter().structure(first, type_), type_)
