"""The Events of a SAM function: each becomes the resources that invoke the function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.templates.resource import Resource
from auditor.templates.sam.polling import polling_statements
from auditor.templates.values import Node

_SERVICE_ROLE = "arn:${AWS::Partition}:iam::aws:policy/service-role/"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTarget:
    """The function, and how its events name it: by its alias if it publishes one."""

    function: Resource
    reference: Any  # node: what Permission.FunctionName takes
    arn: Any  # node


@dataclass(frozen=True, slots=True, kw_only=True)
class EventResources:
    """What one event becomes."""

    resources: tuple[Resource, ...] = ()
    managed_policies: tuple[Any, ...] = ()
    inline_policies: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    target: EventTarget
    id: str
    properties: Mapping[str, Any]

    def resource(self, suffix: str, type: str, properties: Mapping[str, Any]) -> Resource:
        """Return a resource that the event becomes."""
        function = self.target.function
        return Resource(
            logical_id=f"{function.logical_id}{self.id}{suffix}",
            type=type,
            properties=properties,
            condition=function.condition,
            node=function.node,
            mark=function.mark,
            written={"": (function.node, ("Properties", "Events", self.id), "")},
            source=function.logical_id,
        )

    def permission(self, principal: str, **more: Node) -> Resource:
        """Return the permission for a service to invoke the function."""
        properties = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": self.target.reference,
            "Principal": principal,
            **{name: value for name, value in more.items() if value is not None},
        }
        return self.resource("Permission", "AWS::Lambda::Permission", properties)


def event_resources(target: EventTarget) -> Iterator[EventResources]:
    """Yield what each event of a function becomes; one of a kind that is not known, a marker."""
    events = target.function.properties.get("Events")
    for name, row in events.items() if isinstance(events, dict) else ():
        if not isinstance(row, dict):
            continue
        properties = row.get("Properties")
        event = _Event(
            target=target, id=name, properties=properties if isinstance(properties, dict) else {}
        )
        kind = str(row.get("Type"))
        if kind in _POLLED:
            yield _poll(event, kind)
        elif kind in _PUSHED:
            yield EventResources(resources=tuple(_PUSHED[kind](event)))
        else:
            marker = event.resource("", "Auditor::UnknownEvent", {"Type": kind, **_function(event)})
            yield EventResources(resources=(marker,))


def _function(event: _Event) -> dict[str, Any]:
    return {"FunctionArn": event.target.arn}


# Kind -> the property that names the source, and the managed policy that SAM adds.
_POLLED: dict[str, tuple[str, str]] = {
    "SQS": ("Queue", "AWSLambdaSQSQueueExecutionRole"),
    "Kinesis": ("Stream", "AWSLambdaKinesisExecutionRole"),
    "DynamoDB": ("Stream", "AWSLambdaDynamoDBExecutionRole"),
    "MSK": ("Stream", "AWSLambdaMSKExecutionRole"),
    "MQ": ("Broker", ""),
    "DocumentDB": ("Cluster", ""),
    "SelfManagedKafka": ("", ""),
}


def _poll(event: _Event, kind: str) -> EventResources:
    source, policy = _POLLED[kind]
    given = dict(event.properties)
    properties: dict[str, Any] = {**given, "FunctionName": event.target.reference}
    if source:
        properties["EventSourceArn"] = given.get(source)
    else:
        properties["SelfManagedEventSource"] = {
            "Endpoints": {"KafkaBootstrapServers": given.get("KafkaBootstrapServers")}
        }
    managed = ({"Fn::Sub": f"{_SERVICE_ROLE}{policy}"},) if policy else ()
    return EventResources(
        resources=(event.resource("", "AWS::Lambda::EventSourceMapping", properties),),
        managed_policies=managed,
        inline_policies=tuple(_polling_policies(event, kind)),
    )


def _polling_policies(event: _Event, kind: str) -> Iterator[dict[str, Any]]:
    allowed = list(polling_statements(event.properties, kind))
    if allowed:
        document = {"Statement": [{"Effect": "Allow", **row} for row in allowed]}
        name = f"{event.target.function.logical_id}{event.id}Policy"
        yield {"PolicyName": name, "PolicyDocument": document}


def _s3(event: _Event) -> Iterator[Resource]:
    yield event.permission("s3.amazonaws.com", SourceAccount={"Ref": "AWS::AccountId"})
    yield event.resource(
        "Notification",
        "Auditor::BucketNotification",
        {"Bucket": event.properties.get("Bucket"), **_function(event)},
    )


def _sns(event: _Event) -> Iterator[Resource]:
    topic, through = event.properties.get("Topic"), event.properties.get("SqsSubscription")
    if not through:
        yield event.permission("sns.amazonaws.com", SourceArn=topic)
        yield event.resource(
            "",
            "AWS::SNS::Subscription",
            {"Protocol": "lambda", "TopicArn": topic, "Endpoint": event.target.arn},
        )
        return
    queue: Any = through.get("QueueArn") if isinstance(through, dict) else None
    if queue is None:
        made = event.resource("Queue", "AWS::SQS::Queue", {})
        yield made
        queue = {"Fn::GetAtt": [made.logical_id, "Arn"]}
    batch = through.get("BatchSize") if isinstance(through, dict) else None
    yield event.resource(
        "EventSourceMapping",
        "AWS::Lambda::EventSourceMapping",
        {
            "EventSourceArn": queue,
            "FunctionName": event.target.reference,
            "BatchSize": batch or 10,
        },
    )


def _rule(event: _Event) -> Iterator[Resource]:
    given = event.properties
    properties = {
        "ScheduleExpression": given.get("Schedule"),
        "EventPattern": given.get("Pattern"),
        "EventBusName": given.get("EventBusName"),
        "Name": given.get("Name") or given.get("RuleName"),
        "State": given.get("State", _enabled(given)),
        "Targets": [{"Id": f"{event.id}Target", "Arn": event.target.arn}],
    }
    rule = event.resource(
        "", "AWS::Events::Rule", {k: v for k, v in properties.items() if v is not None}
    )
    yield rule
    yield event.permission(
        "events.amazonaws.com", SourceArn={"Fn::GetAtt": [rule.logical_id, "Arn"]}
    )


def _enabled(given: Mapping[str, Any]) -> Node:
    enabled = given.get("Enabled")
    if isinstance(enabled, dict):
        return None
    return "DISABLED" if str(enabled).lower() == "false" else "ENABLED"


def _schedule(event: _Event) -> Iterator[Resource]:
    given = event.properties
    yield event.resource(
        "",
        "AWS::Scheduler::Schedule",
        {
            "Name": given.get("Name"),
            "ScheduleExpression": given.get("ScheduleExpression"),
            "State": given.get("State"),
            "Target": {"Arn": event.target.arn, "RoleArn": given.get("RoleArn")},
        },
    )


def _api(event: _Event) -> Iterator[Resource]:
    yield from _route(event, "RestApiId", "ServerlessRestApi", "REST")


def _http_api(event: _Event) -> Iterator[Resource]:
    yield from _route(event, "ApiId", "ServerlessHttpApi", "HTTP")


def _route(event: _Event, key: str, implicit: str, kind: str) -> Iterator[Resource]:
    given = event.properties
    api = given.get(key) or {"Ref": implicit}
    if isinstance(api, str):
        api = {"Ref": api}
    path, method = given.get("Path") or "/$default", given.get("Method") or "ANY"
    source = {
        "Fn::Sub": [
            "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*",
            {"Api": api},
        ]
    }
    yield event.permission("apigateway.amazonaws.com", SourceArn=source)
    timeout = given.get("TimeoutInMillis")
    yield event.resource(
        "Route",
        "Auditor::ApiRoute",
        {
            "Api": api,
            "Kind": kind,
            "Route": {"Fn::Join": [" ", [method, path]]},
            "Timeout": timeout,
            **_function(event),
        },
    )


def _logs(event: _Event) -> Iterator[Resource]:
    group = event.properties.get("LogGroupName")
    source = {
        "Fn::Sub": [
            "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}:*",
            {"Group": group or "*"},
        ]
    }
    yield event.permission("logs.amazonaws.com", SourceArn=source)


def _iot(event: _Event) -> Iterator[Resource]:
    arn = f"arn:${{AWS::Partition}}:iot:${{AWS::Region}}:${{AWS::AccountId}}:rule/{event.id}"
    yield event.permission(
        "iot.amazonaws.com", SourceArn={"Fn::Sub": arn}, SourceAccount={"Ref": "AWS::AccountId"}
    )


def _alexa(event: _Event) -> Iterator[Resource]:
    yield event.permission(
        "alexa-appkit.amazon.com", EventSourceToken=event.properties.get("SkillId")
    )


def _cognito(event: _Event) -> Iterator[Resource]:
    pool = event.properties.get("UserPool")
    name = pool.get("Ref") if isinstance(pool, dict) else None
    source = {"Fn::GetAtt": [name, "Arn"]} if name else None
    yield event.permission("cognito-idp.amazonaws.com", SourceArn=source)


_PUSHED: dict[str, Callable[[_Event], Iterator[Resource]]] = {
    "S3": _s3,
    "SNS": _sns,
    "Schedule": _rule,
    "CloudWatchEvent": _rule,
    "EventBridgeRule": _rule,
    "ScheduleV2": _schedule,
    "Api": _api,
    "HttpApi": _http_api,
    "CloudWatchLogs": _logs,
    "IoTRule": _iot,
    "AlexaSkill": _alexa,
    "Cognito": _cognito,
}
