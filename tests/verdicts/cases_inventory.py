"""Lambda Web Functions and MicroVM images: the second inventory.

Sources: botocore 1.44.8 (service models of lambda-web and lambda-microvms), Lambda developer guide
(web function endpoint access control, MicroVM security).
"""

from __future__ import annotations

import json
from typing import Any

from tests.simulator.accounts import ID
from tests.verdicts.truth import CLEAN, FAIL, NOT_APPLICABLE, PASS, REGION, Case

WORLD = "inventory"
KEY = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
ADMIN = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def web_arn(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ID}:web-function/{name}"


def image_arn(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:{ID}:microvm-image:{name}"


def _web(
    name: str,
    check: str,
    want: str,
    why: str,
    *,
    runtime: str = "nodejs24.x",
    auth: str = "IamAuth",
    values: dict[str, str] | None = None,
    policy: dict[str, Any] | None = None,
    **more: Any,
) -> Case:
    moment = 1_790_000_000
    revision = {
        "functionArn": web_arn(name),
        "revisionArn": f"{web_arn(name)}/revision/r1",
        "revisionId": "r1",
        "buildConfig": {
            "codeConfig": {"s3Object": {"bucket": "b", "key": "k"}},
            "runtimeConfig": {"runtime": runtime},
        },
        "serviceConfig": {
            "executionRoleArn": f"arn:aws:iam::{ID}:role/{name}",
            "timeoutSeconds": 30,
            "environmentVariables": values or {},
            "telemetryConfig": {"loggingConfig": {"logGroup": f"/aws/lambda/web/{name}"}},
        },
        "state": "Active",
        "stateReason": "",
        "createdAt": moment,
    }
    point = {
        "endpointArn": f"{web_arn(name)}/endpoint/main",
        "endpointName": "main",
        "endpointType": "HomeRegion",
        "domainName": f"{name}.example.aws",
        "authType": auth,
        "autoDeploymentMode": "LatestRevision",
        "revisionWeights": [{"revisionId": "r1", "weight": 100}],
        "regions": [REGION],
        "state": "Active",
        "stateReason": "",
        "createdAt": moment,
        "updatedAt": moment,
    }
    web = {"functionName": name, "functionArn": web_arn(name), "state": "Active",
           "stateReason": "", "createdAt": moment, "updatedAt": moment}  # fmt: skip
    held = {"web": web, "revision": revision, "endpoint": point,
            "policy": json.dumps(policy) if policy else None}  # fmt: skip
    return Case(name=name, check=check, want=want, why=why, world=WORLD,
                extra={"unlisted": True, "web": held}, **more)  # fmt: skip


def _grant(
    principal: object, action: str = "lambda:InvokeWebFunctionEndpoint", **more: Any
) -> dict[str, Any]:
    one = {"Sid": "s", "Effect": "Allow", "Principal": principal, "Action": action, **more}
    return {"Version": "2012-10-17", "Statement": [{"Resource": "*", **one}]}


def _image(
    name: str,
    check: str,
    want: str,
    why: str,
    *,
    values: dict[str, str] | None = None,
    running: bool = True,
    **more: Any,
) -> Case:
    moment = 1_790_000_000
    image = {"imageArn": image_arn(name), "name": name, "state": "CREATED",
             "latestActiveImageVersion": "1", "createdAt": moment}  # fmt: skip
    version = {
        "baseImageArn": "arn:aws:lambda:eu-west-1:aws:microvm-image:al2023",
        "buildRoleArn": f"arn:aws:iam::{ID}:role/{name}",
        "codeArtifact": {"uri": "s3://b/k"},
        "environmentVariables": values or {},
        "imageArn": image_arn(name),
        "imageVersion": "1",
        "state": "SUCCESSFUL",
        "status": "ACTIVE",
        "createdAt": moment,
    }
    held = {"image": image, "version": version, "running": running}
    return Case(name=name, check=check, want=want, why=why, world=WORLD,
                extra={"unlisted": True, "microvm": held}, **more)  # fmt: skip


WEB = (
    _web("web-good", "plaintext-secret", PASS, "no secret"),
    _web("web-secret", "plaintext-secret", FAIL, "a key in a variable", values={"STRIPE": KEY},
         says=("STRIPE",)),
    _web("web-admin", "admin-role", FAIL, "its role may do everything", allow=(ADMIN,)),
    _web("web-good", "admin-role", PASS, "its role is narrow"),
    _web("web-old", "deprecated-runtime", FAIL, "deprecated in 2026-04", runtime="nodejs20.x"),
    _web("web-good", "deprecated-runtime", PASS, "supported"),
    _web("web-public", "public-function", FAIL, "Lambda admits everyone",
         auth="ApplicationManaged", says=("main",)),
    _web("web-anyone", "public-function", FAIL, "its policy admits any signed request",
         policy=_grant("*"), says=("Anyone may invoke", "lambda-web delete-resource-policy"),
         omits=("remove-permission",)),
    _web("web-anyone", "cross-account-access", CLEAN, "everyone is no account"),
    _web("web-any-endpoint", "public-function", FAIL, "every endpoint of every Web Function",
         policy=_grant("*", Resource="arn:aws:lambda:*:*:web-function/*/endpoint/*")),
    _web("web-own-org", "public-function", CLEAN, "one account alone", policy=_grant(
        "*", Condition={"StringEquals": {"aws:PrincipalAccount": ID}})),
    _web("web-partner", "public-function", CLEAN, "one account is not everyone",
         policy=_grant({"AWS": "444455556666"})),
    _web("web-partner", "cross-account-access", FAIL, "an account without a condition",
         policy=_grant({"AWS": "444455556666"}), severity="medium", says=("444455556666",)),
    _web("web-partner-writes", "cross-account-access", FAIL, "it may change the endpoint",
         policy=_grant({"AWS": "444455556666"}, "lambda:UpdateWebFunctionEndpoint"),
         severity="high"),
    _web("web-writes", "public-function", FAIL, "anyone may publish code",
         policy=_grant("*", "lambda:CreateWebFunctionRevision"), severity="critical"),
    _web("web-other", "public-function", CLEAN, "invoking functions is another action",
         policy=_grant("*", "lambda:InvokeFunction")),
    _web("web-cloudfront", "confused-deputy", FAIL, "any distribution of anyone",
         policy=_grant({"Service": "cloudfront.amazonaws.com"})),
    _web("web-distribution", "confused-deputy", PASS, "one distribution", policy=_grant(
        {"Service": "cloudfront.amazonaws.com"}, Condition={"ArnLike": {
            "aws:SourceArn": f"arn:aws:cloudfront::{ID}:distribution/E1"}})),
    _web("web-good", "cross-account-access", CLEAN, "it has no policy"),
    _web("web-good", "public-function", CLEAN, "callers must sign"),
    _web("web-traced", "missing-tracing", PASS, "OpenTelemetry exports traces",
         values={"OTEL_EXPORTER_OTLP_ENDPOINT": "https://otel.example.com:4318"}),
    _web("web-good", "missing-tracing", FAIL, "nothing traces it", omits=("tracing-config",)),
    _web("web-good", "missing-dlq", NOT_APPLICABLE, "it takes requests, not events"),
    _web("web-good", "cold-start-exposed", NOT_APPLICABLE, "no SnapStart for it"),
    _web("web-good", "unstructured-logs", NOT_APPLICABLE, "its log format is no setting"),
)  # fmt: skip

IMAGES = (
    _image("vm-good", "plaintext-secret", PASS, "no secret"),
    _image("vm-secret", "plaintext-secret", FAIL, "a key in a variable", values={"STRIPE": KEY}),
    _image("vm-admin", "admin-role", FAIL, "its role may do everything", allow=(ADMIN,)),
    _image("vm-good", "admin-role", PASS, "its role is narrow"),
    _image("vm-good", "deprecated-runtime", NOT_APPLICABLE, "an image brings its own"),
    _image("vm-good", "public-function", CLEAN, "callers need a token"),
    _image("vm-good", "missing-dlq", NOT_APPLICABLE, "it takes no events"),
    _image("vm-idle", "plaintext-secret", FAIL, "a key in a variable, running or not",
           values={"STRIPE": KEY}, running=False),
)  # fmt: skip

CASES = (*WEB, *IMAGES)
