"""An account where most facts hang together: what one list says decides what is asked next."""

from __future__ import annotations

import json
from typing import Any

from tests.simulator.accounts import ID, SimulatedAccount, function, managed, role, statement

REGIONS = ("eu-west-1", "us-east-1")
EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
LOGS = {"Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}]}


def crowded() -> SimulatedAccount:
    """Return the account: small pages, two regions, roles and queues that few functions share."""
    account = SimulatedAccount(regions=REGIONS, page=4)
    account.policies = [
        managed(f"arn:aws:iam::{ID}:policy/all", EVERYTHING),
        managed(f"arn:aws:iam::{ID}:policy/logs", LOGS),
    ]
    for number in range(8):
        policy = "all" if number % 3 == 0 else "logs"
        attached = [{"PolicyName": policy, "PolicyArn": f"arn:aws:iam::{ID}:policy/{policy}"}]
        account.roles.append(role(f"role-{number}", AttachedManagedPolicies=attached))
    for region in REGIONS:
        account.functions[region] = [_function(region, number) for number in range(11)]
        _surroundings(account, region)
    return account


def _arn(region: str, service: str, rest: str) -> str:
    return f"arn:aws:{service}:{region}:{ID}:{rest}"


def _function(region: str, number: int) -> dict[str, Any]:
    name = f"f-{number:02}"
    configuration: dict[str, Any] = {
        "Environment": {"Variables": {"STAGE": "prod", "DB_PASSWORD": f"pw-{number}-Kq83jd7xPz"}}
    }
    extra: dict[str, Any] = {"tags": {"team": "orders"}}
    if number % 4 == 1:
        vpc = f"vpc-{number % 3}"
        configuration["VpcConfig"] = {
            "VpcId": vpc, "SubnetIds": [f"subnet-{vpc}"], "SecurityGroupIds": [f"sg-{vpc}"],
        }  # fmt: skip
    if number % 5 == 2:
        configuration["LoggingConfig"] = {"LogGroup": f"/own/{name}", "LogFormat": "JSON"}
    if number % 3 == 0:
        configuration["DeadLetterConfig"] = {"TargetArn": _arn(region, "sqs", f"dead-{number}")}
    if number % 3 == 1:
        bucket = {"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::uploads-{number % 2}"}}
        extra["policy"] = statement({"Service": "s3.amazonaws.com"}, Condition=bucket)
        target = (
            _arn(region, "lambda", "function:f-02")
            if number == 4
            else (_arn(region, "sqs", f"failed-{number}"))
        )
        extra["event_invoke"] = {"$LATEST": target}
    if number in (2, 5, 8):  # settings that only an event source, or being a target, makes matter
        extra["event_invoke"] = {"$LATEST": _arn(region, "sqs", "nowhere")}
    if number == 6:
        extra["policy"] = statement("*", "lambda:InvokeFunctionUrl")
        extra["urls"] = {None: "NONE"}
    if number == 7:
        extra["urls"] = {None: "NONE"}  # nothing opens it
        extra |= {"versions": [1, 2], "policies": {"2": statement("*")}}
    if number == 9:
        configuration["Runtime"] = "java21"
        extra |= {"versions": [1], "aliases": {"live": "1"}, "provisioned": {"live": 2}}
        extra["policies"] = {"live": statement({"Service": "events.amazonaws.com"})}
    role_name = f"role-{number % 8}" if number != 10 else "gone"
    return function(name, region=region, role=role_name, configuration=configuration, **extra)


def _surroundings(account: SimulatedAccount, region: str) -> None:
    lists = account.lists
    for name in ("source", "dead-0", "dead-3", "dead-6", "failed-1", "failed-7", "failed-10"):
        arn = _arn(region, "sqs", name)
        account.queues[arn] = {"QueueArn": arn, "VisibilityTimeout": "30"}
    source = _arn(region, "sqs", "source")
    redrive = {"deadLetterTargetArn": _arn(region, "sqs", "dead-0"), "maxReceiveCount": 3}
    account.queues[source]["RedrivePolicy"] = json.dumps(redrive)
    functions = _arn(region, "lambda", "function:")
    mappings = (("f-00", source), (f"f-07:{2}", _arn(region, "kinesis", "stream/s")),
                ("f-03", _arn(region, "sqs", "dead-0")))  # fmt: skip
    lists[region, "lambda:ListEventSourceMappings"] = [
        {
            "UUID": f"u{number}", "FunctionArn": functions + name, "EventSourceArn": arn,
            "State": "Enabled", "BatchSize": 10,
        }
        for number, (name, arn) in enumerate(mappings)
    ]  # fmt: skip
    lists[region, "events:ListEventBuses"] = [{"Name": "default"}]
    lists[region, "events:ListRules"] = [
        {"Name": "r", "Arn": _arn(region, "events", "rule/r"), "State": "ENABLED"}
    ]
    lists[region, "events:ListTargetsByRule"] = [{"Id": "1", "Arn": functions + "f-05"}]
    schedule: dict[str, Any] = {
        "Arn": _arn(region, "scheduler", f"schedule/default/s-{region}"),
        "Name": f"s-{region}", "GroupName": "default", "Target": {"Arn": functions + "f-08"},
    }  # fmt: skip
    lists[region, "scheduler:ListSchedules"] = [schedule]
    role_arn = f"arn:aws:iam::{ID}:role/s"
    whole = {**schedule, "State": "ENABLED", "Target": {**schedule["Target"], "RoleArn": role_arn}}
    account.answers["scheduler:GetSchedule", f"s-{region}"] = whole
    for bucket in range(2):
        lists.setdefault((region, "s3:ListBuckets"), []).append(
            {"Name": f"uploads-{bucket}", "notifies": [
                {"LambdaFunctionArn": functions + "f-01", "Events": ["s3:*"]}]}
        )  # fmt: skip
    _network(account, region)
    lists[region, "logs:DescribeLogGroups"] = [
        {"logGroupName": name, "logGroupArn": _arn(region, "logs", f"log-group:{name}")}
        for name in ("/aws/lambda/f-00", "/own/f-02", "/own/f-07")
    ]


def _network(account: SimulatedAccount, region: str) -> None:
    lists = account.lists
    for number in range(3):
        vpc = f"vpc-{number}"
        put = {"VpcId": vpc}
        lists.setdefault((region, "ec2:DescribeSubnets"), []).append(
            {"SubnetId": f"subnet-{vpc}", "CidrBlock": "10.0.0.0/24", "AvailabilityZoneId": "az1"}
            | put
        )
        rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                "PrefixListIds": [{"PrefixListId": f"pl-{number}"}]}  # fmt: skip
        lists.setdefault((region, "ec2:DescribeSecurityGroups"), []).append(
            {"GroupId": f"sg-{vpc}", "GroupName": "g", "IpPermissions": [],
             "IpPermissionsEgress": [rule], **put}
        )  # fmt: skip
        entry = {"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "Egress": True,
                 "CidrBlock": "0.0.0.0/0"}  # fmt: skip
        lists.setdefault((region, "ec2:DescribeNetworkAcls"), []).append(
            {"NetworkAclId": f"acl-{vpc}", "IsDefault": True, "Entries": [entry],
             "Associations": [{"SubnetId": f"subnet-{vpc}"}], **put}
        )  # fmt: skip
        lists.setdefault((region, "ec2:DescribeRouteTables"), []).append(
            {"RouteTableId": f"rtb-{vpc}", "Associations": [{"Main": True}],
             "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1",
                         "State": "active"}], **put}
        )  # fmt: skip
    lists[region, "ec2:GetManagedPrefixListEntries"] = [{"Cidr": "203.0.113.0/24"}]
