"""Lambda's Runtime API on 127.0.0.1, and what Lambda does around it.

It runs AWS's own runtime interface client on an unpacked bundle, one invocation at a time: ends
it when the time or the memory is used up, refuses answers above 6 MB, and keeps the events that
the function sends to itself. Other calls to Lambda go on to the emulator.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from typing import Any
from urllib.parse import urlsplit

ARN = "arn:aws:lambda:eu-west-1:111122223333:function:self-audit"
PAYLOAD = 6 * 1024 * 1024  # bytes of an answer


@dataclass(kw_only=True)
class Outcome:
    """How an invocation ended: with an answer, or with an error of Lambda's words."""

    answer: Any = None
    error: str = ""
    message: str = ""
    peak: int = 0  # MB
    log: str = ""


@dataclass
class RuntimeApi:
    """One function with its environment; `sent` are the events that it sent to itself."""

    folder: Path
    python: Path
    environment: Mapping[str, str]
    emulator: str
    sent: list[Any] = field(default_factory=list)
    port: int = 0
    waiting: Queue[tuple[str, bytes, int]] = field(default_factory=Queue)
    done: Queue[tuple[str, Any]] = field(default_factory=Queue)

    def invoke(
        self,
        event: Any,
        *,
        timeout: float = 60,
        memory: int = 512,
        id: str = "",
        crash: Callable[[], bool] = lambda: False,
    ) -> Outcome:
        """Run one invocation in an environment of its own; it is killed when `crash` says so."""
        self.waiting, self.done = Queue(), Queue()
        request = id or str(uuid.uuid4())
        deadline = time.time() + timeout
        self.waiting.put((request, json.dumps(event).encode(), int(deadline * 1000)))
        log = self.folder.parent / f"{uuid.uuid4()}.log"
        with log.open("wb") as file, subprocess.Popen(  # noqa: S603
            [str(self.python), "-m", "awslambdaric", "auditor.selfaudit.handler.handler"],
            cwd=self.folder, env=self._environment(), stdout=file, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            try:
                outcome = self._watched(process, deadline, memory, crash)
            finally:
                process.kill()
        outcome.log = log.read_text(errors="replace")
        return outcome

    def _watched(
        self,
        process: subprocess.Popen[bytes],
        deadline: float,
        memory: int,
        crash: Callable[[], bool],
    ) -> Outcome:
        peak = 0
        while True:
            try:
                kind, body = self.done.get(timeout=0.02)
            except Empty:
                peak = max(peak, _resident(process.pid))
                if time.time() > deadline:
                    return Outcome(error="Sandbox.Timedout", peak=peak)
                if peak > memory:
                    return Outcome(error="Runtime.OutOfMemory", peak=peak)
                if process.poll() is not None or crash():
                    return Outcome(error="Runtime.ExitError", peak=peak)
                continue
            if kind == "answer":
                return Outcome(answer=body, peak=peak)
            return Outcome(error=body["errorType"], message=body["errorMessage"], peak=peak)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.port}",
            "AWS_LAMBDA_FUNCTION_NAME": "self-audit",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_ENDPOINT_URL_LAMBDA": f"http://127.0.0.1:{self.port}",
            "LAMBDA_TASK_ROOT": str(self.folder),
            "PYTHONPATH": str(self.folder),
            **self.environment,
        }


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def _handler(api: RuntimeApi) -> type[BaseHTTPRequestHandler]:  # noqa: C901  one small server
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            with suppress(ConnectionError):  # the function was killed
                super().handle()

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def _answer(self, status: int, body: bytes = b"{}", **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            if not self.path.startswith("/2018-06-01/runtime/"):
                self._forward("GET")
                return
            try:
                request, event, deadline = api.waiting.get_nowait()
            except Empty:  # an environment that has nothing to do is frozen
                time.sleep(30)
                return
            self._answer(
                200, event, Lambda_Runtime_Aws_Request_Id=request,
                Lambda_Runtime_Deadline_Ms=str(deadline),
                Lambda_Runtime_Invoked_Function_Arn=ARN, Content_Type="application/json",
            )  # fmt: skip

        def do_POST(self) -> None:
            if "/runtime/" not in self.path:
                self._lambda()
                return
            body = self._body()
            if self.path.endswith("/response") and len(body) > PAYLOAD:
                self._answer(413)
                api.done.put(("error", {"errorType": "Function.ResponseSizeTooLarge",
                                         "errorMessage": f"{len(body)} bytes"}))  # fmt: skip
                return
            self._answer(202)
            api.done.put(("answer" if self.path.endswith("/response") else "error",
                           json.loads(body)))  # fmt: skip

        def _lambda(self) -> None:
            if not self.path.endswith("/invocations"):
                self._forward("POST")
                return
            api.sent.append(json.loads(self._body()))
            self._answer(202, b"")

        def _forward(self, method: str) -> None:
            target = http.client.HTTPConnection(urlsplit(api.emulator).netloc, timeout=30)
            headers = {k: v for k, v in self.headers.items() if k.lower() != "host"}
            target.request(method, self.path, self._body(), headers)
            answer = target.getresponse()
            self._answer(answer.status, answer.read(), Content_Type="application/json")
            target.close()

    return Handler


@contextmanager
def runtime_api(
    folder: Path, python: Path, environment: Mapping[str, str], emulator: str
) -> Iterator[RuntimeApi]:
    """Serve the Runtime API for a function."""
    api = RuntimeApi(folder, python, environment, emulator)
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(api)) as server:
        server.daemon_threads = True
        api.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield api
        finally:
            server.shutdown()
            thread.join()
