"""IAM policies as JSON: the one place where a statement is put together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

JsonStatement: TypeAlias = dict[str, object]


def allow_statement(actions: str | Sequence[str], resource: str | Sequence[str]) -> JsonStatement:
    """Return a statement that allows actions on resources; one value stays a string."""
    return {"Effect": "Allow", "Action": _plain(actions), "Resource": _plain(resource)}


def deny_statement(actions: str | Sequence[str], resource: str | Sequence[str]) -> JsonStatement:
    """Return a statement that denies actions on resources; one value stays a string."""
    return {**allow_statement(actions, resource), "Effect": "Deny"}


def document_text(statements: Iterable[Mapping[str, object]], *, indent: int | None = None) -> str:
    """Return a policy document of the statements, on one line or indented."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=indent)


def _plain(values: str | Sequence[str]) -> object:
    return values if isinstance(values, str) else list(values)
