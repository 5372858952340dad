"""HTTP/1.1 answers, read as their bytes arrive. Pure: it knows no sockets.

It reads what `http.client` reads, or refuses the answer; a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import TypeAlias

LARGEST_BODY = 128 * 1024 * 1024  # bytes
_LARGEST_HEAD = 65_536  # bytes, of all headers together
_STATUS = re.compile(rb"HTTP/1\.([01]) +([1-9]\d\d)(?: [^\r\n]*)?")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*")
_LENGTH = re.compile(r"0*([0-9]{1,15})")  # Python refuses to read numbers of any length
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?")
_NO_BODY = frozenset({204, 304})
_END = b"\r\n"


class BrokenReplyError(HTTPException):
    """The bytes are no HTTP answer, or it ended in its middle."""


class LargeReplyError(Exception):
    """The body is larger than any of AWS's."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpReply:
    """One whole answer."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    reusable: bool  # the connection can take another request


# Brings the answer, or the next step, or None where it needs more bytes.
Step: TypeAlias = "Callable[[], HttpReply | Step | None]"


class ReplyReader:
    """Reads one answer."""

    __slots__ = ("_body", "_data", "_headers", "_left", "_read", "_reusable", "_status")

    def __init__(self) -> None:
        self._data = bytearray()  # not yet read
        self._status = 0  # 0: its head has not arrived
        self._headers: dict[str, str] = {}
        self._body = bytearray()  # of chunks
        self._left: int | None = None  # bytes of the body, or of this chunk; None: unknown
        self._reusable = True
        self._read: Step = self._head

    def feed(self, data: bytes) -> HttpReply | None:
        """Take in bytes; return the answer once it is whole.

        Raises:
            BrokenReplyError: this is no HTTP answer.
            LargeReplyError: the body is too large.
        """
        self._data += data
        # A loop: an answer may consist of more chunks than Python nests calls.
        while True:
            found = self._read()
            if found is None or isinstance(found, HttpReply):
                return found
            self._read = found

    def end(self) -> HttpReply:
        """Return the answer that the end of the connection completes.

        Raises:
            BrokenReplyError: it is not complete.
        """
        if self._read != self._until_the_end:
            raise BrokenReplyError("the connection ended in the middle of an answer")
        return self._reply(bytes(self._data), reusable=False)

    def _head(self) -> Step | None:
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            if len(self._data) > _LARGEST_HEAD:
                raise BrokenReplyError("the headers have no end")
            return None
        lines = bytes(self._data[:end]).split(_END)
        del self._data[: end + 4]
        found = _STATUS.fullmatch(lines[0])
        if found is None:
            raise BrokenReplyError("this is no status line")
        status = int(found[2])
        if status < 200:  # noqa: PLR2004  an interim answer: the real one follows
            return self._head
        self._status, self._headers = status, _headers(lines[1:])
        self._reusable = found[1] == b"1" and "close" not in _words(self._headers, "connection")
        return self._body_reader()

    def _body_reader(self) -> Step:
        coding = self._headers.get("transfer-encoding", "").lower()
        if coding and coding != "chunked":
            raise BrokenReplyError("the body is encoded")
        if self._status in _NO_BODY:
            self._left = 0
            return self._counted
        if coding:
            return self._chunk_size
        length = self._headers.get("content-length")
        if length is None:
            return self._until_the_end
        number = _LENGTH.fullmatch(length)
        if number is None:
            raise BrokenReplyError("the length of the body is no number")
        self._left = _bounded(int(number[1]))
        return self._counted

    def _counted(self) -> HttpReply | None:
        left = self._left or 0
        if len(self._data) < left:
            return None
        return self._reply(bytes(self._data[:left]), reusable=len(self._data) == left)

    def _until_the_end(self) -> HttpReply | None:
        _bounded(len(self._data))
        return None

    def _chunk_size(self) -> Step | None:
        end = self._data.find(_END)
        if end < 0:
            if len(self._data) > _LARGEST_HEAD:
                raise BrokenReplyError("the size of a chunk has no end")
            return None
        found = _SIZE.fullmatch(self._data[:end])
        if found is None:
            raise BrokenReplyError("the size of a chunk is no number")
        del self._data[: end + 2]
        self._left = int(found[1], 16)
        _bounded(len(self._body) + self._left)
        return self._chunk if self._left else self._trailer

    def _chunk(self) -> Step | None:
        left = self._left or 0
        if len(self._data) < left + 2:
            return None
        if self._data[left : left + 2] != _END:
            raise BrokenReplyError("a chunk has no end")
        self._body += self._data[:left]
        del self._data[: left + 2]
        return self._chunk_size

    def _trailer(self) -> HttpReply | None:
        while (end := self._data.find(_END)) >= 0:
            del self._data[: end + 2]
            if end == 0:
                return self._reply(bytes(self._body), reusable=not self._data)
        if len(self._data) > _LARGEST_HEAD:
            raise BrokenReplyError("the trailer has no end")
        return None

    def _reply(self, body: bytes, *, reusable: bool) -> HttpReply:
        return HttpReply(
            status=self._status,
            headers=self._headers,
            body=body,
            reusable=reusable and self._reusable,
        )


def _headers(lines: list[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        parts = _HEADER.fullmatch(line)
        if parts is None:
            raise BrokenReplyError("this is no header")
        name, value = parts[1].decode("ascii").lower(), parts[2].decode("latin-1")
        if name in {"content-length", "transfer-encoding"}:
            if found.setdefault(name, value) != value:
                raise BrokenReplyError(f"{name} comes twice")
            continue
        found[name] = value if name not in found else f"{found[name]}, {value}"
    return found


def _words(headers: Mapping[str, str], name: str) -> frozenset[str]:
    """Return the words of a header that is a list; letter case makes no difference in them."""
    return frozenset(word.strip().lower() for word in headers.get(name, "").split(","))


def _bounded(size: int) -> int:
    if size > LARGEST_BODY:
        raise LargeReplyError(size)
    return size
