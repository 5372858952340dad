"""The [scan] table of a configuration file: each value must be of its option's own type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import UnionType
from typing import Any

import click

from auditor.model.errors import UsageError

_LARGEST = 2**53  # beyond it, a whole number is not the same as a float


def checked(
    table: Mapping[str, object],
    path: Path,
    own: Iterable[click.Option],
    scan: Iterable[click.Option],
) -> dict[str, Any]:
    """Return the defaults of a command's options, by parameter name.

    Values of options that only `scan` has are checked too, and left out.

    Raises:
        UsageError: a value is of another type than its option.
    """
    options = {_key(option): option for option in own}
    of_scan = {_key(option): option for option in scan}
    defaults: dict[str, Any] = {}
    for key, value in table.items():
        option, meant = options.get(key), of_scan.get(key)
        read = meant or option
        if read is None:  # an option of a command that is not this one
            continue
        given = _value(value, read, f"{path}: scan.{key}")
        if option is not None and option.name and option.multiple == read.multiple:
            defaults[option.name] = given
    return defaults


def _key(option: click.Parameter) -> str:
    return (option.name or "").replace("_", "-")


def _value(value: object, option: click.Option, name: str) -> object:
    if option.is_flag:
        return _demanded(value, isinstance(value, bool), name, "true or false")
    if option.count:
        return _demanded(value, _is_number(value, int), name, "a whole number")
    if option.multiple:
        texts = [value] if isinstance(value, str) else value
        fits = isinstance(texts, list) and all(isinstance(text, str) for text in texts)
        return [_text(text, name) for text in _demanded(texts, fits, name, "a list of strings")]
    if isinstance(option.type, click.types.FloatParamType):
        return _demanded(value, _is_number(value, int | float), name, "a number")
    if isinstance(option.type, click.types.IntParamType):
        return _demanded(value, _is_number(value, int), name, "a whole number")
    return _text(value, name)


def _is_number(value: object, types: type | UnionType) -> bool:
    if isinstance(value, bool) or not isinstance(value, types):
        return False
    return isinstance(value, float) or (isinstance(value, int) and abs(value) < _LARGEST)


def _text(value: object, name: str) -> str:
    fits = isinstance(value, str) and "\0" not in value
    return str(_demanded(value, fits, name, "a string"))


def _demanded(value: Any, fits: bool, name: str, what: str) -> Any:  # noqa: ANN401, FBT001
    if fits:
        return value
    raise UsageError(f"{name} must be {what}, not {_kind(value)}")


def _kind(value: object) -> str:
    kinds = {bool: "true or false", str: "a string", list: "a list", dict: "a table"}
    if type(value) in kinds:
        return kinds[type(value)]
    return "such a number" if isinstance(value, int | float) else "a date or time"
