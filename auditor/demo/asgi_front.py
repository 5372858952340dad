"""The HTTP server's interface (ASGI) around what is answered in front of the emulator."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote

from auditor.demo.missing_answers import (
    EmulatedAnswer,
    EmulatedRequest,
    amend,
    amend_roles,
    answer,
)

Message: TypeAlias = dict[str, Any]  # as ASGI, the interface of Python's web servers, has it
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Message, Receive, Send], Coroutine[Any, Any, None]]
Answering: TypeAlias = Callable[[EmulatedRequest], EmulatedAnswer | None]

_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/")
_FUNCTIONS = "/2015-03-31/functions"
_ABOUT_ROLES = frozenset({"GetAccountAuthorizationDetails", "GetRole", "ListRoles"})


def in_front_of(app: App, *more: Answering) -> App:
    """Return the emulator with the missing answers in front of it; those of `more` come first."""

    async def front(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        body = await _body(receive)
        asked = _request(scope, body)
        own = next(filter(None, (found(asked) for found in (*more, answer))), None)
        if own is not None:
            await _send(send, own)
            return
        change = _change(asked)
        held = _Held(send, change) if change else None
        await app(scope, _again(body, receive), held.keep if held else send)
        if held is not None:
            await held.release()

    return front


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


def _request(scope: Message, body: bytes) -> EmulatedRequest:
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    signed = _CREDENTIAL.search(headers.get(b"authorization", ""))
    is_form = headers.get(b"content-type", "").startswith("application/x-www-form-urlencoded")
    text = body.decode("utf-8", "replace") if is_form else scope["query_string"].decode("latin-1")
    return EmulatedRequest(
        service=signed["service"] if signed else "",
        region=signed["region"] if signed else "",
        method=scope["method"],
        path=unquote(scope["path"]),
        target=headers.get(b"x-amz-target", ""),
        form={name: values[0] for name, values in parse_qs(text).items()},
        key=signed["key"] if signed else "",
        parameters=_json(body) if headers.get(b"x-amz-target") else {},
    )


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _change(asked: EmulatedRequest) -> Callable[[bytes], bytes] | None:
    """Return what puts into the emulator's answer what AWS alone sets, if anything is missing."""
    if asked.form.get("Action") in _ABOUT_ROLES:
        return amend_roles
    path = asked.path.rstrip("/")
    one_or_all = path.startswith(_FUNCTIONS) and path.count("/") <= 3  # noqa: PLR2004
    is_read = asked.service == "lambda" and asked.method == "GET"
    return _amend_functions if is_read and one_or_all else None


def _amend_functions(body: bytes) -> bytes:
    found = json.loads(body)
    for configuration in (*found.get("Functions", ()), found.get("Configuration")):
        if configuration:
            amend(configuration)
    return json.dumps(found).encode()


class _Held:
    """An answer that is kept back until it is whole, and changed then."""

    def __init__(self, send: Send, change: Callable[[bytes], bytes]) -> None:
        self._send = send
        self._change = change
        self._start: Message = {}
        self._parts: list[bytes] = []

    async def keep(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._parts.append(message.get("body", b""))

    async def release(self) -> None:
        body = b"".join(self._parts)
        if self._start.get("status") == 200:  # noqa: PLR2004
            body = self._change(body)
        headers = [h for h in self._start["headers"] if h[0].lower() != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


async def _send(send: Send, found: EmulatedAnswer) -> None:
    headers = [
        (b"content-type", found.kind.encode()),
        (b"content-length", str(len(found.body)).encode()),
        (b"x-amzn-requestid", str(uuid.uuid4()).encode()),
    ]
    await send({"type": "http.response.start", "status": found.status, "headers": headers})
    await send({"type": "http.response.body", "body": found.body})
