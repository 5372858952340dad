"""The values of open parameters, as far as conditions and AllowedValues tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType
from typing import Any

from auditor.templates.conditions import compared_literals
from auditor.templates.parameters import Parameter, another_value
from auditor.templates.values import Undecided, Value

MOST = 32  # combinations that are judged; what goes beyond stays undecided
_FEW = 8  # allowed values of one parameter that are tried one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to fill the open parameters; what is not in it stays as it is."""

    text: str = ""  # "Stage=prod, Tier=web"
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


def choices(
    documents: Iterable[tuple[Mapping[str, Any], Mapping[str, Parameter]]],
    given: Mapping[str, Any],
    most: int = MOST,
) -> tuple[Choice, ...]:
    """Return the combinations that must be told apart; a single empty one where nothing is open.

    `documents` are templates with their parameters.
    """
    domains: dict[str, list[Value]] = {}
    for document, parameters in documents:
        conditions = document.get("Conditions")
        compared = compared_literals(conditions if isinstance(conditions, dict) else {})
        for parameter in parameters.values():
            values = _domain(parameter, compared.get(parameter.name), given)
            if len(values) > 1:
                domains.setdefault(parameter.name, values)
    chosen: list[str] = []
    combinations = 1
    for name in sorted(domains, key=lambda n: (len(domains[n]), n)):
        if combinations * len(domains[name]) > most:
            break
        combinations *= len(domains[name])
        chosen.append(name)
    return tuple(_combined(chosen, domains))


def _combined(names: list[str], domains: Mapping[str, list[Value]]) -> Iterator[Choice]:
    for values in product(*(domains[name] for name in names)):
        pairs = dict(zip(names, values, strict=True))
        shown = ", ".join(f"{name}={_shown(value)}" for name, value in pairs.items())
        yield Choice(text=shown, values=pairs)


def _shown(value: Value) -> str:
    return "another value" if isinstance(value, Undecided) else str(value)[:60]


def _domain(
    parameter: Parameter, compared: set[str] | None, given: Mapping[str, Any]
) -> list[Value]:
    if parameter.name in given or parameter.default is not None or parameter.no_echo:
        return []
    if parameter.allowed and len(parameter.allowed) <= _FEW:
        return list(dict.fromkeys(parameter.allowed))
    if not compared or parameter.type.startswith("AWS::SSM::"):
        return []
    literals = sorted(v for v in compared if not parameter.allowed or v in parameter.allowed)
    return [*literals, another_value(parameter, frozenset(literals))]
