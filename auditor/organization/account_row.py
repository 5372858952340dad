"""One account of a file: which keys it may have, and what they must hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model.errors import UsageError
from auditor.model.wording import nearest
from auditor.organization.member import (
    ACTIVE,
    Member,
    wrong_external_id,
    wrong_id,
    wrong_region,
    wrong_role,
)

IDS = ("account_id", "id")
TEXTS = ("name", "role", "external_id", "profile", "path", "state", "skipped")
LISTS = ("regions", "tags")
# What cloud-custodian's own tools write and this program has no use for.
UNUSED = frozenset({"email", "display_name", "org_id", "vars"})
KEYS = (*IDS, *TEXTS, *LISTS)
_SHOWN = 50  # problems of a file that a message lists
SEPARATORS = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One account of a file, before it is checked."""

    line: int
    values: Mapping[str, Any]


class Problems:
    """What is wrong with a file, by line."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, text: str) -> None:
        """Note that a line is wrong."""
        self._found.append((line, f"{self._name}:{line}: {text}"))

    def demand_none(self) -> None:
        """Raise a UsageError that lists what was found, of very much only the beginning."""
        if not self._found:
            return
        told = [text for _, text in sorted(self._found)]
        more = [f"and {len(told) - _SHOWN:,} more"] if len(told) > _SHOWN else []
        raise UsageError("\n".join((*told[:_SHOWN], *more)))


def member_of_row(row: MemberRow, problems: Problems) -> Member | None:
    """Return the account of a row, or None where a problem was noted."""
    for key in row.values:
        if key not in KEYS and key not in UNUSED:
            problems.add(row.line, f"unknown key {key!r}{nearest(str(key), KEYS)}")
            return None
    named = [row.values[key] for key in IDS if row.values.get(key) is not None]
    if len(named) != 1:
        problems.add(row.line, "an account needs one account_id of 12 digits")
        return None
    number = named[0]
    account = str(number) if isinstance(number, str | int | float) else f"a {type(number).__name__}"
    texts = {key: _text(row, key, problems) for key in TEXTS}
    regions, tags = (_list(row, key, problems) for key in LISTS)
    wrong = list(_wrong(account, texts, regions))
    for text in wrong:
        problems.add(row.line, text)
    if wrong:
        return None
    return Member(
        id=account,
        regions=tuple(dict.fromkeys(regions)),
        tags=tuple(tags),
        name=texts["name"],
        role=texts["role"],
        external_id=texts["external_id"] or None,
        profile=texts["profile"],
        path=texts["path"],
        state=texts["state"] or ACTIVE,
        skipped=texts["skipped"],
    )


def _wrong(account: str, texts: Mapping[str, str], regions: Iterable[str]) -> Iterator[str]:
    found = [wrong_id(account)]
    if texts["role"]:
        found.append(wrong_role(texts["role"], account))
    if texts["external_id"]:
        found.append(wrong_external_id(texts["external_id"]))
    found.extend(map(wrong_region, regions))
    yield from filter(None, found)


def _text(row: MemberRow, key: str, problems: Problems) -> str:
    value = row.values.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    kind = "a list (chains of roles are not supported)" if isinstance(value, list) else "no text"
    problems.add(row.line, f"{key} is {kind}; write it as one text")
    return ""


def _list(row: MemberRow, key: str, problems: Problems) -> list[str]:
    value = row.values.get(key)
    if value is None:
        return []
    if isinstance(value, str):
        return [word for word in SEPARATORS.split(value) if word]
    if isinstance(value, Mapping) and not any(
        isinstance(v, Mapping | list) for v in value.values()
    ):
        value = [f"{name}:{text}" for name, text in value.items()]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return list(value)
    problems.add(row.line, f"{key} must be a list of texts")
    return []
