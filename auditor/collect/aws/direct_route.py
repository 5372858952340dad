"""Which calls can be made without botocore's transport, and as which requests.

A route takes the calls that are made for each function: GETs of a service that speaks JSON over
REST. Endpoint, region and trust in certificates are those of botocore's client. Where anything
else was configured that bears on requests, there is no route, and botocore makes the call.
"""

from __future__ import annotations

import json
import os
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import botocore.awsrequest
import botocore.exceptions
import botocore.httpsession
import botocore.parsers
import botocore.utils

from auditor.collect.aws.answer_guards import (
    refuse_ambiguous_bodies,
    refuse_cut_bodies,
    unambiguous,
)
from auditor.collect.aws.answer_shape import Read, answer_reader
from auditor.collect.aws.http_connection import HttpEndpoint
from auditor.collect.aws.http_reply import HttpReply
from auditor.collect.aws.newer_members import add_newer_members
from auditor.collect.aws.signature import SigningKey, signed_headers, signing_key

_OK = 200
_ERRORS = 300  # the least status that is one
_PORTS = {"http": 80, "https": 443}
_UNUSUAL = ("use_fips_endpoint", "use_dualstack_endpoint")
_SCALARS = (str, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectRequest:
    """How one operation is asked for."""

    name: str
    path: str  # with {labels}
    query: tuple[tuple[str, str], ...]  # that every request has
    labels: Mapping[str, str]  # by parameter
    asked: Mapping[str, str]  # names in the query, by parameter
    output: Any = field(repr=False)  # botocore's shape of the answer
    read: Read | None = field(repr=False)  # the answer's JSON; None: botocore has to

    def takes(self, parameters: Mapping[str, object]) -> bool:
        """Return whether these parameters can be asked for."""
        given = parameters.keys()
        return (
            given >= self.labels.keys()
            and given <= self.labels.keys() | self.asked.keys()
            and all(isinstance(value, _SCALARS) for value in parameters.values())
            and all(parameters[name] not in {"", ".", ".."} for name in self.labels)
        )

    def target(self, parameters: Mapping[str, object]) -> tuple[str, str]:
        """Return the path and the query, percent-encoded."""
        labels = {label: _encoded(parameters[name]) for name, label in self.labels.items()}
        asked = [
            (_encoded(self.asked[name]), _encoded(value))
            for name, value in parameters.items()
            if name in self.asked
        ]
        query = "&".join(f"{name}={value}" for name, value in sorted([*self.query, *asked]))
        return self.path.format(**labels), query


@dataclass(slots=True, kw_only=True)
class DirectRoute:
    """The way to one service in one region."""

    endpoint: HttpEndpoint
    host: str  # as requests name it
    region: str
    service: str
    user_agent: str
    requests: Mapping[str, DirectRequest]  # by operation
    parser: Any = field(repr=False)  # botocore's
    key: SigningKey | None = field(default=None, repr=False)  # of the last request

    def takes(self, operation: str, parameters: Mapping[str, object]) -> bool:
        """Return whether a call can be made on this route."""
        request = self.requests.get(operation)
        return request is not None and request.takes(parameters)

    def request(self, operation: str, parameters: Mapping[str, object], credentials: Any) -> bytes:  # noqa: ANN401
        """Return the bytes of a signed request; `credentials` are botocore's frozen ones."""
        path, query = self.requests[operation].target(parameters)
        now = time.time()
        signed = signed_headers(
            self._key(credentials, now), host=self.host, path=path, query=query, now=now
        )
        headers = {
            "Host": self.host,
            "User-Agent": self.user_agent,
            "Accept-Encoding": "identity",
            **signed,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"GET {path}{'?' if query else ''}{query} HTTP/1.1\r\n{lines}\r\n".encode("latin-1")

    def answer(self, operation: str, reply: HttpReply) -> Mapping[str, Any]:
        """Return what a reply says, as botocore's client would.

        Raises:
            botocore.exceptions.ClientError: it is a refusal.
            CutAnswerError, DamagedAnswerError: it cannot be read.
        """
        request = self.requests[operation]
        raw = {
            "headers": botocore.awsrequest.HeadersDict(reply.headers),
            "status_code": reply.status,
            "body": reply.body,
            "context": {"operation_name": operation},
        }
        if reply.status == _OK and request.read is not None:
            # What is no JSON is left to botocore, and then refused as it always was.
            with suppress(ValueError, RecursionError):
                document = json.loads(reply.body.decode(), object_pairs_hook=unambiguous)
                read: Mapping[str, Any] = request.read(document)
                add_newer_members(read, raw)
                return read
        refuse_ambiguous_bodies(raw)
        parsed: Mapping[str, Any] = self.parser.parse(raw, request.output)
        refuse_cut_bodies(parsed, raw)
        add_newer_members(parsed, raw)
        if reply.status >= _ERRORS:
            raise botocore.exceptions.ClientError(parsed, operation)
        return parsed

    def _key(self, credentials: Any, now: float) -> SigningKey:  # noqa: ANN401  botocore's
        day = time.strftime("%Y%m%d", time.gmtime(now))
        key = self.key
        same = (
            key is not None
            and key.access_key == credentials.access_key
            and key.token == credentials.token
            and key.scope.startswith(day)
        )
        if key is None or not same:
            key = signing_key(
                credentials.access_key, credentials.secret_key, credentials.token,
                day=day, region=self.region, service=self.service,
            )  # fmt: skip
            self.key = key
        return key


def direct_route(client: Any, session: Any) -> DirectRoute | None:  # noqa: ANN401  botocore's
    """Return the route to the service of a client, or None if botocore has to make its calls."""
    meta = client.meta
    model = meta.service_model
    url = urlsplit(meta.endpoint_url)
    plain = (
        model.metadata.get("protocol") == "rest-json"
        and meta.config.signature_version == "v4"
        and url.scheme in _PORTS
        and url.hostname is not None
        and ":" not in url.hostname
        and url.path in {"", "/"}
        and url.username is None
        and not _unusual(client, session)
    )
    if not plain:
        return None
    tls = _tls(session) if url.scheme == "https" else None
    if url.scheme == "https" and tls is None:
        return None
    host, port = str(url.hostname), url.port or _PORTS[url.scheme]
    return DirectRoute(
        endpoint=HttpEndpoint(url=meta.endpoint_url, host=host, port=port, tls=tls),
        host=host if port == _PORTS[url.scheme] else f"{host}:{port}",
        region=meta.region_name,
        service=str(model.signing_name),
        user_agent=meta.config.user_agent,
        requests=_requests(model),
        parser=botocore.parsers.create_parser("rest-json"),
    )


def _unusual(client: Any, session: Any) -> bool:  # noqa: ANN401
    """Return whether something was configured that only botocore's transport heeds."""
    config = client.meta.config
    return bool(
        botocore.utils.get_environ_proxies(client.meta.endpoint_url)
        or config.proxies
        or config.proxies_config
        or config.client_cert
        or any(session.get_config_variable(name) for name in _UNUSUAL)
    )


def _tls(session: Any) -> ssl.SSLContext | None:  # noqa: ANN401
    """Return what botocore's transport would trust, or None if it cannot be had here."""
    bundle = (
        session.get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE") or True
    )
    trusted = botocore.httpsession.get_cert_path(bundle)
    context = botocore.httpsession.create_urllib3_context()
    if not (isinstance(context, ssl.SSLContext) and Path(trusted).is_file()):
        return None
    context.check_hostname = True
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_verify_locations(cafile=trusted)
    except (OSError, ValueError):  # botocore says what is wrong with it
        return None
    return context


def _requests(model: Any) -> Mapping[str, DirectRequest]:  # noqa: ANN401
    made = (_request(model.operation_model(name)) for name in model.operation_names)
    return {request.name: request for request in made if request is not None}


def _request(operation: Any) -> DirectRequest | None:  # noqa: ANN401
    """Return how an operation is asked for, or None if it is more than a GET."""
    http, shape = operation.http, operation.input_shape
    if http.get("method") != "GET" or operation.has_streaming_output or shape is None:
        return None
    path, _, query = http["requestUri"].partition("?")
    places = {name: member.serialization for name, member in shape.members.items()}
    named = {name: str(place.get("name", name)) for name, place in places.items()}
    labels = {name: named[name] for name, p in places.items() if p.get("location") == "uri"}
    if "+" in path or "&" in query or any(f"{{{label}}}" not in path for label in labels.values()):
        return None
    return DirectRequest(
        name=operation.name,
        path=path,
        query=((query.partition("=")[0], query.partition("=")[2]),) if query else (),
        labels=labels,
        asked={
            name: named[name] for name, p in places.items() if p.get("location") == "querystring"
        },
        output=operation.output_shape,
        read=answer_reader(operation.output_shape),
    )


def _encoded(value: object) -> str:
    return quote(str(value).lower() if isinstance(value, bool) else str(value), safe="-._~")
