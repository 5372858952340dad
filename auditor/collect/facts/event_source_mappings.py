"""Event source mappings: the pollers that Lambda runs for queues and streams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.collect.scope import Scope
from auditor.model import EventSourceMapping


async def event_source_mappings(scope: Scope) -> tuple[EventSourceMapping, ...]:
    """Return every mapping of the region, by UUID."""
    found = await scope.calls.all("lambda:ListEventSourceMappings", scope.region)
    read = {raw["UUID"]: _mapping(raw) for raw in found}
    return tuple(read[uuid] for uuid in sorted(read))


def _mapping(raw: Mapping[str, Any]) -> EventSourceMapping:
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
    )
