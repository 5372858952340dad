"""Answers in JSON, read by the shapes of the service's model.

botocore's reader decides anew at every member what its shape asks for. Here that is decided once
for an operation. What comes out, and what is raised, is the same; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import botocore.utils

Read: TypeAlias = Callable[[Any], Any]  # from the JSON to what botocore would return


def _same(value: Any) -> Any:  # noqa: ANN401  JSON
    return value


_SIMPLE: Mapping[str, Read] = MappingProxyType(
    {
        "string": _same,
        "boolean": botocore.utils.ensure_boolean,
        "integer": int,
        "long": int,
        "float": float,
        "double": float,
        "timestamp": botocore.utils.parse_timestamp,
    }
)


def answer_reader(shape: Any) -> Read | None:  # noqa: ANN401  botocore's, which has no types
    """Return what reads an answer of this shape, or None where only botocore can.

    It raises what botocore raises where the JSON has another form.
    """
    if shape is None or shape.type_name != "structure" or "payload" in shape.serialization:
        return None
    if any("location" in member.serialization for member in shape.members.values()):
        return None
    return _reader(shape, ())


def _reader(shape: Any, outer: tuple[str, ...]) -> Read | None:  # noqa: ANN401
    if getattr(shape, "is_document_type", False) or getattr(shape, "is_tagged_union", False):
        return None
    kind = shape.type_name
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if shape.name in outer:  # a shape that holds itself
        return None
    inner = (*outer, shape.name)
    if kind == "list":
        return _all(_list, _reader(shape.member, inner))
    if kind == "map" and shape.key.type_name == "string":
        return _all(_map, _reader(shape.value, inner))
    return _structure(shape, inner) if kind == "structure" else None


def _all(many: Callable[[Read], Read], one: Read | None) -> Read | None:
    return None if one is None else many(one)


def _structure(shape: Any, outer: tuple[str, ...]) -> Read | None:  # noqa: ANN401
    members: list[tuple[str, str, Read]] = []
    for name, member in shape.members.items():
        read = _reader(member, outer)
        if read is None:
            return None
        members.append((name, member.serialization.get("name", name), read))
    plain = tuple((name, key) for name, key, read in members if read is _same)
    others = tuple((name, key, read) for name, key, read in members if read is not _same)

    def structure(value: Any) -> Any:  # noqa: ANN401
        if value is None:
            return None
        get = value.get
        found = {name: given for name, key in plain if (given := get(key)) is not None}
        for name, key, read in others:
            given = get(key)
            if given is not None:
                found[name] = read(given)
        return found

    return structure


def _list(item: Read) -> Read:
    return lambda value: [item(each) for each in value]


def _map(item: Read) -> Read:
    return lambda value: {key: item(each) for key, each in value.items()}
