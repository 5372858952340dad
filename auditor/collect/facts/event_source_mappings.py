"""Event source mappings: the pollers that Lambda runs for queues and streams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.collect.facts.values import Classifier, in_text
from auditor.collect.scope import Scope
from auditor.model import EventSourceMapping, Sighting


async def event_source_mappings(scope: Scope) -> tuple[EventSourceMapping, ...]:
    """Return every mapping of the region, by UUID."""
    found = await scope.calls.all("lambda:ListEventSourceMappings", scope.region)
    read = {raw["UUID"]: _mapping(raw, scope.classifier) for raw in found}
    return tuple(read[uuid] for uuid in sorted(read))


def _mapping(raw: Mapping[str, Any], classifier: Classifier) -> EventSourceMapping:
    destination = (raw.get("DestinationConfig") or {}).get("OnFailure") or {}
    return EventSourceMapping(
        uuid=raw["UUID"],
        function_arn=raw["FunctionArn"],
        source_arn=raw.get("EventSourceArn") or None,
        self_managed=bool(raw.get("SelfManagedEventSource")),
        state=raw.get("State") or "Enabled",
        state_transition_reason=raw.get("StateTransitionReason") or "",
        last_processing_result=raw.get("LastProcessingResult") or "",
        batch_size=raw.get("BatchSize") or 1,
        batching_window=raw.get("MaximumBatchingWindowInSeconds") or 0,
        on_failure=destination.get("Destination") or None,
        maximum_retry_attempts=raw.get("MaximumRetryAttempts"),
        maximum_record_age=raw.get("MaximumRecordAgeInSeconds"),
        bisect=bool(raw.get("BisectBatchOnFunctionError")),
        response_types=tuple(sorted(raw.get("FunctionResponseTypes") or ())),
        secrets=tuple(_secrets(raw, classifier)),
    )


def _secrets(raw: Mapping[str, Any], classifier: Classifier) -> Iterator[Sighting]:
    """Yield the secrets in a mapping's filters, which are not kept."""
    for one in (raw.get("FilterCriteria") or {}).get("Filters") or ():
        pattern = str(one.get("Pattern") or "")
        yield from in_text("event source mapping", raw["UUID"], pattern, classifier)
