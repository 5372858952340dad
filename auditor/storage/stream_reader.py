"""Makes a value of the model from a JSON document while the document is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from auditor.model import Known, Region, Unknown
from auditor.model.report import ReportResult
from auditor.storage import strict_shapes
from auditor.storage.converter import DAMAGE, converter, is_fact, known
from auditor.storage.json_stream import JsonStream
from auditor.storage.packed_findings import FindingsPacker

T = TypeVar("T")


class UnusualDocumentError(Exception):
    """The document is none that `dump` writes: damaged, of another schema, or made by hand."""


def read(
    pieces: Iterable[bytes],
    type_: type[T],
    schema: str,
) -> T:
    """Return the value in a document, which is read once and never held whole.

    Args:
        pieces: the document.
        type_: the value's type.
        schema: what the document must name first.

    Raises:
        UnusualDocumentError: reading it whole tells what is wrong, if anything is.
    """
    stream = JsonStream(pieces)
    try:
        made = _DocumentReader(stream).document(type_, schema)
        stream.end()
    except DAMAGE as error:
        raise UnusualDocumentError from error
    return made


class _DocumentReader:
    """Reads values by their types: long lists and mappings one item after another."""

    __slots__ = ("_converter", "_packer", "_stream")

    def __init__(self, stream: JsonStream) -> None:
        self._stream = stream
        self._converter = converter()
        self._packer = FindingsPacker()

    def document(self, type_: type[T], schema: str) -> T:
        """Return the value of the whole document."""
        return type_(**self._members(type_, schema))

    def _members(self, type_: type, schema: str = "") -> dict[str, Any]:
        types = _types(type_)
        found: dict[str, Any] = {}
        for number, key in enumerate(self._stream.members()):
            if schema and number == 0:
                if (key, self._stream.value()) != ("schema", schema):
                    raise ValueError("the schema is not named first")
            elif key in types:
                found[key] = self._value(types[key])
            else:
                self._stream.value()  # of a later version
        strict_shapes.refuse_lost(type_, found)
        return found

    def _value(self, type_: Any) -> Any:  # noqa: ANN401  a type and its value
        origin, arguments = get_origin(type_), get_args(type_)
        if type_ is Region:
            return Region(**self._members(Region))
        if is_fact(type_):
            return self._fact(type_)
        if origin is tuple and arguments[1:] == (...,):
            return tuple(self._item(arguments[0]) for _ in self._stream.items())
        if origin is Mapping:
            return {key: self._value(arguments[1]) for key in self._stream.members()}
        return self._converter.structure(self._stream.value(), type_)

    def _fact(self, type_: Any) -> object:  # noqa: ANN401
        inner = next(get_args(m)[0] for m in get_args(type_) if get_origin(m) is Known)
        found = {
            key: self._value(inner) if key == "known" else self._stream.value()
            for key in self._stream.members()
        }
        if "unknown" in found:
            return self._converter.structure(found["unknown"], Unknown)
        return known(found["known"])

    def _item(self, type_: Any) -> Any:  # noqa: ANN401
        made = self._value(type_)
        if isinstance(made, ReportResult):
            return replace(made, findings=self._packer.add(made.findings))
        return made


@cache
def _types(type_: type) -> Mapping[str, Any]:
    return get_type_hints(type_)
