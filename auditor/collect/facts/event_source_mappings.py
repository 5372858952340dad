"""Lambda's bulk lists beside ListFunctions: mappings, layers, code signing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from auditor.collect.facts.function_reader import Read
from auditor.collect.scope import Scope
from auditor.model import EventSourceMapping, Fact, Function, Known, Need, Unknown
from auditor.model.arn import unqualified


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


async def layer_versions(scope: Scope) -> Mapping[str, int]:
    """Return the newest version of each of the account's own layers, by ARN without version."""
    found = await scope.calls.all("lambda:ListLayers", scope.region)
    newest = {
        raw["LayerArn"]: int(raw["LatestMatchingVersion"]["Version"])
        for raw in found
        if raw.get("LatestMatchingVersion")
    }
    return MappingProxyType(dict(sorted(newest.items())))


async def code_signing(scope: Scope) -> Mapping[str, str]:
    """Return Enforce or Warn for each function under a code-signing policy, by unqualified ARN."""
    modes: dict[str, str] = {}
    for raw in await scope.calls.all("lambda:ListCodeSigningConfigs", scope.region):
        arn = raw["CodeSigningConfigArn"]
        mode = (raw.get("CodeSigningPolicies") or {}).get("UntrustedArtifactOnDeployment") or "Warn"
        signed = await scope.calls.all(
            "lambda:ListFunctionsByCodeSigningConfig", scope.region, CodeSigningConfigArn=arn
        )
        modes.update((unqualified(function), mode) for function in signed)
    return modes


def with_code_signing(
    scope: Scope, found: Iterable[Read], signing: Fact[Mapping[str, str]]
) -> list[Read]:
    """Return the functions with the mode of their code-signing policy, if it is wanted."""
    if Need.CODE_SIGNING not in scope.needs:
        return list(found)
    return [
        replace(read, function=replace(read.function, code_signing=_signed(read.function, signing)))
        for read in found
    ]


def _signed(function: Function, signing: Fact[Mapping[str, str]]) -> Fact[str | None]:
    if isinstance(function.code_signing, Known):
        return function.code_signing
    return signing if isinstance(signing, Unknown) else Known(signing.value.get(function.arn))
