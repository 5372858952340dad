"""Which resources of an account a template's stacks have made: their names there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from auditor.model import Account, Function, Known, Region
from auditor.model.arn import parse_arn
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack

Names = Mapping[tuple[str, str], str]  # stack label and logical id -> name in the account
STACK, LOGICAL_ID = "aws:cloudformation:stack-name", "aws:cloudformation:logical-id"
_SUFFIX = "-[A-Za-z0-9]{8,14}"  # what CloudFormation appends to the names that it makes
_NAMED = frozenset({"AWS::IAM::Role", "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::DynamoDB::Table"})


def deployed_names(live: Account, stacks: Iterable[Stack], stack_name: str = "") -> Names:
    """Return the names in the account of resources to which the templates give none.

    Functions are found by the tags that CloudFormation puts on them, their roles by what the
    functions use, and other resources by the form of the names that CloudFormation makes.
    """
    by_stack = _tagged(live)
    found: dict[tuple[str, str], str] = {}
    for stack in stacks:
        chosen = next((name for name in (stack_name, stack.label) if name in by_stack), "")
        chosen = chosen or _stack_of(stack, by_stack)
        functions = by_stack.get(chosen, {})
        for resource in stack.of_type("AWS::Lambda::Function"):
            function = functions.get(resource.author_id)
            if function is not None:
                found[stack.label, resource.logical_id] = function.name
                role = _role(stack, resource)
                if role is not None:
                    found.setdefault((stack.label, role), parse_arn(function.role_arn).name)
        if chosen:
            names = sorted(_names(live))
            for resource in stack.of_type(*_NAMED):
                name = _made_name(chosen, resource.logical_id, names)
                if name:
                    found.setdefault((stack.label, resource.logical_id), name)
    return found


def stacks_of(live: Account, names: Names) -> frozenset[str]:
    """Return the account's stacks in which functions of the templates were found."""
    known = set(names.values())
    return frozenset(
        stack
        for stack, functions in _tagged(live).items()
        if any(function.name in known for function in functions.values())
    )


def tag_of(function: Function, name: str) -> str:
    """Return a tag's value; empty where it has none, or the tags are not known."""
    details = function.details
    tags = details.value.tags if isinstance(details, Known) else None
    return tags.value.get(name, "") if isinstance(tags, Known) else ""


def _tagged(live: Account) -> dict[str, dict[str, Function]]:
    """Return the functions by stack and logical id."""
    found: dict[str, dict[str, Function]] = {}
    for function in live.functions():
        stack, logical_id = tag_of(function, STACK), tag_of(function, LOGICAL_ID)
        if stack and logical_id:
            found.setdefault(stack, {})[logical_id] = function
    return found


def _stack_of(stack: Stack, by_stack: Mapping[str, Mapping[str, Function]]) -> str:
    """Return the account's stack that has most of the functions; none if two have as many."""
    own = {resource.author_id for resource in stack.of_type("AWS::Lambda::Function")}
    counts = sorted(((len(own & set(rows)), name) for name, rows in by_stack.items()), reverse=True)
    if not counts or not counts[0][0]:
        return ""
    tied = len(counts) > 1 and counts[1][0] == counts[0][0]
    return "" if tied else counts[0][1]


def _role(stack: Stack, function: Resource) -> str | None:
    value = stack.property(function, "Role")
    for resource in stack.of_type("AWS::IAM::Role"):
        if isinstance(value, str) and value == stack.identity(resource).arn():
            return resource.logical_id
    return None


def _names(live: Account) -> Iterator[str]:
    if isinstance(live.roles, Known):
        yield from (role.name for role in live.roles.value.values())
    for region in live.regions:
        yield from (parse_arn(arn).name for arn in _arns(region))


def _arns(region: Region) -> Iterator[str]:
    yield from region.queues
    yield from region.destinations
    if isinstance(region.subscriptions, Known):
        yield from (row.topic_arn for row in region.subscriptions.value)
    if isinstance(region.event_source_mappings, Known):
        for mapping in region.event_source_mappings.value:
            if mapping.source_arn is not None:
                yield mapping.source_arn.partition("/stream/")[0]


def _made_name(stack: str, logical_id: str, names: Iterable[str]) -> str:
    pattern = re.compile(f"{re.escape(stack)}-{re.escape(logical_id)}{_SUFFIX}")
    return next((name for name in names if pattern.fullmatch(name)), "")
