"""Tracers other than X-Ray's own switch: how a function's configuration shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase, translate

from auditor.analysis.tables.tracer_vendors import TRACERS, Tracer
from auditor.model import EnvironmentVariable, Function

WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"

_LAYER_NAME = re.compile(r":layer:([^:]+)")


def layer_name(arn: str) -> str:
    """Return the name inside a layer version's ARN, or an empty string."""
    found = _LAYER_NAME.search(arn)
    return found.group(1) if found else ""


def _every(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted({translate(pattern) for pattern in patterns})))


_SWITCHES = frozenset(
    name
    for tracer in TRACERS
    for name in (*(name for name, _ in tracer.off), tracer.rate, tracer.rate_if[0])
    if name
)
_NOTHING = re.compile(r"0*\.?0*")  # a rate of zero, as "0" or "0.00"
_LAYERS = _every(pattern for tracer in TRACERS for pattern in tracer.layers)
_HANDLERS = _every(pattern for tracer in TRACERS for pattern in tracer.handlers)
_VARIABLES = _every((WRAPPER.lower(), *(p for tracer in TRACERS for p in tracer.variables)))


def _hinted(function: Function, names: Iterable[str]) -> bool:
    """Return whether any tracer could show; most functions have none, and are done with here."""
    return (
        any(_LAYERS.match(layer_name(layer.arn).lower()) for layer in function.layers)
        or bool(function.handler and _HANDLERS.match(function.handler.lower()))
        or any(_VARIABLES.match(name.lower()) for name in names)
    )


def _any(value: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(value.lower(), pattern) for pattern in patterns)


def tracers(function: Function, variables: Iterable[EnvironmentVariable] = ()) -> Mapping[str, str]:
    """Return the tracers that are switched on: vendor and what shows it."""
    by_name = {variable.name: variable for variable in variables}
    found: dict[str, str] = {}
    if not _hinted(function, by_name):
        return found
    for tracer in TRACERS:
        sign = _sign(tracer, function, by_name)
        if sign and not _switched_off(tracer, by_name):
            found[tracer.vendor] = sign
    return found


def switched_off(variables: Iterable[EnvironmentVariable]) -> tuple[str, ...]:
    """Return the variables whose value stops a tracer."""
    by_name = {variable.name: variable for variable in variables if variable.name in _SWITCHES}
    stopped = {_switched_off(tracer, by_name) for tracer in TRACERS} if by_name else ()
    return tuple(sorted(name for name in stopped if name))


def _sign(tracer: Tracer, function: Function, by_name: Mapping[str, EnvironmentVariable]) -> str:
    for layer in function.layers:
        if _any(layer_name(layer.arn), tracer.layers):
            return f"layer {layer.arn}"
    wrapper = by_name.get(WRAPPER)
    if wrapper and (value := wrapper.points_at()) and _any(value, tracer.wrappers):
        return f"{WRAPPER}={value}"
    if function.handler and _any(function.handler, tracer.handlers):
        return f"handler {function.handler}"
    named = sorted(name for name in by_name if _any(name, tracer.variables))
    return f"variable {named[0]}" if named else ""


def _switched_off(tracer: Tracer, by_name: Mapping[str, EnvironmentVariable]) -> str:
    for name, pattern in tracer.off:
        if name in by_name and _any(_value(name, by_name), (pattern,)):
            return name
    name, pattern = tracer.rate_if
    counts = not name or _any(_value(name, by_name), (pattern,))
    if counts and tracer.rate in by_name and _NOTHING.fullmatch(_value(tracer.rate, by_name)):
        return tracer.rate
    return ""


def _value(name: str, by_name: Mapping[str, EnvironmentVariable]) -> str:
    variable = by_name.get(name)
    return ((variable.points_at() if variable else "") or "").strip()
