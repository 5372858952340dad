"""Requests and answers on the event loop: connections that are kept, and their time limits.

A request is sent once and never again: whoever asked decides that. What goes wrong is raised as
botocore's own transport raises it, so that one table says what it means.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import botocore.exceptions

from auditor.collect.aws.http_reply import BrokenReplyError, HttpReply, LargeReplyError, ReplyReader

Addresses: TypeAlias = "list[tuple[Any, ...]]"  # as `socket.getaddrinfo` returns them


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpEndpoint:
    """Where requests go."""

    url: str  # for messages
    host: str
    port: int
    tls: ssl.SSLContext | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """How long to wait, in seconds."""

    connect: float  # for a connection to one address
    read: float  # between two reads of an answer
    whole: float  # until the answer is complete


class LateReplyError(Exception):
    """The answer was not complete in time."""


class Exchange:
    """One request, and the answer that is awaited."""

    __slots__ = ("answer", "begun", "connection", "endpoint", "heard", "request", "timer")

    def __init__(self, endpoint: HttpEndpoint, request: bytes) -> None:
        loop = asyncio.get_running_loop()
        self.endpoint = endpoint
        self.request = request
        self.answer: asyncio.Future[HttpReply] = loop.create_future()
        self.begun = loop.time()
        self.heard: float | None = None  # when something last went out or came in
        self.connection: Connection | None = None
        self.timer: asyncio.TimerHandle | None = None

    def fail(self, error: Exception) -> None:
        """End the waiting, and the connection on which the answer would still arrive."""
        if not self.answer.done():
            self.answer.set_exception(error)
        if self.connection is not None:
            self.connection.abort()


class Connection(asyncio.Protocol):
    """One connection, which carries one exchange at a time."""

    def __init__(
        self, free: Callable[[Connection], None], ended: Callable[[Connection], None]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._free = free  # called when it can take another request
        self._ended = ended
        self._exchange: Exchange | None = None
        self._reader = ReplyReader()
        self._transport: asyncio.Transport | None = None
        self.usable = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take up the connection."""
        self._transport = cast("asyncio.Transport", transport)
        self.usable = True

    @property
    def socket(self) -> Any:  # noqa: ANN401  asyncio's own wrapper
        """Return the socket, or None before there is one."""
        return self._transport and self._transport.get_extra_info("socket")

    def send(self, exchange: Exchange) -> None:
        """Send a request; its answer arrives in the exchange."""
        self._exchange = exchange
        self._reader = ReplyReader()
        exchange.connection = self
        exchange.heard = self._loop.time()
        if self._transport is not None:
            self._transport.write(exchange.request)

    def data_received(self, data: bytes) -> None:
        """Read on; bytes that no request asked for end the connection."""
        exchange = self._exchange
        if exchange is None:
            self.abort()
            return
        exchange.heard = self._loop.time()
        try:
            reply = self._reader.feed(data)
        except (BrokenReplyError, LargeReplyError) as error:
            self._fail(error)
        else:
            if reply is not None:
                self._deliver(exchange, reply)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the exchange that is under way, whole if the end completes its answer."""
        self.usable = False
        exchange = self._exchange
        if exchange is not None:
            try:
                if exc is not None:
                    raise exc
                self._deliver(exchange, self._reader.end())
            except (BrokenReplyError, OSError) as error:
                self._fail(error)
        self._ended(self)

    def abort(self) -> None:
        """Close without waiting for anything."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def _deliver(self, exchange: Exchange, reply: HttpReply) -> None:
        self._exchange = None
        exchange.connection = None
        if reply.reusable and self.usable:
            self._free(self)
        else:
            self.abort()
        if not exchange.answer.done():
            exchange.answer.set_result(reply)

    def _fail(self, error: Exception) -> None:
        exchange, self._exchange = self._exchange, None
        self.abort()
        if exchange is not None:
            exchange.fail(_as_botocore_says(error, exchange.endpoint.url))


class ConnectionPool:
    """The connections of one event loop, by endpoint."""

    def __init__(
        self,
        limits: TimeLimits,
        resolve: Callable[[str, int], Awaitable[Addresses]],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._limits = limits
        self._resolve = resolve
        self._idle: dict[HttpEndpoint, list[Connection]] = {}
        self._open: set[Connection] = set()
        self._under_way: set[Exchange] = set()
        self._connecting: set[asyncio.Task[None]] = set()

    async def exchange(self, endpoint: HttpEndpoint, request: bytes) -> HttpReply:
        """Send a request once and return its answer.

        Raises:
            LateReplyError: the answer was not complete in time.
            LargeReplyError: the body is too large.
            botocore.exceptions.BotoCoreError: as botocore's own transport raises it.
        """
        exchange = Exchange(endpoint, request)
        self._under_way.add(exchange)
        idle = self._idle.setdefault(endpoint, [])
        connection = None
        while idle and (connection is None or not connection.usable):
            connection = idle.pop()
        if connection is not None and connection.usable:
            connection.send(exchange)
        else:
            task = self._loop.create_task(self._connect(exchange))
            self._connecting.add(task)
            task.add_done_callback(self._connecting.discard)
        self._watch(exchange)
        try:
            reply = await exchange.answer
        finally:
            self._under_way.discard(exchange)
            if exchange.timer is not None:
                exchange.timer.cancel()
        return reply

    def stop(self, error: Exception) -> None:
        """Let every exchange that is under way end with `error`."""
        for exchange in tuple(self._under_way):
            exchange.fail(error)

    def close(self) -> None:
        """Let every connection go."""
        for task in tuple(self._connecting):
            task.cancel()
        for connection in tuple(self._open):
            connection.abort()

    def _watch(self, exchange: Exchange) -> None:
        """Look again when the exchange may be too late."""
        if exchange.timer is not None:
            exchange.timer.cancel()
        whole = exchange.begun + self._limits.whole
        silent = (exchange.heard or whole) + self._limits.read
        exchange.timer = self._loop.call_at(min(whole, silent), self._look, exchange)

    def _look(self, exchange: Exchange) -> None:
        now = self._loop.time()
        if now >= exchange.begun + self._limits.whole:
            exchange.fail(LateReplyError())
        elif exchange.heard is not None and now >= exchange.heard + self._limits.read:
            late = TimeoutError("the answer did not go on")
            exchange.fail(_as_botocore_says(late, exchange.endpoint.url))
        else:
            self._watch(exchange)

    async def _connect(self, exchange: Exchange) -> None:
        endpoint = exchange.endpoint
        try:
            connection = await self._open_connection(endpoint)
        except (OSError, ssl.CertificateError) as error:
            exchange.fail(_not_connected(error, endpoint.url))
            return
        self._open.add(connection)
        if exchange.answer.done():  # it was given up meanwhile
            self._idle[endpoint].append(connection)
        else:
            connection.send(exchange)
            self._watch(exchange)

    async def _open_connection(self, endpoint: HttpEndpoint) -> Connection:
        """Return a connection to the first address that takes one."""
        failure: OSError = OSError(f"{endpoint.host} has no address")
        for family, _, protocol, _, address in await self._resolve(endpoint.host, endpoint.port):
            try:
                async with asyncio.timeout(self._limits.connect):
                    _, connection = await self._loop.create_connection(
                        lambda: Connection(self._idle[endpoint].append, self._open.discard),
                        host=address[0], port=address[1], family=family, proto=protocol,
                        ssl=endpoint.tls, server_hostname=endpoint.host if endpoint.tls else None,
                    )  # fmt: skip
            except ssl.SSLError:
                raise
            except OSError as error:  # a time-out included
                failure = error
            else:
                _keep_alive(connection)
                return connection
        raise failure


def _keep_alive(connection: Connection) -> None:
    if connection.socket is not None:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


def _not_connected(error: Exception, url: str) -> Exception:
    """Return what botocore raises where no connection can be had."""
    kind: Any = botocore.exceptions.EndpointConnectionError
    if isinstance(error, (ssl.SSLError, ssl.CertificateError)):
        kind = botocore.exceptions.SSLError
    elif isinstance(error, TimeoutError):
        kind = botocore.exceptions.ConnectTimeoutError
    made: Exception = kind(endpoint_url=url, error=error)
    return made


def _as_botocore_says(error: Exception, url: str) -> Exception:
    """Return what botocore raises for an error while an answer is awaited."""
    if isinstance(error, LargeReplyError):
        return error
    kind: Any = botocore.exceptions.ConnectionClosedError
    if isinstance(error, ssl.SSLError):
        kind = botocore.exceptions.SSLError
    elif isinstance(error, TimeoutError):
        kind = botocore.exceptions.ReadTimeoutError
    made: Exception = kind(endpoint_url=url, error=error)
    return made
