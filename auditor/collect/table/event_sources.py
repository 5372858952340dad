"""Where events come from, and where failed ones go."""

from __future__ import annotations

from auditor.collect.table.rows import (
    NEXT_TOKEN,
    POSITION,
    QUEUE,
    FactRow,
    Names,
    Operation,
    Owner,
)
from auditor.model import Need

# Calls a second, by the quota pages of the services; 2026-11-20.
BUCKETS = {
    "sqs": 100,
    "sns": 15,
    "sns:ListSubscriptions": 15,
    "events": 15,
    "scheduler": 15,
    "s3": 50,
    "apigateway": 5,
}

OPERATIONS = (
    Operation(
        service="sqs", name="GetQueueAttributes", action="sqs:GetQueueAttributes", bucket="sqs",
        resource=QUEUE, required=("Attributes",),
        why="redrive, visibility timeout and key of a queue",
    ),
    Operation(
        service="sqs", name="ListDeadLetterSourceQueues", action="sqs:ListDeadLetterSourceQueues",
        bucket="sqs", resource=QUEUE, items="queueUrls", token=NEXT_TOKEN,
        page=("MaxResults", 1), why="whether a queue is another queue's dead-letter queue",
    ),
    Operation(
        service="sns", name="GetTopicAttributes", action="sns:GetTopicAttributes", bucket="sns",
        resource="arn:*:sns:*:*:*", required=("Attributes",),
        why="whether a topic exists, and its key",
    ),
    Operation(
        service="sns", name="ListSubscriptions", action="sns:ListSubscriptions",
        bucket="sns:ListSubscriptions", items="Subscriptions", token=NEXT_TOKEN,
        required=("Subscriptions",), why="topics that invoke functions",
    ),
    Operation(
        service="events", name="ListEventBuses", action="events:ListEventBuses", bucket="events",
        items="EventBuses", token=NEXT_TOKEN, required=("EventBuses",), why="the event buses",
    ),
    Operation(
        service="events", name="ListRules", action="events:ListRules", bucket="events",
        items="Rules", token=NEXT_TOKEN, page=("Limit", 100), required=("Rules",),
        why="rules and schedules that invoke functions",
    ),
    Operation(
        service="events", name="ListTargetsByRule", action="events:ListTargetsByRule",
        bucket="events", items="Targets", token=NEXT_TOKEN, page=("Limit", 100),
        required=("Targets",), why="the targets of a rule",
    ),
    Operation(
        service="events", name="DescribeEventBus", action="events:DescribeEventBus",
        bucket="events", required=("Arn",), why="whether an event bus exists",
    ),
    Operation(
        service="scheduler", name="ListSchedules", action="scheduler:ListSchedules",
        bucket="scheduler", items="Schedules", token=NEXT_TOKEN, page=("MaxResults", 100),
        required=("Schedules",), why="schedules that invoke functions",
    ),
    Operation(
        service="scheduler", name="GetSchedule", action="scheduler:GetSchedule",
        bucket="scheduler", resource="arn:*:scheduler:*:*:schedule/*", required=("Target",),
        why="the role of a schedule",
    ),
    Operation(
        service="s3", name="ListBuckets", action="s3:ListAllMyBuckets", bucket="s3",
        items="Buckets", token=("ContinuationToken", "ContinuationToken"), required=("Buckets",),
        world=True, why="the account's buckets",
    ),
    Operation(
        service="s3", name="GetBucketNotificationConfiguration",
        action="s3:GetBucketNotification", bucket="s3", resource="arn:*:s3:::*",
        why="buckets that invoke functions",
    ),
    Operation(
        service="apigateway", name="GetRestApis", action="apigateway:GET", bucket="apigateway",
        resource="arn:*:apigateway:*::/restapis*", items="items", token=POSITION,
        page=("limit", 500), why="REST APIs",
    ),
    Operation(
        service="apigateway", name="GetResources", action="apigateway:GET", bucket="apigateway",
        resource="arn:*:apigateway:*::/restapis*", items="items", token=POSITION,
        page=("limit", 500), why="integrations of a REST API",
    ),
    Operation(
        service="apigatewayv2", name="GetApis", action="apigateway:GET", bucket="apigateway",
        resource="arn:*:apigateway:*::/apis*", items="Items", token=NEXT_TOKEN,
        page=("MaxResults", 500), why="HTTP and WebSocket APIs",
    ),
    Operation(
        service="apigatewayv2", name="GetIntegrations", action="apigateway:GET",
        bucket="apigateway", resource="arn:*:apigateway:*::/apis*", items="Items",
        token=NEXT_TOKEN, page=("MaxResults", 500),
        why="integrations of an HTTP API",
    ),
    Operation(
        service="apigatewayv2", name="GetRoutes", action="apigateway:GET", bucket="apigateway",
        resource="arn:*:apigateway:*::/apis*", items="Items", token=NEXT_TOKEN,
        page=("MaxResults", 500), why="routes of an HTTP API",
    ),
    Operation(
        service="apigateway", name="GetStages", action="apigateway:GET", bucket="apigateway",
        resource="arn:*:apigateway:*::/restapis*", items="item", required=("item",),
        why="limits of a REST API",
    ),
    Operation(
        service="apigatewayv2", name="GetStages", action="apigateway:GET", bucket="apigateway",
        resource="arn:*:apigateway:*::/apis*", items="Items", token=NEXT_TOKEN,
        page=("MaxResults", 500), required=("Items",), why="limits of an HTTP API",
    ),
)  # fmt: skip

FACTS = (
    FactRow(
        need=Need.EVENT_SOURCE_MAPPINGS, owner=Owner.REGION, field="event_source_mappings",
        operations=("lambda:ListEventSourceMappings",),
        read="event_source_mappings.event_source_mappings",
        also_for=(Need.QUEUES, Need.DESTINATIONS),
    ),
    FactRow(
        need=Need.QUEUES, owner=Owner.REGION, field="queues",
        operations=(
            "lambda:ListEventSourceMappings",
            "sqs:GetQueueAttributes",
            "sqs:ListDeadLetterSourceQueues",
        ),
    ),
    FactRow(
        need=Need.DESTINATIONS, owner=Owner.REGION, field="destinations",
        operations=(
            "lambda:ListEventSourceMappings",
            "lambda:ListFunctionEventInvokeConfigs",
            "sqs:GetQueueAttributes",
            "sns:GetTopicAttributes",
            "events:DescribeEventBus",
            "s3:ListBuckets",
        ),
    ),
    FactRow(
        need=Need.SUBSCRIPTIONS, owner=Owner.REGION, field="subscriptions",
        operations=("sns:ListSubscriptions",), read="event_sources.subscriptions",
    ),
    FactRow(
        need=Need.EVENT_RULES, owner=Owner.REGION, field="event_rules",
        operations=("events:ListEventBuses", "events:ListRules", "events:ListTargetsByRule"),
        read="event_sources.event_rules",
    ),
    FactRow(
        need=Need.SCHEDULES, owner=Owner.REGION, field="schedules",
        operations=("scheduler:ListSchedules", "scheduler:GetSchedule"),
        read="event_sources.schedules",
    ),
    FactRow(
        need=Need.API_INTEGRATIONS, owner=Owner.REGION, field="api_integrations",
        operations=(
            "apigateway:GetRestApis",
            "apigateway:GetResources",
            "apigatewayv2:GetApis",
            "apigatewayv2:GetIntegrations",
            "apigatewayv2:GetRoutes",
        ),
        read="api_integrations.api_integrations", also_for=(Need.API_STAGES,),
    ),
    FactRow(
        need=Need.API_STAGES, owner=Owner.REGION, field="api_stages",
        operations=(
            "apigateway:GetStages",
            "apigatewayv2:GetStages",
            "apigateway:GetRestApis",
            "apigateway:GetResources",
            "apigatewayv2:GetApis",
            "apigatewayv2:GetIntegrations",
            "apigatewayv2:GetRoutes",
        ),
        read="api_stages.api_stages", names=Names.APIS,
    ),
    FactRow(
        need=Need.BUCKET_NOTIFICATIONS, owner=Owner.REGION, field="bucket_notifications",
        operations=("s3:GetBucketNotificationConfiguration",),
        read="event_sources.bucket_notifications", names=Names.BUCKETS,
    ),
)  # fmt: skip
