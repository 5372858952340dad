"""Where a file differs from what auditor writes, for people."""

from __future__ import annotations

from collections.abc import Iterator

import cattrs
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)


def place_of_damage(
    converter: cattrs.Converter,
    document: object,
    type_: type[object],
    kinds: tuple[type[Exception], ...],
) -> str:
    """Return a clause that names the first wrong place of a document, or "" if none has a name.

    Args:
        converter: one with detailed validation, whose errors note their places.
        document: what the file holds; reading it has failed.
        type_: the class that it should be.
        kinds: what reading it may raise.
    """
    try:
        converter.structure(document, type_)
    except (RecursionError, MemoryError):
        return "it is nested too deep, or too large"
    except kinds as error:
        return _clause(error)
    return ""


def _clause(error: BaseException) -> str:
    steps = list(_steps(error))
    while isinstance(error, BaseValidationError) and error.exceptions:
        error = error.exceptions[0]
        steps.extend(_steps(error))
    place = "".join(steps).removeprefix(".")
    if not place or isinstance(error, ForbiddenExtraKeysError):
        return place
    missing = isinstance(error, KeyError) and steps[-1] == f".{error.args[0]}"
    return f"{place} is {'missing' if missing else 'wrong'}"


def _steps(error: BaseException) -> Iterator[str]:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            yield f".{note.name}"
        elif isinstance(note, IterableValidationNote):
            yield f"[{note.index}]"
