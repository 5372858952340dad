"""The objects and lists of a file, read strictly.

A default says that there is nothing: no policy of a role, no gap, no interruption. It must not take
the place of a member that was lost, so a file must name every member that `dump` writes. Facts need
no look: without one, what it would say is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import cattrs
from cattrs.cols import list_structure_factory
from cattrs.errors import AttributeValidationNote, ClassValidationError
from cattrs.gen import make_dict_structure_fn

from auditor.model import Account, Alarm, EnvironmentVariable, EventSourceMapping, Region, Unknown
from auditor.model.events import ApiIntegration, EventRule
from auditor.model.function import Function, PackageContents, VpcConfig
from auditor.model.partial_function import PartialFunction
from auditor.model.report import (
    Change,
    FunctionSummary,
    Gap,
    Report,
    ReportResult,
    Score,
    TopFix,
)
from auditor.model.result import Finding, Fix
from auditor.model.role import Role

Structure = Callable[[Any, Any], Any]

# Members that are written only where they say something.
RARE: Mapping[type, frozenset[str]] = {
    Change: frozenset({"worse", "message", "owner"}),
    Finding: frozenset({"place"}),
    FunctionSummary: frozenset({"logical_id", "place", "owner_unknown"}),
    ReportResult: frozenset({"crashed", "place", "remarks"}),
    Score: frozenset({"owners"}),
    Unknown: frozenset({"inapplicable"}),
}
_LATER_SETTINGS = (
    *("capacity_provider", "tenant_isolation", "durable_timeout", "runtime_arn"),
    *("runtime_alias", "alias_secrets", "kind", "planned", "logical_id", "asked"),
)
# Members that files of version 0.1 do not have. A file that names one of them is newer, and names
# all of them.
LATER: Mapping[type, frozenset[str]] = {
    Account: frozenset(
        (
            *("origin", "package_secrets", "only_described"),
            *("places", "alternatives", "declared_waivers"),
        )
    ),
    Alarm: frozenset({"actions"}),
    ApiIntegration: frozenset({"private", "missing"}),
    EnvironmentVariable: frozenset({"missing"}),
    EventRule: frozenset({"alarm_changes"}),
    EventSourceMapping: frozenset({"secrets", "missing"}),
    Fix: frozenset({"kind"}),
    Function: frozenset(_LATER_SETTINGS),
    FunctionSummary: frozenset({"owner"}),
    Gap: frozenset({"kind"}),
    PackageContents: frozenset({"search"}),
    PartialFunction: frozenset(_LATER_SETTINGS),
    Region: frozenset({"asked"}),
    Report: frozenset({"next_grade"}),
    Role: frozenset({"created", "trust_missing", "tags"}),
    TopFix: frozenset({"kind"}),
    Unknown: frozenset({"loss"}),
    VpcConfig: frozenset({"ipv6", "elsewhere"}),
}


def add(converter: cattrs.Converter) -> None:
    """Teach a converter to refuse objects that lost a member, and other values than lists."""
    converter.register_structure_hook_factory(is_dataclass, partial(_object, converter))
    converter.register_structure_hook_factory(_is_optional, partial(_optional, converter))
    converter.register_structure_hook_factory(_is_list, partial(_list, converter))


def checked(type_: type, structure: Structure) -> Structure:
    """Return what refuses an object that lost a member, and reads it by `structure` otherwise."""
    written = written_members(type_)

    def whole(data: Mapping[str, Any], _: object) -> Any:  # noqa: ANN401
        if not data.keys() >= written:
            refuse_lost(type_, data.keys())
        return structure(data, type_)

    return whole


def refuse_lost(type_: type, found: Collection[str], unknown: Iterable[str] = ()) -> None:
    """Refuse an object without a member that every object of its type names.

    Args:
        type_: the type.
        found: the members that the object names.
        unknown: the members that it says are unknown.

    Raises:
        ClassValidationError: a member is missing.
    """
    lost = written_members(type_).difference(found, unknown)
    later = LATER.get(type_, frozenset())
    if lost <= later and later.isdisjoint(found):
        return
    first = min(lost, default="")
    if first:
        error = KeyError(first)
        error.add_note(AttributeValidationNote(f"{type_.__name__} lost {first}", first, type_))
        raise ClassValidationError("a member is missing", [error], type_)


@cache
def written_members(type_: type) -> frozenset[str]:
    """Return the members that `dump` always writes, of those whose default says "nothing".

    Those without a default need no look: no object can be made without them.
    """
    rare = RARE.get(type_, frozenset())
    return frozenset(m.name for m in fields(type_) if _is_written(m) and m.name not in rare)


def is_required(member: Field[Any]) -> bool:
    """Return whether a member has no default."""
    return member.default is MISSING and member.default_factory is MISSING


def _is_written(member: Field[Any]) -> bool:
    if is_required(member):
        return False
    return not (member.metadata.get("omit_default") or isinstance(member.default, Unknown))


def _object(converter: cattrs.Converter, type_: type) -> Structure:
    structure: Structure = make_dict_structure_fn(type_, converter)
    return checked(type_, structure) if written_members(type_) else structure


def _is_optional(type_: Any) -> bool:  # noqa: ANN401
    members = get_args(type_)
    return get_origin(type_) in (Union, UnionType) and len(members) == 2 and NoneType in members  # noqa: PLR2004


def _optional(converter: cattrs.Converter, type_: Any) -> Structure:  # noqa: ANN401
    inner = next(member for member in get_args(type_) if member is not NoneType)
    structure_inner = converter.get_structure_hook(inner)

    def structure(data: Any, _: object) -> Any:  # noqa: ANN401
        return None if data is None else structure_inner(data, inner)

    return structure


def _is_list(type_: Any) -> bool:  # noqa: ANN401
    return get_origin(type_) is tuple and get_args(type_)[1:] == (...,)


def _list(converter: cattrs.Converter, type_: Any) -> Structure:  # noqa: ANN401
    several: Any = list[get_args(type_)[0]]  # type: ignore[misc]
    items = list_structure_factory(several, converter)

    def structure(data: Any, _: object) -> tuple[Any, ...]:  # noqa: ANN401
        if type(data) is not list:  # of a text, each character would be an item
            raise TypeError(f"{type(data).__name__} instead of a list")
        return tuple(items(data, None))

    return structure
