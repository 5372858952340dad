"""A zip package behind a URL, as the presigned ones of Lambda."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def archive(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


class Served:
    """A server of one file, honest by default."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sent = 0
        self.requests: list[str] = []
        self.ranges = True
        self.redirect = ""
        self.status: list[int] = []
        self.cut = 0
        self.url = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = handler.headers.get("Range") or ""
        self.requests.append(asked)
        if self.redirect and handler.path.startswith("/package"):
            self._head(handler, 307, {"Location": self.redirect, "Content-Length": "0"})
            return
        if self.status:
            self._head(handler, self.status.pop(0), {"Content-Length": "0"})
            return
        total = len(self.data)
        if not (self.ranges and asked):
            self._send(handler, 200, self.data, {})
            return
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start = int(first) if first else max(0, total - int(last))
        end = min(total, int(last) + 1) if first and last else total
        if start >= total:
            self._head(handler, 416, {"Content-Length": "0"})
            return
        where = {"Content-Range": f"bytes {start}-{end - 1}/{total}"}
        self._send(handler, 206, self.data[start:end], where)

    def _head(self, handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    def _send(
        self, handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]
    ) -> None:
        self._head(handler, status, {**headers, "Content-Length": str(len(body))})
        body = body[: len(body) - self.cut] if self.cut else body
        self.sent += len(body)
        try:
            handler.wfile.write(body)
        except OSError:
            return
        if self.cut:
            handler.close_connection = True


@contextmanager
def serve(data: bytes) -> Iterator[Served]:
    served = Served(data)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/package?X-Amz-Signature=s3cr3t"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
