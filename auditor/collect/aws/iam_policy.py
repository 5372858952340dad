"""The least IAM policy as text: JSON, SAM or Terraform."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.analysis.policy_text import allow_statement, document_text
from auditor.collect.aws.operations import Permission


def render(permissions: Iterable[Permission], form: str) -> str:
    """Return a policy document, or a block for a template, that grants the permissions."""
    statements = _statements(permissions)
    if form == "sam":
        return _sam(statements)
    return _terraform(statements) if form == "terraform" else _policy(statements)


def _statements(permissions: Iterable[Permission]) -> list[tuple[str, list[str]]]:
    """Return (resource, actions), one statement a resource."""
    by_resource: dict[str, set[str]] = {}
    for permission in permissions:
        by_resource.setdefault(permission.resource, set()).add(permission.action)
    return [(resource, sorted(actions)) for resource, actions in sorted(by_resource.items())]


def _policy(statements: list[tuple[str, list[str]]]) -> str:
    rows = [allow_statement(actions, resource) for resource, actions in statements]
    return document_text(rows, indent=2) + "\n"


def _sam(statements: list[tuple[str, list[str]]]) -> str:
    lines = ["Policies:", "  - Version: '2012-10-17'", "    Statement:"]
    for resource, actions in statements:
        lines += ["      - Effect: Allow", "        Action:"]
        lines += [f"          - {action}" for action in actions]
        lines.append(f"        Resource: '{resource}'")
    return "\n".join(lines) + "\n"


def _terraform(statements: list[tuple[str, list[str]]]) -> str:
    lines = ['data "aws_iam_policy_document" "lambda_auditor" {']
    for resource, actions in statements:
        listed = ", ".join(f'"{action}"' for action in actions)
        lines += ["  statement {", f"    actions   = [{listed}]"]
        lines += [f'    resources = ["{resource}"]', "  }"]
    return "\n".join([*lines, "}"]) + "\n"
