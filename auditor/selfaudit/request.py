"""The event that starts an audit, or goes on with one: checked before anything is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.collect import DEFAULT_SHARE
from auditor.model.errors import UsageError
from auditor.model.wording import nearest

NOTIFY = ("worse", "always")
RUN = re.compile(r"[A-Za-z0-9-]{1,64}")
_TEXTS = 100  # entries in a list, and
_LENGTH = 64  # characters in each
_KEYS = (
    *("regions", "checks", "skip_checks", "metrics", "packages"),
    *("web_functions", "organization_policies"),
    *("quota_share", "notify", "continue"),
)
_ASKED = ", ".join(_KEYS[:-1])  # what people may ask for; an invocation sends `continue` to itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Which part of which audit this invocation is."""

    run: str
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRequest:
    """What to audit; None: not said here, so the configuration or the default decides."""

    regions: tuple[str, ...] | None = None
    checks: tuple[str, ...] | None = None  # ids and categories
    skip_checks: tuple[str, ...] | None = None
    metrics: bool | None = None
    packages: bool | None = None
    web_functions: bool | None = None
    organization_policies: bool | None = None
    quota_share: float | None = None
    notify: str | None = None

    def over(self, other: AuditRequest) -> AuditRequest:
        """Return this request, completed with the other's values."""
        return AuditRequest(
            **{
                name: getattr(other, name) if getattr(self, name) is None else getattr(self, name)
                for name in self.__slots__
            }
        )

    @property
    def share(self) -> float:
        """Return the share of the account's quota that may be used."""
        return DEFAULT_SHARE if self.quota_share is None else self.quota_share

    def as_event(self) -> dict[str, Any]:
        """Return the event that `parse` reads back to this request."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name in self.__slots__
            if (value := getattr(self, name)) is not None
        }


def parse(event: object, source: str = "the event") -> tuple[AuditRequest, Continuation | None]:
    """Return what an event asks for.

    Raises:
        UsageError: it holds a key or a value that nothing understands; nothing was called.
    """
    if not isinstance(event, Mapping):
        raise UsageError(f"{source} must be a JSON object such as {{}}, not {_kind(event)}")
    for key in event:
        if key not in _KEYS:
            name = str(key)[:_LENGTH]
            near = nearest(name, _KEYS) or f"; it may hold {_ASKED}, or nothing"
            raise UsageError(f"{source} has an unknown key {name!r}{near}")
    if "continue" in event:
        if len(event) > 1:
            raise UsageError(f"{source} goes on with an audit, so it can't ask for anything else")
        return AuditRequest(), _continuation(event["continue"], source)
    return AuditRequest(
        regions=_texts(event, "regions", source),
        checks=_texts(event, "checks", source),
        skip_checks=_texts(event, "skip_checks", source),
        metrics=_switch(event, "metrics", source),
        packages=_switch(event, "packages", source),
        web_functions=_switch(event, "web_functions", source),
        organization_policies=_switch(event, "organization_policies", source),
        quota_share=_share(event, source),
        notify=_notify(event, source),
    ), None


def _continuation(value: object, source: str) -> Continuation:
    match value:
        case {"run": str(run), "part": int(part), **rest} if not rest:
            if RUN.fullmatch(run) and part > 1 and not isinstance(part, bool):
                return Continuation(run=run, part=part)
    raise UsageError(f"{source}: continue must name a run and a part of 2 or more; leave it out")


def _texts(event: Mapping[str, Any], key: str, source: str) -> tuple[str, ...] | None:
    value = event.get(key)
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or len(value) > _TEXTS
        or not all(isinstance(item, str) and 0 < len(item) <= _LENGTH for item in value)
    ):
        raise UsageError(f"{source}: {key} must be a list of names, such as {_EXAMPLES[key]}")
    return tuple(dict.fromkeys(value))


def _switch(event: Mapping[str, Any], key: str, source: str) -> bool | None:
    value = event.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise UsageError(f"{source}: {key} must be true or false, not {_kind(value)}")


def _share(event: Mapping[str, Any], source: str) -> float | None:
    value = event.get("quota_share")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise UsageError(f"{source}: quota_share must be a number above 0, such as {DEFAULT_SHARE}")
    return float(value)


def _notify(event: Mapping[str, Any], source: str) -> str | None:
    value = event.get("notify")
    if value is None or value in NOTIFY:
        return value
    raise UsageError(f"{source}: notify must be one of {', '.join(NOTIFY)}")


_EXAMPLES = {
    "regions": '["eu-west-1"]',
    "checks": '["security", "missing-dlq"]',
    "skip_checks": '["shared-role"]',
}
_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), "a number")
