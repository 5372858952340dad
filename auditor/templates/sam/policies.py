"""The Policies of a SAM function: managed policies, documents, statements and policy templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.templates.intrinsic_functions import function_of
from auditor.templates.tables.sam import policy_template
from auditor.templates.values import Node


def split_policies(policies: Node, role: str) -> tuple[list[Any], list[Any]]:
    """Return a role's ManagedPolicyArns and its inline Policies, as nodes."""
    managed: list[Any] = []
    inline: list[Any] = []
    listed = policies if isinstance(policies, list) else [policies]
    for index, entry in enumerate(item for item in listed if item is not None):
        name = f"{role}Policy{index}"
        chosen = _chosen(entry, name)
        if chosen is not None:
            kind, node = chosen
            (managed if kind == "managed" else inline).append(node)
    return managed, inline


def _chosen(entry: Node, name: str) -> tuple[str, Any] | None:  # noqa: PLR0911  by kind
    """Return the kind of one entry, and the node that stands for it in the role."""
    if isinstance(entry, str):
        return "managed", entry
    if not isinstance(entry, dict):
        return None
    function = function_of(entry)
    if function == "Fn::If" and isinstance(entry[function], list) and len(entry[function]) == 3:  # noqa: PLR2004
        return _conditional(entry[function], name)
    if function:
        return "managed", entry
    if "Statement" in entry:
        return "inline", {"PolicyName": name, "PolicyDocument": entry}
    if len(entry) == 1:
        ((template, values),) = entry.items()
        document = policy_template(template)
        given = values if isinstance(values, dict) else {}
        if document is not None:
            filled = with_parameters(document, given)
            return "inline", {"PolicyName": f"{name} ({template})", "PolicyDocument": filled}
    return "inline", {"PolicyName": name, "PolicyDocument": {"Fn::Transform": "unknown template"}}


def _conditional(argument: list[Any], name: str) -> tuple[str, Any] | None:
    condition, *branches = argument
    chosen = [_chosen(branch, name) for branch in branches]
    kinds = [
        pair[0]
        for pair, branch in zip(chosen, branches, strict=True)
        if pair is not None and branch != {"Ref": "AWS::NoValue"}
    ]
    kind = kinds[0] if kinds else "managed"
    nodes = [
        branch if branch == {"Ref": "AWS::NoValue"} or pair is None else pair[1]
        for pair, branch in zip(chosen, branches, strict=True)
    ]
    return kind, {"Fn::If": [condition, *nodes]}


def with_parameters(node: Node, values: Mapping[str, Any]) -> Node:
    """Return a node of a policy template with its parameters filled in."""
    if isinstance(node, list):
        return [with_parameters(item, values) for item in node]
    if not isinstance(node, dict):
        return node
    if function_of(node) == "Ref" and node["Ref"] in values:
        return values[node["Ref"]]
    return {key: with_parameters(item, values) for key, item in node.items()}
