"""One account of a plan, and what may be said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

ROLE = "lambda-auditor-reader"
ACTIVE = "ACTIVE"
_ID = re.compile(r"[0-9]{12}")
_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
_ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_ROLE_PATH = re.compile(r"(?:[\w+=,.@-]+/)*", re.ASCII)
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):role/(.+)", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One account, and how to get into it."""

    id: str
    name: str = ""
    path: str = ""  # "o-…/r-…/ou-…"; empty where it is not known
    state: str = ACTIVE
    skipped: str = ""  # why it is not called; empty: it is
    role: str = ""  # a role's name or ARN; empty: the run's
    external_id: str | None = field(default=None, repr=False)
    profile: str = ""  # of the AWS configuration, instead of a role
    regions: tuple[str, ...] = ()  # empty: the run's
    tags: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return the account as plain data; the external id stays out."""
        whole: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "path": self.path,
            "state": self.state,
            "skipped": self.skipped,
            "role": self.role,
            "profile": self.profile,
            "regions": list(self.regions),
            "tags": list(self.tags),
        }
        kept = ("id", "name", "path", "state")
        return {key: value for key, value in whole.items() if value or key in kept}


def member_of(row: Mapping[str, Any]) -> Member:
    """Return the account that `Member.row` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is no such row.
    """
    texts = ("name", "path", "state", "skipped", "role", "profile")
    values: dict[str, Any] = {key: row[key] for key in texts if key in row}
    regions, tags = (tuple(row.get(key, ())) for key in ("regions", "tags"))
    said = (row["id"], *values.values(), *regions, *tags)
    if not all(isinstance(text, str) for text in said):
        raise TypeError("a text is something else")
    if not _FILE_NAME.fullmatch(row["id"]):  # its files are named after it
        raise ValueError("an account has no id")
    return Member(id=row["id"], regions=regions, tags=tags, **values)


def once(members: Iterable[Member]) -> tuple[Member, ...]:
    """Return the accounts by id, each once: the first of several counts."""
    found: dict[str, Member] = {}
    for member in members:
        found.setdefault(member.id, member)
    return tuple(found[account] for account in sorted(found))


def with_external_ids(members: Iterable[Member], known: Mapping[str, str]) -> tuple[Member, ...]:
    """Return the accounts with the external ids that no file of a run keeps."""
    return tuple(replace(m, external_id=known.get(m.id, m.external_id)) for m in members)


def wrong_id(text: str) -> str:
    """Return what is wrong with an account id, or an empty string."""
    if _ID.fullmatch(text):
        return ""
    shown = text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004
    if text.isdecimal() and len(text) < 12:  # noqa: PLR2004
        return (
            f"the account id {shown!r} has {len(text)} digits instead of 12; a spreadsheet may have"
            " dropped its leading zeros"
        )
    return f"{shown!r} is no account id; an account id has 12 digits"


def wrong_role(text: str, account: str = "") -> str:
    """Return what is wrong with a role's name or ARN, or an empty string."""
    arn = _ROLE_ARN.fullmatch(text)
    name = arn[2] if arn else text.removeprefix("/")
    path, _, last = name.rpartition("/")
    if text.startswith("arn:") and not arn:
        return f"{text!r} is not the ARN of a role"
    if not _ROLE_NAME.fullmatch(last) or not _ROLE_PATH.fullmatch(f"{path}/" if path else ""):
        return (
            f"{text!r} is no name of a role; it has at most 64 letters, digits and any of +=,.@_-,"
            f" such as {ROLE}"
        )
    if arn and account and arn[1] != account:
        return f"the role {text} belongs to account {arn[1]}, not to {account}"
    return ""


def wrong_external_id(text: str) -> str:
    """Return what is wrong with an external id, which is not repeated, or an empty string."""
    if _EXTERNAL_ID.fullmatch(text):
        return ""
    return "the external id must have 2 to 1,224 letters, digits and any of +=,.@:/_-"


def wrong_region(text: str) -> str:
    """Return what is wrong with the name of a region, or an empty string."""
    if _REGION.fullmatch(text):
        return ""
    return f"{text!r} is no region; name one such as eu-west-1"


def role_arn(role: str, account: str, partition: str) -> str:
    """Return the ARN of a role that is named by its name, its path and name, or its ARN."""
    if role.startswith("arn:"):
        return role
    return f"arn:{partition}:iam::{account}:role/{role.removeprefix('/')}"
