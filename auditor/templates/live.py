"""The live account as it will be once the templates are deployed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from auditor.model import (
    Account,
    Alternative,
    EventSourceMapping,
    Fact,
    Function,
    FunctionDetails,
    Known,
    Layer,
    LogGroup,
    Region,
    Role,
    Unknown,
    setting,
    setting_gaps,
    with_facts,
)
from auditor.model.arn import unqualified
from auditor.templates.foreign_statements import with_foreign_statements

T = TypeVar("T")

# Lists that hold things of this and of other stacks, and what tells two things apart.
_LISTS: Mapping[str, Callable[[Any], Hashable]] = {
    "subscriptions": lambda s: (s.topic_arn, s.function_arn),
    "event_rules": lambda r: r.arn,
    "schedules": lambda s: s.arn,
    "bucket_notifications": lambda n: (n.bucket, n.function_arn),
    "api_integrations": lambda a: (a.api_id, a.route, a.function_arn),
    "subnets": lambda s: s.id,
    "security_groups": lambda g: g.id,
    "network_interfaces": lambda i: i.id,
    "network_acls": lambda a: a.id,
    "route_tables": lambda t: t.id,
    "vpc_endpoints": lambda e: e.id,
    "alarms": lambda a: a.name,
}


def joined(live: Account, planned: Account) -> Account:
    """Return the live account with what the templates declare replaced or added.

    Functions are the same if they have the same name, account and region. What the templates
    leave open, and the account tells, becomes known.
    """
    regions = {region.name: region for region in live.regions}
    for region in planned.regions:
        before = regions.get(region.name)
        regions[region.name] = region if before is None else _region(before, region)
    return replace(
        planned,
        id=live.id,
        partition=live.partition,
        alias=live.alias,
        caller=live.caller,
        organization=live.organization,
        regions=tuple(regions[name] for name in sorted(regions)),
        roles=_roles(live.roles, planned.roles),
        gaps=(*live.gaps, *planned.gaps),
        scope=live.scope,
        notes=(*live.notes, *planned.notes),
        interrupted=live.interrupted,
        only_described=False,
        alternatives=tuple(
            Alternative(choice=one.choice, account=joined(live, one.account), names=one.names)
            for one in planned.alternatives
        ),
    )


def _region(live: Region, planned: Region) -> Region:
    lists: dict[str, Any] = {
        name: _merged(getattr(live, name), getattr(planned, name), key)
        for name, key in _LISTS.items()
    }
    functions = _functions(live, planned)
    listed = planned.functions.value if isinstance(planned.functions, Known) else ()
    return replace(
        live,
        functions=functions,
        event_source_mappings=_mappings(live, planned, (function.arn for function in listed)),
        queues=_targets(live.queues, planned.queues),
        destinations=_targets(live.destinations, planned.destinations),
        log_groups=_log_groups(live.log_groups, planned.log_groups),
        **lists,
    )


def _merged(
    live: Fact[tuple[T, ...]], planned: Fact[tuple[T, ...]], key: Callable[[T], Hashable]
) -> Fact[tuple[T, ...]]:
    if isinstance(live, Unknown) or isinstance(planned, Unknown):
        return live
    found = {key(item): item for item in (*live.value, *planned.value)}
    return Known(tuple(found.values()))


def _functions(live: Region, planned: Region) -> Fact[tuple[Function, ...]]:
    if isinstance(live.functions, Unknown) or isinstance(planned.functions, Unknown):
        return planned.functions
    twins = {function.arn: function for function in live.functions.value}
    vpcs = {s.id: s.vpc_id for s in live.subnets.value} if isinstance(live.subnets, Known) else {}
    for function in planned.functions.value:
        settled = _in_vpc(function, vpcs)
        twin = twins.get(function.arn)
        twins[function.arn] = settled if twin is None else _updated(twin, settled)
    return Known(tuple(sorted(twins.values(), key=lambda f: f.name)))


def _in_vpc(function: Function, vpcs: Mapping[str, str]) -> Function:
    fact = setting(function, "vpc")
    vpc = fact.value if isinstance(fact, Known) else None
    if vpc is None or not vpc.elsewhere or not vpc.subnet_ids:
        return function
    if not all(subnet in vpcs for subnet in vpc.subnet_ids):
        return function
    return with_facts(function, vpc=replace(vpc, vpc_id=vpcs[vpc.subnet_ids[0]], elsewhere=False))


def _updated(live: Function, planned: Function) -> Function:
    """Return the planned function with what only the running one shows."""
    facts: dict[str, Any] = {
        "metrics": live.metrics,
        "rightsizing": live.rightsizing,
        "recommended_memory": live.recommended_memory,
        "planned": False,
        "details": _details(live.details, planned.details),
        "policies": with_foreign_statements(live, planned),
    }
    if "code_size" in setting_gaps(planned):
        for name in ("code_size", "code_sha256"):
            fact = setting(live, name)
            if isinstance(fact, Known):
                facts[name] = fact.value
        facts["package"] = live.package
    if isinstance(planned.image, Unknown):
        facts["image"] = live.image
    facts["layers"] = _layers(live, planned)
    return with_facts(planned, **{k: v for k, v in facts.items() if v is not None})


def _layers(live: Function, planned: Function) -> tuple[Layer, ...] | None:
    before, after = setting(live, "layers"), setting(planned, "layers")
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        return None
    sizes = {layer.arn: layer for layer in before.value}
    return tuple(sizes.get(layer.arn, layer) for layer in after.value)


def _details(live: Fact[FunctionDetails], planned: Fact[FunctionDetails]) -> Fact[FunctionDetails]:
    if isinstance(live, Unknown) or isinstance(planned, Unknown):
        return planned
    tags = planned.value.tags if isinstance(planned.value.tags, Known) else live.value.tags
    return Known(
        replace(
            planned.value,
            tags=tags,
            state=live.value.state,
            state_reason_code=live.value.state_reason_code,
            last_update_status=live.value.last_update_status,
            last_update_status_reason_code=live.value.last_update_status_reason_code,
        )
    )


def _mappings(
    live: Region, planned: Region, declared: Iterable[str]
) -> Fact[tuple[EventSourceMapping, ...]]:
    if isinstance(live.event_source_mappings, Unknown):
        return live.event_source_mappings
    if isinstance(planned.event_source_mappings, Unknown):
        return live.event_source_mappings
    replaced = {
        (unqualified(m.function_arn), m.source_arn) for m in planned.event_source_mappings.value
    }
    named = frozenset(declared)
    kept = [
        mapping
        for mapping in live.event_source_mappings.value
        if unqualified(mapping.function_arn) not in named
        or (unqualified(mapping.function_arn), mapping.source_arn) not in replaced
    ]
    return Known((*kept, *planned.event_source_mappings.value))


def _targets(live: Mapping[str, Fact[T]], planned: Mapping[str, Fact[T]]) -> Mapping[str, Fact[T]]:
    """Return the facts by ARN; what the templates only name is told by the account."""
    found = dict(live)
    for arn, fact in planned.items():
        if isinstance(fact, Known) or arn not in found:
            found[arn] = fact
    return found


def _log_groups(
    live: Fact[tuple[LogGroup, ...]], planned: Fact[tuple[LogGroup, ...]]
) -> Fact[tuple[LogGroup, ...]]:
    if isinstance(live, Unknown) or isinstance(planned, Unknown):
        return planned
    found = {group.name: group for group in planned.value}
    for group in live.value:
        # A group without ARN is one that Lambda will make, unless it is there already.
        if group.name not in found or not found[group.name].arn:
            found[group.name] = group
    return Known(tuple(found[name] for name in sorted(found)))


def _roles(
    live: Fact[Mapping[str, Role]], planned: Fact[Mapping[str, Role]]
) -> Fact[Mapping[str, Role]]:
    if isinstance(live, Unknown) or isinstance(planned, Unknown):
        return planned
    found = dict(live.value)
    for arn, role in planned.value.items():
        if arn not in found or role.trust_missing is None:
            found[arn] = role
    return Known(found)
