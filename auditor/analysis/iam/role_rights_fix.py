"""The fix that gives a function's role rights: where there is room, and only where it helps.

IAM allows 10,240 characters of inline policies and ten attached policies to a role (IAM quotas; the
second can be raised). A permissions boundary, a service control policy or a Deny may refuse what an
added policy allows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.analysis import fix_text
from auditor.analysis.fix_warnings import careful
from auditor.analysis.iam.document import Malformed, parse_document
from auditor.analysis.iam.effective import (
    EffectiveRole,
    StatementSource,
    grant,
    grants,
)
from auditor.analysis.iam.role import effective_role
from auditor.model import Fix, FixKind, Function, Known, Role, UnavailableError, Unknown, setting
from auditor.model.arn import parse_arn
from auditor.model.audit import Audit

__all__ = [
    "LONGEST_INLINE",
    "WrittenRights",
    "attached_policy",
    "granting_fix",
    "obstacle",
    "policy_size",
    "taken_inline",
    "with_obstacle",
    "written_policy",
]

LONGEST_INLINE = 10_240  # characters of all inline policies of a role, white space not counted
_MOST_ATTACHED = 10
_NO_ROOM = (
    "the role has ten attached policies and no room for another inline one: put the statement into"
    " a policy that it has, or raise the quota of IAM"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRights:
    """A policy that a role gets, as commands, in SAM, and as Terraform."""

    cli: str
    terraform: str
    policies: tuple[str, ...] = ()  # the lines of the function's own Policies, where it has room
    sam: str = ""  # else the resource of a managed policy
    refused: str = ""  # why IAM would not take it


def granting_fix(
    audit: Audit, function: Function, name: str, actions: Sequence[str], resource: str
) -> Fix:
    """Return the fix that lets the function's role do some actions on one resource.

    Args:
        audit: what is known of the role.
        function: whose role it is.
        name: what the policy is for; a digest is added, so that it replaces no other.
        actions: what to allow.
        resource: an ARN, which may end in a pattern.
    """
    one_or_all = actions[0] if len(actions) == 1 else actions
    written = written_policy(audit, function, name, fix_text.allow(one_or_all, resource))
    own = fix_text.sam(function, *written.policies)
    sam = fix_text.resources((name, written.sam)) if written.sam else own
    fix = Fix(cli=written.cli, sam=sam, terraform=written.terraform)
    return with_obstacle(fix, written.refused or obstacle(audit, function, actions, resource))


def written_policy(audit: Audit, function: Function, name: str, document: str) -> WrittenRights:
    """Return how the role gets a document: as an inline policy, or as a managed one if it is full.

    Args:
        audit: what is known of the role.
        function: whose role it is.
        name: what the policy is for.
        document: the policy as JSON.
    """
    role = fix_text.role_name(fix_text.role_of(function))
    chosen = fix_text.policy_name(name, document)
    known = _role(audit, function)
    if known is not None and policy_size(document) + taken_inline(known) > LONGEST_INLINE:
        refused = _NO_ROOM if len(known.attached) >= _MOST_ATTACHED else ""
        return replace(_managed(function, chosen, document), refused=refused)
    put = ("aws", "iam", "put-role-policy", "--role-name", role, "--policy-name", chosen)
    statements = map(json.dumps, json.loads(document)["Statement"])
    return WrittenRights(
        cli=fix_text.shell(*put, "--policy-document", document),
        policies=fix_text.sam_policies(*statements),
        terraform=fix_text.block(
            "aws_iam_role_policy",
            f"{role}_{chosen}",
            f"name   = {fix_text.hcl(chosen)}",
            f"role   = {fix_text.hcl(role)}",
            f"policy = {fix_text.hcl(document)}",
        ),
    )


def attached_policy(
    audit: Audit, function: Function, policy: str, actions: Sequence[str]
) -> WrittenRights:
    """Return how the role gets a policy of AWS's, or the same rights inline if it has ten."""
    known = _role(audit, function)
    if known is not None and len(known.attached) >= _MOST_ATTACHED:
        written = written_policy(audit, function, policy, fix_text.allow(actions, "*"))
    else:
        written = WrittenRights(
            cli=fix_text.attach(fix_text.role_of(function), policy),
            policies=(fix_text.VOID_WITH_ROLE, "Policies:", f"  - {policy}"),
            terraform=fix_text.attachment(function, policy),
        )
    return replace(written, refused=written.refused or obstacle(audit, function, actions, "*"))


def with_obstacle(fix: Fix, refused: str) -> Fix:
    """Return the fix as a decision where something refuses what it allows, and say what."""
    if not refused:
        return fix
    return replace(fix, kind=FixKind.DECIDE, cli=f"{careful(refused)}\n{fix.cli}")


def _managed(function: Function, name: str, document: str) -> WrittenRights:
    role, own = fix_text.role_name(function.role_arn), parse_arn(function.role_arn)
    arn = f"arn:{own.partition}:iam::{own.account}:policy/{name}"
    create = ("aws", "iam", "create-policy", "--policy-name", name, "--policy-document", document)
    attach = ("aws", "iam", "attach-role-policy", "--role-name", role, "--policy-arn", arn)
    return WrittenRights(
        cli=f"{fix_text.shell(*create)}\n{fix_text.shell(*attach)}",
        sam=fix_text.resource(
            "AWS::IAM::ManagedPolicy",
            f"ManagedPolicyName: {fix_text.text(name)}",
            "Roles:",
            f"  - {fix_text.text(role)}",
            f"PolicyDocument: {fix_text.shown_json(document)}",
        ),
        terraform=_managed_by_terraform(role, name, document),
    )


def _managed_by_terraform(role: str, name: str, document: str) -> str:
    policy = (f"name   = {fix_text.hcl(name)}", f"policy = {fix_text.hcl(document)}")
    attachment = (
        f"role       = {fix_text.hcl(role)}",
        f"policy_arn = aws_iam_policy.{fix_text.label(name)}.arn",
    )
    return "\n".join(
        (
            fix_text.block("aws_iam_policy", name, *policy),
            fix_text.block("aws_iam_role_policy_attachment", f"{role}_{name}", *attachment),
        )
    )


def _role(audit: Audit, function: Function) -> Role | None:
    roles, arn = audit.account.roles, setting(function, "role_arn")
    if isinstance(roles, Unknown) or isinstance(arn, Unknown):
        return None
    return roles.value.get(arn.value)


def taken_inline(role: Role, but: str = "") -> int:
    """Return how many characters the role's inline policies take, one of them not counted."""
    texts = (p.text for p in role.inline if p.name != but)
    return sum(policy_size(text.value) for text in texts if isinstance(text, Known))


def policy_size(document: str) -> int:
    """Return a document's characters as IAM counts them: without white space."""
    return len("".join(document.split()))


def obstacle(audit: Audit, function: Function, actions: Sequence[str], resource: str) -> str:
    """Return what would refuse the actions though a policy of the role allows them."""
    try:
        role = audit.once(effective_role, function.role_arn)
    except UnavailableError:
        return ""
    if role is None or not (role.denies.every or role.limits):
        return ""
    allowed = _allowing(role, actions, resource)
    asked = resource.replace("?", "x").replace("*", "x")
    for action in actions:
        decision = allowed.decide(action.lower(), asked)
        if decision.denied_by is not None:
            return f"{decision.denied_by.label} denies {action}, so this alone does not help"
        if not decision.granted:
            limit = _limit(allowed, action, asked)
            return f"{limit} does not allow {action}, so this alone does not help"
    return ""


def _allowing(role: EffectiveRole, actions: Sequence[str], resource: str) -> EffectiveRole:
    """Return the role with nothing but the added right, below the limits that it has."""
    parsed = parse_document(fix_text.allow(actions, resource))
    found = () if isinstance(parsed, Malformed) else parsed.statements
    source = StatementSource("added")
    return replace(role, allows=grants(grant(source, one, role.session) for one in found))


def _limit(role: EffectiveRole, action: str, resource: str) -> str:
    inside = replace(role, limits=(role.boundary,)) if role.boundary is not None else None
    if inside is not None and not inside.decide(action.lower(), resource).granted:
        return f"the permissions boundary {role.boundary_name}"
    return "a service control policy of the organization"
