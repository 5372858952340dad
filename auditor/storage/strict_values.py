"""The plain values of a file, read without any conversion: a text is not a number, nor a truth."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")

_SHORT = 200  # characters
_MOMENTS = 256  # different ones that are kept: results have few
_DIGITS = 19  # of a whole number: what 64 bits hold, with its sign


def evidence_value(value: object) -> object:
    """Return a text, number or list of texts of a finding's evidence.

    Raises:
        TypeError: it is something else, such as a list of lists.
    """
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError("the evidence of a finding is neither a text nor a list of texts")


def no_number(name: str) -> float:
    """Refuse NaN and infinity, which JSON has no words for.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{name} is not a number")


def finite(text: str) -> float:
    """Return a number with a fraction.

    Raises:
        ValueError: it is too large.
    """
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is out of range")
    return number


def whole(text: str) -> int:
    """Return a whole number.

    Raises:
        ValueError: it does not fit into 64 bits.
    """
    if len(text) > _DIGITS:
        raise ValueError("a number is out of range")
    return int(text)


def unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object of its members.

    Raises:
        ValueError: a key comes twice, so that readers disagree about which one counts.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice in an object")
    return found


def _exactly(type_: type[T], *others: type) -> Callable[[Any, Any], T]:
    """Return a hook that converts nothing: a text is not a number, and no text is `True`."""

    def structure(value: Any, _: object) -> T:  # noqa: ANN401
        if type(value) is type_ or type(value) in others:
            return value  # type: ignore[no-any-return]
        raise TypeError(f"{type(value).__name__} instead of {type_.__name__}")

    return structure


@lru_cache(maxsize=4096)
def _one_text(text: str) -> str:
    """Return one object for equal texts: runtimes, regions and roles come once a function."""
    return text


def _text(value: Any, _: object) -> str:  # noqa: ANN401
    if type(value) is str:
        return _one_text(value) if len(value) <= _SHORT else value
    raise TypeError(f"{type(value).__name__} instead of str")


EXACT: Mapping[type, Callable[[Any, Any], object]] = {
    bool: _exactly(bool),
    int: _exactly(int),
    float: _exactly(float, int),
    str: _text,
}


@lru_cache(maxsize=_MOMENTS)
def as_text(value: datetime) -> str:
    """Return a moment as files hold it."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=_MOMENTS)
def moment(text: str) -> datetime:
    """Return the moment that a text names, in UTC.

    Raises:
        ValueError: it names none, or no time zone.
        OverflowError: it is out of range in UTC.
    """
    named = datetime.fromisoformat(text)
    if named.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone")
    return named.astimezone(UTC)


def why_no_json(error: Exception) -> str:
    """Return what is wrong with a text that should be JSON, for people."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return "it is no UTF-8 text"
    if isinstance(error, ValueError) and "digits" not in str(error):
        return str(error)
    return "it is nested too deep, or too large"
