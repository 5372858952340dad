"""Bodies of answers on botocore's own transport: read up to a limit, and no further."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import botocore.exceptions
import urllib3.exceptions

from auditor.collect.aws.answer_guards import too_large
from auditor.collect.aws.http_reply import LARGEST_BODY


def limit_bodies(client: Any) -> None:  # noqa: ANN401  botocore makes its classes at run time
    """Let a client refuse bodies that are too large while they arrive.

    botocore reads a body whole before anything can look at it, so one without an end would fill the
    memory.
    """
    transport = client._endpoint.http_session  # noqa: SLF001  no public way leads to it
    send = transport.send

    def send_limited(request: Any) -> Any:  # noqa: ANN401
        request.stream_output = True  # leaves the body unread
        response = send(request)
        response._content = _body(request.url, response.headers, response.raw)  # noqa: SLF001
        return response

    transport.send = send_limited


def _body(url: str, headers: Mapping[str, str], raw: Any) -> bytes:  # noqa: ANN401  urllib3's
    """Return the body, with the exceptions that botocore raises where it cannot be read.

    Raises:
        LargeAnswerError: the body is too large; the connection is closed.
        botocore.exceptions.HTTPClientError: the connection failed.
    """
    try:
        announced = str(headers.get("content-length", ""))
        if announced.isascii() and announced.isdigit() and len(announced) <= 20:  # noqa: PLR2004
            _refuse_too_large(int(announced))
        return joined_body(raw.stream())
    except urllib3.exceptions.ReadTimeoutError as error:
        raise botocore.exceptions.ReadTimeoutError(endpoint_url=url, error=error) from error
    except urllib3.exceptions.ProtocolError as error:
        raise botocore.exceptions.ConnectionClosedError(endpoint_url=url, error=error) from error
    except urllib3.exceptions.HTTPError as error:
        raise botocore.exceptions.HTTPClientError(error=error) from error
    finally:
        if not raw.closed:  # refused, so what follows must not reach the next call
            raw.close()


def joined_body(pieces: Iterable[bytes]) -> bytes:
    """Return a body of its pieces.

    Raises:
        LargeAnswerError: there are more bytes than any of AWS's answers has.
    """
    found = bytearray()
    for piece in pieces:
        found += piece
        _refuse_too_large(len(found))
    return bytes(found)


def _refuse_too_large(size: int) -> None:
    if size > LARGEST_BODY:
        raise too_large(size)
