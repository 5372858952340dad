"""The JSON Schemas of the reports, made from the model, so that they can't disagree with it."""

from __future__ import annotations

import dataclasses
import inspect
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from auditor.model import organization
from auditor.model.organization import Organization, OrganizationCheck
from auditor.model.report import SCHEMA, CheckSummary, Report
from auditor.model.score_model import NO_GRADE
from auditor.storage.strict_shapes import is_required, written_members

Json: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What `auditor schema` prints: the document's type and its `schema`.
DOCUMENTS: Mapping[str, tuple[type, str]] = {
    "report": (Report, SCHEMA),
    "organization": (Organization, organization.SCHEMA),
}
GRADE = f"^(?:[A-F]\\??|{NO_GRADE})$"
# Names that the model can't use, and what narrows a field more than its type does.
RENAMED: Mapping[tuple[type, str], str] = {
    (CheckSummary, "passed"): "pass",
    (OrganizationCheck, "passed"): "pass",
}
NARROWED: Mapping[tuple[str, str], Json] = {
    ("ReportResult", "id"): {"pattern": "^[0-9a-f]{16}$"},
    ("AccountIdentity", "id"): {"pattern": "^[0-9]{12}$"},
    ("Score", "assessed"): {"minimum": 0, "maximum": 1},
    ("Score", "value"): {"minimum": 0, "maximum": 100},
    ("Score", "grade"): {"pattern": GRADE},
    ("Score", "best_grade"): {"pattern": GRADE},
    ("CleanShare", "value"): {"minimum": 0, "maximum": 100},
    ("CleanShare", "best_case"): {"minimum": 0, "maximum": 100},
    ("CleanShare", "grade"): {"pattern": GRADE},
    ("AccountRow", "grade"): {"pattern": GRADE},
    ("CategoryScore", "value"): {"minimum": 0, "maximum": 100},
    ("FunctionSummary", "score"): {"minimum": 0, "maximum": 100},
    ("WaiverSummary", "state"): {"enum": ["active", "expired", "invalid", "stale"]},
    ("Change", "kind"): {"enum": ["new", "fixed", "changed", "waived", "expired", "unknown"]},
}
SCALARS: Mapping[object, Json] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def schema(document: str = "report", *, strict: bool = False) -> Json:
    """Return the schema of a document.

    Args:
        document: a key of DOCUMENTS.
        strict: refuse keys that the schema does not name. Readers should not: a newer program
            of the same schema version may write more.
    """
    definitions: dict[str, Json] = {}
    type_, name = DOCUMENTS[document]
    whole = _object(type_, definitions, strict=strict)
    whole["properties"] = {"schema": {"const": name}, **whole["properties"]}
    whole["required"] = ["schema", *whole["required"]]
    return {
        "$schema": DIALECT,
        "$id": f"urn:{name.replace('/', ':')}",
        "title": name,
        **whole,
        "$defs": dict(sorted(definitions.items())),
    }


def text(document: str = "report") -> str:
    """Return a schema as the text that `auditor schema` prints."""
    return json.dumps(schema(document), indent=2) + "\n"


def _object(type_: type, definitions: dict[str, Json], *, strict: bool) -> Json:
    hints = get_type_hints(type_)
    properties: dict[str, Json] = {}
    required: list[str] = []
    for field in dataclasses.fields(type_):
        name = RENAMED.get((type_, field.name), field.name)
        made = _of(hints[field.name], definitions, strict=strict)
        properties[name] = {**made, **NARROWED.get((type_.__name__, field.name), {})}
        if is_required(field) or field.name in written_members(type_):
            required.append(name)
    made = {
        "type": "object",
        "description": inspect.cleandoc(type_.__doc__ or "").partition("\n\n")[0],
        "properties": properties,
        "required": required,
    }
    return {**made, "additionalProperties": False} if strict else made


def _of(type_: Any, definitions: dict[str, Json], *, strict: bool) -> Json:  # noqa: ANN401
    """Return the schema of a type of the model."""
    if type_ in SCALARS:
        return dict(SCALARS[type_])
    origin, arguments = get_origin(type_), get_args(type_)
    if origin in {Union, UnionType}:
        return _union([_of(member, definitions, strict=strict) for member in arguments])
    if origin in {tuple, Sequence}:
        members = (*arguments, ...) if origin is Sequence else arguments
        return _tuple(members, definitions, strict=strict)
    if origin is Mapping:
        values = _of(arguments[1], definitions, strict=strict)
        return {"type": "object", "additionalProperties": values}
    if issubclass(type_, Enum):
        return {"enum": [member.value for member in type_]}
    if type_.__name__ not in definitions:
        definitions[type_.__name__] = {}  # reserved, should a type hold itself
        definitions[type_.__name__] = _object(type_, definitions, strict=strict)
    return {"$ref": f"#/$defs/{type_.__name__}"}


def _tuple(arguments: tuple[Any, ...], definitions: dict[str, Json], *, strict: bool) -> Json:
    if arguments[-1] is Ellipsis:
        return {"type": "array", "items": _of(arguments[0], definitions, strict=strict)}
    items = [_of(argument, definitions, strict=strict) for argument in arguments]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}


def _union(members: list[Json]) -> Json:
    if all(set(member) == {"type"} for member in members):
        words = [member["type"] for member in members]
        # Each integer is a number, and a schema that says both reads as if it were not.
        return {"type": [word for word in words if word != "integer" or "number" not in words]}
    return {"anyOf": members}
