"""The AWS provider's resource types, and what each is in CloudFormation.

Attributes: the registry pages of hashicorp/aws 6; read 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.templates.terraform.event_types import EVENTS
from auditor.templates.terraform.network_types import NETWORK
from auditor.templates.terraform.observability_types import OBSERVABILITY
from auditor.templates.terraform.plain_types import PLAIN, Attributes, Convert, Made
from auditor.templates.terraform.policy_types import POLICIES, own_policy
from auditor.templates.terraform.resident_types import RESIDENTS
from auditor.templates.values import UNDECIDED, Node

SETTINGS = "Auditor::FunctionSettings"  # properties that a resource of its own gives a function


def _tags(of: Attributes) -> Node:
    tags = of.tags()
    if not isinstance(tags, dict) or any(key.startswith("Auditor::") for key in tags):
        return tags
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _function(of: Attributes) -> Iterator[Made]:
    properties = {**_code(of), **_limits(of), **_connections(of), "Tags": _tags(of)}
    properties["Auditor::AllTags"] = True  # there are no tags of a stack as well
    yield "", "AWS::Lambda::Function", properties


def _code(of: Attributes) -> dict[str, Any]:
    image = of.get("image_uri")
    return {
        "FunctionName": of.get("function_name"),
        "Description": of.get("description") or None,
        "PackageType": of.get("package_type"),
        "Code": {"ImageUri": image} if image else {"Local": of.get("filename")},
        "Runtime": of.get("runtime") or None,
        "Handler": of.get("handler") or None,
        "Architectures": of.get("architectures") or None,
        "Layers": of.get("layers") or None,
        "CodeSigningConfigArn": of.get("code_signing_config_arn") or None,
        "SnapStart": {"ApplyOn": of.get("snap_start", 0, "apply_on")},
    }


def _limits(of: Attributes) -> dict[str, Any]:
    reserved = of.get("reserved_concurrent_executions")
    return {
        "Timeout": of.get("timeout"),
        "MemorySize": of.get("memory_size"),
        "EphemeralStorage": {"Size": of.get("ephemeral_storage", 0, "size")},
        "ReservedConcurrentExecutions": None if reserved == -1 else reserved,
    }


def _connections(of: Attributes) -> dict[str, Any]:
    variables = of.variables()
    systems = [
        {"Arn": of.get("file_system_config", n, "arn")} for n in of.blocks("file_system_config")
    ]
    vpc = {
        "SubnetIds": of.get("vpc_config", 0, "subnet_ids"),
        "SecurityGroupIds": of.get("vpc_config", 0, "security_group_ids"),
    }
    return {
        "Role": of.get("role"),
        "KmsKeyArn": of.get("kms_key_arn") or None,
        "TracingConfig": {"Mode": of.get("tracing_config", 0, "mode")},
        "DeadLetterConfig": {"TargetArn": of.get("dead_letter_config", 0, "target_arn")},
        "LoggingConfig": {
            "LogFormat": of.get("logging_config", 0, "log_format"),
            "LogGroup": of.get("logging_config", 0, "log_group") or None,
        },
        "Environment": {"Variables": variables} if variables is not None else None,
        "VpcConfig": of.maybe("vpc_config") or (vpc if of.blocks("vpc_config") else None),
        "FileSystemConfigs": of.maybe("file_system_config") or systems or None,
    }


def _queue(of: Attributes) -> Iterator[Made]:
    yield (
        "",
        "AWS::SQS::Queue",
        {
            "QueueName": of.get("name"),
            "VisibilityTimeout": of.get("visibility_timeout_seconds"),
            "RedrivePolicy": _redrive(of),
            "FifoQueue": of.get("fifo_queue"),
            "KmsMasterKeyId": of.get("kms_master_key_id") or None,
        },
    )
    yield from own_policy(of, "AWS::SQS::QueuePolicy", "Queues")


def _redrive(of: Attributes) -> Node:
    """Return the redrive policy; of one that is known after apply, the queue that it names."""
    node = of.encoded("redrive_policy")
    if isinstance(node, dict) and UNDECIDED in node:
        named = of.mentioned("redrive_policy")
        if named:
            return {"deadLetterTargetArn": named[0], "maxReceiveCount": node}
    return node or None


def _redrive_policy(of: Attributes) -> Iterator[Made]:
    yield (
        "",
        "Auditor::RedrivePolicy",
        {"Queue": of.get("queue_url"), "RedrivePolicy": _redrive(of)},
    )


def _recursion(of: Attributes) -> Iterator[Made]:
    settings = {"RecursiveLoop": of.get("recursive_loop")}
    yield "", SETTINGS, {"FunctionName": of.get("function_name"), "Settings": settings}


def _runtime_management(of: Attributes) -> Iterator[Made]:
    settings = {
        "RuntimeManagementConfig": {
            "UpdateRuntimeOn": of.get("update_runtime_on"),
            "RuntimeVersionArn": of.get("runtime_version_arn"),
        }
    }
    yield "", SETTINGS, {"FunctionName": of.get("function_name"), "Settings": settings}


TYPES: Mapping[str, Convert] = {
    "aws_lambda_function": _function,
    "aws_lambda_function_recursion_config": _recursion,
    "aws_lambda_runtime_management_config": _runtime_management,
    "aws_sqs_queue": _queue,
    "aws_sqs_queue_redrive_policy": _redrive_policy,
    **EVENTS,
    **NETWORK,
    **OBSERVABILITY,
    **PLAIN,
    **POLICIES,
    **RESIDENTS,
}
