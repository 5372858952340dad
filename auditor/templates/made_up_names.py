"""Names, ARNs and endpoints of resources that do not exist yet: made up, but always the same.

Formats: each service's page in the AWS Service Authorization Reference, and "Return values" of
each resource type in the CloudFormation User Guide; read 2026-11-28.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from auditor.templates.values import Symbol

# EC2 and other services name their resources by a prefix and a hexadecimal number.
_PREFIXES = {
    "AWS::EC2::VPC": "vpc",
    "AWS::EC2::Subnet": "subnet",
    "AWS::EC2::SecurityGroup": "sg",
    "AWS::EC2::RouteTable": "rtb",
    "AWS::EC2::InternetGateway": "igw",
    "AWS::EC2::EgressOnlyInternetGateway": "eigw",
    "AWS::EC2::NatGateway": "nat",
    "AWS::EC2::TransitGateway": "tgw",
    "AWS::EC2::VPCPeeringConnection": "pcx",
    "AWS::EC2::VPNGateway": "vgw",
    "AWS::EC2::VPCEndpoint": "vpce",
    "AWS::EC2::VPCEndpointService": "vpce-svc",
    "AWS::EC2::NetworkAcl": "acl",
    "AWS::EC2::NetworkInterface": "eni",
    "AWS::EC2::Instance": "i",
    "AWS::EC2::PrefixList": "pl",
    "AWS::EC2::EIP": "eipalloc",
    "AWS::EFS::FileSystem": "fs",
    "AWS::EFS::AccessPoint": "fsap",
    "AWS::EFS::MountTarget": "fsmt",
    "AWS::FSx::FileSystem": "fs",
}
# ARNs: what follows `arn:PARTITION:`, by type.
_ARNS = {
    "AWS::Lambda::Function": "lambda:{region}:{account}:function:{name}",
    "AWS::Lambda::LayerVersion": "lambda:{region}:{account}:layer:{name}:1",
    "AWS::Lambda::CodeSigningConfig": "lambda:{region}:{account}:code-signing-config:csc-{hex}",
    "AWS::Lambda::EventSourceMapping": "lambda:{region}:{account}:event-source-mapping:{hex}",
    "AWS::IAM::Role": "iam::{account}:role/{name}",
    "AWS::IAM::ManagedPolicy": "iam::{account}:policy/{name}",
    "AWS::IAM::User": "iam::{account}:user/{name}",
    "AWS::IAM::Group": "iam::{account}:group/{name}",
    "AWS::SQS::Queue": "sqs:{region}:{account}:{name}",
    "AWS::SNS::Topic": "sns:{region}:{account}:{name}",
    "AWS::S3::Bucket": "s3:::{name}",
    "AWS::DynamoDB::Table": "dynamodb:{region}:{account}:table/{name}",
    "AWS::DynamoDB::GlobalTable": "dynamodb:{region}:{account}:table/{name}",
    "AWS::Kinesis::Stream": "kinesis:{region}:{account}:stream/{name}",
    "AWS::KinesisFirehose::DeliveryStream": "firehose:{region}:{account}:deliverystream/{name}",
    "AWS::Events::EventBus": "events:{region}:{account}:event-bus/{name}",
    "AWS::Events::Rule": "events:{region}:{account}:rule/{name}",
    "AWS::Scheduler::Schedule": "scheduler:{region}:{account}:schedule/default/{name}",
    "AWS::StepFunctions::StateMachine": "states:{region}:{account}:stateMachine:{name}",
    "AWS::Logs::LogGroup": "logs:{region}:{account}:log-group:{name}:*",
    "AWS::KMS::Key": "kms:{region}:{account}:key/{uuid}",
    "AWS::SecretsManager::Secret": "secretsmanager:{region}:{account}:secret:{name}-a1b2c3",
    "AWS::Cognito::UserPool": "cognito-idp:{region}:{account}:userpool/{name}",
    "AWS::EFS::FileSystem": "elasticfilesystem:{region}:{account}:file-system/{name}",
    "AWS::EFS::AccessPoint": "elasticfilesystem:{region}:{account}:access-point/{name}",
    "AWS::ECR::Repository": "ecr:{region}:{account}:repository/{name}",
    "AWS::MSK::Cluster": "kafka:{region}:{account}:cluster/{name}/{uuid}-1",
    "AWS::MSK::ServerlessCluster": "kafka:{region}:{account}:cluster/{name}/{uuid}-s1",
    "AWS::AmazonMQ::Broker": "mq:{region}:{account}:broker:{name}:b-{uuid}",
    "AWS::DocDB::DBCluster": "rds:{region}:{account}:cluster:{name}",
    "AWS::RDS::DBCluster": "rds:{region}:{account}:cluster:{name}",
    "AWS::RDS::DBInstance": "rds:{region}:{account}:db:{name}",
    "AWS::RDS::DBProxy": "rds:{region}:{account}:db-proxy:prx-{hex}",
    "AWS::ElasticLoadBalancingV2::LoadBalancer":
        "elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex}",
    "AWS::ElasticLoadBalancingV2::TargetGroup":
        "elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex}",
    "AWS::OpenSearchService::Domain": "es:{region}:{account}:domain/{name}",
    "AWS::Elasticsearch::Domain": "es:{region}:{account}:domain/{name}",
    "AWS::CloudFormation::Stack": "cloudformation:{region}:{account}:stack/{name}/{uuid}",
    "AWS::EC2::VPC": "ec2:{region}:{account}:vpc/{name}",
}  # fmt: skip
# Types whose Ref is the ARN; every other type's Ref is its name or id.
_REF_IS_ARN = frozenset(
    {
        "AWS::SNS::Topic",
        "AWS::SecretsManager::Secret",
        "AWS::StepFunctions::StateMachine",
        "AWS::IAM::ManagedPolicy",
        "AWS::Lambda::LayerVersion",
        "AWS::Lambda::CodeSigningConfig",
        "AWS::MSK::Cluster",
        "AWS::MSK::ServerlessCluster",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::CloudFormation::Stack",
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        "AWS::StepFunctions::Activity",
        "AWS::CertificateManager::Certificate",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
        "AWS::AppSync::GraphQLApi",
        "AWS::Batch::JobQueue",
        "AWS::Batch::JobDefinition",
        "AWS::Batch::ComputeEnvironment",
        "AWS::SecretsManager::RotationSchedule",
    }
)
# Host names that only exist inside a VPC, by type and attribute.
_ENDPOINTS = {
    "AWS::RDS::DBInstance": "{name}.{hex}.{region}.rds.amazonaws.com",
    "AWS::RDS::DBCluster": "{name}.cluster-{hex}.{region}.rds.amazonaws.com",
    "AWS::RDS::DBProxy": "{name}.proxy-{hex}.{region}.rds.amazonaws.com",
    "AWS::DocDB::DBCluster": "{name}.cluster-{hex}.{region}.docdb.amazonaws.com",
    "AWS::DocDB::DBInstance": "{name}.{hex}.{region}.docdb.amazonaws.com",
    "AWS::Neptune::DBCluster": "{name}.cluster-{hex}.{region}.neptune.amazonaws.com",
    "AWS::Neptune::DBInstance": "{name}.{hex}.{region}.neptune.amazonaws.com",
    "AWS::ElastiCache::CacheCluster": "{name}.{hex}.cfg.use1.cache.amazonaws.com",
    "AWS::ElastiCache::ReplicationGroup": "master.{name}.{hex}.use1.cache.amazonaws.com",
    "AWS::ElastiCache::ServerlessCache": "{name}-{hex}.serverless.use1.cache.amazonaws.com",
    "AWS::MemoryDB::Cluster": "clustercfg.{name}.{hex}.memorydb.{region}.amazonaws.com",
    "AWS::Redshift::Cluster": "{name}.{hex}.{region}.redshift.amazonaws.com",
    "AWS::RedshiftServerless::Workgroup": "{name}.{hex}.{region}.redshift-serverless.amazonaws.com",
    "AWS::AmazonMQ::Broker": "b-{uuid}-1.mq.{region}.amazonaws.com",
    "AWS::DAX::Cluster": "{name}.{hex}.dax-clusters.{region}.amazonaws.com",
    "AWS::EFS::MountTarget": "{name}.efs.{region}.amazonaws.com",
    "AWS::EC2::Instance": "ip-10-0-0-10.ec2.internal",
}
_ENDPOINT_WORDS = ("endpoint", "address", "dnsname", "url", "privateip")
# Attributes that hand out a secret in plain text.
SECRET_ATTRIBUTES = frozenset(
    {
        ("AWS::IAM::AccessKey", "SecretAccessKey"),
        ("AWS::Cognito::UserPoolClient", "ClientSecret"),
        ("AWS::ApiGateway::ApiKey", "Value"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the made-up names of one resource are made of."""

    type: str
    logical_id: str
    stack: str
    name: str  # its explicit name, or one made of the stack's and its own
    region: str
    account: str
    partition: str
    known_arn: str = ""  # of a resource that exists already

    def _filled(self, pattern: str) -> str:
        digest = hashlib.sha256(
            f"{self.stack}/{self.logical_id}".encode("utf-8", "replace")
        ).hexdigest()
        uuid = f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
        return pattern.format(
            region=self.region, account=self.account, name=self.name, hex=digest[:12], uuid=uuid
        )

    def arn(self) -> Symbol:
        """Return the resource's ARN."""
        if self.known_arn:
            return Symbol(self.known_arn)
        pattern = _ARNS.get(self.type)
        if pattern is None:
            service, kind = [*self.type.lower().split("::"), "", ""][1:3]
            pattern = f"{service or 'custom'}:{{region}}:{{account}}:{kind or 'resource'}/{{name}}"
        return Symbol(f"arn:{self.partition}:{self._filled(pattern)}")

    def reference(self) -> Symbol:
        """Return what `Ref` gives."""
        if self.type in _REF_IS_ARN:
            return self.arn()
        if self.type == "AWS::SQS::Queue":
            return Symbol(f"https://sqs.{self.region}.amazonaws.com/{self.account}/{self.name}")
        return Symbol(self.name)

    def endpoint(self, attribute: str) -> Symbol | None:
        """Return the host name that an attribute gives, or None if it gives none in a VPC."""
        pattern = _ENDPOINTS.get(self.type)
        words = attribute.lower().replace(".", "")
        if pattern is None or not any(word in words for word in _ENDPOINT_WORDS):
            return None
        return Symbol(self._filled(pattern).lower())


def physical_id(type: str, stack: str, logical_id: str) -> str:
    """Return the name that a resource without an explicit one gets."""
    prefix = _PREFIXES.get(type)
    if prefix is not None:
        digest = hashlib.sha256(f"{stack}/{logical_id}".encode("utf-8", "replace")).hexdigest()
        return f"{prefix}-{digest[:17]}"
    if type == "AWS::Lambda::Function":
        return logical_id
    name = f"{stack}-{logical_id}"
    return name.lower() if type == "AWS::S3::Bucket" else name


def name_property(type: str) -> tuple[str, ...]:
    """Return the properties that can hold a resource's explicit name."""
    kind = type.rsplit("::", 1)[-1]
    if kind.startswith("DB"):
        return (f"{kind}Identifier", f"{kind}Name")
    if type in _PREFIXES:
        return ()
    if type == "AWS::IAM::ManagedPolicy":
        return ("ManagedPolicyName",)
    if type == "AWS::Lambda::LayerVersion":
        return ("LayerName",)
    if type == "AWS::KinesisFirehose::DeliveryStream":
        return ("DeliveryStreamName",)
    return (f"{kind}Name", "Name")
