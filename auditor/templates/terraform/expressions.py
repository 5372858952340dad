"""Expressions of .tf files as nodes of a template: for what a plan does not tell before apply."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from auditor.templates.terraform.addresses import split_address, without_indexes
from auditor.templates.terraform.evaluation import (
    LISTS,
    as_splat,
    below,
    compared,
    formatted,
    named_items,
    not_evaluated,
)
from auditor.templates.terraform.hcl import parse_template
from auditor.templates.terraform.hcl_tree import Expression, HclBlock, HclError, references
from auditor.templates.terraform.json_texts import joined
from auditor.templates.terraform.modules import Module, Modules
from auditor.templates.terraform.nested_blocks import (
    NO_ITEMS,
    blocks_named,
    rows_of,
    written_at,
)
from auditor.templates.values import SECRET, UNDECIDED, Node

_DEEPEST = 40  # values handed on
_PSEUDO = {
    ("aws_caller_identity", "account_id"): "AWS::AccountId",
    ("aws_region", "name"): "AWS::Region",
    ("aws_region", "region"): "AWS::Region",
    ("aws_region", "id"): "AWS::Region",
    ("aws_partition", "partition"): "AWS::Partition",
}
_AS_THEY_ARE = {"tolist", "toset", "distinct", "sort", "tostring", "nonsensitive", "try"}

Attribute = Callable[[str, str], list[Any]]  # address and attribute -> a node an instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where an expression is written."""

    module: str  # address, with indexes
    index: str = ""  # of the instance, such as `["a"]`
    each: Expression | None = None  # what `for_each` goes over
    # Of the dynamic blocks around it: what each iterator stands for, as key and value.
    items: Mapping[str, Any] = field(default_factory=lambda: NO_ITEMS)


class Expressions:
    """Evaluates the expressions behind a plan's attributes."""

    def __init__(
        self, modules: Modules, variables: Mapping[str, Any], attribute: Attribute
    ) -> None:
        """Take in the values of the root module's variables, and how to name a resource."""
        self._modules = modules
        self._variables = variables
        self._attribute = attribute
        self._depth = 0

    def of(self, address: str, *path: str | int) -> Node:
        """Return what an attribute of a resource is made of; None where no file tells."""
        block, scope = self._declared(address)
        if block is None:
            return None
        found = written_at(block, path, self._evaluating(scope))
        if found is None:
            return None
        made = self.value(found.expression, replace(scope, items=found.items))
        return below(made, [str(step) for step in found.rest])

    def is_declared(self, address: str) -> bool:
        """Return whether a file declares a resource."""
        return self._declared(address)[0] is not None

    def blocks(self, address: str, name: str) -> int | None:
        """Return how many nested blocks of a name a resource has; None where no file tells."""
        block, scope = self._declared(address)
        if block is None:
            return None
        found = blocks_named(block, name, NO_ITEMS, self._evaluating(scope))
        return None if found is None else len(found)

    def _declared(self, address: str) -> tuple[HclBlock | None, Scope]:
        module, name, index = split_address(address)
        found = self._modules.module(without_indexes(module))
        block = found.resources.get(name) if found is not None else None
        each = block.attributes.get("for_each") if block is not None else None
        return block, Scope(module=module, index=index, each=each)

    def _evaluating(self, scope: Scope) -> Callable[[Expression, Mapping[str, Any]], Any]:
        return lambda node, items: self.value(node, replace(scope, items=items))

    def value(self, node: Expression, scope: Scope) -> Node:
        """Return the node that an expression stands for."""
        if self._depth > _DEEPEST:
            return not_evaluated("an expression is nested too deeply")
        self._depth += 1
        try:
            return self._value(node, scope)
        finally:
            self._depth -= 1

    def _value(self, node: Expression, scope: Scope) -> Node:  # noqa: PLR0911  by kind
        if node.kind == "value":
            return node.parts[0]
        if node.kind == "text":
            return self._text(node, scope)
        if node.kind == "list":
            return [self.value(item, scope) for item in node.parts]
        if node.kind == "object":
            return {self._key(key, scope): self.value(item, scope) for key, item in node.parts}
        if node.kind == "reference":
            return self._reference(node.parts, scope)
        if node.kind == "call":
            return self._call(node.parts[0], node.parts[1:], scope)
        if node.kind == "choice":
            return self._choice(node, scope)
        if node.kind in {"equal", "unequal", "more", "less"}:
            return compared(node.kind, *(self.value(part, scope) for part in node.parts))
        if node.kind == "loop":
            return self._loop(node, scope)
        return not_evaluated("an expression is not evaluated")

    def _key(self, key: Expression, scope: Scope) -> str:
        if key.kind == "reference" and len(key.parts) == 1:
            return str(key.parts[0])
        value = self.value(key, scope)
        return value if isinstance(value, str) else "(not known)"

    def _text(self, node: Expression, scope: Scope) -> Node:
        parts = [part if isinstance(part, str) else self.value(part, scope) for part in node.parts]
        if len(parts) == 1 and not isinstance(parts[0], str):
            return parts[0]
        return joined(parts)

    def _choice(self, node: Expression, scope: Scope) -> Node:
        condition, then, otherwise = node.parts
        decided = self.value(condition, scope)
        if isinstance(decided, bool):
            return self.value(then if decided else otherwise, scope)
        one, other = self.value(then, scope), self.value(otherwise, scope)
        return one if one == other else not_evaluated("a condition is known after apply")

    def _loop(self, node: Expression, scope: Scope) -> Node:
        """Return what a `for` makes of each item, or of all instances of a resource."""
        names, over, *made = node.parts
        if len(made) == 1 and over.kind == "reference":
            splat = as_splat(names[-1], over.parts, made[0])
            if splat:
                found = self._resource(splat, scope)
                return found if isinstance(found, list) else [found]
        rows = rows_of(self.value(over, scope)) if len(made) == 1 else None
        if rows is None:
            return self._resources_of(node, scope)
        return [
            self.value(made[0], replace(scope, items={**scope.items, **named_items(names, row)}))
            for row in rows
        ]

    def _resources_of(self, node: Expression, scope: Scope) -> Node:
        """Return the resources that a `for` names, if it names nothing else."""
        made = [self._reference(found, scope) for found in references(node) if len(found) > 2]  # noqa: PLR2004
        if made and all(isinstance(item, dict) and UNDECIDED not in item for item in made):
            return made
        return not_evaluated("a `for` is not evaluated")

    def _reference(self, steps: tuple[Any, ...], scope: Scope) -> Node:  # noqa: PLR0911
        words = [step for step in steps if isinstance(step, str) and step != "*"]
        if words and words[0] in scope.items:
            return below(scope.items[words[0]], self._path(steps[1:], scope))
        if len(words) < 2:  # noqa: PLR2004  a kind and a name
            return not_evaluated("a reference is not evaluated")
        module = self._modules.module(without_indexes(scope.module))
        if words[0] == "local" and module is not None and words[1] in module.locals:
            made = self.value(module.locals[words[1]], Scope(module=scope.module))
            return below(made, self._path(steps[2:], scope))
        if words[0] == "var":
            return below(self._variable(words[1], scope, module), self._path(steps[2:], scope))
        if words[0] in {"each", "count"}:
            return self._counted(words[1], self._path(steps[2:], scope), scope)
        if words[0] == "module" and len(words) > 2:  # noqa: PLR2004  an output
            inner = f"{scope.module}.module.{words[1]}" if scope.module else f"module.{words[1]}"
            found = self._modules.module(without_indexes(inner))
            if found is not None and words[2] in found.outputs:
                made = self.value(found.outputs[words[2]], Scope(module=inner))
                return below(made, self._path(steps[steps.index(words[2], 2) + 1 :], scope))
        if words == ["path", "module"] and module is not None:
            return str(module.folder)
        if words[0] in {"local", "module", "path", "terraform", "self"}:
            return not_evaluated(f"{'.'.join(words)} is not known from the files")
        return self._resource(steps, scope)

    def _path(self, steps: tuple[Any, ...], scope: Scope) -> list[Any]:
        """Return the names and indexes of further steps, each index as its value."""
        indexes = (self.value(s, scope) if isinstance(s, Expression) else s for s in steps)
        return [step for step in indexes if step != "*"]

    def _counted(self, name: str, path: list[Any], scope: Scope) -> Node:
        """Return what tells the instances of count or for_each apart."""
        key = scope.index.strip('[]"')
        if not key:
            return not_evaluated("which instance it is is not known")
        if name == "index":
            return int(key) if key.isdecimal() else key
        if name == "key":
            return key
        each = Scope(module=scope.module)
        items = self.value(scope.each, each) if scope.each is not None else None
        if isinstance(items, list):
            return key  # the items of a set are their own keys
        return below(items, [key, *path])

    def _resource(self, steps: tuple[Any, ...], scope: Scope) -> Node:
        size = 3 if steps[0] == "data" else 2
        if len(steps) < size or not all(isinstance(step, str) for step in steps[:size]):
            return not_evaluated("a reference is not understood")
        index, attribute = "", "id"
        for step in steps[size:]:
            if step == "*":
                index = "*"
            elif isinstance(step, Expression):
                index = index or f"[{json.dumps(self.value(step, scope))}]"
            else:
                attribute = step
                break
        if steps[0] == "data" and (steps[1], attribute) in _PSEUDO:
            return {"Ref": _PSEUDO[steps[1], attribute]}
        name = ".".join(steps[:size])
        address = f"{scope.module}.{name}" if scope.module else name
        found = self._attribute(f"{address}{index.strip('*')}", attribute)
        if index == "*":
            return found
        return found[0] if len(found) == 1 else found

    def _variable(self, name: str, scope: Scope, module: Module | None) -> Node:
        declared = module.variables.get(name) if module is not None else None
        if declared is not None:
            sensitive = declared.attributes.get("sensitive")
            if sensitive is not None and sensitive.parts[:1] == (True,):
                return {SECRET: f"the variable {name}"}
        if not scope.module:
            given = self._variables.get(name)
            if given is not None:
                return given
        else:
            above, _, call = scope.module.rpartition("module.")
            parent = self._modules.module(without_indexes(above.rstrip(".")))
            block = parent.calls.get(without_indexes(call)) if parent is not None else None
            if block is not None and name in block.attributes:
                outer = Scope(
                    module=above.rstrip("."),
                    index=call[len(without_indexes(call)) :],
                    each=block.attributes.get("for_each"),
                )
                return self.value(block.attributes[name], outer)
        default = declared.attributes.get("default") if declared is not None else None
        if default is not None:
            return self.value(default, scope)
        return not_evaluated(f"the variable {name} is not known")

    def _file(self, path: str, given: Node, scope: Scope) -> Node:
        """Return the text of a file below the source folder, with the values that are given."""
        content = self._modules.text(path)
        if content is None or not isinstance(given, dict):
            return not_evaluated("a file is not read")
        try:
            made = parse_template(content) if given else Expression("text", (content,))
        except HclError:
            return not_evaluated("a template file is not understood")
        return self.value(made, Scope(module=scope.module, items=given))

    def _call(self, name: str, arguments: tuple[Expression, ...], scope: Scope) -> Node:  # noqa: PLR0911
        values = [self.value(argument, scope) for argument in arguments]
        if name in {"jsonencode", "jsondecode"} | _AS_THEY_ARE and values:
            return values[0]
        if name in LISTS and all(isinstance(value, list) for value in values):
            return LISTS[name](values)
        if name == "merge" and all(isinstance(v, dict) for v in values):
            return {key: item for v in values for key, item in v.items()}
        if name == "join" and len(values) == 2 and isinstance(values[1], list):  # noqa: PLR2004
            separated = [part for item in values[1] for part in (values[0], item)]
            return joined(separated[1:])
        if name == "format" and values and isinstance(values[0], str):
            return formatted(values[0], values[1:])
        if name in {"file", "templatefile"} and values and isinstance(values[0], str):
            return self._file(values[0], values[1] if len(values) > 1 else {}, scope)
        if name == "length" and isinstance(values[0] if values else None, list):
            return len(values[0])
        if name == "lower" and values and isinstance(values[0], str):
            return values[0].lower()
        return not_evaluated(f"the function {name} is not evaluated")
