"""The accounts that are served: plain data in the shapes of AWS's answers."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ID = "111122223333"
REGIONS = ("eu-west-1", "us-east-1", "ap-southeast-2", "us-west-2", "eu-central-1")
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}


@dataclass(slots=True, kw_only=True)
class SimulatedAccount:
    """One account. `lists` and `answers` hold what no field of its own has.

    `lists`: (region, "service:Operation") -> items, paged by the simulator.
    `answers`: ("service:Operation", value of one parameter or "") -> the whole answer.
    """

    id: str = ID
    regions: tuple[str, ...] = ("eu-west-1",)
    functions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # by region
    roles: list[dict[str, Any]] = field(default_factory=list)
    policies: list[dict[str, Any]] = field(default_factory=list)  # managed ones
    queues: dict[str, dict[str, str]] = field(default_factory=dict)  # ARN -> attributes
    lists: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    answers: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    # Web Functions by name: "web", "revision", "endpoint"; MicroVM images: "image", "version",
    # "running".
    web: dict[str, dict[str, Any]] = field(default_factory=dict)
    microvms: dict[str, dict[str, Any]] = field(default_factory=dict)
    # What AssumeRole asks for, where it does, and how long the session lasts that it grants.
    external_id: str | None = None
    mfa_code: str | None = None
    session_seconds: float = 3600.0
    page: int | None = None  # items a page at most, whatever is asked for

    # Where functions were found last: 30,000 are not searched through for each call.
    _places: dict[tuple[str, str], int] = field(default_factory=dict, repr=False, compare=False)

    def function(self, region: str, reference: str) -> dict[str, Any] | None:
        """Return a function by name or ARN; None: there is none."""
        parts = reference.split(":")
        name = parts[6] if parts[0] == "arn" else parts[0]
        listed = self.functions.get(region, [])
        place = self._places.get((region, name), len(listed))
        if place < len(listed) and _is(listed[place], name):
            return listed[place]
        for place, found in enumerate(listed):
            if _is(found, name):
                self._places[region, name] = place
                return found
        return None


def _is(function: Mapping[str, Any], name: str) -> bool:
    """Return whether this is the function of that name, and still there."""
    return function["configuration"]["FunctionName"] == name and not function.get("gone")


def function(
    name: str, *, region: str = "eu-west-1", role: str = "orders", **extra: Any
) -> dict[str, Any]:
    """Build a function; `configuration` differences and the rest as the keywords say.

    Keywords: configuration, tags, tags_error, reserved, image, policy, policies (by qualifier),
    aliases (name -> version), versions (numbers), urls, event_invoke, provisioned, gone.
    """
    configuration = {
        "FunctionName": name,
        "FunctionArn": f"arn:aws:lambda:{region}:{ID}:function:{name}",
        "Role": f"arn:aws:iam::{ID}:role/{role}",
        "Runtime": "python3.13",
        "Handler": "app.handler",
        "CodeSize": 1000,
        "CodeSha256": "x",
        "Timeout": 3,
        "MemorySize": 128,
        "LastModified": "2026-01-01T00:00:00.000+0000",
        "Version": "$LATEST",
        "PackageType": "Zip",
        "Architectures": ["arm64"],
        "TracingConfig": {"Mode": "Active"},
        "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"},
        **extra.pop("configuration", {}),
    }
    return {"configuration": configuration, **extra}


def role(name: str, **extra: Any) -> dict[str, Any]:
    """Build a role as GetAccountAuthorizationDetails describes it."""
    return {
        "Path": "/",
        "RoleName": name,
        "RoleId": "AROA" + name,
        "Arn": f"arn:aws:iam::{ID}:role/{name}",
        "CreateDate": "2026-01-01T00:00:00Z",
        "AssumeRolePolicyDocument": json.dumps(TRUST),
        "RolePolicyList": [],
        "AttachedManagedPolicies": [],
        "RoleLastUsed": {},
        **extra,
    }


def managed(arn: str, document: object) -> dict[str, Any]:
    """Build a managed policy with one version."""
    return {
        "PolicyName": arn.rsplit("/", 1)[-1],
        "Arn": arn,
        "DefaultVersionId": "v1",
        "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": True, "Document": json.dumps(document)}
        ],
    }


def statement(principal: object, action: str = "lambda:InvokeFunction", **more: Any) -> str:
    """Return a resource policy of one statement."""
    one = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [one]})


def generated(functions: int, regions: int = 1, seed: int = 1) -> SimulatedAccount:
    """Return an account of many unlike functions, the same for the same arguments."""
    chance = random.Random(seed)  # noqa: S311  no secret is made of it
    account = SimulatedAccount(regions=REGIONS[:regions])
    account.roles = [
        role(
            f"role-{n}",
            AttachedManagedPolicies=[
                {"PolicyName": "logs", "PolicyArn": "arn:aws:iam::aws:policy/logs"}
            ],
        )
        for n in range(max(1, functions // 4))
    ]
    logs = {"Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}]}
    account.policies = [managed("arn:aws:iam::aws:policy/logs", logs)]
    for number in range(functions):
        region = account.regions[number % regions]
        found = _random(chance, number, region, len(account.roles))
        account.functions.setdefault(region, []).append(found)
    for region in account.regions:
        _surroundings(account, region)
    return account


def _random(chance: random.Random, number: int, region: str, roles: int) -> dict[str, Any]:
    queue = f"arn:aws:sqs:{region}:{ID}:dead-{number % 5}"
    configuration: dict[str, Any] = {
        "Environment": {"Variables": {"STAGE": "prod", "TABLE": f"table-{number % 9}"}}
    }
    if chance.random() < 0.3:
        configuration["DeadLetterConfig"] = {"TargetArn": queue}
    if chance.random() < 0.25:
        configuration["VpcConfig"] = {
            "VpcId": "vpc-1", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"],
        }  # fmt: skip
    extra: dict[str, Any] = {"tags": {"team": "orders"}}
    kind = chance.random()
    if kind < 0.05:
        extra["policy"] = statement("*")
    elif kind < 0.35:
        service = chance.choice(["s3", "events", "sns", "apigateway"])
        extra["policy"] = statement({"Service": f"{service}.amazonaws.com"})
    if chance.random() < 0.1:
        extra["event_invoke"] = {"$LATEST": queue}
    if chance.random() < 0.2:
        extra["versions"] = list(range(1, chance.choice([2, 3, 6])))
        extra["aliases"] = {"live": str(extra["versions"][-1])}
        if chance.random() < 0.3:
            extra["policies"] = {"live": statement({"Service": "events.amazonaws.com"})}
    role_name = f"role-{chance.randrange(roles)}"
    return function(
        f"f-{number:05d}", region=region, role=role_name, configuration=configuration, **extra
    )


def _surroundings(account: SimulatedAccount, region: str) -> None:
    source = f"arn:aws:sqs:{region}:{account.id}:source"
    for name in ("source", *(f"dead-{n}" for n in range(5))):
        arn = f"arn:aws:sqs:{region}:{account.id}:{name}"
        account.queues[arn] = {"QueueArn": arn, "VisibilityTimeout": "30"}
    some = account.functions.get(region, [])[::7]
    account.lists[region, "lambda:ListEventSourceMappings"] = [
        {
            "UUID": f"{region}-{number}",
            "FunctionArn": found["configuration"]["FunctionArn"],
            "EventSourceArn": source,
            "State": "Enabled",
            "BatchSize": 10,
        }
        for number, found in enumerate(some)
    ]
    account.lists[region, "logs:DescribeLogGroups"] = [
        {"logGroupName": f"/aws/lambda/{found['configuration']['FunctionName']}"}
        for found in account.functions.get(region, ())
    ]
    vpc = {"VpcId": "vpc-1"}
    account.lists[region, "ec2:DescribeSubnets"] = [
        {"SubnetId": "subnet-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZoneId": "az1", **vpc}
    ]
    account.lists[region, "ec2:DescribeSecurityGroups"] = [
        {"GroupId": "sg-1", "GroupName": "g", "IpPermissions": [], "IpPermissionsEgress": [], **vpc}
    ]


def named(items: Iterable[Mapping[str, Any]], key: str, value: str) -> Mapping[str, Any] | None:
    """Return the item whose `key` is `value`."""
    return next((item for item in items if item.get(key) == value), None)
