"""API Gateway integrations with functions: REST, HTTP and WebSocket APIs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.collect.scope import Scope
from auditor.model import ApiIntegration

_FUNCTION = re.compile(r"(arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?)")
_REST_TIMEOUT = 29_000  # milliseconds, API Gateway's default
_HTTP_TIMEOUT = 30_000
_SOCKET_TIMEOUT = 29_000
_EVENT = "integration.request.header.x-amz-invocation-type"


async def api_integrations(scope: Scope) -> tuple[ApiIntegration, ...]:
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


def _function(uri: object) -> str | None:
    match = _FUNCTION.search(str(uri or ""))
    return match[1] if match else None


def _is_event(parameters: Mapping[str, Any]) -> bool:
    return any(
        name.lower() == _EVENT and "event" in str(value).lower()
        for name, value in parameters.items()
    )


async def _rest(scope: Scope, api: Mapping[str, Any]) -> list[ApiIntegration]:
    resources = await scope.calls.all(
        "apigateway:GetResources", scope.region, restApiId=api["id"], embed=["methods"]
    )
    private = (api.get("endpointConfiguration") or {}).get("types") == ["PRIVATE"]
    return [
        found for resource in resources for found in _methods(api["id"], resource, private=private)
    ]


def _methods(api: str, resource: Mapping[str, Any], *, private: bool) -> Iterator[ApiIntegration]:
    for method, settings in (resource.get("resourceMethods") or {}).items():
        integration = (settings or {}).get("methodIntegration") or {}
        function = _function(integration.get("uri"))
        if function is None:
            continue
        yield ApiIntegration(
            api_id=api,
            api_kind="REST",
            function_arn=function,
            timeout=integration.get("timeoutInMillis") or _REST_TIMEOUT,
            route=f"{method} {resource.get('path', '')}".strip(),
            asynchronous=_is_event(integration.get("requestParameters") or {}),
            private=private,
        )


async def _newer(scope: Scope, api: Mapping[str, Any]) -> list[ApiIntegration]:
    name = api["ApiId"]
    integrations = await scope.calls.all("apigatewayv2:GetIntegrations", scope.region, ApiId=name)
    ours = {i["IntegrationId"]: i for i in integrations if _function(i.get("IntegrationUri"))}
    if not ours:
        return []
    routes = await scope.calls.all("apigatewayv2:GetRoutes", scope.region, ApiId=name)
    kind = str(api.get("ProtocolType") or "HTTP")
    default = _SOCKET_TIMEOUT if kind == "WEBSOCKET" else _HTTP_TIMEOUT
    found = []
    for route in (*routes, *_unrouted(ours, routes)):
        integration = ours.get(str(route.get("Target") or "").rsplit("/", 1)[-1])
        if integration is None:
            continue
        found.append(
            ApiIntegration(
                api_id=name,
                api_kind=kind,
                function_arn=_function(integration["IntegrationUri"]) or "",
                timeout=integration.get("TimeoutInMillis") or default,
                route=route.get("RouteKey") or "",
                asynchronous=_is_event(integration.get("RequestParameters") or {}),
            )
        )
    return found


def _unrouted(
    ours: Mapping[str, Any], routes: list[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    used = {str(route.get("Target") or "").rsplit("/", 1)[-1] for route in routes}
    yield from ({"Target": f"integrations/{name}"} for name in ours if name not in used)
