"""Resource types of the AWS provider whose attributes only have other names in CloudFormation.

Attributes: the registry pages of hashicorp/aws 6; read 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from auditor.templates.values import Node

Made = tuple[str, str, dict[str, Any]]  # suffix of the address, type, properties


class Attributes(Protocol):
    """What a converter reads of one resource."""

    address: str

    def get(self, *path: str | int) -> Node:
        """Return the node of an attribute."""

    def blocks(self, name: str) -> range:
        """Return the positions of a nested block."""

    def maybe(self, name: str) -> Node:
        """Return the node of a block of which it is not known whether there is one."""

    def encoded(self, name: str) -> Node:
        """Return an attribute that holds JSON."""

    def mentioned(self, name: str) -> list[Any]:
        """Return the resources that an attribute refers to, as nodes."""

    def sources(self, name: str) -> list[Any]:
        """Return the policy documents that an attribute refers to."""

    def entries(self, *path: str | int) -> Mapping[str, Any]:
        """Return the nodes of a map's entries, those known after apply included."""

    def variables(self) -> Node:
        """Return the environment variables."""

    def tags(self) -> Node:
        """Return the tags with those that the provider adds."""

    def policy(self, *path: str | int) -> Node:
        """Return a policy document."""


Convert = Callable[[Attributes], Iterator[Made]]


def plain(type: str, **names: str) -> Convert:
    """Return the converter of a type whose attributes only have other names."""

    def convert(of: Attributes) -> Iterator[Made]:
        properties: dict[str, Any] = {}
        for name, attribute in names.items():
            path = [int(p) if p.isdigit() else p for p in attribute.split(".")]
            value = of.get(*path)
            if value not in (None, "", []):
                properties[name] = value
        yield "", type, properties

    return convert


PLAIN: Mapping[str, Convert] = {
    "aws_lambda_alias": plain("AWS::Lambda::Alias", FunctionName="function_name", Name="name"),
    "aws_lambda_function_url": plain(
        "AWS::Lambda::Url",
        TargetFunctionArn="function_name",
        AuthType="authorization_type",
        Qualifier="qualifier",
    ),
    "aws_sns_topic_subscription": plain(
        "AWS::SNS::Subscription", TopicArn="topic_arn", Protocol="protocol", Endpoint="endpoint"
    ),
    "aws_s3_bucket": plain("AWS::S3::Bucket", BucketName="bucket"),
    "aws_dynamodb_table": plain("AWS::DynamoDB::Table", TableName="name"),
    "aws_kinesis_stream": plain("AWS::Kinesis::Stream", Name="name"),
    "aws_kinesis_stream_consumer": plain("AWS::Kinesis::StreamConsumer", Name="name"),
    "aws_cloudwatch_event_bus": plain("AWS::Events::EventBus", Name="name"),
    "aws_lambda_layer_version": plain("AWS::Lambda::LayerVersion", LayerName="layer_name"),
    "aws_kms_key": plain("AWS::KMS::Key"),
    "aws_secretsmanager_secret": plain("AWS::SecretsManager::Secret", Name="name"),
    "aws_vpc": plain("AWS::EC2::VPC", CidrBlock="cidr_block"),
    "aws_subnet": plain(
        "AWS::EC2::Subnet",
        VpcId="vpc_id",
        CidrBlock="cidr_block",
        AvailabilityZone="availability_zone",
    ),
    "aws_internet_gateway": plain("AWS::EC2::InternetGateway", VpcId="vpc_id"),
    "aws_nat_gateway": plain("AWS::EC2::NatGateway", SubnetId="subnet_id"),
    "aws_route_table_association": plain(
        "AWS::EC2::SubnetRouteTableAssociation",
        SubnetId="subnet_id",
        RouteTableId="route_table_id",
    ),
}
