"""Reads parts of a file behind a presigned URL, and never more than was agreed.

The URL is a bearer secret: it appears in no message, and redirects may not carry it elsewhere.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import botocore.exceptions
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies
from urllib3.exceptions import HTTPError

CHUNK = 64 * 1024
TRIES = 3
REDIRECTS = 3
RETRIED = frozenset({429, 500, 502, 503, 504})
AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".amazonwebservices.com.cn")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)\Z")


class RangeError(Exception):
    """A part could not be read; the message holds nothing of the URL."""

    def __init__(self, message: str, code: str = "Unreadable") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class ContentRange:
    """Where the bytes that follow are in the file."""

    start: int
    end: int  # exclusive
    total: int
    whole: bool  # the server ignored the range and sends everything


@dataclass(slots=True)
class RangeReader:
    """One file, read in parts; at most `budget` bytes in all, within `seconds`."""

    url: str = field(repr=False)
    budget: int
    seconds: float
    read: int = 0
    requests: int = 0
    _deadline: float = 0.0
    _session: Any = None

    def __post_init__(self) -> None:
        """Open the session; botocore's own, so that its proxies and certificates hold."""
        self._deadline = time.monotonic() + self.seconds
        session: Any = URLLib3Session
        self._session = session(
            verify=os.environ.get("AWS_CA_BUNDLE") or True,
            proxies=get_environ_proxies(self.url),
            timeout=(5, max(1, min(20, self.seconds))),
            max_pool_connections=1,
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def suffix(self, size: int) -> tuple[ContentRange, bytes]:
        """Return the last `size` bytes; all of them if the server knows no ranges and they fit.

        Raises:
            RangeError: nothing usable came back, or it would be too much.
        """
        part, response = self._open(f"bytes=-{size}")
        return part, b"".join(self._body(response, part))

    def span(self, start: int, size: int) -> bytes:
        """Return the bytes from `start` on.

        Raises:
            RangeError: as for `suffix`.
        """
        return b"".join(self.stream(start, size))

    def stream(self, start: int, size: int) -> Iterator[bytes]:
        """Yield the bytes from `start` on in chunks.

        Raises:
            RangeError: as for `suffix`.
        """
        part, response = self._open(f"bytes={start}-{start + size - 1}")
        if part.whole or (part.start, part.end) != (start, start + size):
            response.raw.close()
            raise RangeError("the server sent another part than was asked for")
        yield from self._body(response, part)

    def _open(self, wanted: str) -> tuple[ContentRange, AWSResponse]:
        for attempt in range(TRIES):
            if attempt:
                time.sleep(0.1 * 2**attempt)
            response = self._answer(wanted, last=attempt == TRIES - 1)
            if response is None:
                continue
            if response.status_code in {200, 206}:
                part = _part(response)
                if part.end - part.start > self.budget - self.read:
                    response.raw.close()
                    raise RangeError(_too_much(whole=part.whole), "TooLarge")
                return part, response
            response.raw.close()
            if response.status_code not in RETRIED or attempt == TRIES - 1:
                raise RangeError(_said(response.status_code), str(response.status_code))
        raise RangeError("the server could not be reached", "Unreachable")

    def _answer(self, wanted: str, *, last: bool) -> AWSResponse | None:
        url = self.url
        for _ in range(REDIRECTS + 1):
            self._in_time()
            request = AWSRequest(
                method="GET",
                url=url,
                headers={"Range": wanted, "Accept-Encoding": "identity"},
                stream_output=True,
            )
            self.requests += 1
            try:
                response: AWSResponse = self._session.send(request.prepare())
            except (botocore.exceptions.BotoCoreError, HTTPError, OSError, ValueError) as error:
                if last:
                    name = type(error).__name__
                    raise RangeError(f"no answer ({name})", name) from None
                return None
            if response.status_code not in {301, 302, 303, 307, 308}:
                return response
            response.raw.close()
            url = _redirected(url, response.headers.get("Location") or "")
        raise RangeError("too many redirects", "Redirect")

    def _body(self, response: AWSResponse, part: ContentRange) -> Iterator[bytes]:
        left = part.end - part.start
        try:
            while left > 0:
                self._in_time()
                chunk = response.raw.read(min(CHUNK, left))
                if not chunk:
                    break
                left -= len(chunk)
                self.read += len(chunk)
                yield chunk
        except (HTTPError, OSError, ValueError) as error:
            raise RangeError(f"the answer was cut off ({type(error).__name__})") from None
        finally:
            # What is left is not wanted, so the connection cannot be kept.
            response.raw.close() if left else response.raw.release_conn()
        if left:
            raise RangeError("the answer was cut off")

    def _in_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise RangeError(f"reading took more than {self.seconds:.0f} seconds", "TooSlow")


def _part(response: AWSResponse) -> ContentRange:
    length = response.headers.get("Content-Length") or ""
    if response.status_code == 200:  # noqa: PLR2004
        if not length.isascii() or not length.isdigit():
            response.raw.close()
            raise RangeError("the server knows no ranges and does not say how much it sends")
        return ContentRange(0, int(length), int(length), whole=True)
    found = _CONTENT_RANGE.match(response.headers.get("Content-Range") or "")
    if found is None:
        response.raw.close()
        raise RangeError("the server does not say which part it sends")
    start, last, total = (int(number) for number in found.groups())
    if not start <= last < total:
        response.raw.close()
        raise RangeError("the server sends a part that cannot be")
    return ContentRange(start, last + 1, total, whole=False)


def _redirected(url: str, location: str) -> str:
    target = urljoin(url, location)
    old, new = urlsplit(url), urlsplit(target)
    here, there = (old.hostname or "").lower(), (new.hostname or "").lower()
    kept = here == there or (here in LOOPBACK and there in LOOPBACK)
    in_aws = here.endswith(AWS_DOMAINS) and there.endswith(AWS_DOMAINS)
    downgraded = old.scheme == "https" and new.scheme != "https"
    if not location or new.scheme not in {"http", "https"} or downgraded or not (kept or in_aws):
        raise RangeError("the server redirects away from AWS", "Redirect")
    return target


def _too_much(*, whole: bool) -> str:
    if whole:
        return "the server knows no ranges, and the package is larger than may be read"
    return "more would have to be read than is allowed"


def _said(status: int) -> str:
    if status == 403:  # noqa: PLR2004
        return "the server refused (403): the presigned URL may have expired"
    return f"the server answered {status}"
