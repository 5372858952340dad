"""AWS's wire protocols, driven by botocore's service models: enough to answer its own clients."""

from __future__ import annotations

import io
import json
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote
from xml.sax.saxutils import escape

import botocore.loaders
import botocore.model
import botocore.parsers

_SCOPE = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_SIGNED_AS = {
    "monitoring": ("cloudwatch",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "lambda": ("lambda", "lambda-web", "lambda-microvms", "lambda-core"),
}
_LOADER = botocore.loaders.Loader()
_SERVICES = frozenset(_LOADER.list_available_services("service-2"))


class UnreadableError(Exception):
    """A request that belongs to no operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call as it arrived."""

    service: str
    operation: str
    region: str
    key: str  # access key id
    protocol: str
    parameters: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.service}:{self.operation}"


@cache
def model(service: str) -> botocore.model.ServiceModel:
    return botocore.model.ServiceModel(_LOADER.load_service_model(service, "service-2"), service)


@cache
def _routes(service: str) -> tuple[tuple[str, re.Pattern[str], dict[str, str], str], ...]:
    routes = []
    for name in model(service).operation_names:
        if service == "s3" and f"{name}Configuration" in model(service).operation_names:
            continue  # S3 keeps the older name of some operations
        http = model(service).operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        pattern = re.escape(path.rstrip("/"))
        pattern = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", pattern)
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", pattern)
        routes.append((http["method"], re.compile(pattern + "/?"), _query(query), name))
    return tuple(
        sorted(routes, key=lambda r: (r[1].pattern.count("(?P"), -len(r[2]), -len(r[1].pattern)))
    )


def _query(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))


def read(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request:
    """Return the call that a request makes.

    Raises:
        UnreadableError: it makes none.
    """
    scope = _SCOPE.search(headers.get("authorization", ""))
    if scope is None:
        raise UnreadableError("unsigned")
    key, region, signed = scope.groups()
    services = _SIGNED_AS.get(signed, (signed,))
    service = services[0]
    path, _, query = target.partition("?")
    if headers.get("smithy-protocol") == "rpc-v2-cbor":
        parser = botocore.parsers.RpcV2CBORParser()
        sent = parser.parse_data_item(io.BufferedReader(io.BytesIO(body))) if body else {}
        name, protocol = path.rsplit("/", 1)[-1], "cbor"
    elif "x-amz-target" in headers:
        name, protocol = headers["x-amz-target"].rsplit(".", 1)[-1], "json"
        sent = json.loads(body or b"{}")
    elif headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
        name = form["Action"]
        protocol = "ec2" if service == "ec2" else "query"
        sent = _form(
            model(service).operation_model(name).input_shape, form, "", ec2=protocol == "ec2"
        )
    else:
        service, name, sent = _rest(services, method, path, _query(query), body)
        protocol = "xml" if service == "s3" else "rest"
    return Request(
        service=service, operation=name, region=region, key=key, protocol=protocol, parameters=sent
    )


def _rest(
    services: tuple[str, ...], method: str, path: str, query: dict[str, str], body: bytes
) -> tuple[str, str, dict[str, Any]]:
    for service in services:
        if service not in _SERVICES:
            continue  # newer than this SDK
        for verb, pattern, fixed, name in _routes(service):
            match = pattern.fullmatch(path.rstrip("/"))
            if verb == method and match and fixed.items() <= query.items():
                return service, name, _members(service, name, match.groupdict(), query, body)
    raise UnreadableError(f"{method} {path}")


def _members(
    service: str, name: str, path: Mapping[str, str], query: Mapping[str, str], body: bytes
) -> dict[str, Any]:
    shape = model(service).operation_model(name).input_shape
    sent: dict[str, Any] = json.loads(body) if body and service != "s3" else {}
    for member, kind in (shape.members if shape else {}).items():
        where, as_name = kind.serialization.get("location"), kind.serialization.get("name", member)
        if where == "uri" and as_name in path:
            sent[member] = unquote(path[as_name])
        elif where == "querystring" and as_name in query:
            number = kind.type_name in {"integer", "long"}
            sent[member] = int(query[as_name]) if number else query[as_name]
    return sent


def _form(shape: Any, form: Mapping[str, str], prefix: str, *, ec2: bool) -> Any:
    if shape is None:
        return {}
    if shape.type_name == "structure":
        found = {}
        for name, kind in shape.members.items():
            spelled = _spelled(name, kind, ec2=ec2)
            value = _form(kind, form, f"{prefix}{spelled}.", ec2=ec2)
            if value not in (None, {}, []):
                found[name] = value
        return found
    if shape.type_name == "list":
        base = prefix if ec2 or shape.serialization.get("flattened") else f"{prefix}member."
        values: list[Any] = []
        while any(
            key.startswith(f"{base}{len(values) + 1}.") or key == f"{base}{len(values) + 1}"
            for key in form
        ):
            values.append(_form(shape.member, form, f"{base}{len(values) + 1}.", ec2=ec2))
        return values
    text = form.get(prefix.removesuffix("."))
    return int(text) if text is not None and shape.type_name == "integer" else text


def _spelled(name: str, kind: Any, *, ec2: bool) -> str:
    if not ec2:
        return str(kind.serialization.get("name", name))
    told = kind.serialization.get("queryName") or kind.serialization.get("name", name)
    return str(told[0].upper() + told[1:])


def answered(request: Request, answer: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return content type and body of an answer."""
    shape: Any = model(request.service).operation_model(request.operation).output_shape
    if request.protocol in {"json", "rest"}:
        return "application/json", json.dumps(_spelt(shape, answer)).encode()
    if request.protocol == "cbor":
        return "application/cbor", cbor(answer)
    inner = "".join(_xml(shape, answer, "")) if shape else ""
    name = request.operation
    if request.protocol == "xml":
        return "application/xml", f"<{name}Result>{inner}</{name}Result>".encode()
    if request.protocol == "query":
        wrapper = shape.serialization.get("resultWrapper", f"{name}Result") if shape else "R"
        inner = f"<{wrapper}>{inner}</{wrapper}><ResponseMetadata/>"
    return "text/xml", f"<{name}Response>{inner}</{name}Response>".encode()


def _spelt(shape: Any, value: Any) -> Any:
    """Return plain data with the names that travel on the wire: API Gateway's differ."""
    if shape is None or value is None:
        return value
    if shape.type_name == "structure":
        known = {k: kind for k, kind in shape.members.items() if k in value}
        spelt = {k.serialization.get("name", n): _spelt(k, value[n]) for n, k in known.items()}
        return spelt | {name: item for name, item in value.items() if name not in shape.members}
    if shape.type_name == "list":
        return [_spelt(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: _spelt(shape.value, item) for key, item in value.items()}
    return value


def refused(request: Request, code: str, status: int, because: str = "") -> tuple[str, bytes]:
    """Return content type and body of an error."""
    told = f"User: arn:aws:iam::1:user/u is not authorized {because}" if because else code
    if request.protocol in {"json", "rest"}:
        return "application/json", json.dumps({"__type": code, "message": told}).encode()
    if request.protocol == "cbor":
        return "application/cbor", cbor({"__type": code, "message": told})
    error = f"<Code>{code}</Code><Message>{escape(told)}</Message>"
    if request.protocol == "ec2":
        text = f"<Response><Errors><Error>{error}</Error></Errors></Response>"
    elif request.protocol == "xml":
        text = f"<Error>{error}</Error>"
    else:
        kind = "Receiver" if status >= 500 else "Sender"
        text = f"<ErrorResponse><Error><Type>{kind}</Type>{error}</Error></ErrorResponse>"
    return "text/xml", text.encode()


def _xml(shape: Any, value: Any, name: str) -> Iterator[str]:
    if value is None:
        return
    opening, closing = (f"<{name}>", f"</{name}>") if name else ("", "")
    if shape.type_name == "structure":
        yield opening
        for member, kind in shape.members.items():
            if member in value:
                yield from _xml(kind, value[member], kind.serialization.get("name", member))
        yield closing
    elif shape.type_name == "list":
        flat = shape.serialization.get("flattened")
        item = shape.member.serialization.get("name", "member")
        yield "" if flat else opening
        for element in value:
            yield from _xml(shape.member, element, name if flat else item)
        yield "" if flat else closing
    elif shape.type_name == "map":
        yield opening
        for key, element in value.items():
            pair = f"<key>{escape(str(key))}</key><value>{escape(str(element))}</value>"
            yield f"<entry>{pair}</entry>"
        yield closing
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield f"{opening}{escape(text)}{closing}"


def cbor(value: Any) -> bytes:
    """Encode plain data as CBOR."""
    if value is None or isinstance(value, bool):
        return bytes([{None: 0xF6, True: 0xF5, False: 0xF4}[value]])
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, Mapping):
        pairs = b"".join(cbor(key) + cbor(item) for key, item in value.items())
        return _head(5, len(value)) + pairs
    return _head(4, len(value)) + b"".join(map(cbor, value))


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    return bytes([kind << 5 | 27]) + number.to_bytes(8, "big")
