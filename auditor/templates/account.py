"""From stacks to the same `Account` that collecting makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from auditor.analysis.secret_classifier import ValueClassifier
from auditor.model import (
    Account,
    Fact,
    Function,
    Known,
    Region,
    Role,
    Unknown,
    setting,
    with_facts,
)
from auditor.templates.facts.apis import read_integrations
from auditor.templates.facts.events import (
    read_mappings,
    read_notifications,
    read_rules,
    read_schedules,
    read_subscriptions,
)
from auditor.templates.facts.functions import function_arn, read_function
from auditor.templates.facts.logs_and_alarms import read_alarms, read_log_groups
from auditor.templates.facts.network import TemplateNetwork, read_network
from auditor.templates.facts.open_apis import open_integrations
from auditor.templates.facts.qualifiers import read_qualifiers, with_qualifiers
from auditor.templates.facts.queues import read_destinations, read_queues
from auditor.templates.facts.resource_policies import read_policies
from auditor.templates.facts.roles import foreign_role, read_roles
from auditor.templates.packages import UNREAD, LocalPackage
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.surroundings import Surroundings
from auditor.templates.values import Undecided, text

T = TypeVar("T")
_NEWER_LAYERS = Unknown(
    reason="newer versions of a layer are in the account; --live SNAPSHOT tells of them"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A function and the resource that declares it."""

    function: Function
    stack: Stack
    resource: Resource


def declared_functions(stacks: tuple[Stack, ...]) -> Iterator[tuple[Stack, Resource]]:
    """Yield the functions of the stacks; one whose condition is not known is there."""
    for stack in stacks:
        for resource in stack.of_type("AWS::Lambda::Function"):
            yield stack, resource


def make_account(
    stacks: tuple[Stack, ...],
    *,
    surroundings: Surroundings,
    classifier: ValueClassifier,
    captured_at: datetime,
    packages: Mapping[tuple[str, str], LocalPackage],
) -> tuple[Account, tuple[Declared, ...]]:
    """Return the account that the stacks will make, and which resource declares which function.

    `packages` are the packages that lie on disk, by stack label and logical id.
    """
    network = read_network(stacks)
    declared = tuple(_functions(stacks, classifier, network, packages))
    functions = tuple(row.function for row in declared)
    account = Account(
        id=surroundings.account,
        partition=surroundings.partition,
        captured_at=captured_at,
        regions=(_region(stacks, surroundings.region, functions, network),),
        roles=Known(_roles(stacks, functions, classifier)),
        origin="template",
        only_described=True,
    )
    return account, declared


def _region(
    stacks: tuple[Stack, ...], name: str, functions: tuple[Function, ...], network: TemplateNetwork
) -> Region:
    mappings = _sorted(read_mappings(stacks), "uuid")
    notifications = _sorted(read_notifications(stacks), "bucket", "function_arn")
    told = set(read_integrations(stacks))
    told.update(open_integrations(stacks, tuple(told)))
    integrations = _sorted(told, "api_id", "route", "function_arn")
    return Region(
        name=name,
        functions=Known(functions),
        event_source_mappings=Known(mappings),
        queues=read_queues(stacks, mappings),
        destinations=read_destinations(stacks, functions, mappings),
        subscriptions=Known(_sorted(read_subscriptions(stacks), "topic_arn", "function_arn")),
        event_rules=Known(_sorted(read_rules(stacks), "arn")),
        schedules=Known(_sorted(read_schedules(stacks), "arn")),
        bucket_notifications=Known(notifications),
        api_integrations=Known(integrations),
        subnets=Known(network.subnets),
        security_groups=Known(network.security_groups),
        network_interfaces=Known(network.network_interfaces),
        network_acls=Known(network.network_acls),
        route_tables=Known(network.route_tables),
        vpc_endpoints=Known(network.vpc_endpoints),
        prefix_lists=Known({}),
        log_groups=Known(_sorted(read_log_groups(stacks, functions), "name")),
        alarms=Known(_sorted(read_alarms(stacks), "name")),
        layer_versions=_NEWER_LAYERS,
    )


def _sorted(values: Iterable[T], *names: str) -> tuple[T, ...]:
    return tuple(sorted(values, key=lambda v: tuple(getattr(v, name) or "" for name in names)))


def _functions(
    stacks: tuple[Stack, ...],
    classifier: ValueClassifier,
    network: TemplateNetwork,
    packages: Mapping[tuple[str, str], LocalPackage],
) -> Iterator[Declared]:
    policies = read_policies(stacks)
    qualifiers = read_qualifiers(stacks)
    signing = _code_signing(stacks)
    seen: set[str] = set()
    for stack, resource in declared_functions(stacks):
        name = stack.identity(resource).name
        if function_arn(stack, name) in seen:
            continue
        seen.add(function_arn(stack, name))
        function = read_function(
            stack,
            resource,
            package=packages.get((stack.label, resource.logical_id), UNREAD),
            classifier=classifier,
            vpc=network.attachment(stack.property(resource, "VpcConfig")),
        )
        function = with_facts(
            function,
            policies=Known(dict(sorted(policies.get(function.arn, {}).items()))),
            code_signing=_signed(stack, resource, signing),
        )
        yield Declared(
            function=with_qualifiers(function, qualifiers), stack=stack, resource=resource
        )


def _code_signing(stacks: tuple[Stack, ...]) -> dict[str, str]:
    return {
        str(stack.identity(resource).arn()): text(
            (stack.property(resource, "CodeSigningPolicies") or {}).get(
                "UntrustedArtifactOnDeployment", "Warn"
            )
        )
        for stack in stacks
        for resource in stack.of_type("AWS::Lambda::CodeSigningConfig")
    }


def _signed(stack: Stack, resource: Resource, signing: Mapping[str, str]) -> Fact[str | None]:
    value = stack.property(resource, "CodeSigningConfigArn")
    if isinstance(value, Undecided):
        return value.unknown
    if value is None:
        return Known(None)
    return (
        Known(signing[text(value)])
        if text(value) in signing
        else Unknown(reason=f"the code-signing configuration {text(value)} is not in the template")
    )


def _roles(
    stacks: tuple[Stack, ...], functions: tuple[Function, ...], classifier: ValueClassifier
) -> Mapping[str, Role]:
    found = dict(read_roles(stacks, classifier))
    for function in functions:
        role = setting(function, "role_arn")
        if isinstance(role, Known) and role.value not in found:
            found[role.value] = foreign_role(role.value)
    return dict(sorted(found.items()))
