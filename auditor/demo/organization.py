"""Twelve small accounts of one organization, for `auditor demo --organization`.

Three of them can't be read as they should: one lacks the role, one asks for another external id,
and in one the role may not read Lambda.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum, unique
from functools import cache

import boto3
from botocore.config import Config

from auditor.demo.clients import Client
from auditor.demo.names import EUROPE
from auditor.demo.sample import LAMBDA, Document, allow

ORGANIZATION, ROOT = "o-juniperlark", "r-jl01"
ROLE, EXTERNAL_ID = "lambda-auditor-reader", "juniper-and-lark-audit"
UNITS: Mapping[str, str] = {
    "ou-jl01-security": "Security",
    "ou-jl01-production": "Production",
    "ou-jl01-test": "Test",
    "ou-jl01-data": "Data",
    "ou-jl01-sandbox": "Sandbox",
}
_FIRST = 210_000_000_000  # account ids begin here
_PYTHON, _OLD = "python3.13", "python3.9"
_SHARED_SECRET = {"DB_PASSWORD": "correct-horse-battery-9"}


@unique
class AccountReach(Enum):
    """How the role for the audit is in an account."""

    GOOD = "good"
    ABSENT = "absent"
    OTHER_ID = "other external id"
    POWERLESS = "without rights on Lambda"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """One account."""

    name: str
    unit: str  # a key of UNITS
    functions: Sequence[str] = ()  # keys of _FUNCTIONS
    reach: AccountReach = AccountReach.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class _Function:
    """A function that several teams deploy from one template."""

    role: str
    statements: Sequence[Document]
    runtime: str = _PYTHON
    variables: Mapping[str, str] = field(default_factory=dict)
    timeout: int = 10


_FUNCTIONS = {
    "checkout": _Function(
        role="checkout",
        statements=[allow(("dynamodb:GetItem",), "arn:aws:dynamodb:*:*:table/carts")],
    ),
    "nightly-export": _Function(
        role="export-deploy", statements=[allow(("*",), "*")], runtime=_OLD,
        variables=_SHARED_SECRET, timeout=900,
    ),
    "log-forwarder": _Function(
        role="log-forwarder", statements=[allow(("logs:*", "kinesis:*"), "*")]
    ),
}  # fmt: skip
_TEAMS = (
    Team(name="audit", unit="ou-jl01-security"),
    Team(name="shop-prod", unit="ou-jl01-production", functions=("checkout", "nightly-export")),
    Team(name="orders-prod", unit="ou-jl01-production", functions=("checkout",)),
    Team(name="catalog-prod", unit="ou-jl01-production", functions=("checkout", "log-forwarder")),
    Team(name="shipping-prod", unit="ou-jl01-production", reach=AccountReach.ABSENT),
    Team(name="shop-test", unit="ou-jl01-test", functions=("checkout", "nightly-export")),
    Team(name="orders-test", unit="ou-jl01-test", functions=("checkout",)),
    Team(name="catalog-test", unit="ou-jl01-test", reach=AccountReach.OTHER_ID),
    Team(name="data-lake", unit="ou-jl01-data", functions=("nightly-export", "log-forwarder")),
    Team(name="data-science", unit="ou-jl01-data", functions=("nightly-export",)),
    Team(name="sandbox", unit="ou-jl01-sandbox"),
    Team(name="partner-portal", unit="ou-jl01-sandbox", reach=AccountReach.POWERLESS),
)
TEAMS: Mapping[str, Team] = {str(_FIRST + 1_017 * n): team for n, team in enumerate(_TEAMS)}
HUB = str(_FIRST)


def create_organization(url: str) -> None:
    """Create what the accounts hold, in the emulator at a URL."""
    for account, team in TEAMS.items():
        if team.functions:
            _fill(url, account, team)


def _fill(url: str, account: str, team: Team) -> None:
    with ExitStack() as closing:
        services = ("iam", "lambda", "logs", "cloudwatch")
        iam, aws, logs, cloudwatch = (_client(url, name, account) for name in services)
        for client in (iam, aws, logs, cloudwatch):
            closing.callback(client.close)
        for name in team.functions:
            _create_role(iam, name)
            _create_function(aws, account, name)
            _watch(logs, cloudwatch, name)


def _create_role(iam: Client, function: str) -> None:
    sample = _FUNCTIONS[function]
    own_log = f"arn:aws:logs:*:*:log-group:/aws/lambda/{function}:*"
    statements = [
        allow(("logs:CreateLogStream", "logs:PutLogEvents"), own_log),
        allow(("xray:PutTraceSegments", "xray:PutTelemetryRecords"), "*"),
        *sample.statements,
    ]
    iam.create_role(RoleName=sample.role, AssumeRolePolicyDocument=json.dumps(LAMBDA))
    iam.put_role_policy(
        RoleName=sample.role,
        PolicyName="permissions",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}),
    )


def _create_function(aws: Client, account: str, name: str) -> None:
    sample = _FUNCTIONS[name]
    aws.create_function(
        FunctionName=name,
        Runtime=sample.runtime,
        Handler="app.handler",
        Role=f"arn:aws:iam::{account}:role/{sample.role}",
        Code={"ZipFile": _package()},
        Architectures=["arm64"],
        Timeout=sample.timeout,
        MemorySize=512,
        TracingConfig={"Mode": "Active"},
        LoggingConfig={"LogFormat": "JSON", "LogGroup": f"/aws/lambda/{name}"},
        Environment={"Variables": dict(sample.variables)},
        Tags={"service": name},
    )
    aws.put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=1)


def _watch(logs: Client, cloudwatch: Client, function: str) -> None:
    group = f"/aws/lambda/{function}"
    logs.create_log_group(logGroupName=group)
    logs.put_retention_policy(logGroupName=group, retentionInDays=30)
    cloudwatch.put_metric_alarm(
        AlarmName=f"{function}-errors",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[{"Name": "FunctionName", "Value": function}],
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )


def _client(url: str, service: str, account: str) -> Client:
    return boto3.client(
        service,
        region_name=EUROPE,
        endpoint_url=url,
        aws_access_key_id=account,  # ministack takes a key of 12 digits as the account
        aws_secret_access_key="demo",  # noqa: S106  not a password
        config=Config(proxies={}, retries={"mode": "standard", "total_max_attempts": 3}),
    )


@cache
def _package() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("app.py", "def handler(event, context):\n    return {}\n")
    return content.getvalue()
