"""A template's parameters and the values that they take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model import Unknown
from auditor.templates.marks import MarkedMap
from auditor.templates.values import Secret, Undecided, Value

_SSM = "AWS::SSM::Parameter::Value<"
_LONGEST_PATTERN = 200
_WILDCARDS = ("*", "a*", "*a", "a*b", "a/*", "A*", "1*")
# Types whose values CloudFormation checks: none of them can hold a wildcard.
_IDENTIFIERS = ("AWS::EC2::", "List<AWS::EC2::", "AWS::Route53::", "Number", "List<Number>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A declared parameter."""

    name: str
    type: str = "String"
    default: Any = None  # None: it has none
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    no_echo: bool = False

    @property
    def is_list(self) -> bool:
        """Return whether the value is a list."""
        return self.type.removeprefix(_SSM).startswith(("List<", "CommaDelimitedList"))

    @property
    def excludes_wildcards(self) -> bool:
        """Return whether no value that CloudFormation accepts holds `*` or `?`."""
        return self.type.startswith(_IDENTIFIERS)


def declared(document: Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters that a template declares, by name."""
    found = document.get("Parameters")
    rows = found.items() if isinstance(found, dict) else ()
    return {name: _parameter(name, row) for name, row in rows if isinstance(row, dict)}


def _parameter(name: str, row: Mapping[str, Any]) -> Parameter:
    allowed = row.get("AllowedValues")
    return Parameter(
        name=name,
        type=str(row.get("Type") or "String"),
        default=row.get("Default"),
        allowed=tuple(_text(item) for item in allowed) if isinstance(allowed, list) else (),
        pattern=str(row.get("AllowedPattern") or ""),
        no_echo=str(row.get("NoEcho")).lower() == "true",
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def value_of(parameter: Parameter, given: Mapping[str, Value]) -> Value:
    """Return a parameter's value: as given, else its default, else undecided.

    A value that was given for a parameter with NoEcho is a secret, and so is one that is missing.
    """
    if parameter.no_echo:
        return Secret(
            "no-echo-parameter",
            f"the value comes from the parameter {parameter.name}, which is declared NoEcho, and"
            " is deployed as plain text",
            f"the parameter {parameter.name}",
        )
    value = given.get(parameter.name, parameter.default)
    if value is None or isinstance(value, Undecided | MarkedMap):
        return value if isinstance(value, Undecided) else another_value(parameter)
    if parameter.type.startswith(_SSM):
        reason = f"the value is in the Systems Manager parameter {_text(value)}"
        return Undecided(Unknown(reason=reason))
    if parameter.is_list:
        items = value if isinstance(value, list) else _text(value).split(",")
        return [item.strip() if isinstance(item, str) else item for item in items]
    # CloudFormation hands every other parameter on as a text; one of a nested stack keeps its kind.
    return value if isinstance(value, str | list) else _text(value)


def another_value(parameter: Parameter, unlike: frozenset[str] = frozenset()) -> Undecided:
    """Return the value of an open parameter, of which only what it is not is known."""
    name = parameter.name
    reason = f"the parameter {name} has no value; give one with --parameter {name}=VALUE"
    narrow = f"value-of-{name}"
    wide = narrow if excludes_wildcards(parameter) else "*"
    return Undecided(Unknown(reason=reason), narrow, wide, unlike)


def excludes_wildcards(parameter: Parameter) -> bool:
    """Return whether no value that CloudFormation accepts can act as a wildcard in a policy."""
    if parameter.excludes_wildcards:
        return True
    if parameter.allowed:
        return not any("*" in value or "?" in value for value in parameter.allowed)
    if not parameter.pattern or len(parameter.pattern) > _LONGEST_PATTERN:
        return False
    try:
        pattern = re.compile(parameter.pattern)
    except re.error:
        return False
    return not any(pattern.fullmatch(value) for value in _WILDCARDS)
