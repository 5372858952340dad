"""Where a plan may hide a `dynamic` block: its configuration does not list them.

Of a block that the provider computes as well, such as `tracing_config`, the plan says the same
whether no block is written or a `dynamic` one whose `for_each` is known after apply. What goes into
a module and is used by no expression that the configuration lists may be that `for_each`.

Source: `terraform show -json` of Terraform 1.11, read 2026-11-30. `relevant_attributes` names what
the plan depends on, dynamic blocks included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.templates.terraform.addresses import split_address, steps_of, without_indexes
from auditor.templates.terraform.planned import Planned, flag_at
from auditor.templates.values import Node, entry_at

_NOT_A_RESOURCE = frozenset({"each", "count", "path", "terraform", "local", "self", "module"})


class HiddenBlocks:
    """The modules into which something goes that is known after apply and used out of sight."""

    def __init__(self, plan: Mapping[str, Any], resources: Mapping[str, Planned]) -> None:
        self._later: dict[str, list[Any]] = {}  # address without indexes -> flags of its instances
        for resource in resources.values():
            flags = self._later.setdefault(without_indexes(resource.address), [])
            flags.append(resource.unknown)
        self._used: dict[str, set[str]] = {}
        self._modules: set[str] = set()
        root = entry_at(plan, "configuration", "root_module")
        if isinstance(root, dict):
            self._walk("", root, frozenset())
        relevant = plan.get("relevant_attributes")
        for row in relevant if isinstance(relevant, list) else ():
            self._note(row)

    def in_module_of(self, address: str) -> bool:
        """Return whether a resource may have a block that the configuration does not list."""
        return without_indexes(split_address(address)[0]) in self._modules

    def _walk(self, module: str, node: Mapping[str, Any], later: frozenset[str]) -> None:
        """Take in a module; `later` are its variables whose values are known after apply."""
        used = self._used[module] = set(_used(node))
        if any(f"var.{name}" not in used for name in later):
            self._modules.add(module)
        calls = node.get("module_calls")
        for name, call in calls.items() if isinstance(calls, dict) else ():
            inner = entry_at(call, "module")
            given = entry_at(call, "expressions")
            if isinstance(inner, dict) and isinstance(given, dict):
                open_ones = (k for k, v in given.items() if self._is_later(module, v, later))
                path = f"{module}.module.{name}" if module else f"module.{name}"
                self._walk(path, inner, frozenset(open_ones))

    def _is_later(self, module: str, node: Node, later: frozenset[str]) -> bool:
        for reference in _listed(node):
            words = steps_of(without_indexes(reference))
            if words[0] == "var" and len(words) > 1:
                if words[1] in later:
                    return True
            elif self._is_open(module, words):
                return True
        return False

    def _is_open(self, module: str, words: list[str]) -> bool:
        """Return whether a resource's attribute is known after apply."""
        size = 3 if words[0] == "data" else 2
        if words[0] in _NOT_A_RESOURCE or len(words) <= size:
            return False
        name = ".".join(words[:size])
        flags = self._later.get(f"{module}.{name}" if module else name, ())
        return any(flag_at(flag, (words[size],)) is True for flag in flags)

    def _note(self, row: Node) -> None:
        """Take in an attribute that the plan depends on."""
        address, path = entry_at(row, "resource"), entry_at(row, "attribute")
        if not isinstance(address, str) or not isinstance(path, list) or not path:
            return
        module, name, _ = split_address(without_indexes(address))
        used = self._used.get(module)
        if used is None or not self._is_open(module, [*steps_of(name), str(path[0])]):
            return
        if name not in used and f"{name}.{path[0]}" not in used:
            self._modules.add(module)


def _used(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the expressions of a module refer to: variables and attributes of resources."""
    kept = {key: value for key, value in node.items() if key != "module_calls"}
    calls = node.get("module_calls")
    for call in calls.values() if isinstance(calls, dict) else ():
        if isinstance(call, dict):
            kept[f"module {len(kept)}"] = {k: v for k, v in call.items() if k != "module"}
    for reference in _listed(kept):
        words = steps_of(without_indexes(reference))
        if words and words[0] == "var":
            yield ".".join(words[:2])
        elif words:
            yield ".".join(words[: 4 if words[0] == "data" else 3])


def _listed(node: Node) -> Iterator[str]:
    """Yield the references in a node; of one and its beginnings, the longest."""
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            found = one.get("references")
            if isinstance(found, list):
                named = [str(item) for item in found]
                yield from (
                    name
                    for name in named
                    if not any(o != name and o.startswith((f"{name}.", f"{name}[")) for o in named)
                )
            stack.extend(value for key, value in one.items() if key != "references")
        elif isinstance(one, list):
            stack.extend(one)
