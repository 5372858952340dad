"""The second inventory: Lambda Web Functions and MicroVM images, in the shape of functions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.fact_barrier import ODD, LostError, await_fact, odd_answer
from auditor.collect.aws.members import (
    Raw,
    arn,
    arn_or_none,
    moment,
    number_or_none,
    structure,
    structure_if_any,
    structures,
    text,
    text_map_if_any,
    text_or_none,
    word,
)
from auditor.collect.aws.operations import FACTS
from auditor.collect.facts.function_policies import web_function_policies
from auditor.collect.facts.values import environment
from auditor.collect.scope import RegionScope
from auditor.model import (
    MICROVM_IMAGE,
    WEB_FUNCTION,
    Fact,
    Function,
    FunctionUrl,
    Known,
    Need,
    UnavailableError,
    Unknown,
    partial_function,
)
from auditor.model.fact import NOT_ASKED

_RUNNING = frozenset({"RUNNING", "PENDING", "SUSPENDING", "SUSPENDED"})
_OPEN, _SIGNED = "ApplicationManaged", "IamAuth"  # open: Lambda asks for nothing; the code may
_DEFAULT_TIMEOUT = 30  # seconds
# Callers of a MicroVM need a token, and no policy admits others.
_TOKEN_ONLY: Mapping[str, Fact[Any]] = MappingProxyType(
    {"urls": Known(()), "policies": Known(MappingProxyType({}))}
)
_NO_SUCH_SERVICE = frozenset({"UnknownOperationException", "UnknownService"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFunctions:
    """The functions of a region beyond those of ListFunctions, by kind."""

    web_functions: Fact[tuple[Function, ...]] = NOT_ASKED
    microvm_images: Fact[tuple[Function, ...]] = NOT_ASKED

    def functions(self) -> tuple[Function, ...]:
        """Return those of both kinds that could be read."""
        facts = (self.web_functions, self.microvm_images)
        return tuple(f for fact in facts if isinstance(fact, Known) for f in fact.value)


async def other_functions(scope: RegionScope) -> OtherFunctions:
    """Return what is wanted of both kinds; a region without the service has none of them."""
    web, images = await asyncio.gather(
        _read(scope, Need.WEB_FUNCTIONS, _web_functions),
        _read(scope, Need.MICROVM_IMAGES, _images),
    )
    return OtherFunctions(web_functions=web, microvm_images=images)


async def _read(
    scope: RegionScope, need: Need, read: Callable[[RegionScope], Awaitable[tuple[Function, ...]]]
) -> Fact[tuple[Function, ...]]:
    if need not in scope.needs:
        return NOT_ASKED
    fact = await await_fact(read(scope), FACTS[need].operations[0], scope.region)
    absent = isinstance(fact, Unknown) and fact.code in _NO_SUCH_SERVICE
    return Known(()) if absent else fact


def _wanted(scope: RegionScope, name: str) -> bool:
    glob = scope.options.function_glob
    return glob is None or fnmatchcase(name, glob)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """What a list says of one function."""

    arn: str
    name: str
    kind: str
    operation: str  # brings the settings, each a reader of its answers
    settings: Mapping[str, Callable[[], Any]]
    variables: Callable[[], Iterable[Mapping[str, str]]]


async def _web_functions(scope: RegionScope) -> tuple[Function, ...]:
    listed = await scope.calls.all("lambda-web:ListWebFunctions", scope.region)
    every = {arn(raw, "functionArn"): text(raw, "functionName") for raw in listed}
    wanted = sorted(found for found, name in every.items() if _wanted(scope, name))
    found = await asyncio.gather(*(_web_function(scope, one, every[one]) for one in wanted))
    return tuple(function for function in found if function is not None)


async def _web_function(scope: RegionScope, function: str, name: str) -> Function | None:
    """Return a Web Function with the settings of its newest revision that gets traffic."""
    revision, listing = "lambda-web:GetWebFunctionRevision", "lambda-web:ListWebFunctionEndpoints"
    endpoints = await await_fact(_endpoints(scope, name), listing, scope.region)
    revisions: Fact[list[Raw]] = (
        endpoints
        if isinstance(endpoints, Unknown)
        else await await_fact(_serving(scope, name, endpoints.value), revision, scope.region)
    )
    if isinstance(revisions, Known) and not revisions.value:
        return None  # nothing of it runs
    urls = await await_fact(_urls(endpoints), listing, scope.region)
    listed = _Listed(
        arn=function,
        name=name,
        kind=WEB_FUNCTION,
        operation=revision,
        settings=_web_settings(name, revisions),
        variables=lambda: [
            text_map_if_any(structure(r, "serviceConfig"), "environmentVariables")
            for r in revisions.get()
        ],
    )
    policies = await web_function_policies(scope, function)
    return _function(scope, listed, {"urls": urls, "policies": policies})


async def _endpoints(scope: RegionScope, name: str) -> list[Raw]:
    return await scope.calls.all(
        "lambda-web:ListWebFunctionEndpoints", scope.region, functionName=name
    )


async def _serving(scope: RegionScope, name: str, endpoints: Iterable[Raw]) -> list[Raw]:
    """Return the revisions that get traffic, the newest first."""
    weights = (weight for one in endpoints for weight in structures(one, "revisionWeights"))
    serving = sorted({text(weight, "revisionId") for weight in weights})
    read = "lambda-web:GetWebFunctionRevision"
    answers = await asyncio.gather(
        *(
            scope.calls.get(read, scope.region, functionName=name, revisionId=revision)
            for revision in serving
        )
    )
    return sorted(answers, key=lambda answer: moment(answer, "createdAt"), reverse=True)


async def _urls(endpoints: Fact[list[Raw]]) -> tuple[FunctionUrl, ...]:
    return tuple(
        FunctionUrl(
            qualifier=text(endpoint, "endpointName"),
            auth_type="NONE" if word(endpoint, "authType", _OPEN, _SIGNED) == _OPEN else "AWS_IAM",
        )
        for endpoint in endpoints.get()
    )


def _web_settings(name: str, revisions: Fact[list[Raw]]) -> dict[str, Callable[[], Any]]:
    """Return the readers of the settings that a Web Function has, by field of the model."""

    def service() -> Raw:
        return structure(revisions.get()[0], "serviceConfig")

    def log_group() -> str:
        logging = structure_if_any(structure_if_any(service(), "telemetryConfig"), "loggingConfig")
        return text_or_none(logging, "logGroup") or f"/aws/lambda/web/{name}"

    def runtime() -> str:
        build = structure(revisions.get()[0], "buildConfig")
        return text(structure(build, "runtimeConfig"), "runtime")

    return {
        "role_arn": lambda: arn(service(), "executionRoleArn"),
        "runtime": runtime,
        "timeout": lambda: number_or_none(service(), "timeoutSeconds", 1) or _DEFAULT_TIMEOUT,
        "log_group": log_group,
        "kms_key": lambda: text_or_none(revisions.get()[0], "kmsKeyArn"),
    }


def _function(scope: RegionScope, listed: _Listed, access: Mapping[str, Fact[Any]]) -> Function:
    """Return a function; a setting that is missing, damaged or lost is unknown, no other is."""
    known: dict[str, Any] = {}
    unknown: dict[str, Unknown] = {}
    for name, setting in listed.settings.items():
        found = _read_now(setting, listed.operation, scope.region)
        if isinstance(found, Unknown):
            unknown[name] = found
        else:
            known[name] = found.value
    variables = _read_now(lambda: _merged(listed.variables()), listed.operation, scope.region)
    if isinstance(variables, Unknown):
        known |= {"environment": variables, "secrets": variables}
    else:
        raw = {"Environment": {"Variables": variables.value}}
        known["environment"], known["secrets"] = environment(raw, scope.classifier)
    known |= {
        "arn": listed.arn,
        "name": listed.name,
        "kind": listed.kind,
        "region": scope.region,
        "versions": Known(()),
        "aliases": Known(MappingProxyType({})),
        **access,
    }
    return partial_function(known, unknown)


def _read_now(read: Callable[[], Any], operation: str, region: str) -> Fact[Any]:
    """Return what a reader finds in answers that have arrived; see `await_fact`."""
    try:
        return Known(read())
    except UnavailableError as missing:
        return missing.unknown
    except ODD as odd:
        return odd_answer(odd, operation, region)


def _merged(variables: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    return {name: value for values in variables for name, value in values.items()}


async def _images(scope: RegionScope) -> tuple[Function, ...]:
    listed = await scope.calls.all("lambda-microvms:ListMicrovmImages", scope.region)
    wanted = {
        arn(raw, "imageArn"): raw
        for raw in listed
        if text_or_none(raw, "latestActiveImageVersion") and _wanted(scope, text(raw, "name"))
    }
    return tuple(await asyncio.gather(*(_image(scope, wanted[one]) for one in sorted(wanted))))


async def _image(scope: RegionScope, raw: Raw) -> Function:
    """Return a MicroVM image: the role is that of its newest MicroVM, or else its build role."""
    image, read = arn(raw, "imageArn"), "lambda-microvms:GetMicrovmImageVersion"
    active = text(raw, "latestActiveImageVersion")
    version, role = await asyncio.gather(
        await_fact(
            scope.calls.get(read, scope.region, imageIdentifier=image, imageVersion=active),
            read,
            scope.region,
        ),
        await_fact(_execution_role(scope, image), "lambda-microvms:ListMicrovms", scope.region),
    )

    def log_group() -> str:
        logging = structure_if_any(version.get(), "logging")
        return text_or_none(structure_if_any(logging, "cloudWatch"), "logGroup") or ""

    listed = _Listed(
        arn=image,
        name=text(raw, "name"),
        kind=MICROVM_IMAGE,
        operation=read,
        settings={
            "package_type": lambda: "Image",
            "role_arn": lambda: role.get() or arn(version.get(), "buildRoleArn"),
            "log_group": log_group,
            "kms_key": lambda: text_or_none(version.get(), "kmsKeyIdentifier"),
        },
        variables=lambda: [text_map_if_any(version.get(), "environmentVariables")],
    )
    return _function(scope, listed, _TOKEN_ONLY)


async def _execution_role(scope: RegionScope, image: str) -> str | None:
    """Return the role of an image's newest MicroVM, or None where it has none."""
    microvms = await scope.calls.all(
        "lambda-microvms:ListMicrovms", scope.region, imageIdentifier=image
    )
    alive = [one for one in microvms if text(one, "state") in _RUNNING]
    if not alive:
        return None
    newest = max(alive, key=lambda one: moment(one, "startedAt"))
    try:
        found = await scope.calls.get(
            "lambda-microvms:GetMicrovm",
            scope.region,
            microvmIdentifier=text(newest, "microvmId"),
        )
    except LostError as lost:
        if lost.kind is not Fault.ABSENT:
            raise
        return None  # it was terminated meanwhile
    return arn_or_none(found, "executionRoleArn")
