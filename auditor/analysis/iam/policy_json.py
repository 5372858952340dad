"""Policies as JSON again: statements as they were written, for fixes that keep all but one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from auditor.analysis.fix_text import placeholder
from auditor.analysis.iam.document import Principal, Statement
from auditor.analysis.policy_text import JsonStatement
from auditor.model.wording import DROPPED

_MANY = 2


def one_or_list(values: Iterable[str]) -> str | list[str]:
    """Return a single value as a string, several as a list: the short form that IAM accepts."""
    listed = list(values)
    return listed if len(listed) >= _MANY or not listed else listed[0]


def principal_object(principals: Iterable[Principal]) -> object:
    """Return the Principal element for these principals."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for principal in principals:
        if principal.kind == "*":
            return "*"
        kinds[principal.kind].append(principal.value)
    return {kind: one_or_list(values) for kind, values in kinds.items()}


def to_fill_in(value: str) -> str:
    """Return a condition's value, or a placeholder where collecting dropped it."""
    return placeholder("CONDITION_VALUE") if value == DROPPED else value


def statement_object(statement: Statement) -> JsonStatement:
    """Return a statement as the JSON object that says the same."""
    found: JsonStatement = {"Sid": statement.sid} if statement.sid else {}
    found["Effect"] = "Allow" if statement.allow else "Deny"
    if statement.principals:
        element = "NotPrincipal" if statement.not_principal else "Principal"
        found[element] = principal_object(statement.principals)
    found["NotAction" if statement.not_action else "Action"] = one_or_list(statement.actions)
    if statement.resources or statement.not_resource:
        element = "NotResource" if statement.not_resource else "Resource"
        found[element] = one_or_list(statement.resources)
    conditions: dict[str, dict[str, object]] = defaultdict(dict)
    for term in statement.conditions:
        conditions[term.operator][term.key] = one_or_list(map(to_fill_in, term.values))
    if conditions:
        found["Condition"] = dict(conditions)
    return found
