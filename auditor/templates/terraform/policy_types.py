"""Roles and policies of the AWS provider.

Attributes: the registry pages of hashicorp/aws 6; read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.templates.terraform.plain_types import Attributes, Convert, Made


def _role(of: Attributes) -> Iterator[Made]:
    inline = [
        {
            "PolicyName": of.get("inline_policy", n, "name"),
            "PolicyDocument": of.policy("inline_policy", n, "policy"),
        }
        for n in of.blocks("inline_policy")
        if of.get("inline_policy", n, "policy")
    ]
    yield (
        "",
        "AWS::IAM::Role",
        {
            "RoleName": of.get("name"),
            "AssumeRolePolicyDocument": of.policy("assume_role_policy"),
            "Policies": inline or None,
            "ManagedPolicyArns": of.get("managed_policy_arns") or None,
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


def _attachments(of: Attributes) -> Iterator[Made]:
    """Yield the attachments of a role that has no others."""
    arns = of.get("policy_arns")
    for n, arn in enumerate(arns if isinstance(arns, list) else [arns]):
        properties = {"Roles": [of.get("role_name")], "PolicyArn": arn}
        yield f"#{n}", "Auditor::PolicyAttachment", properties


def _queue_policy(of: Attributes) -> Iterator[Made]:
    properties = {"Queues": [of.get("queue_url")], "PolicyDocument": of.policy("policy")}
    yield "", "AWS::SQS::QueuePolicy", properties


def _topic_policy(of: Attributes) -> Iterator[Made]:
    properties = {"Topics": [of.get("arn")], "PolicyDocument": of.policy("policy")}
    yield "", "AWS::SNS::TopicPolicy", properties


def _topic(of: Attributes) -> Iterator[Made]:
    properties = {
        "TopicName": of.get("name") or None,
        "FifoTopic": of.get("fifo_topic"),
        "KmsMasterKeyId": of.get("kms_master_key_id") or None,
    }
    yield "", "AWS::SNS::Topic", properties
    yield from own_policy(of, "AWS::SNS::TopicPolicy", "Topics")


def own_policy(of: Attributes, type: str, target: str) -> Iterator[Made]:
    """Yield the policy that a queue or topic has as an attribute."""
    document = of.policy("policy")
    if document:
        yield "#policy", type, {target: [{"Ref": of.address}], "PolicyDocument": document}


POLICIES: Mapping[str, Convert] = {
    "aws_iam_role": _role,
    "aws_iam_role_policy": _role_policy,
    "aws_iam_policy": _policy,
    "aws_iam_role_policy_attachment": _attachment,
    "aws_iam_policy_attachment": _attachment,
    "aws_iam_role_policy_attachments_exclusive": _attachments,
    "aws_sqs_queue_policy": _queue_policy,
    "aws_sns_topic": _topic,
    "aws_sns_topic_policy": _topic_policy,
}
