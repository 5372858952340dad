"""What the facts in hand name that has to be asked for next: queues, buckets, prefix lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.collect.facts.values import account_json, texts_in
from auditor.collect.table.rows import Names
from auditor.model import Function, Known, setting
from auditor.model.account import STACK_ID
from auditor.model.arn import Arn, parse_arn

STANDARD_LOG_GROUPS = "/aws/lambda/"


def _mappings(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    fact = facts.get("event_source_mappings")
    return fact.value if isinstance(fact, Known) else ()


def sources(facts: Mapping[str, Any]) -> set[str]:
    """Return the queues that mappings read from."""
    return {m.source_arn for m in _mappings(facts) if m.kind == "sqs" and m.source_arn}


def failure_targets(functions: Iterable[Function], facts: Mapping[str, Any]) -> set[str]:
    """Return where functions and mappings send what they could not process."""
    named = {m.on_failure for m in _mappings(facts)}
    for function in functions:
        target = setting(function, "dead_letter_target")
        if isinstance(target, Known):
            named.add(target.value)
        configs = function.event_invoke_configs
        if isinstance(configs, Known):
            named.update(config.on_failure for config in configs.value)
    return {arn for arn in named if arn}


def names(
    kind: Names,
    functions: Iterable[Function],
    facts: Mapping[str, Any],
    owner_tags: Iterable[str] = (),
) -> set[str]:
    """Return the names of one kind that functions and a region's facts hold."""
    match kind:
        case Names.VPCS | Names.LOG_GROUPS | Names.LAYERS:
            return _in_settings(kind, functions)
        case Names.BUCKETS:
            return _buckets(functions)
        case Names.PREFIX_LISTS:
            return _prefix_lists(facts)
        case Names.APIS:
            return _apis(facts)
        case Names.STACKS:
            return _stacks(functions, frozenset(owner_tags))


def _in_settings(kind: Names, functions: Iterable[Function]) -> set[str]:
    """Return the VPCs, log groups of their own or layers of functions."""
    if kind is Names.VPCS:
        vpcs = (setting(function, "vpc") for function in functions)
        return {vpc.value.vpc_id for vpc in vpcs if isinstance(vpc, Known) and vpc.value}
    if kind is Names.LOG_GROUPS:
        groups = (setting(function, "log_group") for function in functions)
        return {g.value for g in groups if isinstance(g, Known) and not standard(g.value)}
    used = (setting(function, "layers") for function in functions)
    layers = {layer.arn for fact in used if isinstance(fact, Known) for layer in fact.value}
    return {arn for arn in layers if not _by_aws(parse_arn(arn))}


def _by_aws(layer: Arn) -> bool:
    # With the tables of IAM, which no other audit needs before it judges.
    from auditor.analysis.iam.layer_publishers import is_published_by_aws  # noqa: PLC0415

    return is_published_by_aws(layer.partition, layer.region, layer.account)


def _apis(facts: Mapping[str, Any]) -> set[str]:
    """Return the APIs in front of functions, as KIND/ID."""
    found = facts.get("api_integrations")
    apis = found.value if isinstance(found, Known) else ()
    return {f"{api.api_kind}/{api.api_id}" for api in apis if not api.private}


def _stacks(functions: Iterable[Function], owner_tags: frozenset[str]) -> set[str]:
    """Return the stacks of the functions that none of these tags names an owner of."""
    found: set[str] = set()
    for function in functions:
        details = function.details
        tags = details.value.tags if isinstance(details, Known) else details
        if not isinstance(tags, Known):
            continue
        owned = any(tags.value.get(key, "").strip() for key in owner_tags)
        found.add("" if owned else tags.value.get(STACK_ID, ""))
    return found - {""}


def standard(log_group: str) -> bool:
    """Return whether a log group has the prefix that all groups of functions have by default."""
    return log_group.startswith(STANDARD_LOG_GROUPS)


def _buckets(functions: Iterable[Function]) -> set[str]:
    """Return the buckets that resource policies name as a source of events."""
    found: set[str] = set()
    for function in functions:
        if not isinstance(function.policies, Known):
            continue
        for text in function.policies.value.values():
            if isinstance(text, Known) and "s3.amazonaws.com" in text.value:
                found.update(_bucket_names(text.value))
    return found


def _bucket_names(policy: str) -> set[str]:
    arns = map(parse_arn, texts_in(account_json(policy)))
    # A bucket's ARN carries neither region nor account.
    names = {a.resource.split("/")[0] for a in arns if a[1:4] == ("s3", "", "")}
    return {name for name in names if name and "*" not in name and "?" not in name}


def _prefix_lists(facts: Mapping[str, Any]) -> set[str]:
    """Return the prefix lists in the rules of security groups and in routes."""
    found: set[str] = set()
    groups, tables = facts.get("security_groups"), facts.get("route_tables")
    if isinstance(groups, Known):
        for group in groups.value:
            found.update(r.prefix_list_id for r in (*group.ingress, *group.egress))
    if isinstance(tables, Known):
        found.update(r.destination for table in tables.value for r in table.routes)
    return {name for name in found if name and name.startswith("pl-")}
