"""Resource policies: what other stacks and people allow stays when a stack is deployed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditor.model import Fact, Function, Known, Unknown
from auditor.templates.deployed_names import STACK, tag_of
from auditor.templates.policy_rows import policy_rows

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
        written = _statements(fact)
        if isinstance(fact, Unknown) or written is None:
            found.setdefault(qualifier, fact)
            continue
        rows = [row for row in written if not _is_own(row, own, stack)]
        if rows:
            ours = _statements(found.get(qualifier)) or []
            document = {"Version": "2012-10-17", "Id": "default", "Statement": [*ours, *rows]}
            found[qualifier] = Known(json.dumps(document, sort_keys=True))
    return Known(found)


def _names(policies: Mapping[str, Fact[str]]) -> frozenset[str]:
    return frozenset(
        str(row.get("Sid")) for fact in policies.values() for row in _statements(fact) or ()
    )


def _is_own(row: Mapping[str, Any], own: frozenset[str], stack: str) -> bool:
    sid = str(row.get("Sid") or "")
    if stack and sid.startswith(f"{stack}-"):
        return True
    return sid in own or any(f"-{name}-" in sid for name in own)


def _statements(policy: Fact[str] | None) -> list[dict[str, Any]] | None:
    """Return the statements of a policy; None where it cannot be read."""
    try:
        return policy_rows(policy.value) if isinstance(policy, Known) else None
    except ValueError:
        return None
