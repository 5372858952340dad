"""The second inventory: Lambda Web Functions and MicroVM images, in the shape of functions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.fact_barrier import LostError, await_fact
from auditor.collect.aws.operations import FACTS
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
    Unknown,
)
from auditor.model.fact import NOT_ASKED

_RUNNING = frozenset({"RUNNING", "PENDING", "SUSPENDING", "SUSPENDED"})
_OPEN = "ApplicationManaged"  # Lambda asks callers for nothing; the code may
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


async def _web_functions(scope: RegionScope) -> tuple[Function, ...]:
    listed = await scope.calls.all("lambda-web:ListWebFunctions", scope.region)
    wanted = {raw["functionName"]: raw for raw in listed if _wanted(scope, raw["functionName"])}
    found = await asyncio.gather(*(_web_function(scope, wanted[name]) for name in sorted(wanted)))
    return tuple(function for function in found if function is not None)


async def _web_function(scope: RegionScope, raw: Mapping[str, Any]) -> Function | None:
    """Return a Web Function with the settings of its newest revision that gets traffic."""
    name = raw["functionName"]
    endpoints = await scope.calls.all(
        "lambda-web:ListWebFunctionEndpoints", scope.region, functionName=name
    )
    serving = {w["revisionId"] for e in endpoints for w in e.get("revisionWeights") or ()}
    revisions = await asyncio.gather(
        *(
            scope.calls.get(
                "lambda-web:GetWebFunctionRevision",
                scope.region,
                functionName=name,
                revisionId=revision,
            )
            for revision in sorted(serving)
        )
    )
    if not revisions:
        return None  # nothing of it runs
    urls = tuple(
        FunctionUrl(
            qualifier=endpoint["endpointName"],
            auth_type="NONE" if endpoint.get("authType") == _OPEN else "AWS_IAM",
        )
        for endpoint in endpoints
    )
    return _of_revisions(scope, raw, revisions, urls)


def _of_revisions(
    scope: RegionScope,
    raw: Mapping[str, Any],
    revisions: Sequence[Mapping[str, Any]],
    urls: tuple[FunctionUrl, ...],
) -> Function:
    """Return the newest revision's settings, with the variables of all that get traffic."""
    newest = max(revisions, key=_created)
    service = newest["serviceConfig"]
    logging = (service.get("telemetryConfig") or {}).get("loggingConfig") or {}
    return _function(
        scope,
        arn=raw["functionArn"],
        name=raw["functionName"],
        kind=WEB_FUNCTION,
        role_arn=service.get("executionRoleArn") or "",
        runtime=(newest.get("buildConfig") or {}).get("runtimeConfig", {}).get("runtime"),
        timeout=service.get("timeoutSeconds") or 30,
        log_group=logging.get("logGroup") or f"/aws/lambda/web/{raw['functionName']}",
        kms_key=newest.get("kmsKeyArn"),
        urls=Known(urls),
        variables=[r["serviceConfig"].get("environmentVariables") or {} for r in revisions],
    )


def _created(revision: Mapping[str, Any]) -> str:
    moment = revision.get("createdAt")
    return moment.isoformat() if isinstance(moment, datetime) else str(moment)


def _function(
    scope: RegionScope,
    *,
    variables: Iterable[Mapping[str, str]],
    **settings: Any,  # noqa: ANN401  any field's type
) -> Function:
    merged = {name: value for values in variables for name, value in values.items()}
    read, secrets = environment({"Environment": {"Variables": merged}}, scope.classifier)
    return Function(
        region=scope.region,
        environment=read,
        secrets=secrets,
        versions=Known(()),
        aliases=Known(MappingProxyType({})),
        policies=Known(MappingProxyType({})),
        **settings,
    )


async def _images(scope: RegionScope) -> tuple[Function, ...]:
    listed = await scope.calls.all("lambda-microvms:ListMicrovmImages", scope.region)
    wanted = {
        raw["imageArn"]: raw
        for raw in listed
        if raw.get("latestActiveImageVersion") and _wanted(scope, raw["name"])
    }
    return tuple(await asyncio.gather(*(_image(scope, wanted[arn]) for arn in sorted(wanted))))


async def _image(scope: RegionScope, raw: Mapping[str, Any]) -> Function:
    """Return a MicroVM image: the role is that of its newest MicroVM, or else its build role."""
    arn = raw["imageArn"]
    version, running = await asyncio.gather(
        scope.calls.get(
            "lambda-microvms:GetMicrovmImageVersion",
            scope.region,
            imageIdentifier=arn,
            imageVersion=raw["latestActiveImageVersion"],
        ),
        scope.calls.all("lambda-microvms:ListMicrovms", scope.region, imageIdentifier=arn),
    )
    log = (version.get("logging") or {}).get("cloudWatch") or {}
    return _function(
        scope,
        arn=arn,
        name=raw["name"],
        kind=MICROVM_IMAGE,
        role_arn=await _execution_role(scope, running) or version["buildRoleArn"],
        package_type="Image",
        log_group=log.get("logGroup") or "",
        kms_key=version.get("kmsKeyIdentifier"),
        urls=Known(()),
        variables=[version.get("environmentVariables") or {}],
    )


async def _execution_role(scope: RegionScope, microvms: Iterable[Mapping[str, Any]]) -> str:
    alive = [m for m in microvms if m.get("state") in _RUNNING]
    if not alive:
        return ""
    newest = max(alive, key=lambda m: str(m.get("startedAt")))
    try:
        found = await scope.calls.get(
            "lambda-microvms:GetMicrovm", scope.region, microvmIdentifier=newest["microvmId"]
        )
    except LostError as lost:
        if lost.kind is not Fault.ABSENT:
            raise
        return ""  # it was terminated meanwhile
    return found.get("executionRoleArn") or ""
