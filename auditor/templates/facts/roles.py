"""IAM roles with every policy that the templates give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from auditor.analysis.secret_classifier import ValueClassifier
from auditor.model import Fact, Known, Policy, Role, Unknown
from auditor.model.arn import parse_arn
from auditor.templates.facts.environment import tags
from auditor.templates.facts.fields import entries, entry
from auditor.templates.facts.policy_documents import as_json, has_open_resource, policies_of
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.tables import managed_policies
from auditor.templates.values import Undecided, Value, first_undecided, text

_WITH_DOCUMENTS = (
    "AWS::IAM::Role",
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::ManagedPolicy",
)


@dataclass(slots=True, kw_only=True)
class _Attachments:
    """What is attached to roles from elsewhere than the role itself, by the role's name."""

    inline: dict[str, list[Policy]] = field(default_factory=dict)
    managed: dict[str, list[Policy]] = field(default_factory=dict)
    documents: dict[str, Fact[str]] = field(default_factory=dict)  # of managed policies, by ARN
    everywhere: list[Policy] = field(default_factory=list)  # it is not known to which role


def read_roles(stacks: tuple[Stack, ...], classifier: ValueClassifier) -> Mapping[str, Role]:
    """Return every role that the templates declare, by ARN."""
    attachments = _Attachments()
    for stack in stacks:
        for resource in stack.of_type("AWS::IAM::ManagedPolicy"):
            _take_managed(stack, resource, attachments)
        for resource in stack.of_type("AWS::IAM::Policy", "AWS::IAM::RolePolicy"):
            _take_inline(stack, resource, attachments)
        for resource in stack.of_type("Auditor::PolicyAttachment"):
            _attach(stack, resource, attachments)
    found = (
        replace(
            _role(stack, resource, attachments),
            tags=tags(stack.property(resource, "Tags"), classifier)[0],
        )
        for stack in stacks
        for resource in stack.of_type("AWS::IAM::Role")
    )
    return {role.arn: role for role in found}


def _take_managed(stack: Stack, resource: Resource, into: _Attachments) -> None:
    identity = stack.identity(resource)
    document = stack.property(resource, "PolicyDocument")
    arn, wide = str(identity.arn()), stack.surroundings.wide
    policies = list(policies_of(identity.name, document, arn, wide=wide))
    into.documents[arn] = policies[-1].text if policies else Known("{}")
    for name in role_names(stack, resource):
        into.managed.setdefault(name, []).extend(_unless_absent(stack, resource, policies))


def _attach(stack: Stack, resource: Resource, into: _Attachments) -> None:
    policy = _managed(stack, stack.property(resource, "PolicyArn"), into)
    for name in role_names(stack, resource):
        into.managed.setdefault(name, []).append(policy)


def _take_inline(stack: Stack, resource: Resource, into: _Attachments) -> None:
    name = stack.property(resource, "PolicyName")
    shown = name if isinstance(name, str) else resource.logical_id
    document = stack.property(resource, "PolicyDocument")
    policies = list(policies_of(shown, document, wide=stack.surroundings.wide))
    policies = list(_unless_absent(stack, resource, policies))
    for role in role_names(stack, resource):
        into.inline.setdefault(role, []).extend(policies)


def _unless_absent(stack: Stack, resource: Resource, policies: list[Policy]) -> Iterator[Policy]:
    """Yield the policies; unread where it is not known whether the resource exists."""
    exists = stack.exists(resource)
    for policy in policies:
        if isinstance(exists, Undecided):
            yield Policy(name=policy.name, arn=policy.arn, text=exists.unknown)
        else:
            yield policy


def role_names(stack: Stack, resource: Resource) -> Iterator[str]:
    """Yield the names of the roles that a policy of its own resource is attached to."""
    listed = resource.properties.get("Roles")
    nodes = listed if isinstance(listed, list) else [listed]
    if resource.type == "AWS::IAM::RolePolicy":
        nodes = [resource.properties.get("RoleName")]
    for node in nodes:
        if isinstance(node, dict) and "Auditor::RoleOf" in node:
            yield from _role_of(stack, str(node["Auditor::RoleOf"]))
            continue
        for value in entries(stack.value(node)):
            if isinstance(value, str):
                yield value.rsplit("/", 1)[-1]


def _role_of(stack: Stack, function: str) -> Iterator[str]:
    resource = stack.resources.get(function)
    if resource is not None:
        role = stack.property(resource, "Role")
        if isinstance(role, str):
            yield role.rsplit("/", 1)[-1]


def _role(stack: Stack, resource: Resource, attachments: _Attachments) -> Role:
    identity = stack.identity(resource)
    trust = stack.property(resource, "AssumeRolePolicyDocument")
    opaque = first_undecided(trust)
    inline = [
        policy
        for number, row in enumerate(entries(stack.property(resource, "Policies")))
        for policy in _inline(
            row, f"{resource.logical_id}Policy{number}", wide=stack.surroundings.wide
        )
    ]
    managed = [
        _managed(stack, arn, attachments)
        for arn in entries(stack.property(resource, "ManagedPolicyArns"))
    ]
    return Role(
        arn=str(identity.arn()),
        name=identity.name,
        trust="" if opaque else as_json(trust),
        trust_missing=opaque.unknown if opaque else None,
        attached=tuple(_ordered({*managed, *attachments.managed.get(identity.name, ())})),
        inline=tuple(_ordered(_latest(inline, attachments.inline.get(identity.name, [])))),
        boundary=_boundary(stack, resource, attachments),
    )


def _latest(own: list[Policy], separate: list[Policy]) -> set[Policy]:
    """Return a role's inline policies; one of a resource of its own replaces one of its name."""
    replaced = {policy.name for policy in separate}
    return {*separate, *(policy for policy in own if policy.name not in replaced)}


def _ordered(policies: Iterable[Policy]) -> list[Policy]:
    return sorted(policies, key=lambda policy: (policy.name, policy.arn or ""))


def _inline(row: Value, name: str, *, wide: bool) -> Iterator[Policy]:
    if isinstance(row, Undecided):
        yield Policy(name=name, text=row.unknown)
        return
    given = entry(row, "PolicyName")
    shown = given if isinstance(given, str) else name
    yield from policies_of(shown, entry(row, "PolicyDocument"), wide=wide)


def has_open_resources(stacks: tuple[Stack, ...]) -> bool:
    """Return whether policies name resources of which a part is not known."""
    return any(
        has_open_resource(row)
        for stack in stacks
        for resource in stack.of_type(*_WITH_DOCUMENTS)
        for document in _documents(stack, resource)
        for row in entries(entry(document, "Statement"))
    )


def _documents(stack: Stack, resource: Resource) -> Iterator[Value]:
    if resource.type != "AWS::IAM::Role":
        yield stack.property(resource, "PolicyDocument")
        return
    for row in entries(stack.property(resource, "Policies")):
        yield entry(row, "PolicyDocument")


def _managed(stack: Stack, value: Value, attachments: _Attachments) -> Policy:
    if not isinstance(value, str):
        unknown = value.unknown if isinstance(value, Undecided) else Unknown(reason="it is no ARN")
        return Policy(name="(attached policy)", text=unknown)
    where = stack.surroundings
    arn = str(value)
    if not arn.startswith("arn:"):
        arn = managed_policies.arn_of(arn, where.partition) or arn
    name = parse_arn(arn).name
    if arn in attachments.documents:
        return Policy(name=name, arn=arn, text=attachments.documents[arn])
    return Policy(name=name, arn=arn, text=_document(arn))


def _document(arn: str) -> Fact[str]:
    if parse_arn(arn).account == "aws":
        found = managed_policies.document_of(arn)
        if found is not None:
            return Known(found)
        return Unknown(
            reason=f"{arn} is not in the table of AWS managed policies ({managed_policies.as_of()})"
        )
    return Unknown(
        reason=f"the policy {arn} is not in the template; --live SNAPSHOT tells what it allows"
    )


def _boundary(stack: Stack, resource: Resource, attachments: _Attachments) -> Fact[Policy | None]:
    value = stack.property(resource, "PermissionsBoundary")
    if value is None or value == "":
        return Known(None)
    if isinstance(value, Undecided):
        return value.unknown
    return Known(_managed(stack, value, attachments))


def foreign_role(arn: str) -> Role:
    """Return what a template tells of a role that it only names: nothing."""
    missing = Unknown(
        reason=f"the role {arn} is not in the template; --live SNAPSHOT tells what it may do"
    )
    return Role(
        arn=arn,
        name=text(arn).rsplit("/", 1)[-1],
        trust_missing=missing,
        attached=(Policy(name="(policies)", text=missing),),
        boundary=missing,
    )
