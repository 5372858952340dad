"""API Gateway integrations with functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import ApiIntegration
from auditor.templates.facts.fields import entry
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Node, Undecided, Value, number, text

_FUNCTION = re.compile(r"(arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?)")
_INTEGRATION = "x-amazon-apigateway-integration"
_TIMEOUTS = {"REST": 29_000, "HTTP": 30_000, "WEBSOCKET": 29_000}  # milliseconds
_EVENT = "integration.request.header.x-amz-invocation-type"


def _function(uri: Value) -> str | None:
    match = _FUNCTION.search(text(uri)) if isinstance(uri, str) else None
    return match[1] if match else None


def read_integrations(stacks: tuple[Stack, ...]) -> Iterator[ApiIntegration]:
    """Yield every integration with a function."""
    for stack in stacks:
        for resource in stack.of_type(
            "Auditor::ApiRoute",
            "AWS::ApiGateway::Method",
            "AWS::ApiGateway::RestApi",
            "AWS::ApiGatewayV2::Api",
            "AWS::ApiGatewayV2::Integration",
        ):
            if stack.exists(resource) is True:
                yield from _READERS[resource.type](stack, resource)


def _made(
    api: Value, kind: str, function: str | None, *, timeout: Value, route: str, parameters: Value
) -> Iterator[ApiIntegration]:
    if function is not None:
        yield ApiIntegration(
            api_id=text(api) if isinstance(api, str) else "(an API outside the template)",
            api_kind=kind,
            function_arn=function,
            timeout=number(timeout) or _TIMEOUTS[kind],
            route=route,
            asynchronous=_is_event(parameters),
        )


def _is_event(parameters: Value) -> bool:
    rows = parameters.items() if isinstance(parameters, dict) else ()
    return any(
        name.lower() == _EVENT and "event" in text(value).lower()
        for name, value in rows
        if not isinstance(value, dict | list)
    )


def _sam_route(stack: Stack, resource: Resource) -> Iterator[ApiIntegration]:
    given = stack.properties(resource)
    route = given.get("Route")
    shown = text(route) if isinstance(route, str) else ""
    function = _function(given.get("FunctionArn"))
    kind = text(given.get("Kind"))
    yield from _made(
        given.get("Api"),
        kind,
        function,
        timeout=given.get("Timeout"),
        route=shown,
        parameters=None,
    )


def _method(stack: Stack, resource: Resource) -> Iterator[ApiIntegration]:
    given = stack.properties(resource)
    settings = given.get("Integration")
    path = _path(stack, resource.properties.get("ResourceId"), 0)
    method = given.get("HttpMethod")
    yield from _made(
        given.get("RestApiId"),
        "REST",
        _function(entry(settings, "Uri")),
        timeout=entry(settings, "TimeoutInMillis"),
        route=f"{text(method) if isinstance(method, str) else 'ANY'} {path}",
        parameters=entry(settings, "RequestParameters"),
    )


def _path(stack: Stack, node: Node, depth: int) -> str:
    name = node.get("Ref") if isinstance(node, dict) else None
    resource = stack.resources.get(str(name))
    if resource is None or depth > 20:  # noqa: PLR2004  paths are shorter, and may not be circular
        return "/"
    part = stack.property(resource, "PathPart")
    above = _path(stack, resource.properties.get("ParentId"), depth + 1)
    return f"{above.rstrip('/')}/{text(part) if isinstance(part, str) else '?'}"


def _described(stack: Stack, resource: Resource) -> Iterator[ApiIntegration]:
    """Yield the integrations of an OpenAPI document in the template."""
    kind = "REST" if resource.type == "AWS::ApiGateway::RestApi" else "HTTP"
    if resource.type == "AWS::ApiGatewayV2::Api":  # one that is made for a single target
        yield from _made(
            stack.identity(resource).reference(),
            kind,
            _function(stack.property(resource, "Target")),
            timeout=None,
            route=text(stack.property(resource, "RouteKey") or "$default"),
            parameters=None,
        )
    paths = entry(stack.property(resource, "Body"), "paths")
    for path, methods in paths.items() if isinstance(paths, dict) else ():
        for method, row in methods.items() if isinstance(methods, dict) else ():
            settings = entry(row, _INTEGRATION)
            yield from _made(
                stack.identity(resource).reference(),
                kind,
                _function(entry(settings, "uri")),
                timeout=entry(settings, "timeoutInMillis"),
                route=f"{str(method).upper()} {path}",
                parameters=entry(settings, "requestParameters"),
            )


def described_uris(paths: Value) -> Iterator[Value]:
    """Yield what the integrations of an OpenAPI document call."""
    for methods in paths.values() if isinstance(paths, dict) else ():
        for row in methods.values() if isinstance(methods, dict) else [methods]:
            settings = row if isinstance(row, Undecided) else entry(row, _INTEGRATION)
            yield settings if isinstance(settings, Undecided) else entry(settings, "uri")


def _newer(stack: Stack, resource: Resource) -> Iterator[ApiIntegration]:
    given = stack.properties(resource)
    uri = given.get("IntegrationUri")
    api = given.get("ApiId")
    kind = _protocol(stack, resource)
    for route in _routes(stack, resource) or ("",):
        yield from _made(
            api,
            kind,
            _function(uri),
            timeout=given.get("TimeoutInMillis"),
            route=route,
            parameters=given.get("RequestParameters"),
        )


def _protocol(stack: Stack, resource: Resource) -> str:
    node = resource.properties.get("ApiId")
    api = stack.resources.get(str(node.get("Ref"))) if isinstance(node, dict) else None
    protocol = stack.property(api, "ProtocolType") if api is not None else None
    return "WEBSOCKET" if protocol == "WEBSOCKET" else "HTTP"


def _routes(stack: Stack, integration: Resource) -> list[str]:
    own = str(stack.identity(integration).reference())
    found = []
    for route in stack.of_type("AWS::ApiGatewayV2::Route"):
        target, key = stack.property(route, "Target"), stack.property(route, "RouteKey")
        if isinstance(target, str) and target.rsplit("/", 1)[-1] == own:
            found.append(text(key) if isinstance(key, str) else "")
    return found


_READERS: Mapping[str, Any] = {
    "Auditor::ApiRoute": _sam_route,
    "AWS::ApiGateway::Method": _method,
    "AWS::ApiGateway::RestApi": _described,
    "AWS::ApiGatewayV2::Api": _described,
    "AWS::ApiGatewayV2::Integration": _newer,
}
