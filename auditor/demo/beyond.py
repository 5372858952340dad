"""What AWS says of functions and ministack cannot: answered in front of it, over the same HTTP.

Runs inside the emulator's process. What the rows of the sample account say about code signing,
runtime updates, provisioned concurrency, memory and the use of permissions is answered from them;
in answers about functions, the state and the age that AWS alone sets are put in. All else passes
through. Wire shapes: the service models of botocore 1.44.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

from auditor.demo.functions import FUNCTIONS
from auditor.demo.names import ACCOUNT, function, role
from auditor.demo.sample import SampleFunction

Message: TypeAlias = dict[str, Any]  # as ASGI, the interface of Python's web servers, has it
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Coroutine[Any, Any, None]]

_CREDENTIAL = re.compile(r"Credential=[^/]+/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/")
_FUNCTIONS = "/2015-03-31/functions"
_SIGNING = "/2020-04-22/code-signing-configs"
_RECOMMENDATIONS = "ComputeOptimizerService.GetLambdaFunctionRecommendations"
_IAM = "https://iam.amazonaws.com/doc/2010-05-08/"
_DAY = timedelta(days=1)
_JSON, _XML = "application/json", "text/xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What decides about an answer."""

    service: str  # as the signature names it
    region: str
    method: str
    path: str
    target: str  # the operation, where a header names it
    form: Mapping[str, str]  # of a query or a form, each name's first value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer with status 200."""

    kind: str  # its content type
    body: bytes


def in_front_of(app: App) -> App:
    """Return the emulator with the missing answers in front of it."""

    async def front(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        body = await _body(receive)
        asked = _request(scope, body)
        own = answer(asked)
        if own is not None:
            await _send(send, own)
            return
        held = _Held(send) if _about_functions(asked) else None
        await app(scope, _again(body, receive), held.keep if held else send)
        if held is not None:
            await held.release()

    return front


def answer(asked: Request) -> Answer | None:
    """Return what ministack has no answer to; None: it has one."""
    if asked.service == "iam":
        text = _of_iam(asked.form)
        return None if text is None else Answer(kind=_XML, body=text.encode())
    found: Mapping[str, Any] | None = None
    if asked.service == "lambda" and asked.method == "GET":
        found = _of_lambda(asked)
    elif asked.target == _RECOMMENDATIONS:
        rows = [_recommendation(row) for row in _rows(asked.region) if row.metrics]
        found = {"lambdaFunctionRecommendations": rows}
    return None if found is None else Answer(kind=_JSON, body=json.dumps(found).encode())


def amended(configuration: dict[str, Any]) -> None:
    """Put into what AWS answers about one function what AWS alone sets."""
    row = _row(str(configuration.get("FunctionName")))
    if row is None:
        return
    if row.days_old:
        moment = datetime.now(UTC) - row.days_old * _DAY
        configuration["LastModified"] = moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    if row.failure:
        configuration.update(
            State="Failed", StateReasonCode=row.failure, StateReason="The demo says so."
        )


def _rows(region: str) -> Iterable[SampleFunction]:
    return (row for row in FUNCTIONS if row.region == region)


def _row(name: str) -> SampleFunction | None:
    return next((row for row in FUNCTIONS if row.name == name), None)


def _of_lambda(asked: Request) -> Mapping[str, Any] | None:
    path = asked.path.rstrip("/")
    if path == _SIGNING:
        return {"CodeSigningConfigs": [_signing(asked.region, p) for p in ("Enforce", "Warn")]}
    if path.startswith(_SIGNING) and path.endswith("/functions"):
        policy = "Warn" if path.split("/")[-2].endswith(_signing_id("Warn")) else "Enforce"
        signed = (row for row in _rows(asked.region) if row.signing == policy and not row.image)
        return {"FunctionArns": [function(row.name, row.region) for row in signed]}
    row = _row(path.split("/")[3]) if path.count("/") == 4 else None  # noqa: PLR2004
    if row is None:
        return None
    if path.endswith("/runtime-management-config"):
        mode = "Manual" if row.runtime_pinned else "Auto"
        return {"UpdateRuntimeOn": mode, "FunctionArn": function(row.name, row.region)}
    if path.endswith("/provisioned-concurrency") and asked.form.get("List") == "ALL":
        return {"ProvisionedConcurrencyConfigs": _provisioned(row)}
    return None


def _signing_id(policy: str) -> str:
    return f"csc-{uuid.uuid5(uuid.NAMESPACE_URL, policy).hex[:17]}"


def _signing(region: str, policy: str) -> Mapping[str, Any]:
    id_ = _signing_id(policy)
    return {
        "CodeSigningConfigId": id_,
        "CodeSigningConfigArn": f"arn:aws:lambda:{region}:{ACCOUNT}:code-signing-config:{id_}",
        "AllowedPublishers": {"SigningProfileVersionArns": []},
        "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": policy},
        "LastModified": "2026-01-12T09:00:00.000+0000",
    }


def _provisioned(row: SampleFunction) -> list[Mapping[str, Any]]:
    if row.provisioned is None:
        return []
    number = row.provisioned
    return [
        {
            "FunctionArn": f"{function(row.name, row.region)}:{row.alias}",
            "RequestedProvisionedConcurrentExecutions": number,
            "AvailableProvisionedConcurrentExecutions": number,
            "AllocatedProvisionedConcurrentExecutions": number,
            "Status": "READY",
            "LastModified": "2026-01-12T09:00:00+0000",
        }
    ]


def _recommendation(row: SampleFunction) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        "functionArn": f"{function(row.name, row.region)}:$LATEST",
        "functionVersion": "$LATEST",
        "accountId": ACCOUNT,
        "finding": "Optimized",
        "lookbackPeriodInDays": 14.0,
    }
    if row.better_memory is not None:
        found.update(
            finding="NotOptimized",
            findingReasonCodes=["MemoryUnderprovisioned"],
            memorySizeRecommendationOptions=[{"rank": 1, "memorySize": row.better_memory}],
        )
    return found


def _of_iam(form: Mapping[str, str]) -> str | None:
    if form.get("Action") == "GenerateServiceLastAccessedDetails":
        job = _job(form.get("Arn", ""))
        return _iam_answer("GenerateServiceLastAccessedDetails", f"<JobId>{job}</JobId>")
    if form.get("Action") == "GetServiceLastAccessedDetails":
        unused = next(
            (row.unused for row in FUNCTIONS if _job(role(row.role_name)) == form.get("JobId")), ()
        )
        return _iam_answer("GetServiceLastAccessedDetails", _last_accessed(unused))
    return None


def _job(role_arn: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, role_arn))


def _last_accessed(unused: Iterable[str]) -> str:
    now = datetime.now(UTC)
    used = f"<LastAuthenticated>{now - _DAY:%Y-%m-%dT%H:%M:%SZ}</LastAuthenticated>"
    services = [(name, used) for name in ("logs", "xray")] + [(name, "") for name in unused]
    members = "".join(
        f"<member><ServiceName>{escape(name)}</ServiceName>"
        f"<ServiceNamespace>{escape(name)}</ServiceNamespace>{when}</member>"
        for name, when in services
    )
    return (
        "<JobStatus>COMPLETED</JobStatus><JobType>ACTION_LEVEL</JobType>"
        f"<JobCreationDate>{now:%Y-%m-%dT%H:%M:%SZ}</JobCreationDate>"
        f"<JobCompletionDate>{now:%Y-%m-%dT%H:%M:%SZ}</JobCompletionDate>"
        f"<IsTruncated>false</IsTruncated><ServicesLastAccessed>{members}</ServicesLastAccessed>"
    )


def _iam_answer(name: str, content: str) -> str:
    return (
        f'<{name}Response xmlns="{_IAM}"><{name}Result>{content}</{name}Result>'
        f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
        f"</{name}Response>"
    )


# -- ASGI


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that brings the body, which was read, once more."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def _request(scope: Message, body: bytes) -> Request:
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    signed = _CREDENTIAL.search(headers.get(b"authorization", ""))
    is_form = headers.get(b"content-type", "").startswith("application/x-www-form-urlencoded")
    text = body.decode("utf-8", "replace") if is_form else scope["query_string"].decode("latin-1")
    return Request(
        service=signed["service"] if signed else "",
        region=signed["region"] if signed else "",
        method=scope["method"],
        path=unquote(scope["path"]),
        target=headers.get(b"x-amz-target", ""),
        form={name: values[0] for name, values in parse_qs(text).items()},
    )


def _about_functions(asked: Request) -> bool:
    """Return whether the answer is that of ListFunctions or GetFunction."""
    path = asked.path.rstrip("/")
    return (
        asked.service == "lambda"
        and asked.method == "GET"
        and path.startswith(_FUNCTIONS)
        and path.count("/") <= 3  # noqa: PLR2004
    )


class _Held:
    """An answer about functions, kept back until what AWS alone sets has been put in."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._parts: list[bytes] = []

    async def keep(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._parts.append(message.get("body", b""))

    async def release(self) -> None:
        body = b"".join(self._parts)
        found = json.loads(body) if self._start.get("status") == 200 else {}  # noqa: PLR2004
        for configuration in (*found.get("Functions", ()), found.get("Configuration")):
            if configuration:
                amended(configuration)
        if found:
            body = json.dumps(found).encode()
        headers = [h for h in self._start["headers"] if h[0].lower() != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


async def _send(send: Send, found: Answer) -> None:
    headers = [
        (b"content-type", found.kind.encode()),
        (b"content-length", str(len(found.body)).encode()),
        (b"x-amzn-requestid", str(uuid.uuid4()).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": found.body})
