"""Log groups, alarms, metrics and container images."""

from __future__ import annotations

from auditor.collect.table.rows import (
    NEXT_TOKEN,
    NEXT_TOKEN_LOWER,
    FactRow,
    Names,
    Operation,
    Owner,
)
from auditor.model import Need

# Calls a second. CloudWatch: its quota page; for the others a careful figure. As of 2026-11-20.
BUCKETS = {
    "logs": 5,
    "cloudwatch": 8,
    "cloudwatch:GetMetricData": 20,
    "compute-optimizer": 2,
    "ecr": 10,
}

OPERATIONS = (
    Operation(
        service="logs", name="DescribeLogGroups", action="logs:DescribeLogGroups", bucket="logs",
        items="logGroups", token=NEXT_TOKEN_LOWER, page=("limit", 50), required=("logGroups",),
        why="log retention",
    ),
    Operation(
        service="cloudwatch", name="DescribeAlarms", action="cloudwatch:DescribeAlarms",
        bucket="cloudwatch", items="MetricAlarms", also=("CompositeAlarms",), token=NEXT_TOKEN,
        page=("MaxRecords", 100), required=("MetricAlarms",), why="alarms on functions",
    ),
    Operation(
        service="cloudwatch", name="GetMetricData", action="cloudwatch:GetMetricData",
        bucket="cloudwatch:GetMetricData", items="MetricDataResults", token=NEXT_TOKEN,
        required=("MetricDataResults",), why="metrics of functions",
    ),
    Operation(
        service="compute-optimizer", name="GetLambdaFunctionRecommendations",
        action="compute-optimizer:GetLambdaFunctionRecommendations", bucket="compute-optimizer",
        items="lambdaFunctionRecommendations", token=NEXT_TOKEN_LOWER, page=("maxResults", 100),
        required=("lambdaFunctionRecommendations",), why="memory recommendations",
    ),
    Operation(
        service="ecr", name="DescribeImages", action="ecr:DescribeImages", bucket="ecr",
        resource="arn:*:ecr:*:*:repository/*", items="imageDetails", token=NEXT_TOKEN_LOWER,
        required=("imageDetails",), why="sizes of container images",
    ),
    Operation(
        service="ecr", name="BatchGetImage", action="ecr:BatchGetImage", bucket="ecr",
        resource="arn:*:ecr:*:*:repository/*", required=("images",),
        why="the image of one architecture in a manifest list",
    ),
)  # fmt: skip

FACTS = (
    FactRow(
        need=Need.LOG_GROUPS, owner=Owner.REGION, field="log_groups",
        operations=("logs:DescribeLogGroups",), read="logs_and_alarms.log_groups",
        names=Names.LOG_GROUPS,
    ),
    FactRow(
        need=Need.ALARMS, owner=Owner.REGION, field="alarms",
        operations=("cloudwatch:DescribeAlarms",), read="logs_and_alarms.alarms",
    ),
    FactRow(
        need=Need.METRICS, owner=Owner.FUNCTION, field="metrics",
        operations=("cloudwatch:GetMetricData",),
    ),
    FactRow(
        need=Need.RIGHTSIZING, owner=Owner.FUNCTION, field="rightsizing",
        operations=("compute-optimizer:GetLambdaFunctionRecommendations",),
    ),
    FactRow(
        need=Need.IMAGES, owner=Owner.FUNCTION, field="image",
        operations=("lambda:GetFunction", "ecr:DescribeImages", "ecr:BatchGetImage"),
    ),
)  # fmt: skip
