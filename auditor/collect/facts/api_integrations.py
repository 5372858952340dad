"""API Gateway integrations with functions: REST, HTTP and WebSocket APIs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping

from auditor.collect.aws.members import (
    Raw,
    number_or_none,
    structure_if_any,
    text,
    text_map_if_any,
    text_or_none,
    texts_if_any,
    word,
)
from auditor.collect.scope import RegionScope
from auditor.model import ApiIntegration

_FUNCTION = re.compile(r"(arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?)")
_REST_TIMEOUT = 29_000  # milliseconds, API Gateway's default
_HTTP_TIMEOUT = 30_000
_SOCKET_TIMEOUT = 29_000
_EVENT = "integration.request.header.x-amz-invocation-type"


async def api_integrations(scope: RegionScope) -> tuple[ApiIntegration, ...]:
    """Return every integration with a function; URIs built of stage variables name none."""
    rest, newer = await asyncio.gather(
        scope.calls.all("apigateway:GetRestApis", scope.region),
        scope.calls.all("apigatewayv2:GetApis", scope.region),
    )
    answers = await asyncio.gather(
        *(_rest(scope, api) for api in rest),
        *(_newer(scope, api) for api in newer),
    )
    read = {found for answer in answers for found in answer}
    return tuple(sorted(read, key=lambda i: (i.api_id, i.route, i.function_arn)))


def _function(raw: Raw, name: str) -> str | None:
    """Return the function in the URI of an integration; one with other things has none."""
    match = _FUNCTION.search(text_or_none(raw, name) or "")
    return match[1] if match else None


def _is_event(parameters: Mapping[str, str]) -> bool:
    return any(
        name.lower() == _EVENT and "event" in value.lower() for name, value in parameters.items()
    )


async def _rest(scope: RegionScope, api: Raw) -> list[ApiIntegration]:
    name = text(api, "id")
    resources = await scope.calls.all(
        "apigateway:GetResources", scope.region, restApiId=name, embed=["methods"]
    )
    private = texts_if_any(structure_if_any(api, "endpointConfiguration"), "types") == ["PRIVATE"]
    return [found for resource in resources for found in _methods(name, resource, private=private)]


def _methods(api: str, resource: Raw, *, private: bool) -> Iterator[ApiIntegration]:
    methods = structure_if_any(resource, "resourceMethods")
    for method in methods:
        # Of a method without settings, AWS sends an empty structure; emulators, null.
        integration = structure_if_any(structure_if_any(methods, method), "methodIntegration")
        function = _function(integration, "uri")
        if function is None:
            continue
        yield ApiIntegration(
            api_id=api,
            api_kind="REST",
            function_arn=function,
            timeout=number_or_none(integration, "timeoutInMillis", 1) or _REST_TIMEOUT,
            route=f"{method} {text(resource, 'path')}",
            asynchronous=_is_event(text_map_if_any(integration, "requestParameters")),
            private=private,
        )


async def _newer(scope: RegionScope, api: Raw) -> list[ApiIntegration]:
    name = text(api, "ApiId")
    integrations = await scope.calls.all("apigatewayv2:GetIntegrations", scope.region, ApiId=name)
    ours = {text(i, "IntegrationId"): i for i in integrations if _function(i, "IntegrationUri")}
    if not ours:
        return []
    routes = await scope.calls.all("apigatewayv2:GetRoutes", scope.region, ApiId=name)
    kind = word(api, "ProtocolType", "HTTP", "WEBSOCKET")
    default = _SOCKET_TIMEOUT if kind == "WEBSOCKET" else _HTTP_TIMEOUT
    found = []
    for route in (*routes, *_unrouted(ours, routes)):
        integration = ours.get(_target(route))
        if integration is None:
            continue
        found.append(
            ApiIntegration(
                api_id=name,
                api_kind=kind,
                function_arn=_function(integration, "IntegrationUri") or "",
                timeout=number_or_none(integration, "TimeoutInMillis", 1) or default,
                route=text_or_none(route, "RouteKey") or "",
                asynchronous=_is_event(text_map_if_any(integration, "RequestParameters")),
            )
        )
    return found


def _target(route: Raw) -> str:
    """Return the id of the integration that a route leads to; empty: to none."""
    return (text_or_none(route, "Target") or "").rsplit("/", 1)[-1]


def _unrouted(ours: Raw, routes: list[Raw]) -> Iterator[Raw]:
    used = set(map(_target, routes))
    yield from ({"Target": f"integrations/{name}"} for name in ours if name not in used)
