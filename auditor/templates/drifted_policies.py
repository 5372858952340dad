"""Policies of a template and of the account, statement by statement."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from auditor.model import Fact, Known, Policy, Unknown
from auditor.templates.policy_rows import policy_rows

_SHOWN = 4  # actions that a difference names


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedStatement:
    """A statement, as far as it decides something."""

    effect: str
    actions: tuple[str, ...]  # lower case; of NotAction with a "not " in front
    resources: tuple[str, ...]
    principals: str = ""
    conditions: str = ""


def statements_of(policies: Iterable[Policy | Fact[str]]) -> Fact[frozenset[ComparedStatement]]:
    """Return the statements of policies; unknown if one of them was not read."""
    found: set[ComparedStatement] = set()
    for policy in policies:
        text = policy.text if isinstance(policy, Policy) else policy
        if isinstance(text, Unknown):
            return text
        try:
            found.update(map(_grant, policy_rows(text.value)))
        except ValueError:
            return Unknown(reason="a policy is not JSON")
    return Known(frozenset(found))


def _grant(row: dict[str, Any]) -> ComparedStatement:
    negated = "NotAction" in row
    actions = _texts(row.get("NotAction" if negated else "Action"))
    return ComparedStatement(
        effect=str(row.get("Effect")),
        actions=tuple(sorted(f"not {a.lower()}" if negated else a.lower() for a in actions)),
        resources=tuple(sorted(_texts(row.get("NotResource") or row.get("Resource")))),
        principals=json.dumps(row.get("Principal"), sort_keys=True),
        conditions=json.dumps(row.get("Condition"), sort_keys=True),
    )


def _texts(value: Any) -> list[str]:  # noqa: ANN401  JSON
    return [str(item) for item in (value if isinstance(value, list) else [value])]


def differing_policies(
    ours: frozenset[ComparedStatement],
    theirs: frozenset[ComparedStatement],
    made_up: frozenset[str],
) -> tuple[str, str] | None:
    """Return what only the template and what only the account grants; None: nothing.

    Resources and conditions whose names the template leaves to AWS are not compared.
    """
    left, right = list(ours - theirs), list(theirs - ours)
    for grant in list(left):
        twin = next((other for other in right if _alike(grant, other, made_up)), None)
        if twin is not None:
            left.remove(grant)
            right.remove(twin)
    if not left and not right:
        return None
    return _shown(left), _shown(right)


def _alike(ours: ComparedStatement, theirs: ComparedStatement, made_up: frozenset[str]) -> bool:
    if (ours.effect, ours.actions, ours.principals) != (
        theirs.effect,
        theirs.actions,
        theirs.principals,
    ):
        return False
    named = any(name in text for text in (*ours.resources, ours.conditions) for name in made_up)
    same = (ours.resources, ours.conditions) == (theirs.resources, theirs.conditions)
    return same or named


def _shown(grants: Iterable[ComparedStatement]) -> str:
    rows = sorted(
        f"{grant.effect} {', '.join(grant.actions[:_SHOWN])}"
        f"{' …' if len(grant.actions) > _SHOWN else ''} on {', '.join(grant.resources[:2])}"
        for grant in grants
    )
    return "; ".join(rows) or "nothing more"
