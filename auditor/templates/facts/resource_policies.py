"""AWS::Lambda::Permission as the resource policies of functions and their aliases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model import Fact, Known, Unknown
from auditor.model.arn import is_function, qualifier, unqualified
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Node, Undecided, Value, first_undecided, text, truth

LATEST = "$LATEST"
_CONDITIONS = (
    ("SourceArn", "ArnLike", "AWS:SourceArn"),
    ("SourceAccount", "StringEquals", "AWS:SourceAccount"),
    ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
    ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionName:
    """A function and the qualifier that a property names."""

    arn: str
    qualifier: str = LATEST


def named_function(stack: Stack, value: Value) -> FunctionName | None:
    """Return the function that a name, a partial or a whole ARN names, with its qualifier."""
    if not isinstance(value, str) or not value:
        return None
    arn = str(value)
    if not arn.startswith("arn:"):
        where = stack.surroundings
        name = arn.rpartition(":function:")[2]  # ACCOUNT:function:NAME is allowed as well
        arn = f"arn:{where.partition}:lambda:{where.region}:{where.account}:function:{name}"
    if not is_function(arn):
        return None
    return FunctionName(arn=unqualified(arn), qualifier=qualifier(arn) or LATEST)


def read_policies(stacks: tuple[Stack, ...]) -> Mapping[str, Mapping[str, Fact[str]]]:
    """Return the resource policies by function ARN and qualifier.

    A permission that is not decided leaves an entry of its own: what it allows is unknown.
    """
    statements: dict[str, dict[str, list[dict[str, Any]]]] = {}
    found: dict[str, dict[str, Fact[str]]] = {}
    for stack in stacks:
        for resource in stack.of_type("AWS::Lambda::Permission"):
            function = named_function(stack, stack.property(resource, "FunctionName"))
            if function is None:
                continue
            missing = _undecided(stack, resource)
            if missing is not None:
                found.setdefault(function.arn, {})[f"({resource.logical_id})"] = missing
            statement = _statement(stack, resource, function)
            if statement is not None and stack.exists(resource) is True:
                rows = statements.setdefault(function.arn, {}).setdefault(function.qualifier, [])
                rows.append(statement)
        for arn, name, missing in _open_sources(stack):
            found.setdefault(arn, {})[f"({name})"] = missing
    for arn, by_qualifier in statements.items():
        for name, rows in by_qualifier.items():
            document = {"Version": "2012-10-17", "Id": "default", "Statement": rows}
            found.setdefault(arn, {})[name] = Known(json.dumps(document, sort_keys=True))
    return found


def _open_sources(stack: Stack) -> Iterator[tuple[str, str, Unknown]]:
    """Yield (function, logical id, why) for sources of events that are not wholly known."""
    for resource in stack.of_type("Auditor::UnknownEvent"):
        function = named_function(stack, stack.property(resource, "FunctionArn"))
        if function is not None:
            kind = text(stack.property(resource, "Type"))[:60]
            reason = f"the event {resource.logical_id} has the type {kind}, which is not understood"
            yield function.arn, resource.logical_id, Unknown(reason=reason)
    for resource in stack.of_type("AWS::Scheduler::Schedule"):
        target = stack.property(resource, "Target")
        exists = stack.exists(resource)
        arn = target.get("Arn") if isinstance(target, dict) else None
        function = named_function(stack, arn)
        if function is not None and isinstance(exists, Undecided):
            yield function.arn, resource.logical_id, exists.unknown


def _undecided(stack: Stack, resource: Resource) -> Unknown | None:
    exists = stack.exists(resource)
    if isinstance(exists, Undecided):
        return exists.unknown
    opaque = first_undecided(stack.properties(resource))
    return opaque.unknown if opaque else None


def _statement(stack: Stack, resource: Resource, function: FunctionName) -> dict[str, Any] | None:
    given = stack.properties(resource)
    principal, action = given.get("Principal"), given.get("Action")
    if isinstance(principal, int):  # an account id without quotes
        principal = f"{principal:012d}"
    if not isinstance(principal, str) or not isinstance(action, str):
        return None
    qualified = "" if function.qualifier == LATEST else f":{function.qualifier}"
    statement: dict[str, Any] = {
        "Sid": resource.logical_id,
        "Effect": "Allow",
        "Principal": _principal(stack, str(principal)),
        "Action": str(action),
        "Resource": f"{function.arn}{qualified}",
    }
    conditions: dict[str, dict[str, str]] = {}
    for name, operator, key in _conditions(given):
        conditions.setdefault(operator, {})[key] = name
    if conditions:
        statement["Condition"] = conditions
    return statement


def _conditions(given: Mapping[str, Value]) -> Iterator[tuple[str, str, str]]:
    for name, operator, key in _CONDITIONS:
        value = given.get(name)
        if isinstance(value, Undecided):
            yield value.narrow or "undecided", operator, key
        elif value is not None and not isinstance(value, dict | list):
            yield text(value), operator, key
    if truth(given.get("InvokedViaFunctionUrl")) is True:
        yield "true", "Bool", "lambda:InvokedViaFunctionUrl"


def _principal(stack: Stack, principal: str) -> Node:
    if principal == "*":
        return "*"
    if "." in principal and not principal.startswith("arn:"):
        return {"Service": principal}
    if principal.isdigit():
        return {"AWS": f"arn:{stack.surroundings.partition}:iam::{principal}:root"}
    return {"AWS": principal}
