"""What is answered in front of the emulator, and that all else passes through."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from auditor.demo.asgi_front import Message, Receive, Send, in_front_of
from auditor.demo.functions import FUNCTIONS
from auditor.demo.missing_answers import EmulatedRequest, amend, answer
from auditor.demo.names import AMERICA, EUROPE


def asked(**differences: Any) -> EmulatedRequest:
    known = {"service": "lambda", "region": EUROPE, "method": "GET", "path": "/", "target": ""}
    return EmulatedRequest(**{**known, "form": {}, **differences})


def told(request: EmulatedRequest) -> dict[str, Any]:
    found = answer(request)
    assert found is not None
    document: dict[str, Any] = json.loads(found.body)
    return document


@pytest.mark.parametrize(
    "request_",
    [
        asked(path="/2015-03-31/functions/inventory-sync"),
        asked(path="/2021-07-20/functions/missing/runtime-management-config"),
        asked(path="/2019-09-30/functions/us-orders-tax/provisioned-concurrency"),
        asked(method="PUT", path="/2021-07-20/functions/inventory-sync/runtime-management-config"),
        asked(service="iam", form={"Action": "GetRole", "RoleName": "x"}),
        asked(service="s3", path="/2020-04-22/code-signing-configs"),
    ],
)
def test_what_the_emulator_can_answer_is_left_to_it(request_: EmulatedRequest) -> None:
    assert answer(request_) is None


def test_a_runtime_is_pinned_where_the_row_says_so() -> None:
    path = "/2021-07-20/functions/{}/runtime-management-config"
    assert told(asked(path=path.format("inventory-sync")))["UpdateRuntimeOn"] == "Manual"
    assert told(asked(path=path.format("orders-create")))["UpdateRuntimeOn"] == "Auto"


def test_every_zip_function_of_a_region_is_signed_enforced_warned_or_not_at_all() -> None:
    configs = told(asked(path="/2020-04-22/code-signing-configs/"))["CodeSigningConfigs"]
    signed = {
        config["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"]: {
            arn.split(":")[6]
            for arn in told(
                asked(
                    path=f"/2020-04-22/code-signing-configs/{config['CodeSigningConfigArn']}/functions"
                )
            )["FunctionArns"]
        }
        for config in configs
    }
    assert signed["Warn"] == {"platform-deploy-hook"}
    unsigned = {"platform-deploy-hook", "inventory-sync", "payments-fraud-score"}
    assert signed["Enforce"] == {r.name for r in FUNCTIONS if r.region == EUROPE} - unsigned


def test_provisioned_concurrency_is_that_of_the_row() -> None:
    found = told(
        asked(
            region=AMERICA,
            path="/2019-09-30/functions/us-orders-tax/provisioned-concurrency",
            form={"List": "ALL"},
        )
    )
    (config,) = found["ProvisionedConcurrencyConfigs"]
    assert config["FunctionArn"].endswith(":us-orders-tax:live")
    assert config["RequestedProvisionedConcurrentExecutions"] == 5


def test_a_function_s_age_and_failure_are_put_into_what_the_emulator_says() -> None:
    old = {"FunctionName": "edge-redirect", "LastModified": "2026-11-21T00:00:00.000+0000"}
    failed = {"FunctionName": "payments-fraud-score", "State": "Active"}
    for configuration in (old, failed):
        amend(configuration)
    assert old["LastModified"] < "2026-11-21"
    assert (failed["State"], failed["StateReasonCode"]) == ("Failed", "ImageAccessDenied")


def passed_through(path: str, *, service: str = "lambda", body: bytes = b"{}") -> list[Message]:
    """Send a request through the front to an emulator that repeats the body; return the answer."""
    sent: list[Message] = []

    async def repeating(_: Message, receive: Receive, send: Send) -> None:
        message = await receive()
        headers = [(b"content-length", str(len(message["body"])).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": message["body"]})

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    credential = f"Credential=k/20261121/{EUROPE}/{service}/aws4_request".encode()
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"authorization", credential)],
    }
    asyncio.run(in_front_of(repeating)(scope, receive, send))
    return sent


def test_an_answer_about_other_things_arrives_byte_for_byte() -> None:
    start, rest = passed_through("/anything", service="s3", body=b"\x00\xff not JSON")
    assert start["status"] == 200
    assert rest["body"] == b"\x00\xff not JSON"


def test_a_list_of_functions_gains_what_the_rows_say_and_the_right_length() -> None:
    body = json.dumps({"Functions": [{"FunctionName": "edge-redirect"}]}).encode()
    start, rest = passed_through("/2015-03-31/functions/", body=body)
    assert "LastModified" in json.loads(rest["body"])["Functions"][0]
    assert dict(start["headers"])[b"content-length"] == str(len(rest["body"])).encode()
