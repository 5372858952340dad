"""Aliases, versions, URLs and settings of asynchronous invocation, by function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.model import (
    EventInvokeConfig,
    Fact,
    Function,
    FunctionUrl,
    Known,
    ProvisionedConcurrency,
    Unknown,
    with_facts,
)
from auditor.templates.facts.fields import entry
from auditor.templates.facts.resource_policies import LATEST, named_function
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Undecided, Value, first_undecided, number, text


@dataclass(slots=True)
class _Qualifiers:
    aliases: dict[str, str] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)
    urls: list[FunctionUrl] = field(default_factory=list)
    configs: list[EventInvokeConfig] = field(default_factory=list)
    provisioned: list[ProvisionedConcurrency] = field(default_factory=list)
    missing: dict[str, Unknown] = field(default_factory=dict)  # field -> why it is not known


def read_qualifiers(stacks: tuple[Stack, ...]) -> Mapping[str, _Qualifiers]:
    """Return what the templates say of each function's qualifiers, by ARN."""
    found: dict[str, _Qualifiers] = {}
    kinds = {
        "AWS::Lambda::Alias": ("FunctionName", _take_alias),
        "AWS::Lambda::Version": ("FunctionName", _take_version),
        "AWS::Lambda::Url": ("TargetFunctionArn", _take_url),
        "AWS::Lambda::EventInvokeConfig": ("FunctionName", _take_config),
    }
    for stack in stacks:
        for resource in stack.of_type(*kinds):
            name, take = kinds[resource.type]
            function = named_function(stack, stack.property(resource, name))
            if function is None:
                continue
            into = found.setdefault(function.arn, _Qualifiers())
            exists = stack.exists(resource)
            if isinstance(exists, Undecided):
                into.missing[_FIELDS[resource.type]] = exists.unknown
            else:
                take(stack, resource, into)
    return found


_FIELDS = {
    "AWS::Lambda::Alias": "aliases",
    "AWS::Lambda::Version": "versions",
    "AWS::Lambda::Url": "urls",
    "AWS::Lambda::EventInvokeConfig": "event_invoke_configs",
}


def _take_alias(stack: Stack, resource: Resource, into: _Qualifiers) -> None:
    name = stack.property(resource, "Name")
    if not isinstance(name, str):
        return
    into.aliases[str(name)] = "1"
    settings = stack.property(resource, "ProvisionedConcurrencyConfig")
    _take_provisioned(settings, str(name), into)


def _take_provisioned(settings: Value, qualifier: str, into: _Qualifiers) -> None:
    opaque = first_undecided(settings)
    if opaque is not None:
        into.missing["provisioned_concurrency"] = opaque.unknown
        return
    requested = number(entry(settings, "ProvisionedConcurrentExecutions"))
    if requested is not None:
        into.provisioned.append(ProvisionedConcurrency(qualifier=qualifier, requested=requested))


def _take_version(stack: Stack, resource: Resource, into: _Qualifiers) -> None:
    into.versions.append("1")
    _take_provisioned(stack.property(resource, "ProvisionedConcurrencyConfig"), "1", into)


def _take_url(stack: Stack, resource: Resource, into: _Qualifiers) -> None:
    kind, qualifier = stack.property(resource, "AuthType"), stack.property(resource, "Qualifier")
    if isinstance(kind, Undecided):
        into.missing["urls"] = kind.unknown
        return
    named = text(qualifier) if isinstance(qualifier, str) else None
    target = named_function(stack, stack.property(resource, "TargetFunctionArn"))
    if named is None and target is not None and target.qualifier != LATEST:
        named = target.qualifier
    into.urls.append(FunctionUrl(qualifier=named, auth_type=text(kind)))


def _take_config(stack: Stack, resource: Resource, into: _Qualifiers) -> None:
    given = stack.properties(resource)
    qualifier = given.get("Qualifier")
    if isinstance(qualifier, Undecided):
        into.missing["event_invoke_configs"] = qualifier.unknown
        return
    sides: dict[str, str | None] = {}
    for side in ("OnFailure", "OnSuccess"):
        value = entry(given.get("DestinationConfig"), side, "Destination")
        if isinstance(value, Undecided) and not value.narrow:
            into.missing["event_invoke_configs"] = value.unknown
        sides[side] = value.narrow if isinstance(value, Undecided) else text(value) or None
    name = text(qualifier) or "$LATEST"
    into.configs.append(
        EventInvokeConfig(
            qualifier=name.rsplit(":", 1)[-1],
            on_failure=sides["OnFailure"],
            on_success=sides["OnSuccess"],
            maximum_retry_attempts=number(given.get("MaximumRetryAttempts")),
            maximum_event_age=number(given.get("MaximumEventAgeInSeconds")),
        )
    )


def with_qualifiers(function: Function, found: Mapping[str, _Qualifiers]) -> Function:
    """Return a function with what the templates say of its qualifiers."""
    own = found.get(function.arn, _Qualifiers())

    def fact(name: str, values: object) -> Fact[object]:
        return own.missing.get(name) or Known(values)

    return with_facts(
        function,
        aliases=fact("aliases", dict(sorted(own.aliases.items()))),
        versions=fact("versions", tuple(sorted(set(own.versions)))),
        urls=fact("urls", tuple(sorted(set(own.urls), key=lambda u: u.qualifier or ""))),
        event_invoke_configs=fact(
            "event_invoke_configs", tuple(sorted(own.configs, key=lambda c: c.qualifier))
        ),
        provisioned_concurrency=fact("provisioned_concurrency", tuple(own.provisioned)),
    )
