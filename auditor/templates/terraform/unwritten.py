"""Attributes that the AWS provider marks as known after apply where they are not written.

The provider declares them optional and computed: a plan tells no value, and the service's default
is what they get. Source: the schemas of hashicorp/aws 4 to 6; read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.templates.values import entry_at

_MAPPING = (
    "batch_size bisect_batch_on_function_error enabled function_response_types"
    " maximum_batching_window_in_seconds maximum_record_age_in_seconds maximum_retry_attempts"
    " queues starting_position topics"
)
_NAMES: Mapping[str, str] = {
    "aws_lambda_function": "architectures description ephemeral_storage kms_key_arn layers"
    " logging_config reserved_concurrent_executions tracing_config",
    "aws_lambda_event_source_mapping": _MAPPING,
    "aws_lambda_permission": "event_source_token principal_org_id qualifier source_account"
    " source_arn function_url_auth_type",
    "aws_lambda_function_event_invoke_config": "qualifier",
    "aws_lambda_alias": "description",
    "aws_iam_role": "inline_policy managed_policy_arns permissions_boundary",
    "aws_sqs_queue": "fifo_queue kms_master_key_id policy redrive_policy"
    " visibility_timeout_seconds",
    "aws_sns_topic": "fifo_topic kms_master_key_id policy",
    "aws_vpc_endpoint": "policy vpc_endpoint_type",
    "aws_security_group": "ingress egress",
    "aws_cloudwatch_log_group": "retention_in_days",
    "aws_cloudwatch_event_rule": "is_enabled state schedule_expression",
    "aws_cloudwatch_event_target": "event_bus_name",
    "aws_scheduler_schedule": "state",
    "aws_api_gateway_integration": "timeout_milliseconds request_parameters",
    "aws_apigatewayv2_integration": "timeout_milliseconds request_parameters",
    "aws_api_gateway_rest_api": "body",
    "aws_apigatewayv2_api": "body",
    "aws_subnet": "availability_zone_id",
    "aws_lb": "internal",
    "aws_alb": "internal",
}  # fmt: skip
# Those of them that are nested blocks, which a `dynamic` block may write.
_BLOCKS = frozenset(
    {"egress", "ephemeral_storage", "ingress", "inline_policy", "logging_config", "tracing_config"}
)
_DEFAULTED = {kind: frozenset(names.split()) for kind, names in _NAMES.items()}


def has_default(type: str, attribute: str) -> bool:
    """Return whether the service's default is what an attribute gets where it is not written."""
    return attribute in _DEFAULTED.get(type, ())


def may_be_dynamic(attribute: str) -> bool:
    """Return whether an attribute with a default is a nested block."""
    return attribute in _BLOCKS


def tags_of_providers(plan: Mapping[str, Any]) -> bool:
    """Return whether a provider may add tags of its own; it may where the plan does not tell."""
    rows = entry_at(plan, "configuration", "provider_config")
    if not isinstance(rows, dict):
        return True
    return any(entry_at(row, "expressions", "default_tags") is not None for row in rows.values())
