"""Deployments without versions, entry points without a brake, SDKs in packages.

Sources: Lambda developer guide (aliases, reserved concurrency, function URLs, runtimes' SDKs), API
Gateway developer guide (throttling of stages and routes).
"""

from __future__ import annotations

import json
from typing import Any

from tests.simulator.accounts import ID, statement
from tests.verdicts.truth import (
    FAIL,
    NOT_APPLICABLE,
    PASS,
    REGION,
    UNKNOWN,
    Case,
    mapping,
    sqs,
)

ALIASED = {"versions": [1, 2], "aliases": {"live": "2"}}
TOPICS = statement({"Service": "sns.amazonaws.com"})
VERSIONS = "unversioned-deployment"
MAPPINGS = "lambda:ListEventSourceMappings"


def _arn(name: str, qualifier: str = "") -> str:
    return f"arn:aws:lambda:{REGION}:{ID}:function:{name}" + (f":{qualifier}" if qualifier else "")


def _versioned(name: str, want: str, why: str, lists: dict[str, Any] | None = None,
               extra: dict[str, Any] | None = None, **more: Any) -> Case:  # fmt: skip
    return Case(name=name, check=VERSIONS, want=want, why=why, lists=lists or {},
                extra=ALIASED if extra is None else extra,
                queues={f"q-{name}": {"VisibilityTimeout": "180"}}, **more)  # fmt: skip


def _mapped(name: str, qualifier: str = "") -> dict[str, Any]:
    target = f"{name}:{qualifier}" if qualifier else name
    return {MAPPINGS: [mapping(target, sqs(f"q-{name}"))]}


def _scheduled(name: str, qualifier: str = "") -> dict[str, Any]:
    return {"sns:ListSubscriptions": [
        {"TopicArn": f"arn:aws:sns:{REGION}:{ID}:t-{name}", "Protocol": "lambda",
         "Endpoint": _arn(name, qualifier)}]}  # fmt: skip


UNVERSIONED = (
    _versioned("ver-queue", FAIL, "the queue invokes $LATEST though an alias exists",
               _mapped("ver-queue"), says=("live",)),
    _versioned("ver-queue-alias", PASS, "the queue invokes the alias",
               _mapped("ver-queue-alias", "live")),
    _versioned("ver-queue-version", PASS, "the queue invokes a version",
               _mapped("ver-queue-version", "2")),
    _versioned("ver-latest", FAIL, "$LATEST by name", _mapped("ver-latest", "$LATEST")),
    _versioned("ver-none", NOT_APPLICABLE, "no alias: versions are not used", _mapped("ver-none"),
               extra={}),
    _versioned("ver-versions-only", NOT_APPLICABLE, "versions are published, but no alias chooses"
               " one", _mapped("ver-versions-only"), extra={"versions": [1]}),
    _versioned("ver-idle", NOT_APPLICABLE, "nothing is known to invoke it"),
    _versioned("ver-topic", FAIL, "the topic invokes $LATEST", _scheduled("ver-topic"),
               extra={**ALIASED, "policy": TOPICS}),
    _versioned("ver-topic-alias", PASS, "the topic invokes the alias",
               _scheduled("ver-topic-alias", "live"),
               extra={**ALIASED, "policies": {"live": TOPICS}}),
    _versioned("ver-topic-refused", NOT_APPLICABLE, "a topic can't invoke without a policy",
               _scheduled("ver-topic-refused")),
    _versioned("ver-mixed", FAIL, "one of two sources invokes $LATEST",
               {**_mapped("ver-mixed", "live"), **_scheduled("ver-mixed")}, says=("t-ver-mixed",),
               omits=("q-ver-mixed",), extra={**ALIASED, "policy": TOPICS}),
    _versioned("ver-alias-latest", NOT_APPLICABLE, "the only alias points at $LATEST",
               _mapped("ver-alias-latest"), extra={"versions": [1], "aliases": {"dev": "$LATEST"}}),
    _versioned("ver-leftover", NOT_APPLICABLE, "a statement of a policy alone invokes nothing",
               extra={**ALIASED, "policy": json.dumps({"Statement": [
                   {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                    "Action": "lambda:InvokeFunction", "Resource": "*"}]})}),
    _versioned("ver-unread", UNKNOWN, "mappings could not be listed", world="mappings-denied"),
)  # fmt: skip

GUARD = "no-concurrency-guard"


def _open(*, invoke: bool = True) -> str:
    statements = [
        {"Sid": "url", "Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunctionUrl",
         "Resource": "*", "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}},
        {"Sid": "invoke", "Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunction",
         "Resource": "*", "Condition": {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}},
    ]  # fmt: skip
    chosen = statements if invoke else statements[:1]
    return json.dumps({"Version": "2012-10-17", "Statement": chosen})


def _guard(name: str, want: str, why: str, lists: dict[str, Any] | None = None,
           **extra: Any) -> Case:  # fmt: skip
    kept = {k: extra.pop(k) for k in ("says", "severity", "world", "configuration") if k in extra}
    return Case(name=name, check=GUARD, want=want, why=why, lists=lists or {}, extra=extra, **kept)


def _rest(
    name: str, *, stage: str = "prod", limits: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return a REST API whose stage has these limits for all methods."""
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{_arn(name)}/invocations"
    settings = {} if limits is None else {"*/*": limits}
    return {
        "apigateway:GetRestApis": [{"id": "rest"}],
        "apigateway:GetResources": [
            {"path": "/a", "resourceMethods": {"GET": {"methodIntegration": {"uri": uri}}}}],
        "apigateway:GetStages": [{"stageName": stage, "methodSettings": settings}],
    }  # fmt: skip


def _http(name: str, limits: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "apigatewayv2:GetApis": [{"ApiId": "http", "ProtocolType": "HTTP"}],
        "apigatewayv2:GetIntegrations": [{"IntegrationId": "i", "IntegrationUri": _arn(name)}],
        "apigatewayv2:GetRoutes": [{"RouteKey": "GET /a", "Target": "integrations/i"}],
        "apigatewayv2:GetStages": [
            {"StageName": "$default", **({"DefaultRouteSettings": limits} if limits else {})}],
    }  # fmt: skip


_API_POLICY = json.dumps({"Statement": [
    {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"},
     "Action": "lambda:InvokeFunction", "Resource": "*"}]})  # fmt: skip
_BRAKE = {"throttlingRateLimit": 50.0, "throttlingBurstLimit": 100}
_BRAKE_V2 = {"ThrottlingRateLimit": 50.0, "ThrottlingBurstLimit": 100}

GUARDS = (
    _guard("url-open", FAIL, "anyone may use up the region's concurrency", policy=_open(),
           urls={None: "NONE"}),
    _guard("url-reserved", PASS, "a reservation is the brake", policy=_open(), urls={None: "NONE"},
           reserved=10),
    _guard("url-iam", NOT_APPLICABLE, "callers must sign", policy=_open(), urls={None: "AWS_IAM"}),
    _guard("url-shut", NOT_APPLICABLE, "the policy admits no caller", policy=_open(invoke=False),
           urls={None: "NONE"}),
    _guard("url-none", NOT_APPLICABLE, "no URL and no API"),
    _guard("url-zero", PASS, "it is switched off", policy=_open(), urls={None: "NONE"}, reserved=0),
    _guard("rest-open", FAIL, "a stage without limits of its own", _rest("rest-open"),
           policy=_API_POLICY, world="rest-open"),
    _guard("rest-limited", PASS, "the stage has a limit", _rest("rest-limited", limits=_BRAKE),
           policy=_API_POLICY, world="rest-limited"),
    _guard("rest-unlimited", FAIL, "-1 is no limit",
           _rest("rest-unlimited", limits={"throttlingRateLimit": -1, "throttlingBurstLimit": -1}),
           policy=_API_POLICY, world="rest-unlimited"),
    _guard("rest-reserved", PASS, "a reservation is the brake", _rest("rest-reserved"),
           policy=_API_POLICY, world="rest-reserved", reserved=20),
    _guard("http-open", FAIL, "a stage without limits", _http("http-open"), policy=_API_POLICY,
           world="http-open"),
    _guard("http-limited", PASS, "the stage has a limit", _http("http-limited", _BRAKE_V2),
           policy=_API_POLICY, world="http-limited"),
)  # fmt: skip

CASES = (*UNVERSIONED, *GUARDS)
