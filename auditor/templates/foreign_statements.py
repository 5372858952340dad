"""Resource policies: what other stacks and people allow stays when a stack is deployed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditor.model import Fact, Function, Known, Unknown
from auditor.templates.deployed_names import STACK, tag_of

Policies = Fact[Mapping[str, Fact[str]]]


def with_foreign_statements(live: Function, planned: Function) -> Policies:
    """Return the planned policies with the live statements that are not of the same stack.

    CloudFormation names a statement after the stack and the logical id, Terraform as written.
    """
    if isinstance(planned.policies, Unknown):
        return planned.policies
    if isinstance(live.policies, Unknown):
        return Known({**planned.policies.value, "(in the account)": live.policies})
    found = dict(planned.policies.value)
    own = _names(planned.policies.value)
    stack = tag_of(live, STACK)
    for qualifier, fact in live.policies.value.items():
        if isinstance(fact, Unknown):
            found.setdefault(qualifier, fact)
            continue
        rows = [row for row in _statements(fact.value) if not _is_own(row, own, stack)]
        if rows:
            before = found.get(qualifier)
            ours = _statements(before.value) if isinstance(before, Known) else []
            document = {"Version": "2012-10-17", "Id": "default", "Statement": [*ours, *rows]}
            found[qualifier] = Known(json.dumps(document, sort_keys=True))
    return Known(found)


def _names(policies: Mapping[str, Fact[str]]) -> frozenset[str]:
    return frozenset(
        str(row.get("Sid"))
        for fact in policies.values()
        if isinstance(fact, Known)
        for row in _statements(fact.value)
    )


def _is_own(row: Mapping[str, Any], own: frozenset[str], stack: str) -> bool:
    sid = str(row.get("Sid") or "")
    if stack and sid.startswith(f"{stack}-"):
        return True
    return sid in own or any(f"-{name}-" in sid for name in own)


def _statements(text: str) -> list[dict[str, Any]]:
    try:
        document = json.loads(text)
    except ValueError:
        return []
    rows = document.get("Statement") if isinstance(document, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
