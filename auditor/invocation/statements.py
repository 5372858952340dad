"""Who a function's resource policy lets in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import cast

from auditor.invocation.evidence import LATEST
from auditor.invocation.services import canonical, principal_of_arn

_QUALIFIED_PARTS = 8  # arn:aws:lambda:region:account:function:name:qualifier
_INVOKE = ("lambda:invokefunction", "lambda:invokefunctionurl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """One principal that one statement lets invoke one qualifier."""

    sid: str
    service: str | None  # service principal; None: an account, a role, or anybody
    principal: str
    qualifier: str
    source_arns: tuple[str, ...] = ()
    by_url: bool = False  # the statement only serves function URLs


def admissions(text: str, qualifier: str) -> tuple[Admission, ...]:
    """Return who the policy of a qualifier lets in; a Deny lets nobody in.

    Raises:
        ValueError: the text is no policy document.
    """
    try:
        document = json.loads(text)
    except RecursionError as deep:
        raise ValueError("a policy document is not nested that deep") from deep
    if not isinstance(document, dict):
        raise ValueError("a policy document is an object")  # noqa: TRY004  bad text, not a bug
    statements = document.get("Statement", [])
    found = statements if isinstance(statements, list) else [statements]
    return tuple(
        admission
        for statement in found
        if isinstance(statement, dict) and statement.get("Effect") == "Allow"
        for admission in _statement(statement, qualifier)
    )


def _statement(statement: Mapping[str, object], qualifier: str) -> Iterator[Admission]:
    actions = {a.lower() for a in _texts(statement.get("Action"))}
    granted = {i for i in _INVOKE if any(fnmatchcase(i, pattern) for pattern in actions)}
    if not granted:
        return
    conditions = _conditions(statement.get("Condition"))
    source_arns = tuple(sorted(conditions.get("aws:sourcearn", ())))
    by_url = (
        granted == {"lambda:invokefunctionurl"}
        or "lambda:functionurlauthtype" in conditions
        or "true" in {v.lower() for v in conditions.get("lambda:invokedviafunctionurl", ())}
    )
    for service, principal in _principals(statement.get("Principal"), source_arns):
        yield Admission(
            sid=str(statement.get("Sid", "")),
            service=service,
            principal=principal,
            qualifier=_qualifier(statement.get("Resource"), qualifier),
            source_arns=source_arns,
            by_url=by_url,
        )


def _principals(
    principal: object, source_arns: tuple[str, ...]
) -> Iterator[tuple[str | None, str]]:
    named = cast("Mapping[str, object]", principal) if isinstance(principal, dict) else {}
    yield from ((canonical(name), name) for name in _texts(named.get("Service")))
    others = (*_texts(named.get("AWS")), *(("*",) if principal == "*" else ()))
    for other in others:
        # The old form: anybody, on behalf of a certain bucket or topic.
        behind = {principal_of_arn(arn) for arn in source_arns} if other == "*" else set()
        services = {service for service in behind if service is not None}
        yield from ((service, other) for service in sorted(services))
        if not services:
            yield None, other


def _conditions(condition: object) -> dict[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {}
    if not isinstance(condition, dict):
        return keys
    for operator, pairs in condition.items():
        negated = "not" in str(operator).lower()
        if negated or not isinstance(pairs, dict):
            continue
        for key, values in pairs.items():
            name = str(key).lower()
            keys[name] = (*keys.get(name, ()), *_texts(values))
    return keys


def _qualifier(resource: object, asked: str) -> str:
    """Return the qualifier that the statement's resource names, else the policy's own."""
    for arn in _texts(resource):
        parts = arn.split(":")
        if len(parts) == _QUALIFIED_PARTS and parts[7] and "*" not in parts[7]:
            return parts[7]
    return asked or LATEST


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (str(value).lower(),)
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(text for item in value for text in _texts(item))
    return ()
