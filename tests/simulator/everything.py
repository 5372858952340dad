"""One small account that has something of every kind that the collector reads."""

from __future__ import annotations

import json

from tests.simulator.accounts import ID, SimulatedAccount, function, managed, role, statement

REGION = "eu-west-1"
DIGEST = "sha256:" + "a" * 64
INDEX = "sha256:" + "b" * 64
MANIFESTS = "application/vnd.oci.image.index.v1+json"
REGISTRY = f"{ID}.dkr.ecr.{REGION}.amazonaws.com"


def arn(service: str, rest: str) -> str:
    """Return an ARN in the account's region."""
    return f"arn:aws:{service}:{REGION}:{ID}:{rest}"


ORDERS = arn("lambda", "function:orders")
STACK = arn("cloudformation", "stack/images/8a3c1a70-0000-11ef-9d7a-0a1b2c3d4e5f")
LIVE = f"{ORDERS}:live"
INTEGRATION = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{ORDERS}/invocations"


def everything() -> SimulatedAccount:
    """Return the account."""
    account = SimulatedAccount(regions=(REGION,))
    account.functions[REGION] = [_orders(), _image()]
    account.roles = [
        role(
            "orders",
            AttachedManagedPolicies=[
                {"PolicyName": "p", "PolicyArn": f"arn:aws:iam::{ID}:policy/p"}
            ],
            PermissionsBoundary={
                "PermissionsBoundaryType": "Policy",
                "PermissionsBoundaryArn": f"arn:aws:iam::{ID}:policy/p",
            },
            RolePolicyList=[{"PolicyName": "inline", "PolicyDocument": json.dumps({})}],
        ),
        role("image"),
    ]
    del account.roles[-1]["RoleLastUsed"]  # as emulators do, which leave boundaries out as well
    account.policies = [managed(f"arn:aws:iam::{ID}:policy/p", {"Statement": []})]
    for name in ("source", "dead"):
        queue = arn("sqs", name)
        account.queues[queue] = {"QueueArn": queue, "VisibilityTimeout": "30"}
    _invokers(account)
    _network(account)
    _others(account)
    return account


def _orders() -> dict[str, object]:
    policy = json.dumps(
        {
            "Statement": [
                *json.loads(statement("*", "lambda:InvokeFunctionUrl"))["Statement"],
                *json.loads(
                    statement(
                        {"Service": "s3.amazonaws.com"},
                        Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::uploads"}},
                    )
                )["Statement"],
            ]
        }
    )
    return function(
        "orders",
        configuration={
            "DeadLetterConfig": {"TargetArn": arn("sqs", "dead")},
            "VpcConfig": {
                "VpcId": "vpc-1",
                "SubnetIds": ["subnet-1"],
                "SecurityGroupIds": ["sg-1"],
            },
        },
        policy=policy,
        urls={None: "NONE"},
        tags={"team": "orders"},
        aliases={"live": "1"},
        versions=[1],
        policies={"live": statement({"Service": "events.amazonaws.com"})},
        event_invoke={
            "$LATEST": arn("sns", "failed"),
            "live": arn("events", "event-bus/failed"),
            "1": "arn:aws:s3:::failed",
        },
        provisioned={"live": 5},
    )


def _image() -> dict[str, object]:
    return function(
        "image",
        role="image",
        configuration={"PackageType": "Image", "Runtime": None, "CodeSize": 0},
        tags={"aws:cloudformation:stack-id": STACK},
        image={
            "ImageUri": f"{REGISTRY}/app:1",
            "ResolvedImageUri": f"{REGISTRY}/app@{INDEX}",
            "RepositoryType": "ECR",
        },
    )


def _invokers(account: SimulatedAccount) -> None:
    lists, answers = account.lists, account.answers
    lists[REGION, "lambda:ListEventSourceMappings"] = [
        {
            "UUID": "u",
            "FunctionArn": LIVE,
            "EventSourceArn": arn("sqs", "source"),
            "State": "Enabled",
            "BatchSize": 10,
        }
    ]
    lists[REGION, "sns:ListSubscriptions"] = [
        {"TopicArn": arn("sns", "t"), "Protocol": "lambda", "Endpoint": ORDERS},
        {"TopicArn": arn("sns", "t"), "Protocol": "email", "Endpoint": "a@example.com"},
    ]
    lists[REGION, "events:ListEventBuses"] = [{"Name": "default"}]
    lists[REGION, "events:ListRules"] = [
        {"Name": "r", "Arn": arn("events", "rule/r"), "State": "ENABLED"}
    ]
    lists[REGION, "events:ListTargetsByRule"] = [{"Id": "1", "Arn": ORDERS}]
    schedule = {"Arn": arn("scheduler", "schedule/default/s"), "Name": "s", "GroupName": "default"}
    lists[REGION, "scheduler:ListSchedules"] = [{**schedule, "Target": {"Arn": ORDERS}}]
    answers["scheduler:GetSchedule", "s"] = {
        **schedule,
        "State": "ENABLED",
        "Target": {"Arn": ORDERS, "RoleArn": f"arn:aws:iam::{ID}:role/s"},
    }
    lists[REGION, "s3:ListBuckets"] = [
        {"Name": "uploads", "notifies": [{"LambdaFunctionArn": ORDERS, "Events": ["s3:*"]}]},
        {"Name": "failed"},
    ]
    lists[REGION, "apigateway:GetRestApis"] = [{"id": "rest"}]
    lists[REGION, "apigateway:GetResources"] = [
        {
            "path": "/orders",
            "resourceMethods": {
                "GET": {"methodIntegration": {"uri": INTEGRATION, "timeoutInMillis": 9000}},
                "POST": {
                    "methodIntegration": {
                        "uri": INTEGRATION,
                        "requestParameters": {
                            "integration.request.header.X-Amz-Invocation-Type": "'Event'"
                        },
                    }
                },
            },
        }
    ]
    lists[REGION, "apigatewayv2:GetApis"] = [{"ApiId": "http", "ProtocolType": "HTTP"}]
    lists[REGION, "apigatewayv2:GetIntegrations"] = [
        {"IntegrationId": "i", "IntegrationUri": LIVE, "TimeoutInMillis": 5000}
    ]
    lists[REGION, "apigatewayv2:GetRoutes"] = [
        {"RouteKey": "GET /a", "Target": "integrations/i"},
        {"RouteKey": "$default", "Target": "integrations/other"},
    ]


def _network(account: SimulatedAccount) -> None:
    lists, vpc = account.lists, {"VpcId": "vpc-1"}
    lists[REGION, "ec2:DescribeSubnets"] = [
        {"SubnetId": "subnet-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZoneId": "az1", **vpc}
    ]
    lists[REGION, "ec2:DescribeSecurityGroups"] = [
        {
            "GroupId": "sg-1",
            "GroupName": "g",
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 443,
                    "ToPort": 443,
                    "IpRanges": [{"CidrIp": "10.0.0.0/8"}],
                    "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
                    "UserIdGroupPairs": [{"GroupId": "sg-2"}],
                    "PrefixListIds": [{"PrefixListId": "pl-1"}],
                }
            ],
            "IpPermissionsEgress": [{"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1,
                                     "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
            **vpc,
        }
    ]  # fmt: skip
    lists[REGION, "ec2:DescribeNetworkInterfaces"] = [
        {
            "NetworkInterfaceId": "eni-1",
            "SubnetId": "subnet-1",
            "InterfaceType": "interface",
            "Description": "RDSNetworkInterface",
            "RequesterId": "amazon-rds",
            "PrivateIpAddress": "10.0.0.5",
            "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.5"}],
            "Groups": [{"GroupId": "sg-2"}],
            "Association": {"PublicIp": "198.51.100.7"},
            **vpc,
        }
    ]
    lists[REGION, "ec2:DescribeNetworkAcls"] = [
        {
            "NetworkAclId": "acl-1",
            "IsDefault": True,
            "Associations": [{"SubnetId": "subnet-1"}],
            "Entries": [
                {"RuleNumber": 100, "Protocol": "6", "RuleAction": "allow", "Egress": True,
                 "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 1, "To": 9}}
            ],
            **vpc,
        }
    ]  # fmt: skip
    lists[REGION, "ec2:DescribeRouteTables"] = [
        {
            "RouteTableId": "rtb-1",
            "Associations": [{"Main": True}, {"Main": False, "SubnetId": "subnet-1"}],
            "Routes": [
                {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "active"},
                {"DestinationPrefixListId": "pl-2", "GatewayId": "vpce-1", "State": "active"},
            ],
            **vpc,
        }
    ]
    lists[REGION, "ec2:DescribeVpcEndpoints"] = [
        {
            "VpcEndpointId": "vpce-1",
            "VpcEndpointType": "Gateway",
            "State": "available",
            "ServiceName": f"com.amazonaws.{REGION}.s3",
            "PolicyDocument": "{}",
            "RouteTableIds": ["rtb-1"],
            **vpc,
        }
    ]
    lists[REGION, "ec2:GetManagedPrefixListEntries"] = [{"Cidr": "203.0.113.0/24"}]


FULL = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'


def organization(account: SimulatedAccount) -> None:
    """Put the account into a unit of an organization with a policy of each kind."""
    answers = account.answers
    answers["organizations:DescribeOrganization", ""] = {
        "Organization": {"Id": "o-1", "MasterAccountId": "999999999999"}
    }
    for child, parent in ((account.id, "ou-1-unit"), ("ou-1-unit", "r-1")):
        answers["organizations:ListParents", child] = {"Parents": [{"Id": parent}]}
    for kind, id_, target in (
        ("SERVICE_CONTROL_POLICY", "p-FullAWSAccess", "r-1"),
        ("SERVICE_CONTROL_POLICY", "p-guard", account.id),
        ("RESOURCE_CONTROL_POLICY", "p-perimeter", "ou-1-unit"),
    ):
        summary = {"Id": id_, "Name": id_[2:], "Arn": f"arn:aws:organizations::9:policy/{id_}"}
        account.lists[target, kind] = [summary]
        answers["organizations:DescribePolicy", id_] = {
            "Policy": {"PolicySummary": summary, "Content": FULL}
        }


def _others(account: SimulatedAccount) -> None:
    lists, answers = account.lists, account.answers
    answers["sns:GetTopicAttributes", arn("sns", "failed")] = {
        "Attributes": {"TopicArn": arn("sns", "failed"), "FifoTopic": "true"}
    }
    bus = arn("events", "event-bus/failed")
    answers["events:DescribeEventBus", "failed"] = {"Name": "failed", "Arn": bus, "Policy": "{}"}
    answers["iam:GenerateServiceLastAccessedDetails", ""] = {"JobId": "job"}
    answers["iam:GetServiceLastAccessedDetails", ""] = {
        "JobStatus": "COMPLETED",
        "ServicesLastAccessed": [{"ServiceName": "Amazon S3", "ServiceNamespace": "s3"}],
    }
    organization(account)
    lists[REGION, "logs:DescribeLogGroups"] = [
        {"logGroupName": "/aws/lambda/orders", "retentionInDays": 30, "storedBytes": 7}
    ]
    lists[REGION, "cloudwatch:DescribeAlarms"] = [
        {
            "AlarmName": "errors",
            "ActionsEnabled": True,
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "Dimensions": [{"Name": "FunctionName", "Value": "orders"}],
        }
    ]
    lists[REGION, "lambda:ListLayers"] = [
        {"LayerArn": arn("lambda", "layer:x"), "LatestMatchingVersion": {"Version": 4}}
    ]
    lists[REGION, "cloudformation:DescribeStacks"] = [
        {
            "StackId": STACK,
            "StackName": "images",
            "CreationTime": "2026-01-01T00:00:00Z",
            "StackStatus": "CREATE_COMPLETE",
            "Tags": [{"Key": "team", "Value": "media"}, {"Key": "empty", "Value": ""}],
        }
    ]
    config = arn("lambda", "code-signing-config:csc-1")
    lists[REGION, "lambda:ListCodeSigningConfigs"] = [
        {
            "CodeSigningConfigArn": config,
            "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Enforce"},
        }
    ]
    lists[REGION, "lambda:ListFunctionsByCodeSigningConfig"] = [ORDERS]
    lists[REGION, "iam:ListAccountAliases"] = ["example"]
    child = {"digest": DIGEST, "platform": {"os": "linux", "architecture": "arm64"}}
    answers["ecr:BatchGetImage", "app"] = {
        "images": [{"imageManifest": json.dumps({"manifests": [child]})}]
    }
    lists[REGION, "ecr:DescribeImages"] = [
        {"imageDigest": INDEX, "imageManifestMediaType": MANIFESTS},
        {"imageDigest": DIGEST, "imageSizeInBytes": 123},
    ]
