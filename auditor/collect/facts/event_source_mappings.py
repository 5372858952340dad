"""Event source mappings: the pollers that Lambda runs for queues and streams."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.collect.aws.members import (
    OddAnswerError,
    Raw,
    arn_or_none,
    flag_or_none,
    function_arn,
    number,
    number_or_none,
    structure_if_any,
    structures_if_any,
    text,
    text_or_none,
    texts_if_any,
)
from auditor.collect.facts.values import in_text
from auditor.collect.scope import RegionScope
from auditor.model import EventSourceMapping, Sighting

_FOREVER = -1


async def event_source_mappings(scope: RegionScope) -> tuple[EventSourceMapping, ...]:
    """Return every mapping of the region, by UUID."""
    found = await scope.calls.all("lambda:ListEventSourceMappings", scope.region)
    read = {text(raw, "UUID"): _mapping(raw, scope.classifier) for raw in found}
    return tuple(read[uuid] for uuid in sorted(read))


def _mapping(raw: Raw, classifier: SecretClassifier) -> EventSourceMapping:
    destinations = structure_if_any(raw, "DestinationConfig")
    source, own = (
        arn_or_none(raw, "EventSourceArn"),
        structure_if_any(raw, "SelfManagedEventSource"),
    )
    if source is None and not own:
        raise OddAnswerError("EventSourceArn")
    return EventSourceMapping(
        uuid=text(raw, "UUID"),
        function_arn=function_arn(raw, "FunctionArn"),
        source_arn=source,
        self_managed=bool(own),
        state=text(raw, "State"),
        state_transition_reason=text_or_none(raw, "StateTransitionReason") or "",
        last_processing_result=text_or_none(raw, "LastProcessingResult") or "",
        batch_size=number(raw, "BatchSize", 1),
        batching_window=number_or_none(raw, "MaximumBatchingWindowInSeconds") or 0,
        on_failure=text_or_none(structure_if_any(destinations, "OnFailure"), "Destination"),
        maximum_retry_attempts=number_or_none(raw, "MaximumRetryAttempts", _FOREVER),
        maximum_record_age=number_or_none(raw, "MaximumRecordAgeInSeconds", _FOREVER),
        bisect=bool(flag_or_none(raw, "BisectBatchOnFunctionError")),
        response_types=tuple(sorted(texts_if_any(raw, "FunctionResponseTypes"))),
        secrets=tuple(_secrets(raw, classifier)),
    )


def _secrets(raw: Raw, classifier: SecretClassifier) -> Iterator[Sighting]:
    """Yield the secrets in a mapping's filters, which are not kept."""
    for one in structures_if_any(structure_if_any(raw, "FilterCriteria"), "Filters"):
        pattern = text_or_none(one, "Pattern") or ""
        yield from in_text("event source mapping", text(raw, "UUID"), pattern, classifier)
