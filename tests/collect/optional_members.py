"""Members of AWS's answers that say something by their absence, each with the reason.

Patterns over "operation member"; `[]` is an item of a list. Whatever is not here must come in
every answer, and its loss makes a fact unknown.
"""

from __future__ import annotations

_LAMBDA_CONFIG = r"lambda:ListFunctions Functions\[\]\."

OPTIONAL: dict[str, str] = {
    # -- maps: each key is data of the account
    r"lambda:GetFunction Tags(\.[\w:-]+)?": (
        "a function without tags has no member, and any tag may be gone"
    ),
    r"cloudformation:DescribeStacks Stacks\[\]\.Tags": (
        "a stack without tags: the example of the API reference has no member"
    ),
    r"cloudformation:DescribeStacks Stacks\[\]\.Tags\[\]\.Value": "a tag may be a key alone",
    r"apigateway:GetResources items\[\]\.resourceMethods(\.\w+)?": "a resource may have no methods",
    r"lambda-\S+ (\S+\.)?environmentVariables(\.\w+)?": "the models have it optional",
    # -- API Gateway
    r"apigateway:(GetRestApis|GetResources) items": "left out where there are none",
    r"apigatewayv2:(GetApis|GetIntegrations|GetRoutes) Items": "left out where there are none",
    r"apigateway:GetResources items\[\]\.resourceMethods\.\w+\.methodIntegration": (
        "a method of which nothing is set up has none"
    ),
    r"apigateway:GetResources \S+\.uri": "mock integrations have none",
    r"apigateway:GetResources \S+\.timeoutInMillis": "the documented default is 29 s",
    r"apigateway:GetResources \S+\.requestParameters(\.\S+)?": (
        "most integrations map no parameters"
    ),
    r"apigatewayv2:GetIntegrations Items\[\]\.IntegrationUri": (
        "private and mock integrations have none"
    ),
    r"apigatewayv2:GetIntegrations Items\[\]\.TimeoutInMillis": (
        "the documented default is 30 s, 29 s of WebSockets"
    ),
    r"apigatewayv2:GetRoutes Items\[\]\.(RouteKey|Target)": (
        "a route without a target leads nowhere"
    ),
    # -- alarms and logs
    r"cloudwatch:DescribeAlarms MetricAlarms\[\]\.Dimensions": "alarms on metric maths have none",
    r"logs:DescribeLogGroups logGroups\[\]\.retentionInDays": "absence says: kept for ever",
    r"logs:DescribeLogGroups logGroups\[\]\.logGroupArn": "`arn` says the same",
    r"logs:DescribeLogGroups logGroups\[\]\.storedBytes": (
        "a group that has just been made has none"
    ),
    # -- EC2
    r"ec2:DescribeNetworkInterfaces NetworkInterfaces\[\]\.Association(\.PublicIp)?": (
        "most interfaces have no public address; a carrier's is none"
    ),
    r"ec2:DescribeNetworkInterfaces NetworkInterfaces\[\]\.(Description|RequesterId)": (
        "users' own interfaces may have none"
    ),
    r"ec2:DescribeSecurityGroups \S+\.(IpRanges|Ipv6Ranges|PrefixListIds|UserIdGroupPairs)": (
        "a rule lists one kind of peer; EC2-compatible endpoints leave the others out"
    ),
    r"ec2:DescribeSubnets Subnets\[\]\.CidrBlock": "subnets with IPv6 alone have none",
    r"ec2:DescribeVpcEndpoints VpcEndpoints\[\]\.(PolicyDocument|RouteTableIds)": (
        "endpoints of load balancers have no policy, interface endpoints no route tables"
    ),
    # -- events
    r"events:DescribeEventBus Policy": "most buses have none",
    r"s3:GetBucketNotificationConfiguration LambdaFunctionConfigurations": (
        "most buckets notify no function"
    ),
    r"sqs:GetQueueAttributes Attributes\.RedrivePolicy": "a queue without one moves no message",
    r"sns:GetTopicAttributes Attributes\.FifoTopic": "standard topics have none",
    # -- Lambda
    r"lambda:ListFunctionEventInvokeConfigs \S+\.OnFailure(\.Destination)?": (
        "absence says: no destination"
    ),
    r"lambda:ListFunctionEventInvokeConfigs \S+\.MaximumRetryAttempts": "absence says: two",
    _LAMBDA_CONFIG + r"DeadLetterConfig(\.TargetArn)?": "absence says: none",
    _LAMBDA_CONFIG
    + r"SnapStart(\.ApplyOn)?": "runtimes that cannot have it have none; older SDKs do not know it",
    r"lambda:ListFunctions NextMarker": "the last page has none, and nothing else tells",
    _LAMBDA_CONFIG + r"Environment(\.Variables(\.\w+)?)?": "absence says: no variables",
    _LAMBDA_CONFIG + r"VpcConfig": "absence says: in no VPC",
    r"iam:(GetAccountAuthorizationDetails RoleDetailList\[\]|GetRole Role)\.CreateDate": (
        "one verdict asks for a role's age, and is unknown without it"
    ),
    # -- names of accounts, for people only
    r"iam:ListAccountAliases AccountAliases(\[\])?": (
        "a name for the report's head; no fact depends on it"
    ),
    # -- what the service models have as optional
    r"lambda-microvms:ListMicrovmImages items\[\]\.latestActiveImageVersion": "nothing of it runs",
}

# Members that may be of another type.
ANY_TYPE: dict[str, str] = {
    r"iam:(GetAccountAuthorizationDetails RoleDetailList\[\]|GetRole Role)\.CreateDate": (
        "as above: one verdict is unknown without it"
    ),
    r"iam:ListAccountAliases AccountAliases(\[\])?": "as above: the report lacks a name",
    r"sqs:GetQueueAttributes Attributes\.VisibilityTimeout": "a number says what its digits say",
}
