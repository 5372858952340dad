"""CloudFormation's intrinsic functions over values that are known, symbolic or undecided."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.templates.marks import MarkedMap
from auditor.templates.values import (
    NO_VALUE,
    Secret,
    Symbol,
    Undecided,
    Value,
    first_undecided,
    joined,
    number,
    text,
    undecided,
)

_PLACE = re.compile(r"\$\{(!?)([^${}]+)\}")
_MOST_BLOCKS = 256  # CloudFormation's limit for Fn::Cidr

Resolve = Callable[[Any], Value]


def substituted(argument: Value, look_up: Callable[[str], Value], resolve: Resolve) -> Value:
    """Return what `Fn::Sub` makes: a text, or [text, variables]."""
    variables: Mapping[str, Any] = {}
    if isinstance(argument, list) and argument:
        variables = argument[1] if len(argument) > 1 and isinstance(argument[1], dict) else {}
        argument = argument[0]
    if not isinstance(argument, str):
        return undecided("Fn::Sub needs a text")
    parts: list[Value] = []
    end = 0
    for place in _PLACE.finditer(argument):
        parts.append(argument[end : place.start()])
        end = place.end()
        name = place[2].strip()
        if place[1]:
            parts.append(f"${{{place[2]}}}")
        else:
            parts.append(_scalar(resolve(variables[name]) if name in variables else look_up(name)))
    parts.append(argument[end:])
    return joined([part for part in parts if part != ""])


def _scalar(value: Value) -> Value:
    return ",".join(text(item) for item in value) if isinstance(value, list) else value


def join(argument: Value) -> Value:
    """Return what `Fn::Join` makes of [separator, values]."""
    if isinstance(argument, Undecided):
        return argument
    if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004
        return undecided("Fn::Join needs a separator and a list")
    separator, values = argument
    if isinstance(values, Undecided):
        return values
    if not isinstance(values, list):
        return undecided("Fn::Join needs a list")
    return joined([_scalar(value) for value in values if value is not NO_VALUE], text(separator))


def select(argument: Value) -> Value:
    """Return what `Fn::Select` makes of [index, values]."""
    if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004
        return undecided("Fn::Select needs an index and a list")
    index, values = argument
    for part in (index, values):
        if isinstance(part, Undecided):
            return part
    at = number(index)
    if not isinstance(values, list) or at is None or not 0 <= at < len(values):
        return undecided("Fn::Select names an item that the list does not have")
    return values[at]


def split(argument: Value) -> Value:
    """Return what `Fn::Split` makes of [separator, text]."""
    if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004
        return undecided("Fn::Split needs a separator and a text")
    separator, whole = argument
    if isinstance(whole, Undecided | Secret):
        return whole if isinstance(whole, Undecided) else undecided(f"{whole.name} is not read")
    if not isinstance(whole, str) or not separator:
        return undecided("Fn::Split needs a separator and a text")
    parts = str(whole).split(text(separator))
    return [Symbol(part) for part in parts] if isinstance(whole, Symbol) else parts


def find_in_map(argument: Value, mappings: Mapping[str, Any], resolve: Resolve) -> Value:
    """Return what `Fn::FindInMap` finds under [map, first key, second key]."""
    if not isinstance(argument, list) or len(argument) < 3:  # noqa: PLR2004
        return undecided("Fn::FindInMap needs a map and two keys")
    keys = [resolve(key) for key in argument[:3]]
    options = argument[3] if len(argument) > 3 and isinstance(argument[3], dict) else {}  # noqa: PLR2004
    found: Any = mappings
    for key in keys:
        if isinstance(key, Undecided):
            return key
        found = found.get(text(key)) if isinstance(found, dict) else None
    if found is not None:
        return resolve(found)
    if "DefaultValue" in options:
        return resolve(options["DefaultValue"])
    return undecided(f"the mapping {text(keys[0])} has no entry {text(keys[1])}, {text(keys[2])}")


def encoded(argument: Value) -> Value:
    """Return what `Fn::Base64` makes of a text."""
    if isinstance(argument, Undecided | Secret):
        return argument
    whole = base64.b64encode(text(argument).encode("utf-8", "surrogatepass")).decode()
    return Symbol(whole) if isinstance(argument, Symbol) else whole


def blocks(argument: Value) -> Value:
    """Return what `Fn::Cidr` makes of [block, count, bits]."""
    if not isinstance(argument, list) or len(argument) < 2:  # noqa: PLR2004
        return undecided("Fn::Cidr needs a block and a count")
    opaque = first_undecided(argument)
    if opaque is not None:
        return Undecided(opaque.unknown)
    count, bits = number(argument[1]) or 0, 8
    if len(argument) > 2:  # noqa: PLR2004
        bits = number(argument[2]) or 0
    try:
        network = ipaddress.ip_network(text(argument[0]))
    except ValueError:
        return undecided(f"{text(argument[0])[:40]!r} is no block of addresses")
    prefix = network.max_prefixlen - bits
    if not 0 < count <= _MOST_BLOCKS or not network.prefixlen <= prefix <= network.max_prefixlen:
        return undecided("Fn::Cidr cannot be computed from these values")
    first, kind = int(network.network_address), type(network.network_address)
    return [f"{kind(first + (n << bits))}/{prefix}" for n in range(count)]


def to_json(argument: Value) -> Value:
    """Return what `Fn::ToJsonString` makes of a value."""
    opaque = first_undecided(argument)
    if opaque is not None:
        return Undecided(opaque.unknown)
    return json.dumps(argument)


def length(argument: Value) -> Value:
    """Return what `Fn::Length` makes of a list."""
    if isinstance(argument, Undecided):
        return Undecided(argument.unknown)
    return len(argument) if isinstance(argument, list) else undecided("Fn::Length needs a list")


def function_of(node: object) -> str:
    """Return the intrinsic function that a node calls, or an empty text."""
    if isinstance(node, dict) and len(node) == 1:
        (name,) = node
        if name in {"Ref", "Condition"} or name.startswith("Fn::"):
            return str(name)
    return ""


def call(name: str, argument: object) -> MarkedMap | dict[str, Any]:
    """Return the node that calls a function."""
    return {name: argument}
