"""A small account on the emulator that has something behind every fact the scan reads."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from botocore.config import Config

from tests.selfaudit.emulator import ACCOUNT, REGION

_LAMBDA = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
_YEARLY = "cron(30 2 1 1 ? 2037)"  # the emulator fires what is due
_IMAGE = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
    "config": {"digest": "sha256:" + "1" * 64, "size": 4096},
    "layers": [{"digest": "sha256:" + "2" * 64, "size": 4_000_000}],
}


def arn(service: str, rest: str) -> str:
    """Return an ARN of the account."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


class Root:
    """boto3 clients with the rights of the account's root, each made once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._made: dict[str, Any] = {}

    def __call__(self, service: str) -> Any:
        """Return the client of a service."""
        if service not in self._made:
            self._made[service] = boto3.client(
                service,
                region_name=REGION,
                endpoint_url=self._url,
                aws_access_key_id=ACCOUNT,
                aws_secret_access_key="test",  # noqa: S106
                config=Config(proxies={}, s3={"addressing_style": "path"}),
            )
        return self._made[service]


def create(root: Root) -> None:
    """Create the account's resources."""
    root("iam").create_account_alias(AccountAlias="rights")
    _places(root)
    group, subnets = _network(root)
    for name in ("bare", "image", "layered", "notified", "orders", "partner", "stream", "web"):
        _role(root, name, [])
    _role(root, "networked", [_allow("s3:GetObject", "arn:aws:s3:::uploads/*")])
    _function(root, "bare")
    _function(root, "networked", VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]})
    layer = root("lambda").publish_layer_version(
        LayerName="tools", Content={"ZipFile": _zip("tool = None")}
    )
    _function(root, "layered", Layers=[layer["LayerVersionArn"]])
    _function(root, "web")
    root("lambda").create_function_url_config(FunctionName="web", AuthType="NONE")
    _admit(root, "web", "*", Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="NONE")
    organization = root("organizations").describe_organization()["Organization"]["Id"]
    _function(root, "partner")
    _admit(root, "partner", "*", PrincipalOrgID=organization)
    _notified(root)
    _image(root)
    _orders(root)
    _stream(root)
    _measured(root)


def _places(root: Root) -> None:
    for queue in ("dead", "source-dead"):
        root("sqs").create_queue(QueueName=queue)
    redrive = {"deadLetterTargetArn": arn("sqs", "source-dead"), "maxReceiveCount": 5}
    root("sqs").create_queue(
        QueueName="source",
        Attributes={"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": "90"},
    )
    for topic in ("events", "failed"):
        root("sns").create_topic(Name=topic)
    root("events").create_event_bus(Name="failed")
    root("kinesis").create_stream(StreamName="changes", ShardCount=1)
    for bucket in ("uploads", "failed"):
        root("s3").create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )


def _network(root: Root) -> tuple[str, list[str]]:
    """Create a VPC behind a NAT gateway, with a server in it that admits no one."""
    ec2 = root("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=REGION + zone)[
            "Subnet"
        ]["SubnetId"]
        for n, zone in ((0, "a"), (1, "b"))
    ]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=address)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(
        RouteTableId=table,
        DestinationCidrBlock="0.0.0.0/0",
        NatGatewayId=nat["NatGateway"]["NatGatewayId"],
    )
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    own, server = (
        ec2.create_security_group(VpcId=vpc, GroupName=name, Description=name)["GroupId"]
        for name in ("function", "server")
    )
    ec2.create_network_interface(
        SubnetId=subnets[0], Groups=[server], Description="RDSNetworkInterface"
    )
    return own, subnets


def _allow(actions: Any, resources: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _role(root: Root, name: str, statements: list[dict[str, Any]]) -> None:
    logs = arn("logs", f"log-group:/aws/lambda/{name}:*")
    usual = [
        _allow(["logs:CreateLogStream", "logs:PutLogEvents"], logs),
        _allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
        _allow("sqs:SendMessage", arn("sqs", "dead")),
        _allow("sns:Publish", arn("sns", "failed")),
        _allow("events:PutEvents", arn("events", "event-bus/failed")),
        _allow("s3:PutObject", "arn:aws:s3:::failed/*"),
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": [*usual, *statements]})
    iam = root("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(_LAMBDA))
    policy = iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=name, PolicyArn=policy)


def _zip(text: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("index.py", text)
    return archive.getvalue()


def _function(root: Root, name: str, **more: Any) -> None:
    """Create a function with its log group and an alarm."""
    settings = {
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Code": {"ZipFile": _zip(f"def handler(event, context): return {name!r}")},
        "Role": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "TracingConfig": {"Mode": "Active"},
        "Tags": {"team": "rights"},
        "Environment": {"Variables": {"STAGE": "test"}},
        **more,
    }
    root("lambda").create_function(FunctionName=name, **settings)
    group = f"/aws/lambda/{name}"
    root("logs").create_log_group(logGroupName=group)
    root("logs").put_retention_policy(logGroupName=group, retentionInDays=30)
    root("cloudwatch").put_metric_alarm(
        AlarmName=name, Namespace="AWS/Lambda", MetricName="Errors", Threshold=1, Period=300,
        EvaluationPeriods=1, ComparisonOperator="GreaterThanOrEqualToThreshold", Statistic="Sum",
        Dimensions=[{"Name": "FunctionName", "Value": name}],
        AlarmActions=[arn("sns", "failed")],
    )  # fmt: skip


def _admit(root: Root, name: str, principal: str, **more: str) -> None:
    """Let a principal invoke a function."""
    root("lambda").add_permission(
        **{
            "FunctionName": name,
            "StatementId": principal.replace("*", "all").partition(".")[0],
            "Action": "lambda:InvokeFunction",
            "Principal": principal,
            **more,
        }
    )


def _notified(root: Root) -> None:
    """Create a function whose failed events a destination keeps, and no dead-letter queue."""
    _function(root, "notified")
    _admit(root, "notified", "sns.amazonaws.com", SourceArn=arn("sns", "events"))
    root("sns").subscribe(
        TopicArn=arn("sns", "events"),
        Protocol="lambda",
        Endpoint=arn("lambda", "function:notified"),
    )
    root("lambda").put_function_event_invoke_config(
        FunctionName="notified",
        DestinationConfig={"OnFailure": {"Destination": arn("sns", "failed")}},
    )


def _image(root: Root) -> None:
    ecr = root("ecr")
    address = ecr.create_repository(repositoryName="app")["repository"]["repositoryUri"]
    ecr.put_image(repositoryName="app", imageManifest=json.dumps(_IMAGE), imageTag="1")
    root("lambda").create_function(
        FunctionName="image",
        PackageType="Image",
        Code={"ImageUri": f"{address}:1"},
        Role=f"arn:aws:iam::{ACCOUNT}:role/image",
    )


def _orders(root: Root) -> None:
    """Create a function that everything starts, with failed events going to many places."""
    aws = root("lambda")
    _function(root, "orders", DeadLetterConfig={"TargetArn": arn("sqs", "dead")})
    version = aws.publish_version(FunctionName="orders")["Version"]
    aws.create_alias(FunctionName="orders", Name="live", FunctionVersion=version)
    for qualifier, target in (
        ("$LATEST", arn("sns", "failed")),
        ("live", arn("events", "event-bus/failed")),
        (version, "arn:aws:s3:::failed"),
    ):
        aws.put_function_event_invoke_config(
            FunctionName="orders", Qualifier=qualifier,
            DestinationConfig={"OnFailure": {"Destination": target}},
        )  # fmt: skip
    aws.create_event_source_mapping(
        FunctionName="orders", EventSourceArn=arn("sqs", "source"), BatchSize=10, Enabled=False
    )
    me = arn("lambda", "function:orders")
    root("sns").subscribe(TopicArn=arn("sns", "events"), Protocol="lambda", Endpoint=me)
    _admit(root, "orders", "sns.amazonaws.com", SourceArn=arn("sns", "events"))
    rule = root("events").put_rule(Name="yearly", ScheduleExpression=_YEARLY)["RuleArn"]
    root("events").put_targets(Rule="yearly", Targets=[{"Id": "1", "Arn": me}])
    _admit(root, "orders", "events.amazonaws.com", SourceArn=rule)
    root("scheduler").create_schedule(
        Name="yearly", ScheduleExpression=_YEARLY, FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": me, "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/bare"},
    )  # fmt: skip
    source = {"SourceArn": "arn:aws:s3:::uploads", "SourceAccount": ACCOUNT}
    _admit(root, "orders", "s3.amazonaws.com", **source)
    notify = [{"LambdaFunctionArn": me, "Events": ["s3:ObjectCreated:*"]}]
    root("s3").put_bucket_notification_configuration(
        Bucket="uploads", NotificationConfiguration={"LambdaFunctionConfigurations": notify}
    )
    _apis(root, me)


def _apis(root: Root, function: str) -> None:
    rest, http = root("apigateway"), root("apigatewayv2")
    api = rest.create_rest_api(name="rest")["id"]
    top = rest.get_resources(restApiId=api)["items"][0]["id"]
    method = {"restApiId": api, "resourceId": top, "httpMethod": "POST"}
    rest.put_method(**method, authorizationType="AWS_IAM")
    rest.put_integration(
        **method, type="AWS_PROXY", integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations",
    )  # fmt: skip
    _admit(root, "orders", "apigateway.amazonaws.com", SourceArn=arn("execute-api", f"{api}/*"))
    api = http.create_api(Name="http", ProtocolType="HTTP")["ApiId"]
    made = http.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function,
        PayloadFormatVersion="2.0",
    )  # fmt: skip
    target = f"integrations/{made['IntegrationId']}"
    http.create_route(ApiId=api, RouteKey="GET /", Target=target)


def _stream(root: Root) -> None:
    _function(root, "stream")
    root("lambda").create_event_source_mapping(
        FunctionName="stream", EventSourceArn=arn("kinesis", "stream/changes"), Enabled=False,
        StartingPosition="LATEST", MaximumRetryAttempts=2, MaximumRecordAgeInSeconds=3600,
        DestinationConfig={"OnFailure": {"Destination": arn("sns", "failed")}},
    )  # fmt: skip


def _measured(root: Root) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    values = {"Invocations": 1000, "Errors": 1, "Throttles": 0, "Duration": 90}
    root("cloudwatch").put_metric_data(
        Namespace="AWS/Lambda",
        MetricData=[
            {
                "MetricName": name, "Value": value, "Timestamp": yesterday,
                "Dimensions": [{"Name": "FunctionName", "Value": "orders"}],
            }
            for name, value in values.items()
        ],
    )  # fmt: skip
