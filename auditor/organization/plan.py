"""What a run is to do: which accounts, through which role, with which options."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, TypeVar

from auditor.organization.member import Member, member_of

T = TypeVar("T")

SCHEMA = "auditor/organization-run/1"
_RUN = "%Y%m%dT%H%M%SZ"
_RUN_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z(?:-[0-9]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """A run, as it was begun. External ids are in no file of it."""

    run: str
    created: datetime
    members: tuple[Member, ...]
    role: str  # name or ARN of the role in each account
    external_id: bool = False  # whether one was given
    asked: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # options
    units: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # id -> name
    notes: tuple[str, ...] = ()
    before: str = ""  # the run to compare with

    @property
    def called(self) -> tuple[Member, ...]:
        """Return the accounts that are to be audited."""
        return tuple(member for member in self.members if not member.skipped)


def run_id(moment: datetime, taken: Iterable[str] = ()) -> str:
    """Return a new run's id: its moment in UTC, or what comes after the newest one taken.

    A clock that was set back must not put a new run before older ones.
    """
    first = moment.astimezone(UTC).strftime(_RUN)
    newest = max(taken, key=run_order, default="")
    if run_order(first) > run_order(newest):
        return first
    name, number = run_order(newest)
    return f"{name}-{number + 1}"


def is_run_id(text: str) -> bool:
    """Return whether a folder's name is that of a run, and not something else of the user's."""
    return _RUN_ID.fullmatch(text) is not None


def run_order(run: str) -> tuple[str, int]:
    """Return what sorts runs by age: the moment, and the number where several have one."""
    name, _, number = run.partition("-")
    return name, int(number) if number.isdecimal() else 1


def settings_of(plan: RunPlan, digest: str) -> dict[str, Any]:
    """Return everything but the accounts as plain data; `digest` is that of their file."""
    return {
        "schema": SCHEMA,
        "plan": digest,
        "run": plan.run,
        "created": plan.created.astimezone(UTC).isoformat(),
        "role": plan.role,
        "external_id": plan.external_id,
        "asked": dict(plan.asked),
        "units": dict(plan.units),
        "notes": list(plan.notes),
        "before": plan.before,
    }


def plan_of(settings: Mapping[str, Any], members: tuple[Member, ...]) -> RunPlan:
    """Return the plan that `settings_of` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is no such plan.
    """
    if settings["schema"] != SCHEMA:
        raise ValueError(f"the schema is {settings['schema']!r}")
    texts = {name: _exactly(str, settings[name]) for name in ("run", "role", "before")}
    if not all(is_run_id(texts[name]) for name in ("run", "before") if texts[name]):
        raise ValueError("it names no run")
    created = datetime.fromisoformat(settings["created"])
    if created.tzinfo is None:
        raise ValueError("its time has no time zone")
    return RunPlan(
        **texts,
        created=created,
        members=members,
        external_id=_exactly(bool, settings["external_id"]),
        asked=_exactly(dict, settings["asked"]),
        units={key: _exactly(str, name) for key, name in settings["units"].items()},
        notes=tuple(_exactly(str, note) for note in _exactly(list, settings["notes"])),
    )


def _exactly(type_: type[T], value: object) -> T:
    if type(value) is not type_:
        raise TypeError(f"{type(value).__name__} instead of {type_.__name__}")
    return value


def dump_members(members: Iterable[Member]) -> bytes:
    """Return accounts as JSON Lines, without external ids."""
    return "".join(f"{json.dumps(m.row(), ensure_ascii=True)}\n" for m in members).encode()


def load_members(content: bytes) -> tuple[Member, ...]:
    """Return the accounts that `dump_members` wrote.

    Raises:
        KeyError, TypeError, ValueError: they are damaged.
    """
    members = tuple(member_of(json.loads(line)) for line in content.splitlines() if line.strip())
    if len({member.id for member in members}) < len(members):
        raise ValueError("an account is planned twice")
    return members
