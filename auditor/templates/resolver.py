"""From what a template says to what it means, as far as the files tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.model import Unknown
from auditor.templates import intrinsic_functions as functions
from auditor.templates.conditions import (
    Truth,
    conjunction,
    disjunction,
    equals,
    negation,
)
from auditor.templates.values import (
    NO_VALUE,
    SECRET,
    UNDECIDED,
    Node,
    Secret,
    Symbol,
    Undecided,
    Value,
    undecided,
)

_DEEPEST = 150  # calls inside calls; documents themselves have at most 100 levels
_DYNAMIC = re.compile(r"\{\{resolve:(secretsmanager|ssm-secure|ssm):([^}]*)\}\}")
_SECRET_STORES = {"secretsmanager": "Secrets Manager", "ssm-secure": "a SecureString parameter"}
_LOCAL = {
    "Fn::Join": functions.join,
    "Fn::Select": functions.select,
    "Fn::Split": functions.split,
    "Fn::Base64": functions.encoded,
    "Fn::Cidr": functions.blocks,
    "Fn::ToJsonString": functions.to_json,
    "Fn::Length": functions.length,
}


class Resolver:
    """Resolves the nodes of one stack; conditions are evaluated once."""

    def __init__(
        self,
        *,
        mappings: Mapping[str, Any],
        conditions: Mapping[str, Any],
        reference: Callable[[str], Value],
        attribute: Callable[[str, str], Value],
        imported: Callable[[str], Value],
        zones: tuple[str, ...],
    ) -> None:
        self._mappings = mappings
        self._conditions = conditions
        self._reference = reference
        self._attribute = attribute
        self._imported = imported
        self._zones = zones
        self._truths: dict[str, Truth] = {}
        self._depth = 0

    def value(self, node: Node) -> Value:  # noqa: PLR0911  one for each kind of node
        """Return what a node means."""
        if isinstance(node, str):
            return _dynamic(node)
        if not isinstance(node, dict | list):
            return node
        if self._depth > _DEEPEST:
            return undecided("the value is nested too deeply")
        self._depth += 1
        try:
            if isinstance(node, list):
                items = (self.value(item) for item in node)
                return [item for item in items if item is not NO_VALUE]
            if UNDECIDED in node or SECRET in node:
                return _left_open(node)
            name = functions.function_of(node)
            if name and name != "Condition":
                return self._called(name, node[name])
            entries = ((key, self.value(item)) for key, item in node.items())
            return {key: item for key, item in entries if item is not NO_VALUE}
        finally:
            self._depth -= 1

    def _called(self, name: str, argument: Node) -> Value:  # noqa: PLR0911, C901
        if name == "Ref":
            return self._reference(str(argument))
        if name == "Fn::GetAtt":
            return self._get_attribute(argument)
        if name == "Fn::Sub":
            return self._sub(argument)
        if name == "Fn::If":
            return self._if(argument)
        if name == "Fn::FindInMap":
            return functions.find_in_map(argument, self._mappings, self.value)
        if name == "Fn::ImportValue":
            exported = self.value(argument)
            return exported if isinstance(exported, Undecided) else self._imported(str(exported))
        if name == "Fn::GetAZs":
            return [Symbol(zone) for zone in self._zones]
        if name in _LOCAL:
            made = _LOCAL[name](self.value(argument))
            return _dynamic(made) if isinstance(made, str) else made
        if name == "Fn::Transform":
            return undecided("it comes from a macro or an AWS::Include, which is not fetched")
        if name in {"Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not"}:
            return self.truth({name: argument})
        return undecided(f"the function {name[:60]} is not understood")

    def _get_attribute(self, argument: Node) -> Value:
        if isinstance(argument, str):
            argument = argument.split(".", 1)
        if not isinstance(argument, list) or len(argument) < 2:  # noqa: PLR2004
            return undecided("Fn::GetAtt needs a resource and an attribute")
        parts = [self.value(part) for part in argument]
        opaque = next((part for part in parts if isinstance(part, Undecided)), None)
        return opaque or self._attribute(str(parts[0]), ".".join(str(part) for part in parts[1:]))

    def _sub(self, argument: Node) -> Value:
        def look_up(name: str) -> Value:
            resource, dot, attribute = name.partition(".")
            return self._attribute(resource, attribute) if dot else self._reference(name)

        made = functions.substituted(argument, look_up, self.value)
        return _dynamic(made) if isinstance(made, str) else made

    def _if(self, argument: Node) -> Value:
        if not isinstance(argument, list) or len(argument) != 3:  # noqa: PLR2004
            return undecided("Fn::If needs a condition and two values")
        name, then, otherwise = argument
        decided = self.condition(name) if isinstance(name, str) else self.truth(name)
        if not isinstance(decided, Undecided):
            return self.value(then if decided else otherwise)
        one, other = self.value(then), self.value(otherwise)
        return one if one == other else Undecided(decided.unknown)

    def condition(self, name: str) -> Truth:
        """Return whether a named condition holds."""
        if name not in self._truths:
            if name not in self._conditions:
                return undecided(f"the condition {name} is not declared")
            # A condition that names itself is undecided.
            self._truths[name] = undecided(f"the condition {name} depends on itself")
            self._truths[name] = self.truth(self._conditions[name])
        return self._truths[name]

    def truth(self, node: Node) -> Truth:  # noqa: PLR0911  one for each kind
        """Return whether a condition's expression holds."""
        name = functions.function_of(node)
        argument = node[name] if name else None
        if name == "Condition":
            return self.condition(str(argument))
        if name == "Fn::Equals" and isinstance(argument, list) and len(argument) == 2:  # noqa: PLR2004
            return equals(self.value(argument[0]), self.value(argument[1]))
        if name in {"Fn::And", "Fn::Or", "Fn::Not"} and isinstance(argument, list) and argument:
            operands = [self.truth(item) for item in argument]
            if name == "Fn::Not":
                return negation(operands[0])
            return conjunction(operands) if name == "Fn::And" else disjunction(operands)
        value = self.value(node)
        if isinstance(value, Undecided):
            return value
        if str(value).lower() in {"true", "false"}:
            return str(value).lower() == "true"
        return undecided("a condition is not understood")


def _left_open(node: Mapping[str, Any]) -> Value:
    """Return what a Terraform plan leaves open, or marks as sensitive."""
    if SECRET in node:
        name = str(node[SECRET])
        return Secret(
            "sensitive-value",
            "Terraform marks the value as sensitive, and it is deployed as plain text",
            name,
        )
    reason, narrow, wide = node[UNDECIDED]
    return Undecided(Unknown(reason=reason), narrow, wide)


def _dynamic(whole: str) -> Value:
    """Return a text, or what CloudFormation will put in place of a dynamic reference in it."""
    if "{{resolve:" not in whole:
        return whole
    found = _DYNAMIC.search(whole)
    if found is None:
        return undecided("a dynamic reference is not understood")
    if found[1] == "ssm":
        return undecided(f"the value is in the Systems Manager parameter {found[2]}")
    return Secret(
        "dynamic-reference",
        f"a dynamic reference to {_SECRET_STORES[found[1]]} is resolved while deploying, and the"
        " value is then kept as plain text",
        "a dynamic reference",
    )
