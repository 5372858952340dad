"""What reading packages costs: `python bench/packages.py` prints bytes, seconds and memory.

200 packages of 50 MB behind a server that knows ranges, as S3 does. The archives are virtual: only
their directories exist, and the server makes up the zeros before them, so no disk is needed.
Exit 1 if 1 % of the bytes or more were read.
"""

from __future__ import annotations

import argparse
import random
import resource
import struct
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from auditor.collect.facts.packages import read_package
from auditor.model import Known, PackageContents

MB = 1024 * 1024
GOAL = 0.01
NAMES = (
    *("node_modules/{}/dist/index.js", "node_modules/@aws-sdk/client-{}/index.js"),
    *("{}/__init__.py", "{}/tests/test_all.py", "botocore/data/{}.json", "src/{}.js.map"),
)


class Archive:
    """A zip archive of which only the directory is kept."""

    def __init__(self, seed: int, size: int) -> None:
        dice = random.Random(seed)  # noqa: S311  reproducible, not secret
        count = dice.choice((40, 400, 1500, 3000))
        packed = size // count
        self.unpacked = 0
        rows = []
        for number in range(count):
            name = dice.choice(NAMES).format(f"package-{number}").encode()
            length = dice.randrange(1, 4 * packed)
            self.unpacked += length
            fixed = (b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, packed - 100, length)
            rest = (len(name), 0, 0, 0, 0, 0, number * packed)
            rows.append(struct.pack("<4s6H3L5H2L", *fixed, *rest) + name)
        directory = b"".join(rows)
        start = size - len(directory)
        end = (b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
        self.tail = directory + struct.pack("<4s4H2LH", *end)
        self.start, self.size = start, start + len(self.tail)

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to before `end`."""
        zeros = bytes(max(0, min(end, self.start) - start))
        return zeros + self.tail[max(0, start - self.start) : max(0, end - self.start)]


class Server(ThreadingHTTPServer):
    """Serves the archives by number, and counts what it sends."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, count: int, size: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.archives = [Archive(number, size) for number in range(count)]
        self.sent = self.requests = 0
        self.lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    """Answers ranges as S3 does."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Send the part of an archive that was asked for."""
        archive = self.server.archives[int(self.path.strip("/"))]
        first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
        start = int(first) if first else max(0, archive.size - int(last))
        end = int(last) + 1 if first else archive.size
        body = archive.part(start, min(end, archive.size))
        with self.server.lock:
            self.server.sent += len(body)
            self.server.requests += 1
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{start + len(body) - 1}/{archive.size}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def read_all(server: Server, threads: int) -> list[PackageContents]:
    """Read every package, some at once."""
    urls = [f"http://127.0.0.1:{server.server_port}/{n}" for n in range(len(server.archives))]
    with ThreadPoolExecutor(threads) as pool:
        facts = list(pool.map(read_package, urls))
    found = [fact.value for fact in facts if isinstance(fact, Known)]
    for contents, archive in zip(found, server.archives, strict=True):
        if contents.uncompressed != archive.unpacked:
            sys.exit("a package was read wrongly")
    return found


def main() -> None:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=int, default=200)
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--threads", type=int, default=32)
    chosen = parser.parse_args()
    with Server(chosen.packages, chosen.megabytes * MB) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        start = time.monotonic()
        found = read_all(server, chosen.threads)
        seconds = time.monotonic() - start
        server.shutdown()
        thread.join()
        held = sum(archive.size for archive in server.archives)
    share = server.sent / held
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    entries = sum(contents.entry_count for contents in found)
    print(f"{len(found)} packages of {chosen.megabytes} MB, {entries} entries")
    print(f"read {server.sent / MB:.1f} MB of {held / MB:.0f} MB ({share:.3%}; goal < {GOAL:.0%})")
    print(f"{server.requests} requests, {seconds:.1f} s, peak {peak:.0f} MB with the server")
    sys.exit(share >= GOAL)


if __name__ == "__main__":
    main()
