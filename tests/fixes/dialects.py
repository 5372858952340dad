"""What the SAM and Terraform snippets of a fix say: resources with plain properties."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import hcl2
import yaml

ABSENT = "(absent)"  # !Ref AWS::NoValue
_REFERENCE = re.compile(r"^\$\{(\w+)\.([\w-]+)\.(arn|name)\}$")
_PARSERS = {"__is_block__", "__comments__", "__inline_comments__"}  # keys of its own
_ENCODED = re.compile(r"^\$\{jsonencode\((.*)\)\}$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource of a snippet; what it refers to is `ref:NAME`."""

    type: str
    properties: Mapping[str, Any]

    def leaves(self) -> Iterator[tuple[str, Any]]:
        """Yield the path of each property, in small letters without underscores, and its value."""
        yield from _leaves("", self.properties)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    whole = path.rpartition(".")[2] in {"policies", "policy", "policydocument"}
    if isinstance(value, dict) and not whole and "assumerolepolicy" not in path:
        for key, inner in value.items():
            named = key if path in {"tags", "environment.variables"} else _plain(key)
            yield from _leaves(f"{path}.{named}".lstrip("."), inner)
    else:
        yield path, value


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms."""


def _tag(loader: _Loader, _: str, node: yaml.Node) -> str:
    assert isinstance(node, yaml.ScalarNode)
    target = str(loader.construct_scalar(node))
    return ABSENT if target == "AWS::NoValue" else f"ref:{target.removesuffix('.Arn')}"


_Loader.add_multi_constructor("!", _tag)


def sam_body(text: str) -> dict[str, Any]:
    """Return the snippet's resources by logical id, as YAML has them."""
    found: Any = yaml.load(text, _Loader)  # noqa: S506  it is a SafeLoader
    if not isinstance(found, dict):
        return {}
    return {"Resource": found} if "Type" in found else found


def sam(text: str) -> list[Resource]:
    """Return the resources of a SAM snippet; none where it is a comment alone."""
    body = sam_body(text)
    names = {id_: _name(one.get("Properties", {})) for id_, one in body.items()}
    return [
        Resource(type=one["Type"], properties=_resolved(one.get("Properties", {}), names))
        for one in body.values()
    ]


def _name(properties: Mapping[str, Any]) -> str:
    named = (v for k, v in properties.items() if k in {"QueueName", "RoleName", "FunctionName"})
    return str(next(named, ""))


def _resolved(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _resolved(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, names) for inner in value]
    if isinstance(value, str) and value.startswith("ref:"):
        return f"ref:{names.get(value[4:], value[4:])}"
    return value


def terraform(text: str) -> list[Resource]:
    """Return the resources of a Terraform snippet."""
    blocks: Any = hcl2.loads(f"{text}\n")
    found = [
        (_unquoted(kind), _unquoted(label), body)
        for block in blocks.get("resource", [])
        for kind, labels in block.items()
        for label, body in labels.items()
    ]
    names = {(kind, label): str(_value(body.get("name", '""'), {})) for kind, label, body in found}
    return [Resource(type=kind, properties=_value(body, names)) for kind, _, body in found]


def _unquoted(text: str) -> str:
    return text.strip('"')


def _value(value: Any, names: Mapping[tuple[str, str], str]) -> Any:  # noqa: PLR0911  by kind
    if isinstance(value, list):
        # A block is a list of one object.
        items = [_value(inner, names) for inner in value]
        return items[0] if len(items) == 1 and isinstance(items[0], dict) else items
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if k not in _PARSERS}
        return {_unquoted(k): _value(v, names) for k, v in kept.items()}
    if not isinstance(value, str):
        return value
    if reference := _REFERENCE.match(value):
        name = names.get((reference[1], reference[2]), reference[2])
        return name if reference[3] == "name" else f"ref:{name}"
    if encoded := _ENCODED.match(value):
        return _json(encoded[1], names)
    if value.startswith('"'):
        return json.loads(value).replace("$${", "${").replace("%%{", "%{")
    return value


def _json(text: str, names: Mapping[tuple[str, str], str]) -> Any:
    """Return what jsonencode is given; lists of one object stay lists there."""
    found: Any = hcl2.loads(f"x = {text}\n")
    return _plain_json(found["x"], names)


def _plain_json(value: Any, names: Mapping[tuple[str, str], str]) -> Any:
    if isinstance(value, dict):
        return {_unquoted(k): _plain_json(v, names) for k, v in value.items() if "__" not in k}
    if isinstance(value, list):
        return [_plain_json(inner, names) for inner in value]
    return _value(value, names)
