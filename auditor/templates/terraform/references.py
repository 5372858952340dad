"""What the expressions of a plan's configuration refer to, through modules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.templates.terraform.addresses import split_address, steps_of, without_indexes
from auditor.templates.values import Node, entry_at

_DEEPEST = 20  # modules inside modules, and variables handed on


class References:
    """Finds the resources that an attribute of a resource refers to."""

    def __init__(self, plan: Mapping[str, Any], addresses: frozenset[str]) -> None:
        self._root = entry_at(plan, "configuration", "root_module") or {}
        self._by_name: dict[str, list[str]] = {}  # address without indexes -> instances
        for address in sorted(addresses):
            self._by_name.setdefault(without_indexes(address), []).append(address)

    def of(self, address: str, *path: str | int) -> list[tuple[str, str]] | None:
        """Return (address, attribute) of each resource that an attribute refers to.

        What is known in the plan, such as a variable of the root module, is no part of that.
        None: it refers to something else too, such as a local value, or nothing tells.
        """
        module, name, _ = split_address(address)
        row = self._configured(module, name)
        node = row
        for step in ("expressions", *path):
            if isinstance(node, list):
                node = node[step] if isinstance(step, int) and step < len(node) else None
            else:
                node = node.get(step) if isinstance(node, dict) else None
        targets = self._all(module, node, 0, entry_at(row, "for_each_expression"))
        if not targets:
            return None
        return [(one, name) for target, name in targets for one in self.instances(target, address)]

    def is_written(self, address: str, attribute: str) -> bool:
        """Return whether the configuration gives an attribute a value; it may where nothing tells.

        The plan leaves `dynamic` blocks out of the configuration; see `hidden_blocks`.
        """
        module, name, _ = split_address(address)
        row = self._configured(module, name)
        written = entry_at(row, "expressions")
        return not isinstance(written, dict) or attribute in written

    def _module(self, module: str) -> Mapping[str, Any]:
        node: Any = self._root
        for name in filter(None, without_indexes(module).split(".module.")):
            calls = node.get("module_calls") if isinstance(node, dict) else None
            node = entry_at(calls, name.removeprefix("module."), "module") or {}
        return node if isinstance(node, dict) else {}

    def _configured(self, module: str, name: str) -> Node:
        rows = self._module(module).get("resources")
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and row.get("address") == name:
                return row
        return None

    def _target(self, module: str, reference: str, depth: int) -> list[tuple[str, str]] | None:
        words = steps_of(reference)
        if depth > _DEEPEST or len(words) < 2:  # noqa: PLR2004  a kind and a name
            return None
        if words[0] == "var":
            return self._variable(module, words[1], depth)
        if words[0] == "module":
            inner = f"{module}.module.{words[1]}" if module else f"module.{words[1]}"
            output = words[2] if len(words) > 2 else ""  # noqa: PLR2004
            node = entry_at(self._module(inner), "outputs", output, "expression")
            return self._all(inner, node, depth) if node is not None else None
        if words[0] in {"path", "terraform"}:
            return []
        if words[0] in {"local", "self"}:
            return None
        size = 3 if words[0] == "data" else 2
        name = ".".join(words[:size])
        attribute = words[size] if len(words) > size else ""
        return [(f"{module}.{name}" if module else name, attribute)]

    def _variable(self, module: str, name: str, depth: int) -> list[tuple[str, str]] | None:
        if not module:
            return []  # the plan knows the variables of the root module
        outer, _, call = module.rpartition("module.")
        outer = outer.rstrip(".")
        row = entry_at(self._module(outer).get("module_calls"), without_indexes(call))
        each = entry_at(row, "for_each_expression")
        return self._all(outer, entry_at(row, "expressions", name), depth, each)

    def _all(
        self,
        module: str,
        node: Node,
        depth: int,
        each: Node = None,
    ) -> list[tuple[str, str]] | None:
        """Return what a node refers to; `each` is what `for_each` goes over there."""
        found: list[tuple[str, str]] = []
        for reference in _longest([*_references(node)]):
            if reference.startswith(("count.", "each.key")):
                continue  # it only tells which instance is meant
            if reference.startswith("each."):
                target = self._each(module, each, depth + 1)
            else:
                target = self._target(module, reference, depth + 1)
            if target is None:
                return None
            found.extend(target)
        return list(dict.fromkeys(found))

    def _each(self, module: str, each: Node, depth: int) -> list[tuple[str, str]] | None:
        """Return the resource that every value of `for_each` names; None where there are more."""
        named = self._all(module, each, depth) if depth <= _DEEPEST else None
        return named if named is not None and len(named) == 1 else None

    def instances(self, name: str, like: str) -> list[str]:
        """Return the instances that a name means when another resource says it.

        An index that the name has decides; else the resource's own, in the same module or of the
        same count; else all are meant.
        """
        known = self._by_name.get(without_indexes(name), [])
        wanted, own = steps_of(name), steps_of(like)
        fitting = [one for one in known if _fits(steps_of(one), wanted, own)]
        if not fitting:
            return known[:1] or [name]
        index = _index(own[-1])
        same = [one for one in fitting if index and _index(steps_of(one)[-1]) == index]
        return same[:1] or fitting


def _index(step: str) -> str:
    return step.partition("[")[2]


def _fits(one: list[str], wanted: list[str], own: list[str]) -> bool:
    """Return whether an instance has the indexes that are asked for, step by step."""
    for number, (step, asked) in enumerate(zip(one, wanted, strict=False)):
        if _index(asked):
            if step != asked:
                return False
        elif number + 1 < len(one) and number < len(own) and wanted[number - 1] == "module":
            same = without_indexes(step) == without_indexes(own[number])
            if same and own[: number - 1] == one[: number - 1] and step != own[number]:
                return False
    return True


def _references(node: Node) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "references" and isinstance(value, list):
                yield from (str(item) for item in value)
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def _longest(named: list[str]) -> list[str]:
    """Return the references without those that only begin another one."""
    return [
        one
        for one in dict.fromkeys(named)
        if not any(other != one and other.startswith((f"{one}.", f"{one}[")) for other in named)
    ]
