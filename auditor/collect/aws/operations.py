"""What is called for which fact: one table, standard library only.

It drives `auditor permissions` and `auditor doctor`, what `collect` calls, the gaps of a report and
the pacing. Nothing can be called that is not in it, and a test holds it to reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from auditor.model import Need

# Calls a second. Lambda: the quotas page (per account and region, not increasable). EC2, SNS,
# CloudWatch, EventBridge, Scheduler, API Gateway: their quota pages. Where AWS publishes nothing
# (IAM, Organizations, logs) the figure is a careful one. As of 2026-11-20.
BUCKETS: Mapping[str, float] = MappingProxyType(
    {
        "lambda:GetFunction": 100,
        "lambda:GetPolicy": 15,
        "lambda": 15,  # every other Lambda operation, together
        "sts": 20,
        "iam": 15,
        "iam:GetAccountAuthorizationDetails": 5,
        "organizations": 2,
        "account": 2,
        "ec2": 10,
        "sqs": 100,
        "sns": 15,
        "sns:ListSubscriptions": 15,
        "events": 15,
        "scheduler": 15,
        "s3": 50,
        "apigateway": 5,
        "logs": 5,
        "cloudwatch": 8,
        "cloudwatch:GetMetricData": 20,
        "compute-optimizer": 2,
        "ecr": 10,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of AWS that may be called."""

    service: str  # as boto3 names it
    name: str
    action: str  # what IAM calls the right to it
    bucket: str
    why: str
    resource: str = "*"  # what the right is needed on
    items: str = ""  # key of the list in the answer; empty: the answer as a whole counts
    also: tuple[str, ...] = ()  # keys of further lists in the answer
    token: tuple[str, str] = ("", "")  # names of the marker, in the request and in the answer
    page: tuple[str, int] = ("", 0)  # name and value of the page size
    required: tuple[str, ...] = ()  # keys without which an answer is taken for a lost one
    world: bool = False  # one endpoint for all regions
    free: bool = False  # needs no right in IAM
    # Only asked where the sweep over all roles is denied or, in an emulator, incomplete; the least
    # policy, which allows the sweep, does without it.
    fallback: bool = False
    granted: bool = False  # a fallback that the least policy allows nevertheless

    @property
    def id(self) -> str:
        """Return the operation as "lambda:GetPolicy"."""
        return f"{self.service}:{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A right in IAM, why it is wanted and for which facts; no facts: for every audit."""

    action: str
    resource: str
    why: str
    needs: tuple[Need, ...] = ()
    optional: bool = False  # matters only where the account uses a certain feature


_FUNCTION = "arn:*:lambda:*:*:function:*"
_ROLE = "arn:*:iam::*:role/*"
_MARKER = ("Marker", "NextMarker")
_NEXT = ("NextToken", "NextToken")
_FIFTY = ("MaxItems", 50)


def _lambda(name: str, why: str, **more: object) -> Operation:
    fields: dict[str, object] = {"bucket": "lambda", "resource": _FUNCTION, **more}
    return Operation(service="lambda", name=name, action=f"lambda:{name}", why=why, **fields)  # type: ignore[arg-type]


def _lambda_list(name: str, items: str, why: str, **more: object) -> Operation:
    fields: dict[str, object] = {"token": _MARKER, "page": _FIFTY, "required": (items,), **more}
    return _lambda(name, why, items=items, **fields)


def _iam(name: str, why: str, **more: object) -> Operation:
    fields: dict[str, object] = {
        "bucket": "iam",
        "resource": _ROLE,
        "required": tuple(filter(None, (more.get("items"),))),
        **more,
    }
    return Operation(service="iam", name=name, action=f"iam:{name}", why=why, world=True, **fields)  # type: ignore[arg-type]


def _ec2(name: str, items: str, why: str, **more: object) -> Operation:
    fields: dict[str, object] = {
        "token": _NEXT,
        "page": ("MaxResults", 1000),
        "required": (items,),
        **more,
    }
    return Operation(
        service="ec2",
        name=name,
        action=f"ec2:{name}",
        bucket="ec2",
        items=items,
        why=why,
        **fields,  # type: ignore[arg-type]
    )


def _listing(service: str, name: str, items: str, why: str, **more: object) -> Operation:
    fields: dict[str, object] = {
        "action": f"{service}:{name}",
        "bucket": service,
        "token": _NEXT,
        "required": (items,),  # AWS sends a list even if it is empty
        **more,
    }
    return Operation(service=service, name=name, items=items, why=why, **fields)  # type: ignore[arg-type]


def _single(service: str, name: str, why: str, **more: object) -> Operation:
    fields: dict[str, object] = {"action": f"{service}:{name}", "bucket": service, **more}
    return Operation(service=service, name=name, why=why, **fields)  # type: ignore[arg-type]


_ALL = (
    _single("sts", "GetCallerIdentity", "the account and the caller", world=True, free=True,
            required=("Account",)),
    _ec2("DescribeRegions", "Regions", "the regions that are enabled", token=("", ""),
         page=("", 0)),
    _iam("ListAccountAliases", "the account's name in the report", resource="*",
         items="AccountAliases"),
    # Lambda
    _lambda_list("ListFunctions", "Functions", "the functions and their settings", resource="*"),
    _lambda("GetFunction", "tags, state, reserved concurrency, image and code location",
            bucket="lambda:GetFunction", required=("Configuration",)),
    _lambda("GetPolicy", "who may invoke a function, an alias or a version",
            bucket="lambda:GetPolicy", required=("Policy",)),
    _lambda_list("ListAliases", "Aliases", "the aliases of functions with published versions"),
    _lambda_list("ListFunctionUrlConfigs", "FunctionUrlConfigs",
                 "the URL of a function whose policy opens one"),
    _lambda_list("ListFunctionEventInvokeConfigs", "FunctionEventInvokeConfigs",
                 "where failed asynchronous events go"),
    _lambda_list("ListProvisionedConcurrencyConfigs", "ProvisionedConcurrencyConfigs",
                 "environments kept warm"),
    _lambda_list("ListCodeSigningConfigs", "CodeSigningConfigs", "code-signing policies",
                 resource="*"),
    _lambda_list("ListFunctionsByCodeSigningConfig", "FunctionArns",
                 "the functions under a code-signing policy",
                 resource="arn:*:lambda:*:*:code-signing-config:*"),
    _lambda("GetRuntimeManagementConfig", "how the runtime is updated",
            required=("UpdateRuntimeOn",)),
    _lambda("GetFunctionRecursionConfig", "whether recursive loops are stopped",
            required=("RecursiveLoop",)),
    _lambda_list("ListEventSourceMappings", "EventSourceMappings",
                 "queues and streams that invoke functions", resource="*",
                 page=("MaxItems", 100)),
    _lambda_list("ListLayers", "Layers", "the newest versions of the account's layers",
                 resource="*"),
    # Where events come from and go to
    _single("sqs", "GetQueueAttributes", "redrive, visibility timeout and key of a queue",
            resource="arn:*:sqs:*:*:*", required=("Attributes",)),
    _listing("sqs", "ListDeadLetterSourceQueues", "queueUrls",
             "whether a queue is another queue's dead-letter queue",
             resource="arn:*:sqs:*:*:*", page=("MaxResults", 1), required=()),
    _single("sns", "GetTopicAttributes", "whether a topic exists, and its key",
            resource="arn:*:sns:*:*:*", required=("Attributes",)),
    _listing("sns", "ListSubscriptions", "Subscriptions", "topics that invoke functions",
             bucket="sns:ListSubscriptions"),
    _listing("events", "ListEventBuses", "EventBuses", "the event buses"),
    _listing("events", "ListRules", "Rules", "rules and schedules that invoke functions",
             page=("Limit", 100)),
    _listing("events", "ListTargetsByRule", "Targets", "the targets of a rule",
             page=("Limit", 100)),
    _single("events", "DescribeEventBus", "whether an event bus exists", required=("Arn",)),
    _listing("scheduler", "ListSchedules", "Schedules", "schedules that invoke functions",
             page=("MaxResults", 100)),
    _single("scheduler", "GetSchedule", "the role of a schedule",
            resource="arn:*:scheduler:*:*:schedule/*", required=("Target",)),
    _listing("s3", "ListBuckets", "Buckets", "the account's buckets", world=True,
             action="s3:ListAllMyBuckets", token=("ContinuationToken", "ContinuationToken")),
    _single("s3", "GetBucketNotificationConfiguration", "buckets that invoke functions",
            action="s3:GetBucketNotification", resource="arn:*:s3:::*"),
    # Of these, some editions leave an empty list out.
    _listing("apigateway", "GetRestApis", "items", "REST APIs", action="apigateway:GET",
             resource="arn:*:apigateway:*::/restapis*", token=("position", "position"),
             page=("limit", 500), required=()),
    _listing("apigateway", "GetResources", "items", "integrations of a REST API",
             action="apigateway:GET", resource="arn:*:apigateway:*::/restapis*",
             token=("position", "position"), page=("limit", 500), required=()),
    _listing("apigatewayv2", "GetApis", "Items", "HTTP and WebSocket APIs",
             action="apigateway:GET", resource="arn:*:apigateway:*::/apis*",
             bucket="apigateway", page=("MaxResults", 500), required=()),
    _listing("apigatewayv2", "GetIntegrations", "Items", "integrations of an HTTP API",
             action="apigateway:GET", resource="arn:*:apigateway:*::/apis*",
             bucket="apigateway", page=("MaxResults", 500), required=()),
    _listing("apigatewayv2", "GetRoutes", "Items", "routes of an HTTP API",
             action="apigateway:GET", resource="arn:*:apigateway:*::/apis*",
             bucket="apigateway", page=("MaxResults", 500), required=()),
    # Roles
    _iam("GetAccountAuthorizationDetails", "roles with all their policies, in one sweep",
         resource="*", bucket="iam:GetAccountAuthorizationDetails", items="RoleDetailList",
         also=("Policies",), token=("Marker", "Marker"), page=("MaxItems", 1000)),
    # Without it, a sweep that says nothing of boundaries would leave every role unjudged.
    _iam("GetRole", "a role, or the boundary of one, that the sweep left out",
         required=("Role",), fallback=True, granted=True),
    _iam("ListAttachedRolePolicies", "the policies attached to such a role",
         items="AttachedPolicies", token=("Marker", "Marker"), page=("MaxItems", 1000),
         fallback=True),
    _iam("ListRolePolicies", "the inline policies of such a role", items="PolicyNames",
         token=("Marker", "Marker"), page=("MaxItems", 1000),
         fallback=True),
    _iam("GetRolePolicy", "the text of an inline policy", required=("PolicyDocument",),
         fallback=True),
    _iam("GetPolicy", "the current version of a policy that the sweep left out",
         resource="arn:*:iam::*:policy/*", required=("Policy",), fallback=True),
    _iam("GetPolicyVersion", "the text of such a policy", resource="arn:*:iam::*:policy/*",
         required=("PolicyVersion",), fallback=True),
    _iam("GenerateServiceLastAccessedDetails", "a report of what a role last used",
         required=("JobId",)),
    _iam("GetServiceLastAccessedDetails", "what a role last used", resource="*",
         items="ServicesLastAccessed", token=("Marker", "Marker"), page=("MaxItems", 1000),
         required=("JobStatus",)),
    _single("organizations", "DescribeOrganization", "the organization of the account",
            world=True, required=("Organization",)),
    # Network
    _ec2("DescribeSubnets", "Subnets", "zones and ranges of subnets"),
    _ec2("DescribeSecurityGroups", "SecurityGroups", "what security groups let through"),
    _ec2("DescribeNetworkInterfaces", "NetworkInterfaces", "what lives in a function's VPC"),
    _ec2("DescribeNetworkAcls", "NetworkAcls", "what network ACLs let through"),
    _ec2("DescribeRouteTables", "RouteTables", "where packets go", page=("MaxResults", 100)),
    _ec2("DescribeVpcEndpoints", "VpcEndpoints", "private ways to AWS services"),
    _ec2("GetManagedPrefixListEntries", "Entries", "addresses of a prefix list",
         page=("MaxResults", 100)),
    # Observability
    _listing("logs", "DescribeLogGroups", "logGroups", "log retention",
             token=("nextToken", "nextToken"), page=("limit", 50)),
    _listing("cloudwatch", "DescribeAlarms", "MetricAlarms", "alarms on functions",
             also=("CompositeAlarms",), page=("MaxRecords", 100)),
    _listing("cloudwatch", "GetMetricData", "MetricDataResults", "metrics of functions",
             bucket="cloudwatch:GetMetricData"),
    _listing("compute-optimizer", "GetLambdaFunctionRecommendations",
             "lambdaFunctionRecommendations", "memory recommendations",
             token=("nextToken", "nextToken"), page=("maxResults", 100)),
    # Images
    _listing("ecr", "DescribeImages", "imageDetails", "sizes of container images",
             resource="arn:*:ecr:*:*:repository/*", token=("nextToken", "nextToken")),
    _single("ecr", "BatchGetImage", "the image of one architecture in a manifest list",
            resource="arn:*:ecr:*:*:repository/*", required=("images",)),
)  # fmt: skip

OPERATIONS: Mapping[str, Operation] = MappingProxyType({o.id: o for o in _ALL})

# Called in every audit.
ALWAYS = ("sts:GetCallerIdentity", "ec2:DescribeRegions", "lambda:ListFunctions")
# Called where possible, and missed without a gap: nothing is decided by it.
COURTESY = ("iam:ListAccountAliases",)

NEEDS: Mapping[Need, tuple[str, ...]] = MappingProxyType(
    {
        Need.FUNCTION_DETAILS: ("lambda:GetFunction",),
        Need.ALIASES: ("lambda:ListAliases",),
        Need.RESOURCE_POLICY: ("lambda:GetPolicy", "lambda:ListAliases"),
        Need.FUNCTION_URLS: ("lambda:ListFunctionUrlConfigs",),
        Need.EVENT_INVOKE_CONFIGS: ("lambda:ListFunctionEventInvokeConfigs",),
        Need.PROVISIONED_CONCURRENCY: ("lambda:ListProvisionedConcurrencyConfigs",),
        Need.CODE_SIGNING: (
            "lambda:ListCodeSigningConfigs",
            "lambda:ListFunctionsByCodeSigningConfig",
        ),
        Need.RUNTIME_MANAGEMENT: ("lambda:GetRuntimeManagementConfig",),
        Need.RECURSION: ("lambda:GetFunctionRecursionConfig",),
        Need.EVENT_SOURCE_MAPPINGS: ("lambda:ListEventSourceMappings",),
        Need.QUEUES: (
            "lambda:ListEventSourceMappings",
            "sqs:GetQueueAttributes",
            "sqs:ListDeadLetterSourceQueues",
        ),
        Need.DESTINATIONS: (
            "lambda:ListEventSourceMappings",
            "lambda:ListFunctionEventInvokeConfigs",
            "sqs:GetQueueAttributes",
            "sns:GetTopicAttributes",
            "events:DescribeEventBus",
            "s3:ListBuckets",
        ),
        Need.SUBSCRIPTIONS: ("sns:ListSubscriptions",),
        Need.EVENT_RULES: ("events:ListEventBuses", "events:ListRules", "events:ListTargetsByRule"),
        Need.SCHEDULES: ("scheduler:ListSchedules", "scheduler:GetSchedule"),
        Need.BUCKET_NOTIFICATIONS: ("s3:GetBucketNotificationConfiguration",),
        Need.API_INTEGRATIONS: (
            "apigateway:GetRestApis",
            "apigateway:GetResources",
            "apigatewayv2:GetApis",
            "apigatewayv2:GetIntegrations",
            "apigatewayv2:GetRoutes",
        ),
        Need.ROLES: (
            "iam:GetAccountAuthorizationDetails",
            "iam:GetRole",
            "iam:ListAttachedRolePolicies",
            "iam:ListRolePolicies",
            "iam:GetRolePolicy",
            "iam:GetPolicy",
            "iam:GetPolicyVersion",
        ),
        Need.LAST_ACCESSED: (
            "iam:GenerateServiceLastAccessedDetails",
            "iam:GetServiceLastAccessedDetails",
        ),
        Need.ORGANIZATION: ("organizations:DescribeOrganization",),
        Need.SUBNETS: ("ec2:DescribeSubnets",),
        Need.SECURITY_GROUPS: ("ec2:DescribeSecurityGroups",),
        Need.NETWORK_INTERFACES: ("ec2:DescribeNetworkInterfaces",),
        Need.NETWORK_ACLS: ("ec2:DescribeNetworkAcls",),
        Need.ROUTE_TABLES: ("ec2:DescribeRouteTables",),
        Need.VPC_ENDPOINTS: ("ec2:DescribeVpcEndpoints",),
        Need.PREFIX_LISTS: ("ec2:GetManagedPrefixListEntries",),
        Need.LOG_GROUPS: ("logs:DescribeLogGroups",),
        Need.ALARMS: ("cloudwatch:DescribeAlarms",),
        Need.IMAGES: ("lambda:GetFunction", "ecr:DescribeImages", "ecr:BatchGetImage"),
        Need.LAYER_VERSIONS: ("lambda:ListLayers",),
        Need.PACKAGE_CONTENTS: ("lambda:GetFunction",),
        Need.METRICS: ("cloudwatch:GetMetricData",),
        Need.RIGHTSIZING: ("compute-optimizer:GetLambdaFunctionRecommendations",),
    }
)

# Rights that no operation is named after: AWS asks for them on the way.
_BESIDE: tuple[tuple[frozenset[Need], Permission], ...] = (
    (
        frozenset({Need.FUNCTION_DETAILS}),
        Permission(
            action="lambda:ListTags",
            resource=_FUNCTION,
            why="GetFunction leaves the tags out without it",
            needs=(Need.FUNCTION_DETAILS,),
        ),
    ),
    (
        frozenset(),
        Permission(
            action="kms:Decrypt",
            resource="arn:*:kms:*:*:key/*",
            why="environment variables of functions with a key of their own; nothing else is read",
            optional=True,
        ),
    ),
)


def rates(needs: Iterable[Need]) -> Mapping[str, float]:
    """Return how many calls a second collecting `needs` makes of each bucket, at most.

    Every function is asked for its details and then for its policy, at 15 a second. Details that
    come seven times as fast bring the end no nearer, and cost the processor when it must keep the
    policies' pace: twice as fast keeps the queue filled.
    """
    if Need.RESOURCE_POLICY not in needs:
        return BUCKETS
    return {**BUCKETS, "lambda:GetFunction": 2 * BUCKETS["lambda:GetPolicy"]}


def permissions(needs: Iterable[Need]) -> tuple[Permission, ...]:
    """Return every right that collecting `needs` takes, by action and resource."""
    wanted = frozenset(needs)
    users: dict[str, list[Need]] = {name: [] for name in (*ALWAYS, *COURTESY)}
    for need in sorted(wanted, key=lambda n: n.value):
        for name in NEEDS[need]:
            users.setdefault(name, []).append(need)
    rights: dict[tuple[str, str], Permission] = {}
    for name, used in users.items():
        operation = OPERATIONS[name]
        if operation.free or (operation.fallback and not operation.granted):
            continue
        key = (operation.action, operation.resource)
        before = rights.get(key)
        earlier = before.needs if before else ()
        everywhere = name in ALWAYS or name in COURTESY
        rights[key] = Permission(
            action=operation.action,
            resource=operation.resource,
            why=operation.why if before is None else f"{before.why}; {operation.why}",
            needs=() if everywhere else tuple(dict.fromkeys((*earlier, *used))),
            optional=name in COURTESY,
        )
    for needed, right in _BESIDE:
        if needed <= wanted:
            rights[right.action, right.resource] = right
    return tuple(rights[key] for key in sorted(rights))
