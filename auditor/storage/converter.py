"""How cattrs reads and writes the types of the model that JSON has no word for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache, partial
from typing import Any, get_args, get_origin

import cattrs
from cattrs.errors import (
    BaseValidationError,
    ForbiddenExtraKeysError,
    StructureHandlerNotFoundError,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from auditor.model import Function, Known, PartialFunction, Unknown, stated
from auditor.model.organization import OrganizationCheck
from auditor.model.partial_function import REQUIRED
from auditor.model.report import Change, CheckSummary, FunctionSummary, Score
from auditor.model.result import EvidenceValue
from auditor.storage import hot_types, strict_shapes, strict_values

# What reading a document of another shape raises.
DAMAGE = (
    *(BaseValidationError, StructureHandlerNotFoundError, ForbiddenExtraKeysError),
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError),
    *(RecursionError, MemoryError),
)


@cache
def converter(*, detailed: bool = False) -> cattrs.Converter:
    """Return a converter that knows facts, times and the keys that differ in JSON.

    A detailed one notes in its errors where a document is wrong, and takes longer.
    """
    made = cattrs.Converter(detailed_validation=detailed)
    strict_shapes.add(made)
    made.register_structure_hook_factory(is_fact, partial(_structure_fact, made))
    _add_plain_values(made)
    made.register_structure_hook_func(
        lambda type_: type_ is Unknown,
        partial(
            _structure_unknown,
            strict_shapes.checked(Unknown, make_dict_structure_fn(Unknown, made)),
        ),
    )
    made.register_unstructure_hook(Unknown, _unstructure_unknown)
    made.register_unstructure_hook_func(_is_known, lambda k: {"known": made.unstructure(k.value)})
    _leave_out_defaults(made)
    hot_types.add(made)
    passed = override(rename="pass")
    for counts in (CheckSummary, OrganizationCheck):
        made.register_unstructure_hook(
            counts, make_dict_unstructure_fn(counts, made, passed=passed)
        )
        structure = make_dict_structure_fn(counts, made, passed=passed)
        made.register_structure_hook(counts, strict_shapes.checked(counts, structure))
    _add_functions(made)
    return made


def _leave_out_defaults(made: cattrs.Converter) -> None:
    """Teach a converter the members that are written only where they say something."""
    rare = override(omit_if_default=True)
    for type_ in (FunctionSummary, Score, Change):
        names = strict_shapes.RARE[type_]
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
    whole = strict_shapes.checked(Function, make_dict_structure_fn(Function, made))
    partly = make_dict_structure_fn(PartialFunction, made)

    def structure(data: Mapping[str, Any], _: object) -> Function:
        if "unknown" in data:
            strict_shapes.refuse_lost(PartialFunction, data.keys(), data["unknown"])
            return partly(data, PartialFunction)
        made_whole: Function = whole(data, Function)
        return made_whole

    def unstructure(function: PartialFunction) -> dict[str, Any]:
        # Settings that are unknown have no value to write; required ones get an empty text.
        empty = {name: "" for name in function.unknown if name in REQUIRED}
        return {**empty, **made.unstructure(stated(function))}

    made.register_structure_hook(Function, structure)
    made.register_unstructure_hook(PartialFunction, unstructure)


def is_fact(type_: object) -> bool:
    """Tell whether a type is a fact, known or not."""
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
        return known(structure_inner(data["known"], inner))

    return structure


def known(value: object) -> Known[object]:
    """Return a fact; of texts, nothing and empty lists, of which there are many, the same one."""
    if value is None or value == () or isinstance(value, str):
        return _one_known(value)
    return Known(value)


def _structure_unknown(fields: Callable[[Any, Any], Unknown], data: Any, type_: object) -> Unknown:  # noqa: ANN401
    """Return an Unknown from its fields, or wrapped as `_unstructure_unknown` leaves it."""
    return _one_unknown(fields(data.get("unknown", data), type_))


# A large account says the same thing of each of its functions: the latest are kept at hand.
_one_known = lru_cache(maxsize=1024, typed=True)(Known)


@lru_cache(maxsize=1024)
def _one_unknown(unknown: Unknown) -> Unknown:
    return unknown


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
