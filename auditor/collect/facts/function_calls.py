"""What is asked about one function after it was listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from auditor.collect.aws.calls import LostError
from auditor.collect.facts.package_search import handlers_of
from auditor.collect.facts.packages import LIMITS, Wanted, read_package
from auditor.collect.facts.values import TAG, in_text, tags
from auditor.collect.scope import Scope
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
)
from auditor.model.arn import qualifier

LATEST = "$LATEST"


class VanishedError(Exception):
    """The function was deleted while we looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What GetFunction brought: facts for the model, and what must not reach it."""

    facts: FunctionDetails
    secrets: Fact[tuple[Sighting, ...]]  # in the tags
    image_tag: str | None = None  # the image as it was named, where AWS resolved it to a digest
    location: str | None = field(default=None, repr=False)  # presigned: as good as a password


async def exists(scope: Scope, function: Function) -> bool:
    """Tell whether the function is still there; not, too, where GetFunction is denied."""
    try:
        answer = await scope.calls.one(
            "lambda:GetFunction", scope.region, absent=True, FunctionName=function.name
        )
    except LostError as lost:
        return lost.unknown.loss is Loss.INTERRUPTED
    return answer is not None


async def details(scope: Scope, function: Function) -> Details:
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
    configuration = answer["Configuration"] or {}
    code = answer.get("Code") or {}
    kept, seen = tags(answer.get("Tags") or {}, scope.classifier)
    refused = answer.get("TagsError")
    return Details(
        facts=FunctionDetails(
            tags=_tags_refused(refused, scope.region) if refused else kept,
            reserved_concurrency=(answer.get("Concurrency") or {}).get(
                "ReservedConcurrentExecutions"
            ),
            state=configuration.get("State"),
            state_reason_code=configuration.get("StateReasonCode"),
            last_update_status=configuration.get("LastUpdateStatus"),
            last_update_status_reason_code=configuration.get("LastUpdateStatusReasonCode"),
            image_uri=code.get("ResolvedImageUri") or code.get("ImageUri"),
            image_architecture=function.architecture if code.get("ImageUri") else None,
        ),
        secrets=seen,
        image_tag=code.get("ImageUri"),
        location=code.get("Location"),
    )


def _tags_refused(refused: Mapping[str, Any], region: str) -> Unknown:
    return Unknown(
        reason="lambda:ListTags is denied, so GetFunction leaves the tags out",
        operation="lambda:GetFunction",
        iam_action="lambda:ListTags",
        code=str(refused.get("ErrorCode") or "AccessDeniedException"),
        region=region,
    )


async def aliases(scope: Scope, function: Function, *, seen: list[Sighting]) -> Mapping[str, str]:
    """Return alias names with the versions that they point at.

    `seen` takes the secrets in their descriptions, which are not kept.

    Raises:
        LostError: the call was lost.
    """
    found = await scope.calls.all("lambda:ListAliases", scope.region, FunctionName=function.name)
    for alias in found:
        seen += in_text("alias", alias["Name"], alias.get("Description") or "", scope.classifier)
    named = {alias["Name"]: alias.get("FunctionVersion") or LATEST for alias in found}
    return MappingProxyType(dict(sorted(named.items())))


async def urls(scope: Scope, function: Function) -> tuple[FunctionUrl, ...]:
    """Return the function's URLs.

    Raises:
        LostError: the call was lost.
    """
    found = await scope.calls.all(
        "lambda:ListFunctionUrlConfigs", scope.region, FunctionName=function.name
    )
    read = {
        FunctionUrl(qualifier=qualifier(url["FunctionArn"]) or None, auth_type=url["AuthType"])
        for url in found
    }
    return tuple(sorted(read, key=lambda url: url.qualifier or ""))


async def event_invoke_configs(scope: Scope, function: Function) -> tuple[EventInvokeConfig, ...]:
    """Return the settings of asynchronous invocation, by qualifier.

    Raises:
        LostError: the call was lost.
    """
    found = await scope.calls.all(
        "lambda:ListFunctionEventInvokeConfigs", scope.region, FunctionName=function.name
    )
    read = {
        config["FunctionArn"]: EventInvokeConfig(
            qualifier=qualifier(config["FunctionArn"]) or LATEST,
            on_failure=_target(config, "OnFailure"),
            on_success=_target(config, "OnSuccess"),
            maximum_retry_attempts=config.get("MaximumRetryAttempts"),
            maximum_event_age=config.get("MaximumEventAgeInSeconds"),
        )
        for config in found
    }
    return tuple(sorted(read.values(), key=lambda config: config.qualifier))


def _target(config: Mapping[str, Any], side: str) -> str | None:
    return ((config.get("DestinationConfig") or {}).get(side) or {}).get("Destination") or None


async def provisioned(scope: Scope, function: Function) -> tuple[ProvisionedConcurrency, ...]:
    """Return what is kept warm.

    Raises:
        LostError: the call was lost.
    """
    found = await scope.calls.all(
        "lambda:ListProvisionedConcurrencyConfigs", scope.region, FunctionName=function.name
    )
    read = {
        item["FunctionArn"]: ProvisionedConcurrency(
            qualifier=qualifier(item["FunctionArn"]) or LATEST,
            requested=item.get("RequestedProvisionedConcurrentExecutions") or 0,
        )
        for item in found
    }
    return tuple(sorted(read.values(), key=lambda item: item.qualifier))


def with_tag_secrets(
    function: Function, seen: Fact[tuple[Sighting, ...]]
) -> Fact[tuple[Sighting, ...]]:
    """Return a function's secrets with those of its tags among them."""
    secrets = function.secrets
    # What one of them proves stands; `environment` and `tags` still say what could not be read.
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


async def runtime_update_mode(scope: Scope, function: Function) -> str:
    """Return Auto, FunctionUpdate or Manual.

    Raises:
        LostError: the call was lost.
    """
    answer = await scope.calls.get(
        "lambda:GetRuntimeManagementConfig", scope.region, FunctionName=function.name
    )
    return str(answer["UpdateRuntimeOn"])


async def recursive_loop(scope: Scope, function: Function) -> str:
    """Return Terminate or Allow.

    Raises:
        LostError: the call was lost.
    """
    answer = await scope.calls.get(
        "lambda:GetFunctionRecursionConfig", scope.region, FunctionName=function.name
    )
    return str(answer["RecursiveLoop"])


async def package(scope: Scope, function: Function, found: Details) -> Fact[PackageContents]:
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
