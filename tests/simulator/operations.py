"""What each operation answers, from an account that was written down."""

from __future__ import annotations

import base64
import copy
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from auditor.collect.aws.operations import OPERATIONS
from tests.simulator.accounts import SimulatedAccount, named
from tests.simulator.wire import Request

Answer = dict[str, Any]


class RefusedError(Exception):
    """AWS's own refusal: a code and an HTTP status."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


_GONE = RefusedError("ResourceNotFoundException", 404)
_NO_ROLE = RefusedError("NoSuchEntity", 404)
_LIST_OMITS = ("State", "LastUpdateStatus")


def answer(account: SimulatedAccount, request: Request) -> Answer:
    """Return what AWS would say.

    Raises:
        RefusedError: it would refuse.
    """
    for value in (*map(str, request.parameters.values()), ""):
        if (request.id, value) in account.answers:
            return copy.deepcopy(account.answers[request.id, value])
    own = OWN.get(request.id)
    if own is not None:
        return own(account, request)
    if request.id in OPERATIONS and OPERATIONS[request.id].items:
        listed = account.lists.get((request.region, request.id), [])
        return paged(request, listed, account.page)
    raise RefusedError("UnknownOperationException", 404)


def paged(request: Request, items: list[Any], most: int | None = None) -> Answer:
    """Return one page of a list, with the marker of the next."""
    entry = OPERATIONS[request.id]
    asked, told = entry.token
    size = int(request.parameters.get(entry.page[0]) or entry.page[1] or 100)
    size = min(size, most or size)
    start = int(base64.b64decode(request.parameters.get(asked) or "MA=="))
    page: Answer = {entry.items: items[start : start + size]}
    if start + size < len(items):
        page[told] = base64.b64encode(str(start + size).encode()).decode()
    if request.service == "iam":
        page["IsTruncated"] = told in page
    return page


def _no_layer(_account: SimulatedAccount, _request: Request) -> Answer:
    raise _GONE  # those that exist are among the answers


def _function(account: SimulatedAccount, request: Request) -> dict[str, Any]:
    found = account.function(request.region, request.parameters["FunctionName"])
    if found is None:
        raise _GONE
    return found


def _list_functions(account: SimulatedAccount, request: Request) -> Answer:
    every = request.parameters.get("FunctionVersion") == "ALL"
    items = [
        (found, version)
        for found in account.functions.get(request.region, ())
        for version in ("", *(map(str, found.get("versions", ())) if every else ()))
    ]
    page = paged(request, items, account.page)
    page["Functions"] = [_listed(found, version) for found, version in page["Functions"]]
    return page


def _listed(found: Mapping[str, Any], version: str) -> dict[str, Any]:
    listed = {k: v for k, v in found["configuration"].items() if k not in _LIST_OMITS}
    if not version:
        return listed
    return {**listed, "Version": version, "FunctionArn": f"{listed['FunctionArn']}:{version}"}


def _get_function(account: SimulatedAccount, request: Request) -> Answer:
    found = _function(account, request)
    said: Answer = {
        "Configuration": {"State": "Active", "LastUpdateStatus": "Successful"}
        | found["configuration"],
        "Code": found.get("image") or {"Location": "https://bucket.example/zip?X-Amz-Signature=s"},
        "Tags": found.get("tags", {}),
    }
    if "tags_error" in found:
        said["TagsError"] = found["tags_error"]
    if "reserved" in found:
        said["Concurrency"] = {"ReservedConcurrentExecutions": found["reserved"]}
    return said


def _get_policy(account: SimulatedAccount, request: Request) -> Answer:
    found = _function(account, request)
    qualifier = request.parameters.get("Qualifier")
    text = found.get("policies", {}).get(qualifier) if qualifier else found.get("policy")
    if text is None:
        raise _GONE
    return {"Policy": text, "RevisionId": "r"}


def _aliases(account: SimulatedAccount, request: Request) -> Answer:
    found = _function(account, request)
    return paged(
        request,
        [{"Name": n, "FunctionVersion": v} for n, v in found.get("aliases", {}).items()],
    )


def _urls(account: SimulatedAccount, request: Request) -> Answer:
    found = _function(account, request)
    arn = found["configuration"]["FunctionArn"]
    return paged(
        request,
        [
            {
                "FunctionArn": f"{arn}:{q}" if q else arn,
                "AuthType": auth,
                "FunctionUrl": "https://u",
            }
            for q, auth in found.get("urls", {}).items()
        ],
    )


def _event_invoke(account: SimulatedAccount, request: Request) -> Answer:
    found = _function(account, request)
    arn = found["configuration"]["FunctionArn"]
    return paged(
        request,
        [
            {
                "FunctionArn": f"{arn}:{q}",
                "MaximumRetryAttempts": 1,
                "DestinationConfig": {"OnFailure": {"Destination": target} if target else {}},
            }
            for q, target in found.get("event_invoke", {}).items()
        ],
    )


def _provisioned(account: SimulatedAccount, request: Request) -> Answer:
    found = _function(account, request)
    arn = found["configuration"]["FunctionArn"]
    return paged(
        request,
        [
            {"FunctionArn": f"{arn}:{q}", "RequestedProvisionedConcurrentExecutions": n}
            for q, n in found.get("provisioned", {}).items()
        ],
    )


def _queue(account: SimulatedAccount, request: Request) -> Answer:
    number, name = request.parameters["QueueUrl"].rsplit("/", 2)[1:]
    arn = f"arn:aws:sqs:{request.region}:{number}:{name}"
    if number != account.id:
        raise RefusedError("AccessDenied", 403)
    if arn not in account.queues:
        raise RefusedError("AWS.SimpleQueueService.NonExistentQueue", 400)
    return {"Attributes": account.queues[arn]}


def _sweep(account: SimulatedAccount, request: Request) -> Answer:
    page = paged(request, [*account.roles, *account.policies], account.page)
    items = page["RoleDetailList"]
    page["RoleDetailList"] = [item for item in items if "RoleName" in item]
    page["Policies"] = [item for item in items if "RoleName" not in item]
    return page


def _role(account: SimulatedAccount, request: Request) -> Mapping[str, Any]:
    found = named(account.roles, "RoleName", request.parameters["RoleName"])
    if found is None:
        raise _NO_ROLE
    return found


def _role_policy(account: SimulatedAccount, request: Request) -> Answer:
    wanted = request.parameters["PolicyName"]
    found = named(_role(account, request)["RolePolicyList"], "PolicyName", wanted)
    if found is None:
        raise _NO_ROLE
    return {"RoleName": request.parameters["RoleName"], **found}


def _policy(account: SimulatedAccount, request: Request) -> Mapping[str, Any]:
    found = named(account.policies, "Arn", request.parameters["PolicyArn"])
    if found is None:
        raise _NO_ROLE
    return found


def _bucket(account: SimulatedAccount, request: Request) -> Answer:
    buckets = account.lists.get((request.region, "s3:ListBuckets"), [])
    found = named(buckets, "Name", request.parameters["Bucket"])
    if found is None:
        raise RefusedError("NoSuchBucket", 404)
    return {"LambdaFunctionConfigurations": found.get("notifies", [])}


def _log_groups(account: SimulatedAccount, request: Request) -> Answer:
    prefix = request.parameters.get("logGroupNamePrefix") or ""
    groups = account.lists.get((request.region, request.id), [])
    return paged(request, [g for g in groups if g["logGroupName"].startswith(prefix)])


def _alarms(account: SimulatedAccount, request: Request) -> Answer:
    page = paged(request, account.lists.get((request.region, request.id), []))
    if "NextToken" not in request.parameters:
        composites = account.lists.get((request.region, "cloudwatch:CompositeAlarms"), [])
        page["CompositeAlarms"] = composites
    return page


def _web_functions(account: SimulatedAccount, request: Request) -> Answer:
    held = [one["web"] for one in account.web.values()]
    return paged(request, [one for one in held if f":{request.region}:" in one["functionArn"]])


def _web_endpoints(account: SimulatedAccount, request: Request) -> Answer:
    return paged(request, [account.web[request.parameters["functionName"]]["endpoint"]])


def _web_revision(account: SimulatedAccount, request: Request) -> Answer:
    revision: Answer = account.web[request.parameters["functionName"]]["revision"]
    return revision


def _web_policy(account: SimulatedAccount, request: Request) -> Answer:
    name = request.parameters["resourceArn"].rpartition("/")[2]
    if account.web[name].get("policy") is None:
        raise _GONE
    return {"policy": account.web[name]["policy"], "revisionId": "r"}


def _microvm_images(account: SimulatedAccount, request: Request) -> Answer:
    held = [one["image"] for one in account.microvms.values()]
    return paged(request, [one for one in held if f":{request.region}:" in one["imageArn"]])


def _microvm_version(account: SimulatedAccount, request: Request) -> Answer:
    name = request.parameters["imageIdentifier"].rpartition(":")[2]
    version: Answer = account.microvms[name]["version"]
    return version


def _microvms(account: SimulatedAccount, request: Request) -> Answer:
    name = request.parameters["imageIdentifier"].rpartition(":")[2]
    one = {"microvmId": f"vm-{name}", "state": "RUNNING", "imageArn": "x", "imageVersion": "1",
           "startedAt": 1_790_000_000}  # fmt: skip
    return paged(request, [one] if account.microvms[name]["running"] else [])


def _microvm(account: SimulatedAccount, request: Request) -> Answer:
    name = request.parameters["microvmIdentifier"].removeprefix("vm-")
    role = account.microvms[name]["version"]["buildRoleArn"]
    return {"microvmId": f"vm-{name}", "executionRoleArn": role}


def _metrics(_: SimulatedAccount, request: Request) -> Answer:
    queries = request.parameters["MetricDataQueries"]
    return {
        "MetricDataResults": [
            {"Id": query["Id"], "Timestamps": [], "Values": [], "StatusCode": "Complete"}
            for query in queries
        ]
    }


def _assume_role(account: SimulatedAccount, request: Request) -> Answer:
    asked = request.parameters
    wanted = (account.external_id, account.mfa_code)
    if (asked.get("ExternalId"), asked.get("TokenCode")) != wanted:
        raise RefusedError("AccessDenied", 403)
    ends = datetime.fromtimestamp(time.time() + account.session_seconds, UTC)
    return {
        "Credentials": {
            "AccessKeyId": "ASIAEXAMPLE",
            "SecretAccessKey": "example",
            "SessionToken": f"until/{ends.timestamp()}",
            "Expiration": ends.isoformat(),
        }
    }


def _organization(*_: object) -> Answer:
    raise RefusedError("AWSOrganizationsNotInUseException")


def _policies_of_target(account: SimulatedAccount, request: Request) -> Answer:
    given = request.parameters
    return paged(request, account.lists.get((given["TargetId"], given["Filter"]), []))


OWN: dict[str, Callable[[SimulatedAccount, Request], Answer]] = {
    "lambda:GetLayerVersion": _no_layer,
    "sts:GetCallerIdentity": lambda account, _: {
        "Account": account.id, "UserId": "AIDA", "Arn": f"arn:aws:iam::{account.id}:user/auditor",
    },
    "sts:AssumeRole": _assume_role,
    **{
        f"lambda-core:{name}": lambda account, _: {
            "Arn": f"arn:aws:lambda:{account.regions[0]}:{account.id}:runtime:r"
        }
        for name in ("GetRuntime", "GetRuntimeAlias")
    },
    "ec2:DescribeRegions": lambda account, _: {
        "Regions": [{"RegionName": name} for name in account.regions]
    },
    "lambda:ListFunctions": _list_functions,
    "lambda:GetFunction": _get_function,
    "lambda:GetPolicy": _get_policy,
    "lambda:ListAliases": _aliases,
    "lambda:ListFunctionUrlConfigs": _urls,
    "lambda:ListFunctionEventInvokeConfigs": _event_invoke,
    "lambda:ListProvisionedConcurrencyConfigs": _provisioned,
    "lambda:GetRuntimeManagementConfig": lambda *_: {"UpdateRuntimeOn": "Auto"},
    "lambda:GetFunctionRecursionConfig": lambda *_: {"RecursiveLoop": "Terminate"},
    "sqs:GetQueueAttributes": _queue,
    "lambda-web:ListWebFunctions": _web_functions,
    "lambda-web:ListWebFunctionEndpoints": _web_endpoints,
    "lambda-web:GetWebFunctionRevision": _web_revision,
    "lambda-web:GetResourcePolicy": _web_policy,
    "lambda-microvms:ListMicrovmImages": _microvm_images,
    "lambda-microvms:GetMicrovmImageVersion": _microvm_version,
    "lambda-microvms:ListMicrovms": _microvms,
    "lambda-microvms:GetMicrovm": _microvm,
    "logs:DescribeLogGroups": _log_groups,
    "cloudwatch:DescribeAlarms": _alarms,
    "cloudwatch:GetMetricData": _metrics,
    "organizations:DescribeOrganization": _organization,
    "organizations:ListPoliciesForTarget": _policies_of_target,
    "iam:GetAccountAuthorizationDetails": _sweep,
    "iam:GetRole": lambda account, request: {"Role": dict(_role(account, request))},
    "iam:ListAttachedRolePolicies": lambda account, request: paged(
        request, _role(account, request)["AttachedManagedPolicies"]
    ),
    "iam:ListRolePolicies": lambda account, request: paged(
        request, [item["PolicyName"] for item in _role(account, request)["RolePolicyList"]]
    ),
    "iam:GetRolePolicy": _role_policy,
    "iam:GetPolicy": lambda account, request: {"Policy": dict(_policy(account, request))},
    "iam:GetPolicyVersion": lambda account, request: {
        "PolicyVersion": _policy(account, request)["PolicyVersionList"][0]
    },
    "s3:GetBucketNotificationConfiguration": _bucket,
}  # fmt: skip
