"""Functions that an API may invoke in a way that the templates do not tell.

A permission for API Gateway says that there is an integration. Where the document of the API is
elsewhere, or the API itself is, nothing tells its route and how long it waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from auditor.model import ApiIntegration, Unknown
from auditor.model.arn import parse_arn, unqualified
from auditor.templates.facts.apis import described_uris
from auditor.templates.facts.fields import entry
from auditor.templates.facts.resource_policies import named_function
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Undecided, Value, first_undecided

_APIS = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")
_AUTHORIZERS = ("AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer")
_ELSEWHERE = Unknown(
    reason="the API that may invoke the function is not in the template; its template as one more"
    " PATH, or --live SNAPSHOT, tells of it"
)


def open_integrations(
    stacks: tuple[Stack, ...], known: Iterable[ApiIntegration]
) -> Iterator[ApiIntegration]:
    """Yield an integration that is not known for each function that such an API may invoke."""
    apis = dict(_apis(stacks))
    integrated = {unqualified(api.function_arn) for api in known}
    authorizing = set(_authorizing(stacks))
    for stack in stacks:
        for resource in stack.of_type("AWS::Lambda::Permission"):
            function = named_function(stack, stack.property(resource, "FunctionName"))
            if function is None or not _is_for_apis(stack, resource):
                continue
            api = _named_api(stack.property(resource, "SourceArn"))
            missing = _why(api, apis)
            if api not in apis and function.arn in integrated | authorizing:
                missing = None  # what is known explains the permission
            if missing is not None:
                yield ApiIntegration(
                    api_id=api or "(an API outside the template)",
                    api_kind="REST",
                    function_arn=function.arn,
                    timeout=0,
                    missing=missing,
                )


def _is_for_apis(stack: Stack, permission: Resource) -> bool:
    return stack.property(
        permission, "Principal"
    ) == "apigateway.amazonaws.com" and not stack.property(permission, "Auditor::Authorizer")


def _named_api(source: Value) -> str:
    """Return the id of the API that a permission names; empty where it may be any."""
    if isinstance(source, Undecided):
        source = source.narrow
    api = parse_arn(str(source)).resource.split("/")[0] if isinstance(source, str) else ""
    return "" if "*" in api else api


def _why(api: str, apis: Mapping[str, Unknown | None]) -> Unknown | None:
    """Return why it is not known how the API invokes functions; None where it is known."""
    if api:
        return apis.get(api, _ELSEWHERE)
    return next((why for why in apis.values() if why is not None), None if apis else _ELSEWHERE)


def _apis(stacks: tuple[Stack, ...]) -> Iterator[tuple[str, Unknown | None]]:
    """Yield the id of each API, and why its document does not tell all its integrations."""
    for stack in stacks:
        for resource in stack.of_type(*_APIS):
            yield str(stack.identity(resource).reference()), _unread(stack, resource)


def _unread(stack: Stack, api: Resource) -> Unknown | None:
    body = stack.property(api, "Body")
    paths = entry(body, "paths")
    for part in (body, paths):
        if isinstance(part, Undecided):
            return Unknown(reason=f"the document of the API {api.author_id}: {part.unknown.reason}")
    if body is None and any(
        stack.property(api, name) is not None for name in ("BodyS3Location", "DefinitionUri")
    ):
        return Unknown(
            reason=f"the OpenAPI document of the API {api.author_id} is not in the template, nor"
            " below its folder"
        )
    opaque = next((u for uri in described_uris(paths) if (u := first_undecided(uri))), None)
    return opaque.unknown if opaque is not None else None


def _authorizing(stacks: tuple[Stack, ...]) -> Iterator[str]:
    """Yield the functions that authorize requests of APIs."""
    for stack in stacks:
        for resource in stack.of_type(*_AUTHORIZERS):
            uri = stack.property(resource, "AuthorizerUri")
            text = str(uri).rpartition("/functions/")[2].removesuffix("/invocations")
            function = named_function(stack, text) if isinstance(uri, str) else None
            if function is not None:
                yield function.arn
