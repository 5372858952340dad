"""What invokes functions, of the AWS provider: mappings, rules, schedules, buckets, APIs.

Attributes: the registry pages of hashicorp/aws 6; read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.errors import UsageError
from auditor.templates.reader import parse
from auditor.templates.terraform.plain_types import Attributes, Convert, Made, plain
from auditor.templates.values import UNDECIDED, Node


def _permission(of: Attributes) -> Iterator[Made]:
    name, qualifier = of.get("function_name"), of.get("qualifier")
    if qualifier:
        name = {"Fn::Join": [":", [name, qualifier]]}
    yield (
        "",
        "AWS::Lambda::Permission",
        {
            "Action": of.get("action"),
            "FunctionName": name,
            "Principal": of.get("principal"),
            "SourceArn": of.get("source_arn") or None,
            "SourceAccount": of.get("source_account") or None,
            "EventSourceToken": of.get("event_source_token") or None,
            "PrincipalOrgID": of.get("principal_org_id") or None,
            "FunctionUrlAuthType": of.get("function_url_auth_type") or None,
            "InvokedViaFunctionUrl": of.get("invoked_via_function_url") or None,
        },
    )


def _mapping(of: Attributes) -> Iterator[Made]:
    failure = of.get("destination_config", 0, "on_failure", 0, "destination_arn")
    yield (
        "",
        "AWS::Lambda::EventSourceMapping",
        {
            "FunctionName": of.get("function_name"),
            "EventSourceArn": of.get("event_source_arn") or None,
            "BatchSize": of.get("batch_size") or None,
            "Enabled": of.get("enabled"),
            "StartingPosition": of.get("starting_position") or None,
            "MaximumBatchingWindowInSeconds": of.get("maximum_batching_window_in_seconds"),
            "MaximumRetryAttempts": of.get("maximum_retry_attempts"),
            "MaximumRecordAgeInSeconds": of.get("maximum_record_age_in_seconds"),
            "BisectBatchOnFunctionError": of.get("bisect_batch_on_function_error"),
            "FunctionResponseTypes": of.get("function_response_types") or None,
            "DestinationConfig": {"OnFailure": {"Destination": failure}} if failure else None,
            "SelfManagedEventSource": {} if of.blocks("self_managed_event_source") else None,
            "Topics": of.get("topics") or None,
            "Queues": of.get("queues") or None,
            "DocumentDBEventSourceConfig": (
                {} if of.blocks("document_db_event_source_config") else None
            ),
        },
    )


def _invoke_config(of: Attributes) -> Iterator[Made]:
    sides = {
        side: {"Destination": of.get("destination_config", 0, block, 0, "destination")}
        for side, block in (("OnFailure", "on_failure"), ("OnSuccess", "on_success"))
        if of.get("destination_config", 0, block, 0, "destination")
    }
    yield (
        "",
        "AWS::Lambda::EventInvokeConfig",
        {
            "FunctionName": of.get("function_name"),
            "Qualifier": of.get("qualifier") or "$LATEST",
            "DestinationConfig": sides,
            "MaximumRetryAttempts": of.get("maximum_retry_attempts"),
            "MaximumEventAgeInSeconds": of.get("maximum_event_age_in_seconds") or None,
        },
    )


def _rule(of: Attributes) -> Iterator[Made]:
    state = of.get("state") or ("DISABLED" if of.get("is_enabled") is False else None)
    properties = {
        "Name": of.get("name"),
        "State": state,
        "ScheduleExpression": of.get("schedule_expression") or None,
    }
    yield "", "Auditor::Rule", properties


def _event_target(of: Attributes) -> Iterator[Made]:
    yield (
        "",
        "AWS::Events::Rule",
        {
            "Name": of.get("rule"),
            "EventBusName": of.get("event_bus_name") or None,
            "Targets": [{"Arn": of.get("arn")}],
        },
    )


def _notification(of: Attributes) -> Iterator[Made]:
    for n in of.blocks("lambda_function"):
        yield (
            f"#{n}",
            "Auditor::BucketNotification",
            {
                "Bucket": of.get("bucket"),
                "FunctionArn": of.get("lambda_function", n, "lambda_function_arn"),
            },
        )


def _schedule(of: Attributes) -> Iterator[Made]:
    target = {"Arn": of.get("target", 0, "arn"), "RoleArn": of.get("target", 0, "role_arn")}
    properties = {"Name": of.get("name"), "State": of.get("state"), "Target": target}
    yield "", "AWS::Scheduler::Schedule", properties


def _method(of: Attributes) -> Iterator[Made]:
    integration = {
        "Uri": of.get("uri"),
        "TimeoutInMillis": of.get("timeout_milliseconds"),
        "RequestParameters": of.get("request_parameters"),
    }
    properties = {
        "RestApiId": of.get("rest_api_id"),
        "ResourceId": of.get("resource_id"),
        "HttpMethod": of.get("http_method"),
        "Integration": integration,
    }
    yield "", "AWS::ApiGateway::Method", properties


def _api(type: str, kind: str) -> Convert:
    def convert(of: Attributes) -> Iterator[Made]:
        body: Any = of.encoded("body")
        if isinstance(body, str):
            body = _described(body, f"{of.address}.body")
        properties = {"Name": of.get("name"), kind: of.get("protocol_type"), "Body": body or None}
        yield "", type, properties

    return convert


def _described(text: str, shown: str) -> Node:
    """Return the OpenAPI document in a text of JSON or YAML."""
    try:
        return parse(text, shown) if text.strip() else None
    except UsageError:
        return {UNDECIDED: [f"{shown} is no OpenAPI document that can be read", "", ""]}


EVENTS: Mapping[str, Convert] = {
    "aws_lambda_permission": _permission,
    "aws_lambda_event_source_mapping": _mapping,
    "aws_lambda_function_event_invoke_config": _invoke_config,
    "aws_cloudwatch_event_rule": _rule,
    "aws_cloudwatch_event_target": _event_target,
    "aws_s3_bucket_notification": _notification,
    "aws_scheduler_schedule": _schedule,
    "aws_api_gateway_rest_api": _api("AWS::ApiGateway::RestApi", "Auditor::Protocol"),
    "aws_apigatewayv2_api": _api("AWS::ApiGatewayV2::Api", "ProtocolType"),
    "aws_api_gateway_integration": _method,
    "aws_api_gateway_resource": plain(
        "AWS::ApiGateway::Resource", PathPart="path_part", ParentId="parent_id"
    ),
    "aws_apigatewayv2_integration": plain(
        "AWS::ApiGatewayV2::Integration",
        ApiId="api_id",
        IntegrationUri="integration_uri",
        TimeoutInMillis="timeout_milliseconds",
        RequestParameters="request_parameters",
    ),
    "aws_apigatewayv2_route": plain(
        "AWS::ApiGatewayV2::Route", ApiId="api_id", RouteKey="route_key", Target="target"
    ),
}
