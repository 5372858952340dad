"""AWS::Serverless::Function: the function, its role, alias, URL and settings of its events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from auditor.templates.intrinsic_functions import function_of
from auditor.templates.resource import Resource
from auditor.templates.sam.events import EventTarget, event_resources
from auditor.templates.sam.policies import split_policies
from auditor.templates.values import Node

_RENAMED = {"Tracing", "DeadLetterQueue", "CodeUri", "InlineCode", "ImageUri", "Tags"}
_OF_SAM = frozenset(
    {
        "AssumeRolePolicyDocument",
        "AutoPublishAlias",
        "AutoPublishAliasAllProperties",
        "AutoPublishCodeSha256",
        "DeploymentPreference",
        "EventInvokeConfig",
        "Events",
        "FunctionUrlConfig",
        "PermissionsBoundary",
        "Policies",
        "PropagateTags",
        "ProvisionedConcurrencyConfig",
        "RolePath",
        "VersionDescription",
    }
)
_SERVICE_ROLE = "arn:${AWS::Partition}:iam::aws:policy/service-role/"
_SEND = {"SQS": "sqs:SendMessage", "SNS": "sns:Publish", "Lambda": "lambda:InvokeFunction"}
_OTHER_DESTINATIONS = {"EventBridge": "events:PutEvents", "S3Bucket": "s3:PutObject"}


@dataclass(slots=True, kw_only=True)
class _Made:
    """What one function brings with it, while it is being put together."""

    resources: list[Resource] = field(default_factory=list)
    managed: list[Any] = field(default_factory=list)  # ARNs of managed policies for its role
    inline: list[Any] = field(default_factory=list)


def function_resources(resource: Resource) -> Iterator[Resource]:
    """Yield what a SAM function becomes. Globals are already merged into its properties."""
    made = _Made()
    qualifier = _publish(resource, made)
    _open_url(resource, made)
    _configure_events(resource, made)
    target = EventTarget(
        function=resource,
        reference=qualifier or {"Ref": resource.logical_id},
        arn=qualifier or {"Fn::GetAtt": [resource.logical_id, "Arn"]},
    )
    for event in event_resources(target):
        made.resources.extend(event.resources)
        made.managed.extend(event.managed_policies)
        made.inline.extend(event.inline_policies)
    role = resource.properties.get("Role")
    properties = dict(_properties(resource.properties))
    if not role:
        properties["Role"] = {"Fn::GetAtt": [f"{resource.logical_id}Role", "Arn"]}
    if not role or function_of(role) == "Fn::If":
        yield _role(resource, made)
    yield replace(resource, type="AWS::Lambda::Function", properties=properties)
    yield from made.resources


def generated(
    resource: Resource, suffix: str, type: str, properties: Mapping[str, Any]
) -> Resource:
    """Return a resource that SAM generates for another one."""
    return Resource(
        logical_id=f"{resource.logical_id}{suffix}",
        type=type,
        properties=properties,
        condition=resource.condition,
        node=resource.node,
        mark=resource.mark,
        written=resource.written,
        source=resource.logical_id,
    )


def _properties(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if name not in _OF_SAM and name not in _RENAMED:
            yield name, value
    if "Tracing" in given:
        yield "TracingConfig", {"Mode": given["Tracing"]}
    queue = given.get("DeadLetterQueue")
    if isinstance(queue, dict):
        target = queue if function_of(queue) else {"TargetArn": queue.get("TargetArn")}
        yield "DeadLetterConfig", target
    tags = given.get("Tags") or {}
    if isinstance(tags, dict):
        own = {"lambda:createdBy": "SAM", **tags}
        tagged = tags if function_of(tags) else [{"Key": k, "Value": v} for k, v in own.items()]
        yield "Tags", tagged
    if "InlineCode" in given:
        yield "Code", {"ZipFile": given["InlineCode"]}
    elif "ImageUri" in given:
        yield "Code", {"ImageUri": given["ImageUri"]}
    elif "CodeUri" in given:
        yield "Code", {"Local": given["CodeUri"]}


def _publish(resource: Resource, made: _Made) -> Node:
    name = resource.properties.get("AutoPublishAlias")
    if not name:
        return None
    suffix = f"Alias{name}" if isinstance(name, str) else "Alias"
    function = {"Ref": resource.logical_id}
    made.resources.append(
        generated(resource, "Version", "AWS::Lambda::Version", {"FunctionName": function})
    )
    properties: dict[str, Any] = {
        "FunctionName": function,
        "Name": name,
        "FunctionVersion": {"Fn::GetAtt": [f"{resource.logical_id}Version", "Version"]},
    }
    provisioned = resource.properties.get("ProvisionedConcurrencyConfig")
    if provisioned:
        properties["ProvisionedConcurrencyConfig"] = provisioned
    made.resources.append(generated(resource, suffix, "AWS::Lambda::Alias", properties))
    return {"Ref": f"{resource.logical_id}{suffix}"}


def _open_url(resource: Resource, made: _Made) -> None:
    settings = resource.properties.get("FunctionUrlConfig")
    if not isinstance(settings, dict):
        return
    alias = resource.properties.get("AutoPublishAlias")
    named = {"TargetFunctionArn": {"Ref": resource.logical_id}, **settings}
    if alias:
        named["Qualifier"] = alias
    made.resources.append(generated(resource, "Url", "AWS::Lambda::Url", named))
    if settings.get("AuthType") != "NONE":
        return
    function = (
        {"Ref": f"{resource.logical_id}Alias{alias}"} if alias else {"Ref": resource.logical_id}
    )
    for suffix, action, condition in (
        ("UrlPublicPermissions", "lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": "NONE"}),
        ("URLInvokeAllowPublicAccess", "lambda:InvokeFunction", {"InvokedViaFunctionUrl": True}),
    ):
        properties = {"Action": action, "FunctionName": function, "Principal": "*", **condition}
        made.resources.append(generated(resource, suffix, "AWS::Lambda::Permission", properties))


def _configure_events(resource: Resource, made: _Made) -> None:
    settings = resource.properties.get("EventInvokeConfig")
    if not isinstance(settings, dict):
        return
    destinations: dict[str, Any] = {}
    wanted = settings.get("DestinationConfig")
    for side in ("OnSuccess", "OnFailure"):
        destination = wanted.get(side) if isinstance(wanted, dict) else None
        if not isinstance(destination, dict):
            continue
        kind, arn = destination.get("Type"), destination.get("Destination")
        suffix = f"EventInvokeConfig{side}"
        if arn is None and kind in {"SQS", "SNS"}:
            suffix += "Queue" if kind == "SQS" else "Topic"
            made.resources.append(generated(resource, suffix, f"AWS::{kind}::{suffix[-5:]}", {}))
            arn = {"Fn::GetAtt": [f"{resource.logical_id}{suffix}", "Arn"]}
        destinations[side] = {"Destination": arn}
        action = {**_SEND, **_OTHER_DESTINATIONS}.get(str(kind))
        if action:
            made.inline.append(_allow(f"{resource.logical_id}{suffix}Policy", action, arn))
    properties = {
        **settings,
        "FunctionName": {"Ref": resource.logical_id},
        "Qualifier": resource.properties.get("AutoPublishAlias") or "$LATEST",
        "DestinationConfig": destinations,
    }
    made.resources.append(
        generated(resource, "EventInvokeConfig", "AWS::Lambda::EventInvokeConfig", properties)
    )


def _allow(name: str, action: str, resource: Node) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {
        "PolicyName": name,
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }


def _role(resource: Resource, made: _Made) -> Resource:
    given, role = resource.properties, f"{resource.logical_id}Role"
    basic = "AWSLambdaBasicDurableExecutionRolePolicy" if given.get("DurableConfig") else None
    managed: list[Any] = [{"Fn::Sub": f"{_SERVICE_ROLE}{basic or 'AWSLambdaBasicExecutionRole'}"}]
    if given.get("Tracing") and given["Tracing"] != "Disabled":
        managed.append("AWSXrayWriteOnlyAccess")
    if given.get("VpcConfig"):
        managed.append({"Fn::Sub": f"{_SERVICE_ROLE}AWSLambdaVPCAccessExecutionRole"})
    own, inline = split_policies(given.get("Policies"), role)
    queue = given.get("DeadLetterQueue")
    if isinstance(queue, dict) and queue.get("Type") in _SEND:
        made.inline.append(
            _allow("DeadLetterQueuePolicy", _SEND[str(queue["Type"])], queue.get("TargetArn"))
        )
    properties = {
        "AssumeRolePolicyDocument": given.get("AssumeRolePolicyDocument") or _TRUST,
        "ManagedPolicyArns": [*managed, *_without_repeats(made.managed), *own],
        "Policies": [*inline, *made.inline],
        "PermissionsBoundary": given.get("PermissionsBoundary"),
        "Path": given.get("RolePath"),
    }
    return generated(resource, "Role", "AWS::IAM::Role", properties)


def _without_repeats(nodes: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for node in nodes:
        if node not in kept:
            kept.append(node)
    return kept


_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["lambda.amazonaws.com"]},
            "Action": ["sts:AssumeRole"],
        }
    ],
}
