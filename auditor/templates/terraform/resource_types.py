"""The AWS provider's resource types, and what each is in CloudFormation.

Attributes: the registry pages of hashicorp/aws 6; read 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.templates.terraform.network_types import NETWORK
from auditor.templates.terraform.plain_types import PLAIN, Attributes, Convert, Made
from auditor.templates.values import UNDECIDED


def _tags(of: Attributes) -> Any:  # noqa: ANN401  a node
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
        "VpcConfig": vpc if of.blocks("vpc_config") else None,
        "FileSystemConfigs": systems or None,
    }


def _role(of: Attributes) -> Iterator[Made]:
    inline = [
        {
            "PolicyName": of.get("inline_policy", n, "name"),
            "PolicyDocument": of.policy("inline_policy", n, "policy"),
        }
        for n in of.blocks("inline_policy")
        if of.get("inline_policy", n, "policy")
    ]
    managed = of.get("managed_policy_arns")
    yield (
        "",
        "AWS::IAM::Role",
        {
            "RoleName": of.get("name"),
            "AssumeRolePolicyDocument": of.policy("assume_role_policy"),
            "Policies": inline or None,
            "ManagedPolicyArns": managed if isinstance(managed, list) and managed else None,
            "PermissionsBoundary": of.get("permissions_boundary") or None,
        },
    )


def _role_policy(of: Attributes) -> Iterator[Made]:
    yield (
        "",
        "AWS::IAM::Policy",
        {
            "PolicyName": of.get("name"),
            "PolicyDocument": of.policy("policy"),
            "Roles": [of.get("role")],
        },
    )


def _policy(of: Attributes) -> Iterator[Made]:
    properties = {"ManagedPolicyName": of.get("name"), "PolicyDocument": of.policy("policy")}
    yield "", "AWS::IAM::ManagedPolicy", properties


def _attachment(of: Attributes) -> Iterator[Made]:
    roles = of.get("roles") or [of.get("role")]
    yield "", "Auditor::PolicyAttachment", {"Roles": roles, "PolicyArn": of.get("policy_arn")}


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
        },
    )


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
    yield "", "AWS::Scheduler::Schedule", {"Name": of.get("name"), "Target": target}


def _queue_policy(of: Attributes) -> Iterator[Made]:
    properties = {"Queues": [of.get("queue_url")], "PolicyDocument": of.policy("policy")}
    yield "", "AWS::SQS::QueuePolicy", properties


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


def _redrive(of: Attributes) -> Any:  # noqa: ANN401  a node
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


TYPES: Mapping[str, Convert] = {
    "aws_lambda_function": _function,
    "aws_iam_role": _role,
    "aws_iam_role_policy": _role_policy,
    "aws_iam_policy": _policy,
    "aws_iam_role_policy_attachment": _attachment,
    "aws_iam_policy_attachment": _attachment,
    "aws_lambda_permission": _permission,
    "aws_lambda_event_source_mapping": _mapping,
    "aws_lambda_function_event_invoke_config": _invoke_config,
    "aws_cloudwatch_event_target": _event_target,
    "aws_s3_bucket_notification": _notification,
    "aws_scheduler_schedule": _schedule,
    "aws_sqs_queue_policy": _queue_policy,
    "aws_sqs_queue": _queue,
    "aws_sqs_queue_redrive_policy": _redrive_policy,
    **PLAIN,
    **NETWORK,
}
