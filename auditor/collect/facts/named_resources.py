"""What the facts in hand name that has to be asked for next: queues, buckets, prefix lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from auditor.model import Function, Known
from auditor.model.arn import parse_arn


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
        named.add(function.dead_letter_target)
        configs = function.event_invoke_configs
        if isinstance(configs, Known):
            named.update(config.on_failure for config in configs.value)
    return {arn for arn in named if arn}


def buckets(functions: Iterable[Function]) -> set[str]:
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
    try:
        strings = _strings(json.loads(policy))
    except ValueError:
        return set()
    arns = map(parse_arn, strings)
    # A bucket's ARN carries neither region nor account.
    names = {a.resource.split("/")[0] for a in arns if a[1:4] == ("s3", "", "")}
    return {name for name in names if name and "*" not in name and "?" not in name}


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []


def prefix_lists(facts: Mapping[str, Any]) -> set[str]:
    """Return the prefix lists in the rules of security groups and in routes."""
    found: set[str] = set()
    groups, tables = facts.get("security_groups"), facts.get("route_tables")
    if isinstance(groups, Known):
        for group in groups.value:
            found.update(r.prefix_list_id for r in (*group.ingress, *group.egress))
    if isinstance(tables, Known):
        found.update(r.destination for table in tables.value for r in table.routes)
    return {name for name in found if name and name.startswith("pl-")}
