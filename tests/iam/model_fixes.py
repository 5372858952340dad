"""Applies the AWS CLI commands of a fix to an account in memory, to judge it again afterwards."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from auditor.model import Account, Function, Known, Policy, Role

_UNSET = re.compile(r"\$\{(\w+):\?set it\}")
Arguments = Mapping[str, str]


def apply(account: Account, function: Function, commands: str) -> Account:
    """Return the account after the commands; what the reader must fill in has a fixed name."""
    for line in commands.splitlines():
        words = shlex.split(_UNSET.sub(r"named-by-\1", line), comments=True)
        if words[:1] == ["aws"]:
            options = _options(words[3:])
            if words[1] == "iam":
                account = changed_by_iam(account, words[2], options)
            else:
                account = _lambda(account, function, words[2], options)
    return account


def _options(words: list[str]) -> dict[str, str]:
    found, name = {}, ""
    for word in words:
        if word.startswith("--"):
            name, found[word] = word, ""
        else:
            found[name] = word
    return found


def changed_by_iam(account: Account, command: str, options: Arguments) -> Account:
    """Return the account after one command about a policy of its roles."""
    if command == "create-policy-version":
        arn, text = options["--policy-arn"], options["--policy-document"]

        def renewed(policy: Policy) -> Policy:
            return replace(policy, text=Known(text)) if policy.arn == arn else policy

        return _each_role(
            account, lambda role: replace(role, attached=tuple(map(renewed, role.attached)))
        )
    if command == "put-role-permissions-boundary":
        arn, known = options["--permissions-boundary"], account.roles.get().values()
        limits = [r.boundary.value for r in known if isinstance(r.boundary, Known)]
        limit = next(limit for limit in limits if limit and limit.arn == arn)
        named = options["--role-name"]
        return _each_role(
            account,
            lambda role: replace(role, boundary=Known(limit)) if role.name == named else role,
        )
    name = options["--role-name"]
    change = _ROLE_COMMANDS.get(command)
    if change is None:
        return account
    return _each_role(account, lambda role: change(role, options) if role.name == name else role)


def _put(role: Role, options: Arguments) -> Role:
    name, text = options["--policy-name"], options["--policy-document"]
    json.loads(text)
    others = tuple(p for p in role.inline if p.name != name)
    return replace(role, inline=(*others, Policy(name=name, text=Known(text))))


def _delete(role: Role, options: Arguments) -> Role:
    name = options["--policy-name"]
    return replace(role, inline=tuple(p for p in role.inline if p.name != name))


def _detach(role: Role, options: Arguments) -> Role:
    arn = options["--policy-arn"]
    return replace(role, attached=tuple(p for p in role.attached if p.arn != arn))


def _trust(role: Role, options: Arguments) -> Role:
    json.loads(options["--policy-document"])
    return replace(role, trust=options["--policy-document"])


_ROLE_COMMANDS: Mapping[str, Callable[[Role, Arguments], Role]] = MappingProxyType(
    {
        "put-role-policy": _put,
        "delete-role-policy": _delete,
        "detach-role-policy": _detach,
        "update-assume-role-policy": _trust,
    }
)


def _each_role(account: Account, change: Callable[[Role], Role]) -> Account:
    roles = {arn: change(role) for arn, role in account.roles.get().items()}
    return replace(account, roles=Known(MappingProxyType(roles)))


def _lambda(account: Account, function: Function, command: str, options: Arguments) -> Account:
    arn = options.get("--resource-arn", "")
    qualifier = options.get("--qualifier") or arn.removeprefix(function.arn).lstrip(":")
    qualifier = qualifier or "$LATEST"
    policies = {q: t.get() for q, t in function_of(account).policies.get().items()}
    document: dict[str, Any] = json.loads(policies.get(qualifier, '{"Statement": []}'))
    statements = statements_after(document["Statement"], command, options, function)
    policies[qualifier] = json.dumps({**document, "Statement": statements})
    if not statements:
        del policies[qualifier]
    texts = MappingProxyType({q: Known(t) for q, t in policies.items()})
    changed = replace(function_of(account), policies=Known(texts))
    (region,) = account.regions
    return replace(account, regions=(replace(region, functions=Known((changed,))),))


def statements_after(
    present: Any, command: str, options: Arguments, function: Function
) -> list[dict[str, Any]]:
    """Return the statements of a function's policy after one command."""
    listed = present if isinstance(present, list) else [present]
    if command == "remove-permission":
        return [s for s in listed if s.get("Sid") != options["--statement-id"]]
    if command == "put-resource-policy":
        return list(json.loads(options["--policy"])["Statement"])
    if command == "add-permission":
        return [*listed, _permission(options, function)]
    return [] if command == "delete-resource-policy" else listed


_CONDITIONS = (
    ("--source-arn", "ArnLike", "AWS:SourceArn"),
    ("--source-account", "StringEquals", "AWS:SourceAccount"),
    ("--principal-org-id", "StringEquals", "aws:PrincipalOrgID"),
    ("--event-source-token", "StringEquals", "lambda:EventSourceToken"),
    ("--function-url-auth-type", "StringEquals", "lambda:FunctionUrlAuthType"),
)


def _permission(options: Arguments, function: Function) -> dict[str, Any]:
    principal = options["--principal"]
    kind = "Service" if principal.endswith((".com", ".cn")) else "AWS"
    conditions: dict[str, dict[str, str]] = {}
    for option, operator, key in _CONDITIONS:
        if option in options:
            conditions.setdefault(operator, {})[key] = options[option]
    qualifier = options.get("--qualifier")
    return {
        "Sid": options["--statement-id"],
        "Effect": "Allow",
        "Principal": "*" if principal == "*" else {kind: principal},
        "Action": options["--action"],
        "Resource": function.arn + (f":{qualifier}" if qualifier else ""),
        **({"Condition": conditions} if conditions else {}),
    }


def function_of(account: Account) -> Function:
    """Return the account's only function."""
    (region,) = account.regions
    (function,) = region.functions.get()
    return function
