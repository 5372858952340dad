"""The HTTP server: threads, keep-alive, latency, quotas, faults, and a record of every call."""

from __future__ import annotations

import base64
import json
import random
import socket
import ssl
import struct
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from auditor.collect.aws.operations import BUCKETS, OPERATIONS
from tests.simulator.accounts import SimulatedAccount
from tests.simulator.faults import BECAUSE, CODES, DENIED, EXPIRED, THROTTLED, UNTIMELY, Fault
from tests.simulator.operations import RefusedError, answer
from tests.simulator.rights import right
from tests.simulator.wire import Request, UnreadableError, answered, read, refused

_TERABYTE = 10**12
_TOLERATED = 300  # seconds by which a caller's clock may be off


class Simulator:
    """Serves an account on 127.0.0.1 while its context is entered."""

    def __init__(
        self,
        account: SimulatedAccount,
        faults: Iterable[Fault] = (),
        *,
        throttle: bool = False,
        latency: float = 0.0,
        allowed: frozenset[str] | None = None,
        seed: int = 1,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.account = account
        self.faults = list(faults)
        self.throttle = throttle
        self.latency = latency
        self.allowed = allowed  # actions of the caller's policy; None: everything
        self.ahead = 0.0  # seconds by which its clock is ahead of the caller's
        self.used: set[str] = set()  # of them
        self.calls: list[tuple[float, str, str, str]] = []  # when, region, operation, parameters
        self.refused: set[str] = set()  # operations that were denied
        self.on_call: Callable[[int], None] = lambda _: None  # told how many calls there were
        self.throttled = 0
        self._seed = seed
        self._random = random.Random(seed)  # noqa: S311  no secret is made of it
        self._lock = threading.Lock()
        self._tokens: dict[tuple[str, str], tuple[float, float]] = {}
        self._started = time.monotonic()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.simulator = self
        self._tls = tls
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        scheme, host = ("https", "localhost") if self._tls else ("http", "127.0.0.1")
        return f"{scheme}://{host}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reset(self) -> None:
        """Forget what was called; what is left to chance begins anew."""
        with self._lock:
            self._random.seed(self._seed)
            self.calls.clear()
            self._tokens.clear()
            self.refused.clear()
            self.throttled = 0
            self._started = time.monotonic()

    def count(self) -> Counter[str]:
        """Return how often each operation was called."""
        return Counter(call[2] for call in self.calls)

    def duplicates(self) -> Counter[tuple[str, str, str]]:
        """Return the calls that were made more than once, with how often too many."""
        made = Counter(call[1:] for call in self.calls)
        return Counter({call: number - 1 for call, number in made.items() if number > 1})

    def peaks(self, seconds: float = 1.0) -> dict[tuple[str, str], int]:
        """Return the most calls in any stretch of time, by region and bucket."""
        times: dict[tuple[str, str], list[float]] = defaultdict(list)
        for when, region, operation, _ in self.calls:
            times[region, OPERATIONS[operation].bucket].append(when)
        most = {}
        for key, found in times.items():
            first = best = 0
            for last, when in enumerate(sorted(found)):
                while when - sorted(found)[first] >= seconds:
                    first += 1
                best = max(best, last - first + 1)
            most[key] = best
        return most

    def statistics(self) -> dict[str, Any]:
        """Return all of that as plain data."""
        times = [call[0] for call in self.calls]
        return {
            "calls": len(times),
            "span": max(times, default=0.0) - min(times, default=0.0),
            "throttled": self.throttled,
            "duplicates": self.duplicates().total(),
            "operations": dict(self.count()),
            "peaks": {"/".join(key): value for key, value in self.peaks().items()},
            "last": max(times, default=0.0),
            "policies": self.moments("lambda:GetPolicy"),
        }

    def moments(self, operation: str) -> dict[str, list[float]]:
        """Return when an operation was called, by region."""
        found: dict[str, list[float]] = defaultdict(list)
        for moment, region, called, _ in self.calls:
            if called == operation:
                found[region].append(moment)
        return found

    def respond(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, str, bytes, Fault | None]:
        """Return status, content type, body, and the fault that still befalls them."""
        try:
            request = read(method, target, headers, body)
        except UnreadableError as error:
            return 404, "text/plain", str(error).encode(), None
        sent = json.dumps(request.parameters, sort_keys=True, default=str)
        with self._lock:
            self.calls.append((time.monotonic(), request.region, request.id, sent))
            number = len(self.calls)
            fault = self._fault(request)
            refusal = EXPIRED if _is_over(headers) else self._refusal(request, fault)
        self.on_call(number)
        if refusal is not None:
            code, status = refusal.get(request.service, refusal[""])
            self.refused.add(request.id)
            because = BECAUSE.get(fault.kind, "") if fault is not None else ""
            return (status, *refused(request, code, status, because), None)
        if fault is not None and fault.kind == "html":
            return 502, "text/html", b"<html><body>502 Bad Gateway</body></html>", None
        try:
            empty = fault is not None and fault.kind == "empty"
            said = {} if empty else self._tagged(request, self.answer(request))
            if fault is not None and fault.kind == "endless":
                said[OPERATIONS[request.id].token[1]] = _another_marker(number)
            return (200, *answered(request, said), fault)
        except RefusedError as error:
            return (error.status, *refused(request, error.code, error.status), fault)

    def answer(self, request: Request) -> dict[str, Any]:
        """Return what the account answers."""
        return answer(self.account, request)

    def _refusal(
        self, request: Request, fault: Fault | None
    ) -> Mapping[str, tuple[str, int]] | None:
        if abs(self.ahead) > _TOLERATED:
            return UNTIMELY
        if self.throttle and not self._take(request):
            self.throttled += 1
            return THROTTLED
        action = right(request)
        if self.allowed is not None and action is not None and action not in self.allowed:
            return DENIED
        self.used |= {action} if action else set()
        return CODES.get(fault.kind) if fault is not None else None

    def _tagged(self, request: Request, said: dict[str, Any]) -> dict[str, Any]:
        """Leave tags out of GetFunction for a caller who may not list them, as Lambda does."""
        if request.id != "lambda:GetFunction":
            return said
        self.used.add("lambda:ListTags")
        if self.allowed is None or "lambda:ListTags" in self.allowed:
            return said
        said.pop("Tags", None)
        return said | {"TagsError": {"ErrorCode": "AccessDeniedException", "Message": "no"}}

    def faults_of(self, request: Request) -> Iterable[Fault]:
        """Return the faults that may befall a call."""
        del request
        return self.faults

    def payer(self, request: Request) -> str:
        """Return whose quota a call takes from."""
        return request.region

    def _fault(self, request: Request) -> Fault | None:
        for fault in self.faults_of(request):
            if not fault.concerns(request.id, request.region):
                continue
            if fault.later_pages and not _has_marker(request):
                continue
            if fault.kind == "expire" and time.monotonic() - self._started < fault.seconds:
                continue
            if self._random.random() < fault.rate:
                return fault
        return None

    def _take(self, request: Request) -> bool:
        entry = OPERATIONS.get(request.id)
        rate = BUCKETS[entry.bucket] if entry else 10
        key = (self.payer(request), entry.bucket if entry else request.service)
        now = time.monotonic()
        left, since = self._tokens.get(key, (rate, now))
        left = min(rate, left + (now - since) * rate)
        enough = left >= 1
        self._tokens[key] = (left - enough, now)
        return enough


def _has_marker(request: Request) -> bool:
    entry = OPERATIONS.get(request.id)
    return entry is not None and bool(request.parameters.get(entry.token[0]))


def _another_marker(number: int) -> str:
    """Return a marker that was never given, and leads to the first page."""
    return base64.b64encode(b"0" * number).decode()


def _is_over(headers: Mapping[str, str]) -> bool:
    """Return whether a call came with the token of a session that has ended."""
    kind, _, ends = headers.get("x-amz-security-token", "").partition("/")
    return kind == "until" and time.time() > float(ends)


# What some troubles put in place of an answer, and what others exchange in it.
_IN_PLACE = {
    "null": b"null",
    "list": b"[]",
    "deep": b'{"Functions": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
}
_EXCHANGED = {
    "elsewhere": (b"eu-west-1", b"ap-south-1"),
    "foreign": (b"111122223333", b"999988887777"),
}


def _damaged(answer: bytes, trouble: str) -> bytes:
    if trouble == "cut":
        return answer[: len(answer) // 2]
    if trouble == "duplicate":
        return answer.replace(b"{", b'{"Functions": [], "Policy": "{}", ', 1)
    if trouble in _EXCHANGED:
        return answer.replace(*_EXCHANGED[trouble])
    return _IN_PLACE.get(trouble, answer)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    simulator: Simulator

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that the client gave up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the time by the simulator's clock."""
        return super().date_time_string((timestamp or time.time()) + self.server.simulator.ahead)

    def _serve(self) -> None:
        simulator = self.server.simulator
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        # What goes through a proxy names the host as well.
        path = self.path[self.path.index("/", 8) :] if "://" in self.path[:8] else self.path
        status, kind, answer, fault = simulator.respond(self.command, path, headers, body)
        trouble = fault.kind if fault is not None else ""
        time.sleep(fault.seconds if fault is not None and trouble == "hang" else simulator.latency)
        if trouble == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        answer = _damaged(answer, trouble)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if trouble != "torrent":
            size = _TERABYTE if trouble == "huge" else len(answer)
            self.send_header("Content-Length", str(size))
        if kind == "application/cbor":
            self.send_header("smithy-protocol", "rpc-v2-cbor")
        self.end_headers()
        if trouble == "truncate":
            answer, self.close_connection = answer[:-1], True
        if trouble == "drip" and fault is not None:
            self._drip(answer, fault.seconds)
            return
        if trouble == "torrent":
            self._pour()
            return
        self.wfile.write(answer)

    def _drip(self, answer: bytes, seconds: float) -> None:
        with suppress(OSError):  # the client has given up
            for at in range(len(answer)):
                self.wfile.write(answer[at : at + 1])
                self.wfile.flush()
                time.sleep(seconds)

    def _pour(self) -> None:
        self.close_connection = True
        with suppress(OSError):  # until the client has given up
            while True:
                self.wfile.write(b" " * 1_000_000)

    do_GET = do_POST = do_PUT = do_HEAD = _serve  # noqa: N815  http.server's names
