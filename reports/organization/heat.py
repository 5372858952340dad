"""The accounts as compact JSON for the script, and the heat map by unit for everybody."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.plugin import AccountRow, Organization, OrganizationCheck, Status

from ..html.text import visible

COLUMNS = 20  # checks with the most accounts
UNITS = 60  # rows of the map without a script
_STATUS = tuple(Status)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_STEPS = (0.05, 0.2, 0.5)  # shares of a unit's accounts, from faint to strong


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One check in one unit."""

    accounts: int  # that fail it
    level: int  # 0, where none does, to 4

    @property
    def words(self) -> str:
        """Return the number as the table shows it."""
        return f"{self.accounts:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One unit of the map."""

    name: str
    accounts: int
    cells: tuple[Cell, ...]


def columns(organization: Organization) -> tuple[OrganizationCheck, ...]:
    """Return the checks of the map: those that fail in the most accounts."""
    failing = [check for check in organization.checks if check.accounts]
    order = sorted(failing, key=lambda c: (-c.accounts, c.severity.rank, c.id))
    return tuple(order[:COLUMNS])


def heat(organization: Organization) -> tuple[HeatRow, ...]:
    """Return how many accounts of each unit fail each check of the map, the largest unit first."""
    shown = columns(organization)
    names = {unit.path: unit.name or unit.path or "no unit" for unit in organization.units}
    by_path: dict[str, list[AccountRow]] = defaultdict(list)
    for row in organization.accounts:
        if row.status is not Status.SKIPPED:
            by_path[row.path].append(row)
    order = sorted(by_path.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_row(names.get(path, path), rows, shown) for path, rows in order[:UNITS])


def _row(name: str, rows: Sequence[AccountRow], shown: Sequence[OrganizationCheck]) -> HeatRow:
    cells = []
    for check in shown:
        failing = sum(check.id in row.failing for row in rows)
        share = failing / len(rows)
        level = 1 + sum(share > step for step in _STEPS) if failing else 0
        cells.append(Cell(accounts=failing, level=level))
    return HeatRow(name=name, accounts=len(rows), cells=tuple(cells))


def payload(organization: Organization) -> str:
    """Return the accounts as JSON for a script element: no text in it can end the element."""
    shown = columns(organization)
    paths = sorted({row.path for row in organization.accounts})
    names = {unit.path: unit.name for unit in organization.units}
    place = {path: number for number, path in enumerate(paths)}
    reasons = sorted({row.reason for row in organization.accounts})
    told = {reason: number for number, reason in enumerate(reasons)}
    document = {
        "checks": [[check.id, check.severity.value] for check in shown],
        "units": [visible(names.get(path) or path) for path in paths],
        "status": [status.value for status in _STATUS],
        "reasons": [visible(reason) for reason in reasons],
        "accounts": [
            [
                row.id, visible(row.name), place[row.path], _STATUS.index(row.status),
                told[row.reason], row.score, row.grade, row.functions,
                *(row.open.get(word, 0) for word in ("critical", "high", "medium", "low")),
                _digits(row, shown), row.page,
            ]
            for row in organization.accounts
        ],
    }  # fmt: skip
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return escaped.encode("utf-8", errors="backslashreplace").decode()


def _digits(row: AccountRow, shown: Sequence[OrganizationCheck]) -> str:
    """Return one character a check: how many functions fail it, `z` for 35 and more."""
    most = len(_DIGITS) - 1
    return "".join(_DIGITS[min(row.failing.get(check.id, 0), most)] for check in shown).rstrip("0")
