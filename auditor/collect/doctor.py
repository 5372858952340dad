"""Tries each operation that an audit needs, once, and says what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.collect.aws.calls import Calls
from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.fact_barrier import LostError
from auditor.collect.aws.operations import ALWAYS, NEEDS, OPERATIONS, Operation
from auditor.collect.aws.options import CollectOptions
from auditor.collect.aws.sign_in import open_clients
from auditor.collect.identity import caller, regions
from auditor.model import Loss, Need, Unknown

# Names that exist nowhere: a caller who may ask is told so, one who may not is told that.
_NAME = "lambda-auditor-doctor"
_TRIED: Mapping[str, Mapping[str, Any]] = {
    "lambda:ListFunctions": {"MaxItems": 1},
    "lambda:ListFunctionsByCodeSigningConfig": {
        "CodeSigningConfigArn": "arn:{partition}:lambda:{region}:{account}:code-signing-config:"
        "csc-00000000000000000"
    },
    "lambda:GetLayerVersion": {"LayerName": _NAME, "VersionNumber": 1},
    "lambda-core:GetRuntimeAlias": {"RuntimeName": _NAME, "Name": "latest"},
    "lambda-core:GetRuntime": {"RuntimeName": _NAME},
    "sqs:GetQueueAttributes": {"QueueUrl": "{queue}", "AttributeNames": ["QueueArn"]},
    "sqs:ListDeadLetterSourceQueues": {"QueueUrl": "{queue}"},
    "sns:GetTopicAttributes": {"TopicArn": "arn:{partition}:sns:{region}:{account}:" + _NAME},
    "events:ListTargetsByRule": {"Rule": _NAME},
    "events:DescribeEventBus": {"Name": _NAME},
    "scheduler:GetSchedule": {"Name": _NAME},
    "s3:GetBucketNotificationConfiguration": {"Bucket": _NAME + "-{account}"},
    "apigateway:GetResources": {"restApiId": "0000000000"},
    "apigateway:GetStages": {"restApiId": "0000000000"},
    "apigatewayv2:GetIntegrations": {"ApiId": "0000000000"},
    "apigatewayv2:GetRoutes": {"ApiId": "0000000000"},
    "apigatewayv2:GetStages": {"ApiId": "0000000000"},
    "iam:GetAccountAuthorizationDetails": {"MaxItems": 1},
    "iam:GetRolePolicy": {"RoleName": _NAME, "PolicyName": _NAME},
    "iam:GetPolicy": {"PolicyArn": "arn:{partition}:iam::{account}:policy/" + _NAME},
    "iam:GetPolicyVersion": {
        "PolicyArn": "arn:{partition}:iam::{account}:policy/" + _NAME,
        "VersionId": "v1",
    },
    "organizations:ListParents": {"ChildId": "{account}"},
    "organizations:ListPoliciesForTarget": {
        "TargetId": "{account}",
        "Filter": "SERVICE_CONTROL_POLICY",
    },
    "organizations:DescribePolicy": {"PolicyId": "p-FullAWSAccess"},
    "iam:GetServiceLastAccessedDetails": {"JobId": "00000000-0000-0000-0000-000000000000"},
    "ec2:GetManagedPrefixListEntries": {"PrefixListId": "pl-00000000"},
    "ecr:DescribeImages": {"repositoryName": _NAME},
    "ecr:BatchGetImage": {"repositoryName": _NAME, "imageIds": [{"imageTag": "latest"}]},
}
_NOT_TRIED = frozenset(
    {
        # Each makes AWS write a report, or costs money.
        "iam:GenerateServiceLastAccessedDetails",
        "cloudwatch:GetMetricData",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationTrial:
    """One operation that was tried in one region."""

    operation: str
    action: str
    region: str
    outcome: str  # "allowed", "denied", "disabled", "failed" or "not tried"
    code: str = ""
    reason: str = ""  # one clause; empty: allowed or not tried
    loss: Loss = Loss.NONE
    needs: tuple[Need, ...] = ()  # the facts that are unknown without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Who asks, where, and what may be called."""

    account: str
    caller: str
    regions: tuple[str, ...]
    trials: tuple[OperationTrial, ...]
    gaps: tuple[Unknown, ...] = ()


def diagnose(needs: frozenset[Need], options: CollectOptions) -> Diagnosis:
    """Try what collecting `needs` takes.

    Raises:
        UsageError: an option cannot be right; nothing was called.
        CredentialsError: there are no credentials, or they have expired.
    """
    clients = open_clients(options)

    async def work() -> Diagnosis:
        calls = Calls(clients, options)
        try:
            return await _diagnosis(calls, needs, options)
        finally:
            calls.close()

    return asyncio.run(work())


async def _diagnosis(calls: Calls, needs: frozenset[Need], options: CollectOptions) -> Diagnosis:
    gaps: list[Unknown] = []
    identity = await caller(calls, options, gaps)
    names = await regions(calls, options, gaps)
    words = {
        "account": identity.account or "000000000000",
        "partition": identity.partition,
    }
    users = _users(needs)
    home = names[0]
    tried = [
        _try(calls, OPERATIONS[name], region, {**words, "region": region}, used)
        for name, used in users.items()
        for region in ((home,) if OPERATIONS[name].world else names)
        # Elsewhere only the one call that tells whether the region answers at all.
        if region == home or name == "lambda:ListFunctions"
    ]
    return Diagnosis(
        account=words["account"],
        caller=identity.arn,
        regions=names,
        trials=tuple(await asyncio.gather(*tried)),
        gaps=tuple(gaps),
    )


def _users(needs: Iterable[Need]) -> dict[str, tuple[Need, ...]]:
    users: dict[str, list[Need]] = {name: [] for name in ALWAYS}
    for need in sorted(needs, key=lambda n: n.value):
        for name in NEEDS[need]:
            users.setdefault(name, []).append(need)
    return {name: tuple(used) for name, used in users.items()}


async def _try(
    calls: Calls,
    operation: Operation,
    region: str,
    words: Mapping[str, str],
    needs: tuple[Need, ...],
) -> OperationTrial:
    outcome, lost = "allowed", Unknown(reason="")
    if operation.id in _NOT_TRIED:
        outcome = "not tried"
    else:
        arguments = await _arguments(calls, operation, words)
        try:
            await calls.get(operation.id, region, **arguments)
        except LostError as error:
            invented = any(not isinstance(value, int) for value in arguments.values())
            outcome = _outcome(error, invented=invented)
            lost = lost if outcome == "allowed" else error.unknown
    return OperationTrial(
        operation=operation.id,
        action=operation.action,
        region="" if operation.world else region,
        outcome=outcome,
        code=lost.code,
        reason=lost.reason,
        loss=lost.loss,
        needs=needs,
    )


def _outcome(lost: LostError, *, invented: bool) -> str:
    if lost.kind is Fault.DENIED:
        return "denied"
    # A whole answer without what was asked for is one to a question about an invented name.
    if invented and lost.unknown.code == "IncompleteAnswer":
        return "allowed"
    if lost.kind is Fault.DISABLED:
        return "disabled"
    # That there is no such thing, or that the question is invalid, is said to those who may ask.
    refused = lost.kind is Fault.REFUSED and lost.unknown.code != "UnsupportedBySdk"
    return "allowed" if lost.kind is Fault.ABSENT or refused else "failed"


async def _arguments(
    calls: Calls, operation: Operation, words: Mapping[str, str]
) -> dict[str, Any]:
    given = dict(_TRIED.get(operation.id, {}))
    if operation.service == "sqs":
        endpoint = await calls.run(lambda: calls.clients.endpoint("sqs", words["region"]))
        words = {**words, "queue": f"{endpoint.rstrip('/')}/{words['account']}/{_NAME}"}
    if not given and operation.service == "lambda" and "function:" in operation.resource:
        given = {"FunctionName": _NAME}
    if not given and operation.service == "iam" and operation.resource.endswith("role/*"):
        given = {"RoleName": _NAME}
    return {
        name: value.format(**words) if isinstance(value, str) else value
        for name, value in given.items()
    }
