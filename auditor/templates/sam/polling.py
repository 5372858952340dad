"""What SAM lets a function's role do so that Lambda can poll an event source for it.

Source: aws-sam-translator 1.115, samtranslator/model/eventsources/pull.py; read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_WITHOUT_SECRET = frozenset({"VIRTUAL_HOST", "VPC_SUBNET", "VPC_SECURITY_GROUP"})
_IN_A_VPC = frozenset({"VPC_SUBNET", "VPC_SECURITY_GROUP"})
_NETWORK = {
    "Action": [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeVpcs",
        "ec2:DescribeSubnets",
        "ec2:DescribeSecurityGroups",
    ],
    "Resource": "*",
}
_RDS = "arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:"
_KEYS = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/"
_SEND = {"SNS": "sns:Publish", "S3Bucket": "s3:PutObject"}


def polling_statements(given: Mapping[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """Yield the statements that an event of this kind adds to the role, without their effect."""
    accesses = given.get("SourceAccessConfigurations")
    rows = [row for row in accesses if isinstance(row, dict)] if isinstance(accesses, list) else []
    for row in rows:
        if row.get("URI") and row.get("Type") not in _WITHOUT_SECRET:
            yield {"Action": ["secretsmanager:GetSecretValue"], "Resource": row["URI"]}
    if kind == "MQ":
        yield {"Action": ["mq:DescribeBroker"], "Resource": given.get("Broker")}
    if kind == "DocumentDB":
        for action, name in (
            ("rds:DescribeDBClusterParameters", "cluster-pg:*"),
            ("rds:DescribeDBSubnetGroups", "subgrp:*"),
        ):
            yield {"Action": [action], "Resource": {"Fn::Sub": f"{_RDS}{name}"}}
        yield {"Action": ["rds:DescribeDBClusters"], "Resource": given.get("Cluster")}
    types = {str(row.get("Type")) for row in rows}
    if kind == "DocumentDB" or (kind == "SelfManagedKafka" and types >= _IN_A_VPC):
        yield _NETWORK
    key = given.get("SecretsManagerKmsKeyId")
    if isinstance(key, str):
        yield {"Action": ["kms:Decrypt"], "Resource": {"Fn::Sub": f"{_KEYS}{key}"}}
    destination = given.get("DestinationConfig")
    failure = destination.get("OnFailure") if isinstance(destination, dict) else None
    if isinstance(failure, dict) and failure.get("Destination"):
        action = _SEND.get(str(failure.get("Type")), "sqs:SendMessage")
        yield {"Action": [action], "Resource": failure["Destination"]}
