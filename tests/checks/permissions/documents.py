"""What the tests of this family write again and again: policies of roles and of functions."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

from auditor.model import Known, Policy, Role


def account(*roles: Role) -> dict[str, Any]:
    """Return the account's differences: these roles and no other."""
    return {"roles": Known(MappingProxyType({r.arn: r for r in roles}))}


def policy(*statements: dict[str, Any], name: str = "p") -> Policy:
    """Return an inline policy of a role."""
    return Policy(name=name, text=Known(json.dumps({"Statement": list(statements)})))


def allow(action: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    """Return a statement of a role's policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def policies(*statements: str, qualifier: str = "$LATEST") -> Known[MappingProxyType[str, Any]]:
    """Return the function's resource policies: one, on the qualifier."""
    text = f'{{"Statement": [{",".join(statements)}]}}'
    return Known(MappingProxyType({qualifier: Known(text)}))


def allow_caller(
    principal: str, condition: str = "{}", action: str = "lambda:InvokeFunction"
) -> str:
    """Return a statement of a function's resource policy, as JSON."""
    return (
        f'{{"Sid": "s-1", "Effect": "Allow", "Principal": {principal},'
        f' "Action": "{action}", "Resource": "*", "Condition": {condition}}}'
    )
