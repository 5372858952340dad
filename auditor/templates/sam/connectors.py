"""AWS::Serverless::Connector and a resource's own Connectors: what they grant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.templates.facts.fields import entries
from auditor.templates.resource import Resource
from auditor.templates.tables.sam import connector
from auditor.templates.values import Node

_AS_CLOUDFORMATION = {
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::GraphQLApi": "AWS::AppSync::GraphQLApi",
}


def connector_resources(resource: Resource, types: Mapping[str, str]) -> Iterator[Resource]:
    """Yield what a connector becomes; `types` are those of the template's resources, by id."""
    given = resource.properties
    destinations = given.get("Destination")
    listed = destinations if isinstance(destinations, list) else [destinations]
    for number, destination in enumerate(listed):
        if isinstance(given.get("Source"), dict) and isinstance(destination, dict):
            suffix = str(number) if isinstance(destinations, list) else ""
            yield from _granted(resource, given["Source"], destination, types, suffix)


def _granted(
    resource: Resource,
    source: Mapping[str, Any],
    destination: Mapping[str, Any],
    types: Mapping[str, str],
    suffix: str,
) -> Iterator[Resource]:
    ends = (source, destination)
    kinds = [types.get(str(end.get("Id")), str(end.get("Type") or "")) for end in ends]
    kinds = [_AS_CLOUDFORMATION.get(kind, kind) for kind in kinds]
    profile = connector(kinds[0], kinds[1])
    if profile is None:
        return
    rights = profile["Properties"]
    categories = [str(name) for name in entries(resource.properties.get("Permissions"))]
    chosen = [rights["AccessCategories"][c] for c in categories if c in rights["AccessCategories"]]
    names = {"Source": _names(source, kinds[0]), "Destination": _names(destination, kinds[1])}
    if profile["Type"] == "AWS_IAM_ROLE_MANAGED_POLICY":
        owner = source if rights.get("SourcePolicy") else destination
        statements = [_filled(s, names) for c in chosen for s in c.get("Statement", ())]
        properties = {
            "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
            "Roles": [{"Auditor::RoleOf": str(owner.get("Id"))}],
        }
        yield _derived(resource, f"Policy{suffix}", "AWS::IAM::ManagedPolicy", properties)
    elif profile["Type"] == "AWS_LAMBDA_PERMISSION":
        for number, row in enumerate(chosen):
            properties = {**_filled(row, names), "FunctionName": names["Destination"]["Arn"]}
            kind = "AWS::Lambda::Permission"
            yield _derived(resource, f"Permission{suffix}{number}", kind, properties)


def _derived(resource: Resource, suffix: str, type: str, properties: Mapping[str, Any]) -> Resource:
    return Resource(
        logical_id=f"{resource.logical_id}{suffix}",
        type=type,
        properties=properties,
        condition=resource.condition,
        node=resource.node,
        mark=resource.mark,
        written={"": (resource.node, (), "")},
        source=resource.logical_id,
    )


def _names(end: Mapping[str, Any], type: str) -> dict[str, Any]:
    name = str(end.get("Id") or "")
    arn = end.get("Arn") or {"Fn::GetAtt": [name, "Arn"]}
    if type in {"AWS::SNS::Topic", "AWS::StepFunctions::StateMachine"} and "Arn" not in end:
        arn = {"Ref": name}
    return {
        "Arn": arn,
        "Name": end.get("Name") or {"Ref": name},
        "ResourceId": {"Ref": name},
        "Qualifier": "*",
    }


def _filled(node: Node, names: Mapping[str, Mapping[str, Any]]) -> Node:
    if isinstance(node, dict):
        return {key: _filled(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(item, names) for item in node]
    if not isinstance(node, str) or ("%{" not in node and "${" not in node):
        return node
    variables: dict[str, Any] = {}
    for end, known in names.items():
        for attribute, value in known.items():
            place = f"%{{{end}.{attribute}}}"
            if place in node:
                variables[f"{end}{attribute}"] = value
                node = node.replace(place, f"${{{end}{attribute}}}")
    return {"Fn::Sub": [node, variables]}
