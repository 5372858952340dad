"""The resources that a role's functions are known to use: what a narrowed policy may name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from auditor.analysis.iam.role import users
from auditor.model import Function, Known, setting
from auditor.model.arn import is_arn, parse_arn, unqualified
from auditor.model.audit import Audit

_QUEUE_URL = re.compile(r"https?://sqs\.([\w-]+)\.amazonaws\.com(?:\.cn)?/(\d{12})/([\w.-]+)")
_PLAIN_NAME = re.compile(r"[\w.-]{3,255}")
_KINDS: tuple[tuple[str, str], ...] = (  # the last word of a variable's name → what it names
    ("TABLE", "arn:{p}:dynamodb:{r}:{a}:table/{n}"),
    ("BUCKET", "arn:{p}:s3:::{n}"),
    ("QUEUE", "arn:{p}:sqs:{r}:{a}:{n}"),
    ("TOPIC", "arn:{p}:sns:{r}:{a}:{n}"),
    ("STREAM", "arn:{p}:kinesis:{r}:{a}:stream/{n}"),
)
_MANY_GROUPS = 10  # log groups that are named; of more, a pattern


def resources_of_function(audit: Audit, function: Function) -> Mapping[str, tuple[str, ...]]:
    """Return the resources that the function is known to use, as ARNs by service.

    Sources: its triggers, failure destinations, what its variables point at, and the keys of these.
    """
    return audit.once(_own_resources, function.arn)


def _own_resources(audit: Audit, arn: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    function = audit.function(arn)
    used = () if function is None else tuple(_arns(audit, function))
    for resource in (*used, *_keys(audit, function, used)):
        if is_arn(resource) and not re.search(r"[*?\s]", resource):
            found[parse_arn(resource).service][resource] = None
    return {service: tuple(arns) for service, arns in sorted(found.items())}


def _arns(audit: Audit, function: Function) -> Iterator[str]:
    yield from audit.once(_mapped, function.region).get(function.arn, ())
    target, group = (setting(function, name) for name in ("dead_letter_target", "log_group"))
    if isinstance(target, Known) and target.value:
        yield target.value
    if isinstance(function.event_invoke_configs, Known):
        for config in function.event_invoke_configs.value:
            yield from (a for a in (config.on_failure, config.on_success) if a)
    if isinstance(function.environment, Known):
        for variable in function.environment.value:
            if variable.reference:
                yield _as_arn(audit, function, variable.name, variable.reference)
    if isinstance(group, Known):
        yield (
            f"arn:{audit.account.partition}:logs:{function.region}:{audit.account.id}"
            f":log-group:{group.value or '/aws/lambda/' + function.name}"
        )


def _keys(audit: Audit, function: Function | None, used: tuple[str, ...]) -> Iterator[str]:
    """Yield the keys of the function's variables, and of the queues and targets that it uses."""
    if function is None:
        return
    region = audit.region(function)
    facts = (at.get(arn) for arn in used for at in (region.queues, region.destinations))
    known = (fact.value for fact in facts if isinstance(fact, Known))
    keys = (function.kms_key, *(one.kms_key for one in known if one is not None))
    yield from (key for key in keys if key and ":key/" in key)


def _mapped(audit: Audit, region: str) -> Mapping[str, list[str]]:
    """Return the sources and failure destinations of each function's event source mappings."""
    found: dict[str, list[str]] = defaultdict(list)
    mappings = next(r.event_source_mappings for r in audit.account.regions if r.name == region)
    for mapping in mappings.value if isinstance(mappings, Known) else ():
        arn = unqualified(mapping.function_arn)
        found[arn].extend(a for a in (mapping.source_arn, mapping.on_failure) if a)
    return found


def _as_arn(audit: Audit, function: Function, name: str, reference: str) -> str:
    if reference.startswith("arn:"):
        return reference
    scope = {"p": audit.account.partition, "r": function.region, "a": audit.account.id}
    if queue := _QUEUE_URL.fullmatch(reference):
        region, account, queue_name = queue.groups()
        return f"arn:{scope['p']}:sqs:{region}:{account}:{queue_name}"
    if _PLAIN_NAME.fullmatch(reference):
        upper = name.upper().removesuffix("_NAME")
        for word, template in _KINDS:
            if upper.endswith(word):
                return template.format(n=reference, **scope)
    return ""


def resources_of_role(audit: Audit, role_arn: str) -> Mapping[str, tuple[str, ...]]:
    """Return the same for all functions that use the role: for `audit.once`."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for function in audit.once(users, "").get(role_arn, ()):
        for service, arns in resources_of_function(audit, function).items():
            found[service].update(dict.fromkeys(arns))
    groups = found["logs"]
    if len(groups) > _MANY_GROUPS:
        starts = {arn.rpartition("log-group:")[0] for arn in groups}
        found["logs"] = {f"{start}log-group:/aws/lambda/*": None for start in sorted(starts)}
    return {service: tuple(arns) for service, arns in sorted(found.items()) if arns}
