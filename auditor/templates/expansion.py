"""From a template's Resources section to CloudFormation resources: loops and SAM written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from auditor.templates.marks import MarkedMap
from auditor.templates.resource import Resource
from auditor.templates.sam import globals as sam_globals
from auditor.templates.sam.connectors import connector_resources
from auditor.templates.sam.functions import function_resources, generated

_SAM = "AWS::Serverless::"
_IMPLICIT = {
    "ServerlessRestApi": "AWS::ApiGateway::RestApi",
    "ServerlessHttpApi": "AWS::ApiGatewayV2::Api",
}


def resources_of(document: Mapping[str, Any]) -> dict[str, Resource]:
    """Return a template's resources by logical id; SAM's are replaced by what they become."""
    found = document.get("Resources")
    rows = found if isinstance(found, dict) else {}
    written = [
        _resource(name, row, rows)
        for name, row in rows.items()
        if isinstance(row, dict) and isinstance(row.get("Type"), str)
    ]
    types = {resource.logical_id: resource.type for resource in written}
    made: dict[str, Resource] = {}
    for resource in written:
        for one in _expanded(resource, document, types):
            made[one.logical_id] = one
        for name, row in _own_connectors(resource):
            connected = _connector(resource, name, row)
            for one in connector_resources(connected, types):
                made[one.logical_id] = one
    for name, kind in _IMPLICIT.items():
        if name not in made and any(_uses(resource, name) for resource in made.values()):
            made[name] = Resource(logical_id=name, type=kind, properties={})
    return made


def _uses(resource: Resource, api: str) -> bool:
    return resource.type == "Auditor::ApiRoute" and resource.properties.get("Api") == {"Ref": api}


def _resource(id: str, row: Mapping[str, Any], rows: Mapping[str, Any]) -> Resource:
    properties, condition, metadata = (
        row.get("Properties"),
        row.get("Condition"),
        row.get("Metadata"),
    )
    return Resource(
        logical_id=id,
        type=row["Type"],
        properties=properties if isinstance(properties, dict) else {},
        condition=condition if isinstance(condition, str) else None,
        metadata=metadata if isinstance(metadata, dict) else {},
        node=row,
        arn=str(row.get("Arn") or ""),
        mark=rows.marks.get(id) if isinstance(rows, MarkedMap) else None,
    )


def _expanded(
    resource: Resource, document: Mapping[str, Any], types: Mapping[str, str]
) -> Iterator[Resource]:
    if not resource.type.startswith(_SAM):
        yield resource
        return
    kind = resource.type.removeprefix(_SAM)
    if kind == "Connector":
        yield from connector_resources(resource, types)
        return
    row = resource.node if isinstance(resource.node, dict) else {}
    everywhere = sam_globals.applied(sam_globals.section(document, kind), row.get("IgnoreGlobals"))
    full = replace(
        resource,
        type=resource.type,
        properties=sam_globals.merged(everywhere, resource.properties),
        written=sam_globals.places(everywhere, resource.properties),
    )
    expand = _KINDS.get(kind)
    if expand is not None:
        yield from expand(full)
    else:
        yield full


def _api(resource: Resource, kind: str) -> Iterator[Resource]:
    given = resource.properties
    yield replace(resource, type=kind, properties={**given, "Body": given.get("DefinitionBody")})
    auth = given.get("Auth")
    authorizers = auth.get("Authorizers") if isinstance(auth, dict) else None
    for name, row in authorizers.items() if isinstance(authorizers, dict) else ():
        function = row.get("FunctionArn") if isinstance(row, dict) else None
        if function is not None:
            yield generated(
                resource,
                f"{name}AuthorizerPermission",
                "AWS::Lambda::Permission",
                {
                    "Action": "lambda:InvokeFunction",
                    "FunctionName": function,
                    "Principal": "apigateway.amazonaws.com",
                    "SourceArn": _api_arn(resource.logical_id),
                    "Auditor::Authorizer": True,
                },
            )


def _api_arn(api: str) -> dict[str, Any]:
    pattern = (
        f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{api}}}/*"
    )
    return {"Fn::Sub": pattern}


def _rest_api(resource: Resource) -> Iterator[Resource]:
    return _api(resource, "AWS::ApiGateway::RestApi")


def _http_api(resource: Resource) -> Iterator[Resource]:
    return _api(resource, "AWS::ApiGatewayV2::Api")


def _table(resource: Resource) -> Iterator[Resource]:
    yield replace(resource, type="AWS::DynamoDB::Table", properties=resource.properties)


def _layer(resource: Resource) -> Iterator[Resource]:
    properties = {
        **resource.properties,
        "Content": {"Local": resource.properties.get("ContentUri")},
    }
    yield replace(resource, type="AWS::Lambda::LayerVersion", properties=properties)


def _application(resource: Resource) -> Iterator[Resource]:
    given = resource.properties
    properties = {"TemplateURL": given.get("Location"), "Parameters": given.get("Parameters")}
    yield replace(resource, type="AWS::CloudFormation::Stack", properties=properties)


def _state_machine(resource: Resource) -> Iterator[Resource]:
    given = resource.properties
    properties = {**given, "StateMachineName": given.get("Name")}
    yield replace(
        resource, type="AWS::StepFunctions::StateMachine", properties=_without_none(properties)
    )
    if not given.get("Role"):
        yield generated(resource, "Role", "AWS::IAM::Role", {"Auditor::NotForFunctions": True})


def _without_none(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if value is not None}


_KINDS: dict[str, Callable[[Resource], Iterator[Resource]]] = {
    "Function": function_resources,
    "Api": _rest_api,
    "HttpApi": _http_api,
    "SimpleTable": _table,
    "LayerVersion": _layer,
    "Application": _application,
    "StateMachine": _state_machine,
}


def _own_connectors(resource: Resource) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found = resource.node.get("Connectors") if isinstance(resource.node, dict) else None
    for name, row in found.items() if isinstance(found, dict) else ():
        if isinstance(row, dict) and isinstance(row.get("Properties"), dict):
            yield name, row["Properties"]


def _connector(resource: Resource, id: str, given: Mapping[str, Any]) -> Resource:
    return Resource(
        logical_id=f"{resource.logical_id}{id}",
        type=f"{_SAM}Connector",
        properties={
            **given,
            "Source": {"Id": resource.logical_id, **given.get("SourceReference", {})},
        },
        condition=resource.condition,
        node=resource.node,
        mark=resource.mark,
    )
