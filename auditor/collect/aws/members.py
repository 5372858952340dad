"""Members of AWS's answers, read with their types.

Nothing that AWS sends is trusted: each function returns a value of the type that it names, or
raises `OddAnswerError`. A member that AWS always sends must be there. Members that it leaves out
to say "none" are read by functions of their own (`…_or_none`, `…_if_any`); the tests list each of
them with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from auditor.model.arn import is_arn, is_function

Raw: TypeAlias = Mapping[str, Any]

_LARGEST = 2**53  # what JSON numbers hold exactly


class OddAnswerError(ValueError):
    """An answer lacks a member, or has it in another form than AWS documents."""

    def __init__(self, member: str) -> None:
        super().__init__(member)
        self.member = member  # our own word, never a text of the answer


def _present(raw: object, name: str) -> Any:  # noqa: ANN401  any value of the answer
    """Return a member, or None if it is missing or null."""
    if type(raw) is dict or isinstance(raw, Mapping):  # the first is faster, and nearly always so
        return raw.get(name)
    raise OddAnswerError(name)


def _of_type(value: object, kind: type, name: str) -> Any:  # noqa: ANN401  of that type
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise OddAnswerError(name)
    return value


def text_or_none(raw: object, name: str) -> str | None:
    """Return a text; None if it is missing or empty."""
    value = _present(raw, name)
    found: str | None = None if value is None else _of_type(value, str, name) or None
    return found


def text(raw: object, name: str) -> str:
    """Return a text that is always there, and never empty."""
    found = text_or_none(raw, name)
    if found is None:
        raise OddAnswerError(name)
    return found


def word(raw: object, name: str, *known: str) -> str:
    """Return a text that is one of these."""
    found = text(raw, name)
    if found not in known:
        raise OddAnswerError(name)
    return found


def arn(raw: object, name: str) -> str:
    """Return an ARN."""
    found = text(raw, name)
    if not is_arn(found):
        raise OddAnswerError(name)
    return found


def arn_or_none(raw: object, name: str) -> str | None:
    """Return an ARN; None if it is missing or empty."""
    return None if text_or_none(raw, name) is None else arn(raw, name)


def account_id(raw: object, name: str) -> str:
    """Return the id of an account: 12 digits."""
    found = text(raw, name)
    if not (len(found) == 12 and found.isascii() and found.isdigit()):  # noqa: PLR2004
        raise OddAnswerError(name)
    return found


def function_arn(raw: object, name: str) -> str:
    """Return the ARN of a function, qualified or not."""
    found = text(raw, name)
    if not is_function(found):
        raise OddAnswerError(name)
    return found


def number_or_none(raw: object, name: str, least: int = 0) -> int | None:
    """Return a whole number of at least `least`; None if it is missing."""
    value = _present(raw, name)
    if value is None:
        return None
    found: int = _of_type(value, int, name)
    if not least <= found <= _LARGEST:
        raise OddAnswerError(name)
    return found


def number(raw: object, name: str, least: int = 0) -> int:
    """Return a whole number that is always there."""
    found = number_or_none(raw, name, least)
    if found is None:
        raise OddAnswerError(name)
    return found


def numeral_or_none(raw: object, name: str) -> int | None:
    """Return a whole number that is written as digits, or sent as a number; None: missing."""
    value = _present(raw, name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 15:  # noqa: PLR2004
        return int(value)
    return number_or_none(raw, name)


def numeral(raw: object, name: str) -> int:
    """Return such a number that is always there."""
    found = numeral_or_none(raw, name)
    if found is None:
        raise OddAnswerError(name)
    return found


def finite_numbers(raw: object, name: str) -> list[float]:
    """Return a list of numbers, none of them infinite, that is always there."""
    value = _present(raw, name)
    if value is None:
        raise OddAnswerError(name)
    found = [_number(item, name) for item in _list(value, name)]
    if not all(map(math.isfinite, found)):
        raise OddAnswerError(name)
    return found


def rate_or_none(raw: object, name: str) -> float | None:
    """Return a finite number; None if it is missing."""
    value = _present(raw, name)
    if value is None:
        return None
    found = _number(value, name)
    if not math.isfinite(found):
        raise OddAnswerError(name)
    return found


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise OddAnswerError(name)
    return float(value)


def flag_or_none(raw: object, name: str) -> bool | None:
    """Return a truth value; None if it is missing."""
    value = _present(raw, name)
    found: bool | None = None if value is None else _of_type(value, bool, name)
    return found


def flag(raw: object, name: str) -> bool:
    """Return a truth value that is always there."""
    found = flag_or_none(raw, name)
    if found is None:
        raise OddAnswerError(name)
    return found


def structure_if_any(raw: object, name: str) -> Raw:
    """Return a structure; an empty one if it is missing."""
    value = _present(raw, name)
    found: Raw = {} if value is None else _of_type(value, Mapping, name)
    return found


def structure(raw: object, name: str) -> Raw:
    """Return a structure that is always there."""
    if _present(raw, name) is None:
        raise OddAnswerError(name)
    return structure_if_any(raw, name)


def structures_if_any(raw: object, name: str) -> list[Raw]:
    """Return a list of structures; an empty one if it is missing."""
    value = _present(raw, name)
    return [] if value is None else [_of_type(item, Mapping, name) for item in _list(value, name)]


def structures(raw: object, name: str) -> list[Raw]:
    """Return a list of structures that is always there."""
    if _present(raw, name) is None:
        raise OddAnswerError(name)
    return structures_if_any(raw, name)


def texts_if_any(raw: object, name: str) -> list[str]:
    """Return a list of texts; an empty one if it is missing."""
    value = _present(raw, name)
    return [] if value is None else [_of_type(item, str, name) for item in _list(value, name)]


def texts(raw: object, name: str) -> list[str]:
    """Return a list of texts that is always there."""
    if _present(raw, name) is None:
        raise OddAnswerError(name)
    return texts_if_any(raw, name)


def text_map_if_any(raw: object, name: str) -> Mapping[str, str]:
    """Return a map of texts; an empty one if it is missing."""
    found = structure_if_any(raw, name)
    for key, value in found.items():
        _of_type(key, str, name)
        _of_type(value, str, name)
    return found


def text_map(raw: object, name: str) -> Mapping[str, str]:
    """Return a map of texts that is always there."""
    if _present(raw, name) is None:
        raise OddAnswerError(name)
    return text_map_if_any(raw, name)


def moment(raw: object, name: str) -> datetime:
    """Return a time, as text or as botocore read it, in UTC."""
    value = _present(raw, name)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, AttributeError, TypeError, ArithmeticError):
        raise OddAnswerError(name) from None


def moment_or_none(raw: object, name: str) -> datetime | None:
    """Return a time; None if it is missing."""
    return None if _present(raw, name) is None else moment(raw, name)


def _list(value: object, name: str) -> list[object]:
    found: list[object] = _of_type(value, list, name)
    return found
