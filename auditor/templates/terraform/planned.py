"""The resources of a Terraform plan: those that exist after it, and the data sources it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.templates.marks import Mark, MarkedList
from auditor.templates.values import entry_at

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


def planned_resources(plan: Mapping[str, Any]) -> Iterator[Planned]:
    """Yield the managed resources that exist after the plan, and the data sources it reads."""
    rows = plan.get("resource_changes")
    marks = rows.marks if isinstance(rows, MarkedList) else []
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        change = row.get("change") if isinstance(row, dict) else None
        if not isinstance(change, dict) or not isinstance(row.get("address"), str):
            continue
        actions = change.get("actions")
        after = change.get("after")
        if (isinstance(actions, list) and set(map(str, actions)) in _GONE) or after is None:
            continue
        yield Planned(
            address=row["address"],
            type=str(row.get("type")),
            after=after if isinstance(after, dict) else {},
            unknown=change.get("after_unknown"),
            sensitive=change.get("after_sensitive"),
            mark=marks[number] if marks else None,
        )
    if not isinstance(rows, list):  # a plan that only tells what there will be
        yield from _state(entry_at(plan, "planned_values", "root_module"), mode="managed")
    yield from _state(entry_at(plan, "prior_state", "values", "root_module"), mode="data")


def _state(module: Any, *, mode: str) -> Iterator[Planned]:  # noqa: ANN401  JSON
    rows = entry_at(module, "resources")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("mode") == mode:
            values = row.get("values")
            yield Planned(
                address=str(row.get("address")),
                type=str(row.get("type")),
                after=values if isinstance(values, dict) else {},
                unknown={},
                sensitive=row.get("sensitive_values") or {},
            )
    children = entry_at(module, "child_modules")
    for child in children if isinstance(children, list) else ():
        yield from _state(child, mode=mode)


def flag_at(flags: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401  JSON
    """Return the flag at a path; a flag above it holds for everything below."""
    for step in path:
        if flags is True:
            return True
        if isinstance(flags, list):
            flags = flags[step] if isinstance(step, int) and step < len(flags) else None
        else:
            flags = flags.get(step) if isinstance(flags, dict) else None
    return flags
