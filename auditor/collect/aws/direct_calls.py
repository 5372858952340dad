"""Calls on the event loop: no thread, and no client of botocore, takes part in each of them."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import botocore.credentials

from auditor.collect.aws.answer_guards import too_large
from auditor.collect.aws.attempt import CAUGHT, Answer, Failure, check_answer, failure_of
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.direct_route import DirectRoute
from auditor.collect.aws.fact_barrier import LostError
from auditor.collect.aws.http_connection import (
    Addresses,
    ConnectionPool,
    LateReplyError,
    TimeLimits,
)
from auditor.collect.aws.http_reply import LargeReplyError
from auditor.collect.aws.operations import Operation
from auditor.collect.aws.options import CollectOptions

T = TypeVar("T")


class RunOnThread(Protocol):
    """Runs what blocks on a thread; raises LostError once collecting was interrupted."""

    async def __call__(self, work: Callable[[], T], *, first: bool = False) -> T:
        """Return what the work returns, which must not raise."""


class DirectCalls:
    """The calls that are made for each function. Belongs to one event loop."""

    def __init__(
        self, clients: Clients, options: CollectOptions, run: RunOnThread, late: Failure
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._clients = clients
        self._run = run
        self._late = late
        self._wanted = options.direct_calls
        self._routes: dict[tuple[str, str], asyncio.Future[DirectRoute | None]] = {}
        limits = TimeLimits(
            connect=options.connect_timeout, read=options.read_timeout, whole=options.call_seconds
        )
        self._pool = ConnectionPool(limits, self._resolve)
        self._free = options.threads
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def attempt(
        self, entry: Operation, region: str, parameters: Mapping[str, object], *, first: bool
    ) -> Answer | Failure | None:
        """Make one call, as `attempt.attempt` does; return None if botocore has to make it."""
        route = await self._route(entry.service, region)
        if route is None or not route.takes(entry.name, parameters):
            return None
        try:
            credentials = await self._credentials()
            request = route.request(entry.name, parameters, credentials)
            await self._turn(first=first)
            try:
                reply = await self._pool.exchange(route.endpoint, request)
            finally:
                self._pass_on()
            answer = route.answer(entry.name, reply)
        except LateReplyError:
            return self._late
        except LargeReplyError as large:
            return failure_of(too_large(large.size), entry.action)
        except CAUGHT as error:
            return failure_of(error, entry.action)
        return check_answer(answer, entry)

    def stop(self, error: Exception) -> None:
        """Let every call that waits or is under way end with `error`."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(error)
        self._pool.stop(error)

    def close(self) -> None:
        """Let the connections go."""
        self._pool.close()

    async def _route(self, service: str, region: str) -> DirectRoute | None:
        key = (service, region)
        known = self._routes.get(key)
        if known is None:
            known = self._routes[key] = self._loop.create_future()
            try:
                known.set_result(await self._find_route(service, region))
            finally:
                if not known.done():  # interrupted
                    known.set_result(None)
        return known.result() if known.done() else await asyncio.shield(known)

    async def _find_route(self, service: str, region: str) -> DirectRoute | None:
        mine = self._clients.credentials
        if not (self._wanted and isinstance(mine, botocore.credentials.Credentials)):
            return None

        def find() -> DirectRoute | None:
            try:
                return self._clients.direct_route(service, region)
            except CAUGHT:  # botocore's own call says what is wrong
                return None

        return await self._run(find, first=True)

    async def _credentials(self) -> Any:  # noqa: ANN401  botocore's, frozen
        credentials = self._clients.credentials
        renewed = isinstance(credentials, botocore.credentials.RefreshableCredentials)
        if not (renewed and credentials.refresh_needed()):
            return credentials.get_frozen_credentials()

        def renew() -> Any:  # noqa: ANN401
            try:
                return credentials.get_frozen_credentials()
            except CAUGHT as error:
                return error

        found = await self._run(renew, first=True)
        if isinstance(found, Exception):
            raise found
        return found

    async def _resolve(self, host: str, port: int) -> Addresses:
        def resolve() -> Addresses | OSError:
            try:
                return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except OSError as error:
                return error

        try:
            found = await self._run(resolve, first=True)
        except LostError as lost:
            raise ConnectionAbortedError(str(lost)) from lost
        if isinstance(found, OSError):
            raise found
        return found

    async def _turn(self, *, first: bool) -> None:
        """Wait while as many calls are under way as may be."""
        if self._free > 0:
            self._free -= 1
            return
        mine: asyncio.Future[None] = self._loop.create_future()
        (self._waiting.appendleft if first else self._waiting.append)(mine)
        await mine

    def _pass_on(self) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(None)
                return
        self._free += 1
