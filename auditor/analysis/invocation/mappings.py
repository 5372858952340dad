"""Event source mappings, integrations and queues of a function."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model import (
    ApiIntegration,
    EventSourceMapping,
    Fact,
    Function,
    Known,
    Queue,
    Region,
    UnavailableError,
    Unknown,
    setting_gaps,
)
from auditor.model.arn import parse_arn, unqualified
from auditor.model.audit import Audit


def region_named(audit: Audit, name: str) -> Region:
    """Return the region of this name; it must be one of the account's."""
    return next(region for region in audit.account.regions if region.name == name)


def _by_function(audit: Audit, region: str) -> Mapping[str, tuple[EventSourceMapping, ...]]:
    found: dict[str, list[EventSourceMapping]] = {}
    for mapping in region_named(audit, region).event_source_mappings.get():
        found.setdefault(unqualified(mapping.function_arn), []).append(mapping)
    return {arn: tuple(sorted(ones, key=lambda m: m.uuid)) for arn, ones in found.items()}


def mappings_of(audit: Audit, function: Function) -> tuple[EventSourceMapping, ...]:
    """Return the event source mappings of a function, of every qualifier, by UUID.

    Raises:
        UnavailableError: the region's mappings could not be listed, or one is not wholly known.
    """
    found = audit.once(_by_function, function.region).get(function.arn, ())
    for mapping in found:
        if mapping.missing is not None:
            raise UnavailableError(mapping.missing)
    return found


def _integrations(audit: Audit, region: str) -> Mapping[str, tuple[ApiIntegration, ...]]:
    found: dict[str, list[ApiIntegration]] = {}
    for api in region_named(audit, region).api_integrations.get():
        found.setdefault(unqualified(api.function_arn), []).append(api)
    return {arn: tuple(ones) for arn, ones in found.items()}


def integrations_of(audit: Audit, function: Function) -> tuple[ApiIntegration, ...]:
    """Return the API Gateway integrations of a function, of every qualifier, that are known.

    Raises:
        UnavailableError: the region's APIs could not be read.
    """
    found = audit.once(_integrations, function.region).get(function.arn, ())
    return tuple(api for api in found if api.missing is None)


def unread_integration(audit: Audit, function: Function) -> Unknown | None:
    """Return why there may be integrations of a function that are not known.

    Raises:
        UnavailableError: the region's APIs could not be read.
    """
    found = audit.once(_integrations, function.region).get(function.arn, ())
    return next((api.missing for api in found if api.missing is not None), None)


def queue_of(audit: Audit, function: Function, arn: str) -> Fact[Queue | None]:
    """Return what is known of a queue that a mapping of the function reads from."""
    fact = audit.region(function).queues.get(arn)
    foreign = foreign_owner(audit, arn)
    if isinstance(fact, Known) and (fact.value is not None or not foreign):
        return fact
    if isinstance(fact, Unknown) and not foreign:
        return fact
    # SQS says of a foreign queue that may not be seen that it does not exist.
    whose = f"belongs to the account {foreign} and can't be read from here" if foreign else ""
    return Unknown(
        reason=f"the queue {arn} {whose or 'was not read'}",
        operation="sqs:GetQueueAttributes",
        iam_action="sqs:GetQueueAttributes",
        region=function.region,
    )


def foreign_owner(audit: Audit, arn: str) -> str:
    """Return the account that an ARN names, where that is another one; else an empty string."""
    owner = parse_arn(arn).account
    return owner if owner != audit.account.id else ""


def _dead_letter_queues(audit: Audit, _: str) -> frozenset[str]:
    arns: set[str] = set()
    for region in audit.account.regions:
        known = (q.value for q in region.queues.values() if isinstance(q, Known))
        for queue in (q for q in known if q is not None):
            if queue.dead_letter_queue:
                arns.add(queue.dead_letter_queue)
            if queue.serves_as_dead_letter_queue:
                arns.add(queue.arn)
        if isinstance(region.event_source_mappings, Known):
            arns |= {m.on_failure for m in region.event_source_mappings.value if m.on_failure}
    for function in audit.functions():
        named = "dead_letter_target" not in setting_gaps(function)
        if named and function.dead_letter_target:
            arns.add(function.dead_letter_target)
        if isinstance(function.event_invoke_configs, Known):
            arns |= {c.on_failure for c in function.event_invoke_configs.value if c.on_failure}
    return frozenset(arns)


def is_dead_letter_queue(audit: Audit, arn: str) -> bool:
    """Whether anything that was read sends its failed messages to this queue."""
    return arn in audit.once(_dead_letter_queues, "")
