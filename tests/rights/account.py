"""A small account that makes the collector ask for everything that a default audit can ask for."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import boto3

from tests.selfaudit.emulator import ACCOUNT, REGION

_ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders"
_FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders"


def create() -> None:
    """Create it with the credentials of the environment."""
    _role()
    queue = _queues()
    topic = _client("sns").create_topic(Name="orders")["TopicArn"]
    _functions(queue)
    _invokers(queue, topic)
    _watched()


def _client(service: str) -> Any:  # boto3 makes its clients at run time
    return boto3.client(service, region_name=REGION)


def _document(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _role() -> None:
    iam = _client("iam")
    services = ["lambda.amazonaws.com", "scheduler.amazonaws.com", "events.amazonaws.com"]
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": services}}
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.create_role(RoleName="orders", AssumeRolePolicyDocument=_document(trust))
    own = iam.create_policy(PolicyName="own", PolicyDocument=_document(everything))
    iam.attach_role_policy(RoleName="orders", PolicyArn=own["Policy"]["Arn"])
    iam.put_role_policy(RoleName="orders", PolicyName="more", PolicyDocument=_document(everything))


def _queues() -> str:
    """Return the ARN of a queue with a dead-letter queue."""
    sqs = _client("sqs")
    sqs.create_queue(QueueName="orders-failed")
    redrive = {
        "deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders-failed",
        "maxReceiveCount": 5,
    }
    sqs.create_queue(QueueName="orders", Attributes={"RedrivePolicy": json.dumps(redrive)})
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"


def _network() -> dict[str, list[str]]:
    ec2 = _client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="orders", Description="x", VpcId=vpc)["GroupId"]
    return {"SubnetIds": [subnet], "SecurityGroupIds": [group]}


def _functions(queue: str) -> None:
    aws = _client("lambda")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): pass\n")
    code = {"ZipFile": packed.getvalue()}
    layer = aws.publish_layer_version(LayerName="shared", Content=code)["LayerVersionArn"]
    common = {"Runtime": "python3.13", "Handler": "app.handler", "Role": _ROLE, "Code": code}
    aws.create_function(
        FunctionName="orders",
        DeadLetterConfig={"TargetArn": f"{queue}-failed"},
        Layers=[layer],
        VpcConfig=_network(),
        Tags={"team": "orders"},
        **common,
    )
    version = aws.publish_version(FunctionName="orders")["Version"]
    aws.create_alias(FunctionName="orders", Name="live", FunctionVersion=version)
    for qualifier in ({}, {"Qualifier": "live"}):
        aws.add_permission(
            FunctionName="orders",
            StatementId=f"events{len(qualifier)}",
            Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com",
            **qualifier,
        )
    aws.add_permission(
        FunctionName="orders",
        StatementId="url",
        Action="lambda:InvokeFunctionUrl",
        Principal="*",
        FunctionUrlAuthType="NONE",
    )
    aws.create_function_url_config(FunctionName="orders", AuthType="NONE")
    _image_function(aws)


def _image_function(aws: Any) -> None:
    ecr = _client("ecr")
    address = ecr.create_repository(repositoryName="scores")["repository"]["repositoryUri"]
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"digest": "sha256:" + "1" * 64, "size": 4096},
        "layers": [{"digest": "sha256:" + "2" * 64, "size": 4_000_000}],
    }
    ecr.put_image(repositoryName="scores", imageManifest=json.dumps(manifest), imageTag="1")
    aws.create_function(
        FunctionName="scores",
        PackageType="Image",
        Role=_ROLE,
        Code={"ImageUri": f"{address}:1"},
    )


def _invokers(queue: str, topic: str) -> None:
    _client("lambda").create_event_source_mapping(FunctionName="orders", EventSourceArn=queue)
    _client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=_FUNCTION)
    events = _client("events")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    events.put_targets(Rule="nightly", Targets=[{"Id": "1", "Arn": _FUNCTION}])
    _client("scheduler").create_schedule(
        Name="hourly",
        ScheduleExpression="rate(1 hour)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": _FUNCTION, "RoleArn": _ROLE},
    )
    rest = _client("apigateway")
    api = rest.create_rest_api(name="orders")["id"]
    root = rest.get_resources(restApiId=api)["items"][0]["id"]
    rest.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="NONE")
    rest.put_integration(
        restApiId=api,
        resourceId=root,
        httpMethod="GET",
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{_FUNCTION}/invocations",
    )
    _client("apigatewayv2").create_api(Name="orders-http", ProtocolType="HTTP", Target=_FUNCTION)


def _watched() -> None:
    _client("logs").create_log_group(logGroupName="/aws/lambda/orders")
    _client("cloudwatch").put_metric_alarm(
        AlarmName="orders-errors",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[{"Name": "FunctionName", "Value": "orders"}],
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
