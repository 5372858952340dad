"""Where the files say what findings are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.model import Place
from auditor.templates.account import Declared
from auditor.templates.facts.fields import entries, entry
from auditor.templates.facts.roles import role_names
from auditor.templates.loading import Template
from auditor.templates.marks import Mark, MarkedMap, mark_at
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack

_DEEPEST = 3  # Environment.Variables.NAME
EVERYWHERE = ""  # in place of a function's ARN: resources that several functions use
_POLICIES = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")


def places_of(
    declared: tuple[Declared, ...], stacks: tuple[Stack, ...], templates: Mapping[str, Template]
) -> Mapping[str, Mapping[str, Place]]:
    """Return the places by function ARN and key; `templates` are the stacks' by label.

    Keys are property paths (the empty one is the resource itself), "policy/ROLE/NAME" (without
    ROLE for a managed policy, which any role may have) and "resource/ARN-or-logical-id".
    """
    found: dict[str, dict[str, Place]] = {EVERYWHERE: {}}
    for stack in stacks:
        template = templates[stack.label]
        for resource in stack.resources.values():
            places = dict(_of_resource(stack, resource, template.shown))
            found[EVERYWHERE].update(_behind(template, resource, places))
    for row in declared:
        template = templates[row.stack.label]
        places = dict(_of_function(row.resource, template.shown))
        found[row.function.arn] = _behind(template, row.resource, places)
    return found


def _behind(template: Template, resource: Resource, places: dict[str, Place]) -> dict[str, Place]:
    """Return the places, at the source that the file was made of where that is known."""
    source = template.sources.get(resource.author_id)
    return places if source is None else dict.fromkeys(places, source)


def _place(file: str, mark: Mark, note: str = "") -> Place:
    return Place(file=file, line=mark.line, end_line=mark.end_line, column=mark.column, note=note)


def _of_function(resource: Resource, file: str) -> Iterator[tuple[str, Place]]:
    if resource.mark is not None:
        yield "", _place(file, resource.mark)
    properties = resource.node.get("Properties") if isinstance(resource.node, dict) else None
    for path, mark in _paths(properties, ()):
        yield path, _place(file, mark)
    for path, (node, steps, note) in resource.written.items():
        found, _ = mark_at(node, steps)
        if found is not None:
            yield path, _place(file, found, note)


def _paths(node: object, above: tuple[str, ...]) -> Iterator[tuple[str, Mark]]:
    if not isinstance(node, MarkedMap) or len(above) >= _DEEPEST:
        return
    for key, mark in node.marks.items():
        yield ".".join((*above, key)), mark
        yield from _paths(node.get(key), (*above, key))


def _of_resource(stack: Stack, resource: Resource, file: str) -> Iterator[tuple[str, Place]]:
    mark = resource.mark
    if "" in resource.written:
        node, steps, _ = resource.written[""]
        mark = mark_at(node, steps)[0] or mark
    if mark is None:
        return
    place = _place(file, mark)
    yield f"resource/{resource.logical_id}", place
    yield f"resource/{stack.identity(resource).arn()}", place
    if resource.type in _POLICIES:
        document, _ = mark_at(resource.node, ("Properties", "PolicyDocument"))
        for key in _policy_keys(stack, resource):
            yield key, _place(file, document) if document else place
    elif resource.type == "AWS::IAM::Role":
        yield from _of_role(stack, resource, file, place)


def _policy_keys(stack: Stack, resource: Resource) -> Iterator[str]:
    identity = stack.identity(resource)
    if resource.type == "AWS::IAM::ManagedPolicy":
        yield f"policy//{identity.name}"
        return
    name = stack.property(resource, "PolicyName")
    shown = name if isinstance(name, str) else resource.logical_id
    for role in role_names(stack, resource):
        yield f"policy/{role}/{shown}"


def _of_role(
    stack: Stack, resource: Resource, file: str, place: Place
) -> Iterator[tuple[str, Place]]:
    """Yield the places of a role's policies, which SAM takes from its function."""
    generated = bool(resource.source)
    role = stack.identity(resource).name
    for number, row in enumerate(entries(stack.property(resource, "Policies"))):
        name = entry(row, "PolicyName")
        shown = str(name) if isinstance(name, str) else f"{resource.logical_id}Policy{number}"
        steps: tuple[str | int, ...] = ("Properties", "Policies", number)
        if generated:
            own = shown.removeprefix(f"{resource.logical_id}Policy").partition(" ")[0]
            steps = ("Properties", "Policies", int(own)) if own.isdigit() else ("Properties",)
        mark, depth = mark_at(resource.node, steps)
        if mark is not None and depth > 1:
            yield f"policy/{role}/{shown}", _place(file, mark)
        else:
            yield f"policy/{role}/{shown}", place
    yield f"trust/{stack.identity(resource).arn()}", _trust(resource, file, place)


def _trust(resource: Resource, file: str, place: Place) -> Place:
    mark, depth = mark_at(resource.node, ("Properties", "AssumeRolePolicyDocument"))
    return _place(file, mark) if mark is not None and depth > 1 else place
