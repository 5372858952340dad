"""What is asked about one function after it was listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from auditor.collect.aws.causes import denial
from auditor.collect.aws.fact_barrier import GoneError, LostError
from auditor.collect.aws.members import (
    OddAnswerError,
    Raw,
    function_arn,
    number,
    number_or_none,
    structure,
    structure_if_any,
    text,
    text_map_if_any,
    text_or_none,
    word,
)
from auditor.collect.facts.package_search import handlers_of
from auditor.collect.facts.packages import LIMITS, Wanted, read_package
from auditor.collect.facts.values import TAG, in_text, tags
from auditor.collect.scope import RegionScope
from auditor.model import (
    EventInvokeConfig,
    Fact,
    Function,
    FunctionDetails,
    FunctionUrl,
    Known,
    Loss,
    PackageContents,
    ProvisionedConcurrency,
    Sighting,
    Unknown,
    setting,
)
from auditor.model.arn import qualifier

LATEST = "$LATEST"


class VanishedError(GoneError):
    """The function was deleted while we looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What GetFunction brought: facts for the model, and what must not reach it."""

    facts: FunctionDetails
    secrets: Fact[tuple[Sighting, ...]]  # in the tags
    image_tag: str | None = None  # the image as it was named, where AWS resolved it to a digest
    location: str | None = field(default=None, repr=False)  # presigned: as good as a password


async def exists(scope: RegionScope, function: Function) -> bool:
    """Tell whether the function is still there; not, too, where GetFunction is denied."""
    try:
        answer = await scope.calls.one(
            "lambda:GetFunction", scope.region, absent=True, FunctionName=function.name
        )
    except LostError as lost:
        return lost.unknown.loss is Loss.INTERRUPTED
    return answer is not None


async def details(scope: RegionScope, function: Function) -> Details:
    """Read what only GetFunction says.

    Raises:
        VanishedError: there is no such function any more.
        LostError: the call was lost.
    """
    answer = await scope.calls.one(
        "lambda:GetFunction", scope.region, absent=True, FunctionName=function.name
    )
    if answer is None:
        raise VanishedError
    code = structure_if_any(answer, "Code")
    image = text_or_none(code, "ImageUri")
    if setting(function, "package_type") == Known("Image") and image is None:
        raise OddAnswerError("ImageUri")
    kept, seen = tags(text_map_if_any(answer, "Tags"), scope.classifier)
    refused = structure_if_any(answer, "TagsError")
    facts = FunctionDetails(
        tags=_tags_refused(refused, scope.region) if refused else kept,
        image_uri=text_or_none(code, "ResolvedImageUri") or image,
        image_architecture=_architecture(function) if image else None,
        **_state(answer),
    )
    location = text_or_none(code, "Location")
    return Details(facts=facts, secrets=seen, image_tag=image, location=location)


def _state(answer: Raw) -> dict[str, Any]:
    """Return whether the function works, and what it may use at once."""
    configuration = structure(answer, "Configuration")
    concurrency = structure_if_any(answer, "Concurrency")
    return {
        "state": text(configuration, "State"),
        "state_reason_code": text_or_none(configuration, "StateReasonCode"),
        "last_update_status": text(configuration, "LastUpdateStatus"),
        "last_update_status_reason_code": text_or_none(configuration, "LastUpdateStatusReasonCode"),
        "reserved_concurrency": number(concurrency, "ReservedConcurrentExecutions")
        if concurrency
        else None,
    }


def _architecture(function: Function) -> str | None:
    found = setting(function, "architecture")
    return found.value if isinstance(found, Known) else None


def _tags_refused(refused: Raw, region: str) -> Unknown:
    loss, told = denial("lambda:ListTags", str(refused.get("Message") or ""))
    return Unknown(
        reason=f"{told}, so GetFunction leaves the tags out",
        operation="lambda:GetFunction",
        iam_action="lambda:ListTags" if loss is Loss.DENIED else "",
        code=str(refused.get("ErrorCode") or "AccessDeniedException"),
        region=region,
        loss=loss,
    )


async def aliases(
    scope: RegionScope, function: Function, *, seen: list[Sighting]
) -> Mapping[str, str]:
    """Return alias names with the versions that they point at.

    `seen` takes the secrets in their descriptions, which are not kept.

    Raises:
        LostError: the call was lost.
    """
    found = await scope.calls.all("lambda:ListAliases", scope.region, FunctionName=function.name)
    for alias in found:
        described = text_or_none(alias, "Description") or ""
        seen += in_text("alias", text(alias, "Name"), described, scope.classifier)
    named = {text(alias, "Name"): text(alias, "FunctionVersion") for alias in found}
    return MappingProxyType(dict(sorted(named.items())))


async def urls(scope: RegionScope, function: Function) -> tuple[FunctionUrl, ...]:
    """Return the function's URLs.

    Raises:
        LostError: the call was lost.
    """
    found = await scope.calls.all(
        "lambda:ListFunctionUrlConfigs", scope.region, FunctionName=function.name
    )
    read = {
        FunctionUrl(
            qualifier=qualifier(function_arn(url, "FunctionArn")) or None,
            auth_type=word(url, "AuthType", "NONE", "AWS_IAM"),
        )
        for url in found
    }
    return tuple(sorted(read, key=lambda url: url.qualifier or ""))


async def event_invoke_configs(
    scope: RegionScope, function: Function
) -> tuple[EventInvokeConfig, ...]:
    """Return the settings of asynchronous invocation, by qualifier.

    Raises:
        LostError: the call was lost.
    """
    found = await scope.calls.all(
        "lambda:ListFunctionEventInvokeConfigs", scope.region, FunctionName=function.name
    )
    read = {
        function_arn(config, "FunctionArn"): EventInvokeConfig(
            qualifier=qualifier(function_arn(config, "FunctionArn")) or LATEST,
            on_failure=_target(config, "OnFailure"),
            on_success=_target(config, "OnSuccess"),
            maximum_retry_attempts=number_or_none(config, "MaximumRetryAttempts"),
            maximum_event_age=number_or_none(config, "MaximumEventAgeInSeconds"),
        )
        for config in found
    }
    return tuple(sorted(read.values(), key=lambda config: config.qualifier))


def _target(config: Raw, side: str) -> str | None:
    destinations = structure(config, "DestinationConfig")
    return text_or_none(structure_if_any(destinations, side), "Destination")


async def read_provisioned(
    scope: RegionScope, function: Function
) -> tuple[ProvisionedConcurrency, ...]:
    """Return what is kept warm.

    Raises:
        LostError: the call was lost.
    """
    found = await scope.calls.all(
        "lambda:ListProvisionedConcurrencyConfigs", scope.region, FunctionName=function.name
    )
    read = {
        function_arn(item, "FunctionArn"): ProvisionedConcurrency(
            qualifier=qualifier(function_arn(item, "FunctionArn")) or LATEST,
            requested=number(item, "RequestedProvisionedConcurrentExecutions"),
        )
        for item in found
    }
    return tuple(sorted(read.values(), key=lambda item: item.qualifier))


def with_tag_secrets(
    function: Function, seen: Fact[tuple[Sighting, ...]]
) -> Fact[tuple[Sighting, ...]]:
    """Return a function's secrets with those of its tags among them."""
    secrets = function.secrets
    # What one of them proves is kept; `environment` and `tags` still say what could not be read.
    if isinstance(secrets, Unknown):
        return seen if isinstance(seen, Known) and seen.value else secrets
    if isinstance(seen, Unknown):
        return secrets if secrets.value else seen
    return Known((*secrets.value, *seen.value))


def with_tag_secrets_of(function: Function, earlier: Function) -> Fact[tuple[Sighting, ...]]:
    """Return a function's secrets with those that an earlier run saw in its tags."""
    if isinstance(function.secrets, Unknown) or isinstance(earlier.secrets, Unknown):
        return function.secrets
    own = (seen for seen in function.secrets.value if seen.place != TAG)
    return Known((*own, *(seen for seen in earlier.secrets.value if seen.place == TAG)))


async def runtime_update_mode(scope: RegionScope, function: Function) -> str:
    """Return Auto, FunctionUpdate or Manual.

    Raises:
        LostError: the call was lost.
    """
    answer = await scope.calls.get(
        "lambda:GetRuntimeManagementConfig", scope.region, FunctionName=function.name
    )
    return word(answer, "UpdateRuntimeOn", "Auto", "FunctionUpdate", "Manual")


async def recursive_loop(scope: RegionScope, function: Function) -> str:
    """Return Terminate or Allow.

    Raises:
        LostError: the call was lost.
    """
    answer = await scope.calls.get(
        "lambda:GetFunctionRecursionConfig", scope.region, FunctionName=function.name
    )
    return word(answer, "RecursiveLoop", "Allow", "Terminate")


async def package(scope: RegionScope, function: Function, found: Details) -> Fact[PackageContents]:
    """Return what the package holds, read from its presigned URL while that is valid."""
    url = found.location
    if not url:
        return Unknown(reason="Lambda gave no location of the package")

    options = scope.options
    limits = LIMITS
    if options.package_bytes is not None:
        limits = replace(LIMITS, read_bytes=options.package_bytes)
    wanted = None
    if options.package_secrets:
        wanted = Wanted(scan=scope.classifier.scan_text, handlers=handlers_of(function))

    def read() -> Fact[PackageContents]:
        return read_package(url, limits, wanted)

    try:
        return await scope.calls.run(read)
    except LostError as lost:
        return lost.unknown
