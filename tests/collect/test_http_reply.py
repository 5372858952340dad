from __future__ import annotations

import io
from http.client import HTTPException, HTTPResponse
from socket import socket
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.aws.http_reply import (
    LARGEST_BODY,
    BrokenReplyError,
    HttpReply,
    LargeReplyError,
    ReplyReader,
)

COUNTED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{1:2}"
CHUNKED = (
    b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\nx-amzn-ErrorType: Gone\r\n\r\n"
    b"3;name=value\r\nabc\r\n0a\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
)
ENDED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nwhatever comes"
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n" + COUNTED
OLD = b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"
ANSWERS = (COUNTED, CHUNKED, ENDED, EMPTY, INTERIM, OLD)


class Sock:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def makefile(self, *_: object) -> io.BytesIO:
        return io.BytesIO(self.content)


def read_by_the_standard_library(content: bytes) -> tuple[int, bytes, dict[str, str]]:
    response = HTTPResponse(cast("socket", Sock(content)), method="GET")
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return response.status, response.read(), headers


def read(content: bytes, pieces: int) -> HttpReply:
    reader = ReplyReader()
    for start in range(0, len(content), pieces):
        reply = reader.feed(content[start : start + pieces])
        if reply is not None:
            return reply
    return reader.end()


def refused_or_read_alike(content: bytes) -> bool:
    """Return whether bytes are refused, or read as the standard library reads them."""
    try:
        reply = read(content, 1000)
    except (BrokenReplyError, LargeReplyError):
        return True
    try:
        expected = read_by_the_standard_library(content)
    except (HTTPException, ValueError):
        return True  # what is no answer to it may be one to us, never the other way round
    return (reply.status, reply.body) == expected[:2]


@pytest.mark.parametrize("pieces", [1, 2, 7, 1000])
@pytest.mark.parametrize("content", ANSWERS)
def test_an_answer_reads_as_the_standard_library_reads_it(content: bytes, pieces: int) -> None:
    reply = read(content, pieces)
    assert (reply.status, reply.body, reply.headers) == read_by_the_standard_library(content)


@given(content=st.sampled_from(ANSWERS), place=st.integers(0, 60), byte=st.integers(0, 255))
def test_a_damaged_answer_is_refused_or_reads_as_the_standard_library_reads_it(
    content: bytes, place: int, byte: int
) -> None:
    damaged = bytearray(content)
    damaged[place % len(damaged)] = byte
    assert refused_or_read_alike(bytes(damaged))


@pytest.mark.parametrize("content", [COUNTED, CHUNKED, INTERIM])
def test_an_answer_that_is_cut_anywhere_is_no_answer(content: bytes) -> None:
    for length in range(len(content)):
        with pytest.raises(BrokenReplyError):
            read(content[:length], 1000)


@pytest.mark.parametrize(
    ("content", "reusable"),
    [(COUNTED, True), (CHUNKED, True), (EMPTY, True), (ENDED, False), (OLD, False)],
)
def test_a_connection_is_used_again_only_where_its_answer_has_ended(
    content: bytes,
    *,
    reusable: bool,
) -> None:
    assert read(content, 1000).reusable is reusable


@pytest.mark.parametrize("said", [b"close", b"Close", b"keep-alive, close", b"CLOSE ,x"])
def test_a_server_that_closes_says_so_in_any_spelling(said: bytes) -> None:
    content = b"HTTP/1.1 200 OK\r\nConnection: %s\r\nContent-Length: 2\r\n\r\nok" % said
    assert not read(content, 1000).reusable


@pytest.mark.parametrize("pieces", [7, 1 << 20])
def test_an_answer_may_have_more_chunks_than_python_nests_calls(pieces: int) -> None:
    body = b"1\r\nx\r\n" * 5000 + b"0\r\n\r\n"
    content = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    assert read(content, pieces).body == b"x" * 5000


def test_any_number_of_interim_answers_may_come_first() -> None:
    content = b"HTTP/1.1 100 Continue\r\n\r\n" * 5000 + COUNTED
    assert read(content, 1 << 20).body == b"{1:2}"


def test_a_length_that_comes_twice_alike_is_one_length() -> None:
    twice = COUNTED.replace(b"Content-Length: 5\r\n", b"Content-Length: 5\r\n" * 2)
    assert read(twice, 1000).body == b"{1:2}"


@given(content=st.binary(max_size=200))
@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_any_bytes_are_refused_or_read_as_the_standard_library_reads_them(
    head: bytes, content: bytes
) -> None:
    assert refused_or_read_alike(head + content)


def test_bytes_after_an_answer_end_the_connection() -> None:
    assert not read(COUNTED + b"HTTP/1.1 200 OK\r\n", 1000).reusable


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n folded: 6\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n12345",
        b"HTTP/2 200 OK\r\nContent-Length: 5\r\n\r\n12345",
        b"<html>\r\n\r\n",
        b"x" * 70_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_answer_is_refused(head: bytes) -> None:
    with pytest.raises(BrokenReplyError):
        read(head, 1000)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (LARGEST_BODY + 1),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % (LARGEST_BODY + 1),
    ],
)
def test_a_body_larger_than_any_of_awss_is_refused_before_it_is_read(head: bytes) -> None:
    with pytest.raises(LargeReplyError) as refused:
        read(head, 1000)
    assert refused.value.size == LARGEST_BODY + 1
