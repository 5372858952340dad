"""The resources of a Terraform plan: those that exist after it, and the data sources it reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.templates.marks import Mark, MarkedList
from auditor.templates.values import Node, entry_at

_GONE = ({"delete"}, {"forget"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A resource as the plan leaves it."""

    address: str
    type: str
    after: Mapping[str, Any]
    unknown: Any
    sensitive: Any
    mark: Mark | None = None  # of its row in the plan
    is_data: bool = False  # it is only read


def planned_resources(plan: Mapping[str, Any]) -> Iterator[Planned]:
    """Yield the managed resources that exist after the plan, and the data sources it reads."""
    rows = plan.get("resource_changes")
    marks = rows.marks if isinstance(rows, MarkedList) else []
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        change = row.get("change") if isinstance(row, dict) else None
        if not isinstance(change, dict):
            continue
        actions = change.get("actions")
        after = change.get("after")
        if (isinstance(actions, list) and set(map(str, actions)) in _GONE) or after is None:
            continue
        yield Planned(
            address=_address(row),
            type=str(row.get("type")),
            after=after if isinstance(after, dict) else {},
            unknown=change.get("after_unknown"),
            sensitive=change.get("after_sensitive"),
            mark=marks[number] if marks else None,
            is_data=row.get("mode") == "data",
        )
    if not isinstance(rows, list):  # a plan that only tells what there will be
        yield from _state(entry_at(plan, "planned_values", "root_module"), mode="managed")
    yield from _state(entry_at(plan, "prior_state", "values", "root_module"), mode="data")


def _state(module: Node, *, mode: str) -> Iterator[Planned]:
    rows = entry_at(module, "resources")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("mode", "managed") == mode:
            values = row.get("values")
            yield Planned(
                address=_address(row),
                type=str(row.get("type")),
                after=values if isinstance(values, dict) else {},
                unknown={},
                sensitive=row.get("sensitive_values") or {},
                is_data=mode == "data",
            )
    children = entry_at(module, "child_modules")
    for child in children if isinstance(children, list) else ():
        yield from _state(child, mode=mode)


def _address(row: Mapping[str, Any]) -> str:
    """Return a resource's address; one is made of type and name for a plan that was cut down."""
    written = row.get("address")
    if isinstance(written, str):
        return written
    data = "data." if row.get("mode") == "data" else ""
    index = row.get("index")
    return f"{data}{row.get('type')}.{row.get('name')}" + (
        f"[{json.dumps(index)}]" if isinstance(index, str | int) else ""
    )


def flag_at(flags: Node, path: tuple[str | int, ...]) -> Node:
    """Return the flag at a path; a flag above it holds for everything below."""
    for step in path:
        if flags is True:
            return True
        if isinstance(flags, list):
            flags = flags[step] if isinstance(step, int) and step < len(flags) else None
        else:
            flags = flags.get(step) if isinstance(flags, dict) else None
    return flags
